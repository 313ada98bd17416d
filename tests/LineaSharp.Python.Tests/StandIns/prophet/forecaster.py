import numpy
import pandas


class Prophet:
    def __init__(self, growth="linear"):
        self.state = {"growth": growth}

    def fit(self, table):
        start, end = table["ds"].min(), table["ds"].max()
        times = ((table["ds"] - start) / (end - start)).to_numpy()
        slope, offset = numpy.polyfit(times, table["y"].to_numpy(), 1)
        self.state.update(start=start.timestamp(), t_scale=(end - start).total_seconds(), y_scale=1.0, changepoints_t=[], params={"k": [[slope]], "m": [[offset]], "delta": [[]]})
        return self

    def predict(self, table):
        """The trend alone, as the real one computes it: piecewise linear."""
        state, params = self.state, self.state["params"]
        seconds = (pandas.to_datetime(table["ds"]) - pandas.Timestamp(0)).dt.total_seconds().to_numpy()
        times = (seconds - state["start"]) / state["t_scale"]
        changes, deltas = numpy.array(state["changepoints_t"], dtype=float), numpy.array(params["delta"][0], dtype=float)
        passed = (changes[None, :] <= times[:, None]) * deltas
        trend = ((params["k"][0][0] + passed.sum(1)) * times + params["m"][0][0] + (passed * -changes).sum(1)) * state["y_scale"]
        return pandas.DataFrame({"ds": pandas.to_datetime(table["ds"]), "trend": trend})
