"""Values between .NET and Python: JSON with tagged objects ({"$": kind, ...}), and blobs of bytes that these name by number.

numpy and pandas are imported only when a value needs them.
"""

import datetime
import decimal
import io
import math
import sys


# What an array of bytes holds in .NET.
LARGEST_BLOB = 0x7FFFFFC7


class NoSuchValue(TypeError):
    """A value that has no form on the other side."""


def text(value):
    """Text without halves of surrogate pairs, which JSON cannot carry."""
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_of(value, module, *names):
    """Whether a value is of a class of a module, without importing the module."""
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(value, tuple(getattr(loaded, name) for name in names))


class Decoder:
    """Makes Python's values of what .NET sent."""

    def __init__(self, blobs, objects):
        self._blobs = blobs
        self._objects = objects

    def decode(self, node):
        if not isinstance(node, dict):
            return node
        return getattr(self, "_" + node["$"])(node)

    def _list(self, node):
        return [self.decode(item) for item in node["v"]]

    def _dict(self, node):
        return {key: self.decode(value) for key, value in node["v"]}

    def _float(self, node):
        return float(node["v"])

    def _int(self, node):
        return int(node["v"])

    def _decimal(self, node):
        return decimal.Decimal(node["v"])

    def _bytes(self, node):
        return self._blobs[node["v"]]

    def _datetime(self, node):
        return datetime.datetime.fromisoformat(node["v"])

    def _date(self, node):
        return datetime.date.fromisoformat(node["v"])

    def _ref(self, node):
        return self._objects[node["v"]]

    def _npy(self, node):
        import numpy
        return numpy.load(io.BytesIO(self._blobs[node["v"]]), allow_pickle=False)

    def _strings(self, node):
        import numpy
        flat = numpy.empty(len(node["v"]), dtype=object)
        flat[:] = node["v"]
        return flat.reshape(node["shape"])

    def _datetimes(self, node):
        return self._npy(node).view("datetime64[ns]")

    def _table(self, node):
        import pandas
        columns = {}
        for column in node["v"]:
            values = self.decode(column["values"])
            columns[column["name"]] = pandas.Series(values, dtype=object) if isinstance(values, list) else values
        return pandas.DataFrame(columns, index=pandas.RangeIndex(node["rows"]))


