"""Writes an estimator in the layout of skops, which Debian does not have: a zip of schema.json and one .npy for each array."""
import io
import json
import zipfile

import numpy as np


def dump(model, path):
    # Objects are kept, because skops tells equal ones by their address.
    kept = []
    with zipfile.ZipFile(path, "w") as archive:
        schema = node(model, archive, kept)
        archive.writestr("schema.json", json.dumps({**schema, "protocol": 2, "_skops_version": "0.16.0"}, indent=2))


def node(value, archive, kept):
    kept.append(value)
    kind = type(value)
    about = {"__class__": kind.__name__, "__module__": kind.__module__, "__id__": id(value)}
    if value is None or isinstance(value, (bool, int, float, str)) and not isinstance(value, np.generic):
        return {**about, "__class__": "str", "__module__": "builtins", "__loader__": "JsonNode", "content": json.dumps(value), "is_json": True}
    if isinstance(value, type):
        return {**about, "__class__": value.__name__, "__module__": value.__module__, "__loader__": "TypeNode"}
    if isinstance(value, (list, tuple)):
        return {**about, "__loader__": "ListNode" if isinstance(value, list) else "TupleNode", "content": [node(v, archive, kept) for v in value]}
    if isinstance(value, dict):
        content = {str(key): node(v, archive, kept) for key, v in value.items()}
        return {**about, "__loader__": "DictNode", "content": content, "key_types": node([type(key) for key in value], archive, kept)}
    if isinstance(value, np.ndarray) and value.dtype == object:
        return {**about, "__module__": "numpy", "__loader__": "NdArrayNode", "type": "json", "shape": node(value.shape, archive, kept), "content": node(value.tolist(), archive, kept)["content"]}
    if isinstance(value, (np.ndarray, np.generic)):
        member = f"{id(value)}.npy"
        if member not in archive.namelist():
            array = io.BytesIO()
            np.save(array, value)
            archive.writestr(member, array.getvalue())
        return {**about, "__module__": "numpy", "__loader__": "NdArrayNode", "type": "numpy", "file": member}
    if kind is np.random.RandomState:
        return {**about, "__loader__": "RandomStateNode", "content": node(value.get_state(legacy=False), archive, kept)}
    reduced = value.__reduce__()
    if kind.__name__ == "Tree":
        return {**about, "__loader__": "TreeNode", "__reduce__": {"args": node(reduced[1], archive, kept)}, "content": node(reduced[2], archive, kept)}
    if kind.__name__.startswith("Cy"):
        return {**about, "__loader__": "LossNode", "__reduce__": {"args": node(reduced[1], archive, kept)}, "content": node({}, archive, kept)}
    state = value.__getstate__() if hasattr(value, "__getstate__") else value.__dict__
    return {**about, "__loader__": "ObjectNode", "content": node(state, archive, kept)}
