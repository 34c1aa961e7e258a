"""Products of small matrices, one behind the other: one thread is quicker than several that wait for each other.

On a machine that has other work, such as the other workers of a campaign, it is many times as quick.
"""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any


def one_thread() -> AbstractContextManager[Any]:
    """Return a context in which products of matrices take one thread; it is for all of the process, and ends."""
    limit: AbstractContextManager[Any] = _controller().limit(limits=1, user_api="blas")
    return limit


@cache
def _controller() -> Any:
    """What controls the libraries that are loaded, of which NumPy's has to be one by now."""
    import numpy  # noqa: F401  # it loads the library
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
