"""Model directories with the flavor python_function: loaded so that they predict, by MLflow where the interpreter has it, else by the loaders here."""

import importlib
import inspect
import sys
import types

import linea_models
from linea_models import Fault

PREDICT_METHODS = {"predict", "predict_proba", "predict_log_proba", "predict_joint_log_proba", "score"}


class Predictor:
    def __init__(self, library, predict):
        self.library = library
        self.predict = predict


def load(message):
    if message["kind"] == "mlflow":
        return load_by_mlflow(message["folder"])
    code = linea_models.CodeFolder(message["code"])
    if message["kind"] == "flavor":
        predictor = load_by_flavor(message, code)
    else:
        # These kinds run the directory's own code; .NET sends them only for trusted files.
        with code:
            predictor = OWN_CODE[message["kind"]](message)

    def predict(data, params):
        with code:
            return predictor.predict(data, params)

    return Predictor(predictor.library, predict)


def load_by_flavor(message, code):
    model = linea_models.load(message, code)
    module = linea_models.LIBRARIES[message["flavor"]][0]
    name = linea_models.DISTRIBUTIONS.get(module, module)
    return Predictor(f"{name} {linea_models.version_of(module)}", PREDICTS[message["flavor"]](model, message))


def load_by_mlflow(folder):
    import mlflow
    import mlflow.pyfunc
    model = mlflow.pyfunc.load_model(folder, suppress_warnings=True)
    return Predictor(f"mlflow {mlflow.__version__}", lambda data, params: model.predict(data, params=params or None))


# ---- Flavors


def predict_sklearn(model, message):
    name = message["pyfunc"].get("predict_fn") or "predict"
    if name not in PREDICT_METHODS:
        raise Fault("NotSupported", f"The MLmodel file names the method '{name}' for predictions, which is none of {', '.join(sorted(PREDICT_METHODS))}.")
    method = getattr(model, name, None)
    if method is None:
        raise Fault("NotSupported", f"The model has no method '{name}', which its MLmodel file names for predictions.")
    return lambda data, params: method(data)


def predict_xgboost(model, message):
    import xgboost
    if isinstance(model, xgboost.Booster):
        return lambda data, params: model.predict(xgboost.DMatrix(data), **known(model.predict, params))
    return lambda data, params: model.predict(data, **known(model.predict, params))


def predict_statsmodels(model, message):
    from statsmodels.tsa.base.tsa_model import TimeSeriesModel

    def predict(data, params):
        if not isinstance(model.model, TimeSeriesModel):
            return model.predict(data)
        if len(data) != 1 or not {"start", "end"} <= set(data.columns):
            raise Fault("InvalidArgument", "A time series model predicts for a table of one row with the columns start and end.")
        return model.predict(start=data["start"][0], end=data["end"][0])

    return predict


def predict_plainly(model, message):
    return lambda data, params: model.predict(data)


def known(function, params):
    names = inspect.signature(function).parameters
    return {name: value for name, value in params.items() if name in names}


PREDICTS = {
    "sklearn": predict_sklearn, "xgboost": predict_xgboost, "statsmodels": predict_statsmodels, "prophet": predict_plainly, "lightgbm": predict_plainly, "catboost": predict_plainly,
}


# ---- The directory's own code


def load_by_loader_module(message):
    model = importlib.import_module(message["loader_module"])._load_pyfunc(message["data"])
    return Predictor(message["loader_module"], lambda data, params: call(model.predict, data, params))


def load_python_model(message):
    cloudpickle = linea_models.need("cloudpickle", "A model that is a pickled PythonModel")
    with StandIn() as mlflow, open(message["file"], "rb") as stream:
        try:
            model = cloudpickle.load(stream)
        except ModuleNotFoundError as error:
            raise Fault("NotSupported", f"The model needs the Python module {error.name}, which {sys.executable} does not have. Install it there, or choose another interpreter.") from error
        except AttributeError as error:
            raise Fault("NotSupported", f"The model was pickled with cloudpickle {message['pyfunc'].get('cloudpickle_version')}, and {cloudpickle.__version__} in {sys.executable} cannot load it: {error}. "
                        "Choose an interpreter with that version.") from error
        except Exception as error:
            raise Fault("CorruptArtifact", f"The pickled PythonModel cannot be loaded by Python {linea_models.python_version()}: {type(error).__name__}: {error}".rstrip(".") + ".") from error
        return predictor_of(model, message, mlflow)


