"""The door to what tells mistakes, which is loaded by name, and for a mistake only.

It knows the nodes, how XML spells them, and which words are alike, so it stands in a room above this one.
"""

from importlib import import_module
from typing import Any


def teller(topic: str) -> Any:
    """Return a module of `ivrdsl.files.mistakes`."""
    return import_module(f"ivrdsl.files.mistakes.{topic}")