class Encoder:
    """Makes JSON and blobs of Python's values. With `keep`, what has no form in .NET becomes a reference to an object that stays here."""

    def __init__(self):
        self.blobs = []

    def encode(self, value, depth=0):
        if depth > 90:
            raise NoSuchValue("the value is nested deeper than 90 levels")
        if value is None or value is True or value is False:
            return value
        if is_of(value, "numpy", "ndarray"):
            return self._array(value, depth)
        if is_of(value, "pandas", "DataFrame"):
            return self._table([(str(name), value.iloc[:, i]) for i, name in enumerate(value.columns)], len(value), depth)
        if is_of(value, "pandas", "Series"):
            return self._table([("0" if value.name is None else str(value.name), value)], len(value), depth)
        if is_of(value, "pandas", "Index"):
            return self._array(value.to_numpy(), depth)
        if is_of(value, "numpy", "generic"):
            return self._scalar(value, depth)
        if sys.modules.get("pandas") is not None and (value is sys.modules["pandas"].NaT or value is sys.modules["pandas"].NA):
            return None
        return self._plain(value, depth)

    def _plain(self, value, depth):
        if isinstance(value, str):
            return text(str(value))
        if isinstance(value, bool):
            return bool(value)
        if isinstance(value, int):
            return int(value) if -(1 << 63) <= value < 1 << 63 else {"$": "int", "v": str(int(value))}
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else {"$": "float", "v": repr(float(value))}
        if isinstance(value, (bytes, bytearray, memoryview)):
            return {"$": "bytes", "v": self._blob(bytes(value))}
        if isinstance(value, datetime.datetime):
            return {"$": "datetime", "v": value.isoformat() if value.tzinfo is None else value.astimezone(datetime.timezone.utc).isoformat()}
        if isinstance(value, datetime.date):
            return {"$": "date", "v": value.isoformat()}
        if isinstance(value, decimal.Decimal):
            return {"$": "decimal", "v": str(value)}
        if isinstance(value, dict):
            for key in value:
                if not isinstance(key, str):
                    raise NoSuchValue(f"the dict has the key {key!r}, and only text can be one in .NET")
            return {"$": "dict", "v": [[text(key), self.encode(item, depth + 1)] for key, item in value.items()]}
        if isinstance(value, (list, tuple)):
            return {"$": "list", "v": [self.encode(item, depth + 1) for item in value]}
        raise NoSuchValue(f"a value of type {type_name(value)} has no form in .NET")

    def _scalar(self, value, depth):
        if value.dtype.kind == "M":
            return None if value != value else self.encode(value.astype("datetime64[us]").item(), depth)
        if value.dtype.kind == "f":
            return self._plain(float(value), depth)
        if value.dtype.kind == "c":
            raise NoSuchValue("a complex number has no form in .NET; give an array of it")
        return self._plain(value.item(), depth)

    def _array(self, array, depth):
        import numpy
        if array.ndim == 0:
            return self.encode(array[()], depth + 1)
        kind = array.dtype.kind
        if kind == "M":
            return {"$": "datetimes", "v": self._npy(array.astype("datetime64[ns]").view("int64")), "shape": list(array.shape)}
        if kind == "c":
            return {"$": "npy", "v": self._npy(array.astype("complex128"))}
        if kind in "biuf" and array.dtype.itemsize <= 8:
            return {"$": "npy", "v": self._npy(array)}
        if kind == "U":
            return self._strings(array)
        if kind == "O":
            if all(isinstance(item, str) or item is None for item in array.flat):
                return self._strings(array)
            return {"$": "list", "v": [self.encode(item, depth + 1) for item in array]}
        if kind == "S":
            return {"$": "list", "v": [self.encode(item, depth + 1) for item in array.tolist()]}
        raise NoSuchValue(f"an array of {array.dtype} has no form in .NET")

    def _strings(self, array):
        return {"$": "strings", "shape": list(array.shape), "v": [None if item is None else text(str(item)) for item in array.flat]}

    def _npy(self, array):
        import numpy
        stream = io.BytesIO()
        numpy.save(stream, numpy.ascontiguousarray(array, dtype=array.dtype.newbyteorder("=")), allow_pickle=False)
        return self._blob(stream.getbuffer())

    def _table(self, columns, rows, depth):
        return {"$": "table", "rows": rows, "v": [{"name": text(name), "values": self._column(series, depth)} for name, series in columns]}

    def _column(self, series, depth):
        import numpy
        import pandas
        dtype = series.dtype
        if isinstance(dtype, numpy.dtype) and dtype.kind != "O":
            return self._array(series.to_numpy(), depth)
        if getattr(dtype, "tz", None) is not None:
            return self._array(series.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(), depth)
        values = [None if item is None or item is pandas.NA or item is pandas.NaT or (isinstance(item, float) and item != item) else item for item in series.astype(object)]
        if all(isinstance(item, str) or item is None for item in values):
            return {"$": "strings", "shape": [len(values)], "v": [None if item is None else text(item) for item in values]}
        return {"$": "list", "v": [self.encode(item, depth + 1) for item in values]}

    def _blob(self, data):
        if len(data) > LARGEST_BLOB:
            raise NoSuchValue(f"a value of {len(data)} bytes is more than can be brought to .NET at once (2 GB); bring it in parts, or write it to a file")
        self.blobs.append(data)
        return len(self.blobs) - 1


def type_name(value):
    """The name of a value's type as Python's errors write it: sklearn.linear_model._logistic.LogisticRegression, int."""
    cls = type(value)
    return cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"
