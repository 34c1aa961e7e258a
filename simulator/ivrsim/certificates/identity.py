"""What a certificate is about, as hashes: it names a plan without showing it."""

from hashlib import sha256
from typing import NamedTuple

from ivrdsl.model.structs import replace
from ivrsim.core.table import Plan
from ivrsim.search.world import World


class CertifiedIdentity(NamedTuple):
    """Hashes (SHA-256) of what was searched.

    Attributes:
        platform: of the quirks and timings; its name is no part of it.
        world: of who may answer, what is given before the call, and what recipients have.
        plan: of the plan as it is compiled for that platform.
    """

    platform: str
    world: str
    plan: str


def identity_of(plan: Plan, world: World) -> CertifiedIdentity:
    """Return the identity of a plan, ready to run, in a world."""
    given = tuple(world.answers), sorted(world.variables.items()), sorted(world.attributes)
    return CertifiedIdentity(
        _hash(replace(plan.platform, name="")), _hash(given), _hash((plan.table, plan.handlers, plan.every_handler))
    )


def _hash(value: object) -> str:
    return sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()
