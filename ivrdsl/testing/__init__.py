"""Help for the tests of people who write calls.

The names are loaded when they are first used: hypothesis and pytest are optional, and the pytest plugin lives in this
package.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ivrdsl.testing.callee import Callee as Callee, callees as callees
    from ivrdsl.testing.machine import CallMachine as CallMachine
    from ivrdsl.testing.proof import assert_proved as assert_proved
    from ivrdsl.testing.strategies import codes as codes, dialplans as dialplans

_HOME = {
    "Callee": "ivrdsl.testing.callee",
    "CallMachine": "ivrdsl.testing.machine",
    "assert_proved": "ivrdsl.testing.proof",
    "callees": "ivrdsl.testing.callee",
    "codes": "ivrdsl.testing.strategies",
    "dialplans": "ivrdsl.testing.strategies",
}

__all__ = ["CallMachine", "Callee", "assert_proved", "callees", "codes", "dialplans"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'ivrdsl.testing' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
