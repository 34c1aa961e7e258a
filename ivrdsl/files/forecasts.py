"""Reads forecasts that `ivrdsl forecast --json` has written."""

from ivrdsl.files.names import read_within, unreadable
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

    text = read_within(path, _MAX_BYTES)
    try:
        data = json.loads(text)
    except ValueError as error:
        raise unreadable(path, f"it is not JSON: {error}") from None
    except RecursionError:
        raise unreadable(path, "it nests too deeply") from None
    return from_dict(data, path)
