"""What is asked of a plan that a test names as its project does, where the test says nothing."""

from typing import Any, NamedTuple

from ivrdsl.files.project import NamedPlan
from ivrsim.proofs.property import DEFAULTS, Options
from ivrsim.search.bounds import DEFAULT_BOUNDS, Bounds
from ivrsim.search.choices import INCOMING, OUTBOUND
from ivrsim.search.world import World


class AskedOf(NamedTuple):
    """What proofs of a plan start from."""

    options: Options = DEFAULTS
    world: World = World()
    bounds: Bounds = DEFAULT_BOUNDS


def asked_of(named: NamedPlan | None) -> AskedOf:
    """What the project says of a plan; the defaults of `ivrdsl verify` where it says nothing."""
    if named is None:
        return AskedOf()
    said = named.settings
    options = {
        "max-plays": "max_plays",
        "max-duration": "max_duration_ms",
        "max-silence": "max_silence_ms",
        "max-late": "max_late_ms",
        "secrets": "secrets",
    }
    bounds = {"max-states": "max_states", "max-steps": "max_steps", "max-memory": "max_bytes"}
    return AskedOf(
        DEFAULTS._replace(**_fields(said, options)),
        World(INCOMING if said.get("inbound") else OUTBOUND, named.given, said.get("attributes", ())),
        DEFAULT_BOUNDS._replace(**_fields(said, bounds)),
    )


def _fields(said: Any, fields: dict[str, str]) -> dict[str, Any]:
    """What the table of verify says, by the names of fields."""
    return {field: said[f"verify.{key}"] for key, field in fields.items() if f"verify.{key}" in said}
