import json

from prophet.forecaster import Prophet


def model_to_json(model):
    return json.dumps(model.state)


def model_from_json(text):
    model = Prophet()
    model.state = json.loads(text)
    # What makes the model predict is there, or the file is no model.
    model.state["params"]["k"][0][0], model.state["start"], model.state["t_scale"], model.state["y_scale"]
    return model
