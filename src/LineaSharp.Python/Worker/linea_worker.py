"""The process beside a .NET program: takes commands on standard input, gives answers on what was standard output.

A message is one line of JSON, followed by as many bytes as its "blobs" say. Commands are done one after another on the main thread; another thread
reads them, so that an interrupt or the end of the .NET process is noticed while Python is busy.
"""

import json
import linecache
import os
import platform
import queue
import reprlib
import signal
import sys
import threading
import traceback

import linea_models
import linea_pyfunc
from linea_values import Decoder, Encoder, NoSuchValue, text, type_name

LONGEST_REPR = 2000


class Channel:
    """The two pipes to .NET, out of reach of everything that prints or reads, also of C code."""

    def __init__(self, commands):
        self._commands = commands
        self._answers = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)

    def read(self):
        line = self._commands.readline()
        if not line.endswith(b"\n"):
            return None
        message = json.loads(line)
        message["blobs"] = [self._commands.read(length) for length in message.get("blobs", ())]
        return message

    def write(self, message, blobs=()):
        message["blobs"] = [len(blob) for blob in blobs]
        self._answers.write(json.dumps(message, allow_nan=False).encode("ascii") + b"\n")
        for blob in blobs:
            self._answers.write(blob)
        self._answers.flush()


class Worker:
    def __init__(self, channel):
        self._channel = channel
        self._commands = queue.SimpleQueue()
        self._objects = {}
        self._next = 1
        self._running = None
        self._unwanted = None
        self._cells = 0
        # User code lives in __main__, so that cloudpickle carries what it defines along with a model.
        self._names = sys.modules["__main__"].__dict__

    def serve(self):
        signal.signal(signal.SIGINT, self._on_interrupt)
        threading.Thread(target=self._listen, name="linea-commands", daemon=True).start()
        while True:
            message = self._commands.get()
            try:
                answer = self._answer(message)
            except KeyboardInterrupt as error:
                # It came just when the command had failed by itself.
                self._running = None
                answer = {"id": message["id"], "error": describe_error(error)}, ()
            self._channel.write(*answer)

    def _listen(self):
        while True:
            message = self._channel.read()
            if message is None:
                # .NET is gone: nobody waits for what is being done.
                os._exit(0)
            if message["op"] == "interrupt":
                self._interrupt(message["id"])
            else:
                self._commands.put(message)

    def _interrupt(self, command):
        self._unwanted = command
        if hasattr(signal, "pthread_kill"):
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        else:
            import _thread
            _thread.interrupt_main()

    def _on_interrupt(self, number, frame):
        # Runs on the main thread: what is running cannot end meanwhile. An interrupt that comes late, or from a terminal, does nothing.
        if self._running is not None and self._running == self._unwanted:
            self._unwanted = None
            raise KeyboardInterrupt

    def _answer(self, message):
        encoder = Encoder()
        try:
            self._running = message["id"]
            if self._unwanted == message["id"]:
                # The interrupt overtook the command.
                raise KeyboardInterrupt
            for number in message.get("free", ()):
                self._objects.pop(number, None)
            result = getattr(self, "do_" + message["op"])(message, Decoder(message["blobs"], self._objects), encoder)
            self._running = None
            return {"id": message["id"], "result": result}, encoder.blobs
        except BaseException as error:
            self._running = None
            return {"id": message["id"], "error": describe_error(error)}, ()

    def do_run(self, message, decoder, encoder):
        exec(self._compile(message["code"], "exec"), self._names)

    def do_evaluate(self, message, decoder, encoder):
        return self._keep(eval(self._compile(message["code"].strip(), "eval"), self._names))

    def do_get(self, message, decoder, encoder):
        if message["name"] not in self._names:
            raise linea_models.Fault("NotFound", f"The Python session has no '{message['name']}'. Give it a value by running code or setting it.")
        return self._keep(self._names[message["name"]])

    def do_set(self, message, decoder, encoder):
        self._names[message["name"]] = decoder.decode(message["value"])

    def do_keep(self, message, decoder, encoder):
        return self._keep(decoder.decode(message["value"]))

    def do_attribute(self, message, decoder, encoder):
        return self._keep(getattr(decoder.decode(message["target"]), message["name"]))

    def do_call(self, message, decoder, encoder):
        target = decoder.decode(message["target"])
        function = target if message["method"] is None else getattr(target, message["method"])
        return self._keep(function(*decoder.decode(message["arguments"]), **decoder.decode(message["keywords"])))

    def do_value(self, message, decoder, encoder):
        return encoder.encode(decoder.decode(message["target"]))

    def do_save(self, message, decoder, encoder):
        return linea_models.save(decoder.decode(message["target"]), message["folder"], decoder.decode(message["arguments"]))

    def do_load(self, message, decoder, encoder):
        return self._keep(linea_models.load(decode_load(message, decoder)))

    def do_open(self, message, decoder, encoder):
        predictor = linea_pyfunc.load(decode_load(message, decoder))
        return {"ref": self._keep(predictor), "engine": f"Python {platform.python_version()}, {predictor.library}"}

    def do_predict(self, message, decoder, encoder):
        predictor = decoder.decode(message["target"])
        return encoder.encode(predictor.predict(decoder.decode(message["input"]), decoder.decode(message["params"])))

    def _compile(self, code, mode):
        self._cells += 1
        name = f"<session {self._cells}>"
        # Tracebacks show the lines.
        linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        return compile(code, name, mode)

    def _keep(self, value):
        number = self._next
        self._next += 1
        self._objects[number] = value
        return {"ref": number, "type": text(type_name(value)), "repr": describe(value), "flavor": linea_models.flavor_of(value)}


