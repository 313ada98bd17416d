"""A stand-in for the package prophet, which Debian does not have: linear growth only, the names and the file format of the real one."""

from prophet.forecaster import Prophet

__version__ = "1.5.0"
