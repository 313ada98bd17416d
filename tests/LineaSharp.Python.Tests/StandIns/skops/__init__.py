"""A stand-in for the package skops, which Debian does not have: its calls and its rule of trust, over a zip with a pickle. Only the worker's side of it is tested with this."""

__version__ = "0.16.0"
