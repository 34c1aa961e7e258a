"""Which line of a Python file made which node, found out while the file runs.

A node holds no position: two calls that say the same are equal. So the positions are noted from outside, by a profile
hook that watches the nodes' constructors return, only while a plan is being loaded.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FrameType, FunctionType
from typing import Any, Final, NamedTuple

from ivrdsl.model.nodes import NODES
from ivrdsl.model.odd import Comment

_OURS: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Place(NamedTuple):
    """Where a node was written: a file, and the line in it or None where that is unknown."""

    file: str
    line: int | None


class Recorded:
    """The places of the nodes that were made. Holds the nodes, so that no identity is used twice."""

    def __init__(self) -> None:
        self._places: dict[int, tuple[Any, Place]] = {}

    def note(self, node: Any, place: Place) -> None:
        self._places[id(node)] = node, place

    def place_of(self, node: Any) -> Place:
        return self._places[id(node)][1] if id(node) in self._places else Place("", None)


@contextmanager
def recording(recorded: Recorded) -> Iterator[None]:
    """Note the places of all nodes that are made in this block, by this thread."""
    constructors = _constructors()

    def watch(frame: FrameType, event: str, result: Any) -> None:
        if event == "return" and frame.f_code in constructors:
            node = frame.f_locals.get("self") if result is None else result
            if (place := _caller(frame)) is not None:
                recorded.note(node, place)

    before = sys.getprofile()
    if before is not None and not callable(before):  # a profiler written in C, which cannot be put back
        yield
        return
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before)


def _constructors() -> set[CodeType]:
    """The code that every making of a node runs through: calling the class, and putting a body in brackets."""
    methods = (getattr(cls, name, None) for cls in (*NODES, Comment) for name in ("__init__", "__getitem__"))
    return {method.__code__ for method in methods if isinstance(method, FunctionType)}


def _caller(frame: FrameType) -> Place | None:
    """The user's line from which a constructor was called, however deep in our own code."""
    caller = frame.f_back
    while caller is not None and caller.f_code.co_filename.startswith((_OURS, "<string>")):
        caller = caller.f_back
    return None if caller is None else Place(caller.f_code.co_filename, caller.f_lineno)
