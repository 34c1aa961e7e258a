"""Help for the tests of people who write calls.

The names are loaded when they are first used: hypothesis and pytest are optional, and the pytest plugin lives in this
package.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ivrdsl.testing.async_twin import (
        AsyncLocalPlatform as AsyncLocalPlatform,
        async_local_platform as async_local_platform,
    )
    from ivrdsl.testing.budget import assert_budget as assert_budget
    from ivrdsl.testing.callee import Callee as Callee, callees as callees
    from ivrdsl.testing.local_api import SentText as SentText, TextNotDelivered as TextNotDelivered
    from ivrdsl.testing.machine import CallMachine as CallMachine
    from ivrdsl.testing.proof import assert_proved as assert_proved
    from ivrdsl.testing.strategies import codes as codes, dialplans as dialplans
    from ivrdsl.testing.sync_twin import (
        LocalPlatform as LocalPlatform,
        PhoneCall as PhoneCall,
        local_platform as local_platform,
    )

_HOME = {
    "AsyncLocalPlatform": "ivrdsl.testing.async_twin",
    "Callee": "ivrdsl.testing.callee",
    "CallMachine": "ivrdsl.testing.machine",
    "LocalPlatform": "ivrdsl.testing.sync_twin",
    "PhoneCall": "ivrdsl.testing.sync_twin",
    "SentText": "ivrdsl.testing.local_api",
    "TextNotDelivered": "ivrdsl.testing.local_api",
    "assert_budget": "ivrdsl.testing.budget",
    "assert_proved": "ivrdsl.testing.proof",
    "async_local_platform": "ivrdsl.testing.async_twin",
    "callees": "ivrdsl.testing.callee",
    "codes": "ivrdsl.testing.strategies",
    "dialplans": "ivrdsl.testing.strategies",
    "local_platform": "ivrdsl.testing.sync_twin",
}

__all__ = [
    "AsyncLocalPlatform",
    "CallMachine",
    "Callee",
    "LocalPlatform",
    "PhoneCall",
    "SentText",
    "TextNotDelivered",
    "assert_budget",
    "assert_proved",
    "async_local_platform",
    "callees",
    "codes",
    "dialplans",
    "local_platform",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'ivrdsl.testing' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
