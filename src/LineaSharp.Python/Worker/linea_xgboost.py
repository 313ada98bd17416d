"""Looks into an XGBoost model file before XGBoost does.

An older XGBoost loads a file of a newer one without an error, and may predict wrong numbers; and its C++ reader may end the process on a damaged file.
"""

import json
import struct

SIZES = {b"i": 1, b"U": 1, b"C": 1, b"I": 2, b"l": 4, b"d": 4, b"L": 8, b"D": 8}
FORMATS = {b"i": ">b", b"U": ">B", b"I": ">h", b"l": ">i", b"L": ">q"}
MAX_DEPTH = 200


class Damaged(ValueError):
    pass


def check(path, version, fault):
    """Raises a fault when the file is no whole JSON or UBJSON, or was written by a newer XGBoost."""
    with open(path, "rb") as file:
        data = file.read()
    try:
        written = ubjson_version(data) if path.endswith(".ubj") else json_version(data) if path.endswith(".json") else None
    except (Damaged, ValueError, struct.error, IndexError, RecursionError) as error:
        raise fault("CorruptArtifact", f"The XGBoost model's file is damaged: {error}. Restore it from a backup, or save the model again.") from error
    if written is None:
        # The old binary format of before 1.3 says no version.
        if not path.endswith((".xgb", ".deprecated", ".bin")):
            raise fault("CorruptArtifact", "The XGBoost model's file is neither .ubj nor .json.")
        return
    here = [int(part) for part in version.split(".")[:2]]
    if written[:2] > here:
        raise fault("NotSupported", f"The model was written by XGBoost {'.'.join(map(str, written))}, and this interpreter has {version}, which would load it and might predict wrong numbers. "
                    "Use an interpreter with that XGBoost or a newer one.")


def json_version(data):
    model = json.loads(data)
    return version_in(model.get("version") if isinstance(model, dict) else None)


def version_in(value):
    if not isinstance(value, list) or len(value) < 2 or not all(isinstance(part, int) for part in value):
        raise Damaged("it has no version")
    return value


def ubjson_version(data):
    reader = Ubjson(data)
    model = reader.value(reader.take(1), 0, keep="version")
    if reader.at != len(data):
        raise Damaged("bytes follow its end")
    return version_in(model)


class Ubjson:
    """Walks a UBJSON document as XGBoost writes it, and keeps nothing but the one entry asked for."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count):
        if count < 0 or self.at + count > len(self.data):
            raise Damaged("it is cut")
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, marker):
        if marker not in FORMATS:
            raise Damaged(f"a whole number was expected at byte {self.at}")
        return struct.unpack(FORMATS[marker], self.take(SIZES[marker]))[0]

    def text(self):
        return self.take(self.number(self.take(1)))

    def value(self, marker, depth, keep=None):
        if depth > MAX_DEPTH:
            raise Damaged("it is nested too deeply")
        if marker == b"{":
            return self.map(depth, keep)
        if marker == b"[":
            return self.list(depth)
        if marker in FORMATS:
            return self.number(marker)
        if marker in SIZES:
            return self.take(SIZES[marker])
        if marker == b"S":
            return self.text()
        if marker in (b"T", b"F", b"Z", b"N"):
            return None
        raise Damaged(f"there is no value at byte {self.at - 1}")

    def map(self, depth, keep):
        kept = None
        while True:
            marker = self.take(1)
            if marker == b"}":
                return kept
            key = self.take(self.number(marker))
            found = self.value(self.take(1), depth + 1)
            if keep is not None and key == keep.encode():
                kept = found

    def list(self, depth):
        marker = self.take(1)
        if marker == b"$":
            kind = self.take(1)
            if kind not in SIZES or self.take(1) != b"#":
                raise Damaged(f"a list is malformed at byte {self.at}")
            count = self.number(self.take(1))
            if count < 0:
                raise Damaged(f"a list is malformed at byte {self.at}")
            data = self.take(count * SIZES[kind])
            return list(struct.unpack(f">{count}{FORMATS[kind][1]}", data)) if kind in FORMATS and count < 10 else None
        if marker == b"#":
            count = self.number(self.take(1))
            items = [self.value(self.take(1), depth + 1) for _ in range(count)]
            return items if count < 10 else None
        items = []
        while marker != b"]":
            items.append(self.value(marker, depth + 1))
            marker = self.take(1)
        return items
