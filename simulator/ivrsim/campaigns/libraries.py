"""NumPy, which campaigns need and the rest of the engine does not."""

from typing import Any

from ivrdsl.errors import IvrError


def numpy() -> Any:
    """Return NumPy.

    Raises:
        IvrError: it is not installed; the text says how to get it.
    """
    try:
        import numpy as np
    except ImportError:
        raise IvrError("NumPy is not installed; campaigns need: pip install 'ivrdsl[campaign]'") from None
    return np
