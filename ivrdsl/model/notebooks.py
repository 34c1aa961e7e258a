"""The door to pictures of plans, which is loaded by name: the engine that draws them stands in a room above."""

from importlib import import_module
from typing import Any


def plan_as_html(plan: Any) -> str | None:
    """What a notebook shows of a plan; None where it cannot be drawn, so that the notebook prints it instead."""
    try:
        return str(import_module("ivrsim.picture.notebook").plan_as_html(plan))
    except Exception:  # noqa: BLE001  # whatever it is, whoever looks at a plan wants to see it
        return None