def decode_load(message, decoder):
    return {**message, **{key: decoder.decode(message[key]) for key in ("configuration", "pyfunc", "artifacts", "config")}}


class ShortRepr(reprlib.Repr):
    """The start of what may hold millions of things."""

    def __init__(self):
        super().__init__()
        self.maxlist = self.maxtuple = self.maxset = self.maxfrozenset = self.maxdict = 100
        self.maxstring = self.maxother = self.maxlong = LONGEST_REPR


def is_long(value, depth=0):
    if isinstance(value, (str, bytes, bytearray)):
        return len(value) > LONGEST_REPR
    if not isinstance(value, (list, tuple, set, frozenset, dict)):
        return False
    return len(value) > 100 or depth > 3 or any(is_long(item, depth + 1) for item in (value.values() if isinstance(value, dict) else value))


def describe(value):
    try:
        shown = ShortRepr().repr(value) if is_long(value) else repr(value)
    except Exception as error:
        shown = f"<{type_name(value)}; its repr raised {type_name(error)}>"
    return text(shown if len(shown) <= LONGEST_REPR else shown[:LONGEST_REPR] + "…")


def describe_error(error):
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename.startswith("<linea"):
        frames = frames.tb_next
    try:
        message = str(error)
    except Exception:
        message = ""
    code = "Unavailable" if isinstance(error, MemoryError) else getattr(error, "code", None) if isinstance(error, linea_models.Fault) else None
    if isinstance(error, NoSuchValue):
        code = "TypeMismatch"
    told = getattr(error, "told", False)
    lines = traceback.format_exception(type(error), error, frames)
    return {"type": text(type_name(error)), "message": text(message), "traceback": text("".join(lines)), "code": code, "told": told}


def limit_memory(size):
    try:
        import resource
    except ImportError:
        raise linea_models.Fault("NotSupported", "This system cannot limit the memory of a Python process.") from None
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def main(commands):
    channel = Channel(commands)
    hello = channel.read()
    if hello is None:
        return
    try:
        sys.path[:0] = hello["paths"]
        names = sys.modules["__main__"].__dict__
        for name in [name for name in names if not name.startswith("__")]:
            del names[name]
        sys.argv = [""]
        if hello["memory"] is not None:
            limit_memory(hello["memory"])
    except Exception as error:
        channel.write({"id": 0, "error": describe_error(error)})
        return
    channel.write({"id": 0, "result": {
        "version": platform.python_version(), "executable": text(sys.executable), "has_mlflow": linea_models.has("mlflow")}})
    Worker(channel).serve()