def load_code_model(message):
    with StandIn() as mlflow:
        mlflow.chosen = None
        module = types.ModuleType("linea_code_model")
        module.__file__ = message["file"]
        mlflow.config = message["config"]
        with open(message["file"], encoding="utf-8") as stream:
            exec(compile(stream.read(), message["file"], "exec"), module.__dict__)
        if mlflow.chosen is None:
            raise Fault("NotSupported", "The model's code does not call mlflow.models.set_model.")
        return predictor_of(mlflow.chosen, message, mlflow)


def predictor_of(model, message, mlflow):
    if not hasattr(model, "predict"):
        if not callable(model):
            raise Fault("NotSupported", f"The model is a {type(model).__name__}, which only MLflow itself makes predict. Use an interpreter that has mlflow.")
        return Predictor("a function", lambda data, params: call(model, data, params))
    context = mlflow.pyfunc.PythonModelContext(message["artifacts"], message["config"])
    if hasattr(model, "load_context"):
        model.load_context(context)
    takes_context = "context" in inspect.signature(model.predict).parameters
    return Predictor("a PythonModel", lambda data, params: call(model.predict, *((context, data) if takes_context else (data,)), params))


def call(function, *arguments):
    *inputs, params = arguments
    return function(*inputs, params=params) if params and "params" in inspect.signature(function).parameters else function(*inputs)


class StandIn:
    """As much of mlflow as a PythonModel's own code needs to be loaded, where the interpreter has no mlflow: its base class, its context and set_model."""

    config = None
    chosen = None

    def __enter__(self):
        if "mlflow" in sys.modules or linea_models.has("mlflow"):
            raise Fault("NotSupported", "The model is loaded by the interpreter's mlflow.")
        outer = self

        class PythonModel:
            def load_context(self, context):
                pass

            def predict(self, context, model_input, params=None):
                raise NotImplementedError

        class PythonModelContext:
            def __init__(self, artifacts, model_config):
                self.artifacts = artifacts
                self.model_config = model_config or {}

        class ModelConfig:
            def __init__(self, development_config=None):
                self._values = outer.config or {}

            def get(self, key):
                return self._values[key]

            def to_dict(self):
                return dict(self._values)

        class TypeHints:
            """What MLflow 3 keeps of a predict method's annotations."""

            def __init__(self, input=None, output=None):
                self.input = input
                self.output = output

        def set_model(model):
            self.chosen = model

        names = {
            "mlflow": {}, "mlflow.models": {"set_model": set_model, "ModelConfig": ModelConfig}, "mlflow.models.model": {"set_model": set_model}, "mlflow.models.signature": {"_TypeHints": TypeHints},
            "mlflow.pyfunc": {"PythonModel": PythonModel, "PythonModelContext": PythonModelContext},
            "mlflow.pyfunc.model": {"PythonModel": PythonModel, "PythonModelContext": PythonModelContext},
        }
        self._modules = {}
        for name, members in names.items():
            module = self._modules[name] = types.ModuleType(name)
            module.__path__ = []
            module.__dict__.update(members)
            parent, _, child = name.rpartition(".")
            if parent:
                setattr(self._modules[parent], child, module)
        PythonModel.__module__ = PythonModelContext.__module__ = "mlflow.pyfunc.model"
        self.pyfunc = self._modules["mlflow.pyfunc"]
        sys.modules.update(self._modules)
        return self

    def __exit__(self, *error):
        # What imports mlflow later finds that there is none.
        for name in self._modules:
            sys.modules.pop(name, None)


OWN_CODE = {"loader_module": load_by_loader_module, "python_model": load_python_model, "code_model": load_code_model}
