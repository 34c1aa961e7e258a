"""Pausing Python's collector of cycles while very many values are made at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Make values without the collector, which walks all that were made so far again and again, and finds no cycle.

    Reading and compiling a plan of 800 000 elements takes twice as long with it. Nodes, instructions and elements hold
    no cycles, so nothing is kept longer. A collector that was off stays off; blocks may be nested.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
