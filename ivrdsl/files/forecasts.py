"""Reads forecasts that `ivrdsl forecast --json` has written."""

from ivrdsl.errors import LoadError
from ivrsim.forecasting.forecast import Forecast
from ivrsim.forecasting.telling.data import from_dict

_MAX_BYTES = 100_000_000


def read_forecast(path: str) -> Forecast:
    """Read a forecast.

    Raises:
        LoadError: the file cannot be read, or is no JSON.
        IvrError: it is no forecast.
    """
    import json  # few commands read one

    try:
        with open(path, "rb") as file:
            text = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(path, getattr(error, "strerror", None) or str(error)) from None
    if len(text) > _MAX_BYTES:
        raise _unreadable(path, f"it has more than {_MAX_BYTES // 1_000_000} MB")
    try:
        data = json.loads(text)
    except ValueError as error:
        raise _unreadable(path, f"it is not JSON: {error}") from None
    except RecursionError:
        raise _unreadable(path, "it nests too deeply") from None
    return from_dict(data, path)


def _unreadable(path: str, why: str) -> LoadError:
    return LoadError(f"{path}: it cannot be read: {why}", usage=True)
