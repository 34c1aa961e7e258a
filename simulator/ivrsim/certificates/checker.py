"""Tests a certificate: calls are drawn and played, and each must be in some state of it after every event.

It is a test, and no proof. A certificate may lack what no drawn call comes to. That the values which were tried stand
for all others is not looked at. What the test leans on is `step`, by the calls that are played, and `covers`.
"""

from typing import NamedTuple

from ivrsim.certificates.certificate import Certificate
from ivrsim.core.table import Plan
from ivrsim.script.callee import DrawnCall, DrawnCallee
from ivrsim.search.covers import Hole, hole_in
from ivrsim.search.world import World


class Outside(NamedTuple):
    """A call that leaves a certificate, and where."""

    drawn: DrawnCall
    hole: Hole


class Examined(NamedTuple):
    """What came of a test.

    Attributes:
        calls: how many were played.
        events: how many things happened in them, after each of which was looked.
        outside: the first call that leaves the certificate; None if none does.
    """

    calls: int
    events: int
    outside: Outside | None


def examine(certificate: Certificate, plan: Plan, world: World, *, calls: int, seed: int) -> Examined:
    """Play drawn calls until one leaves a certificate.

    Args:
        certificate: of this plan and world.
        plan: the plan, ready to run.
        world: whose calls.
        calls: how many are played at most.
        seed: from which they are drawn.
    """
    callee, events = DrawnCallee(plan, world, seed), 0
    for number in range(1, calls + 1):
        drawn = callee.call()
        moves = drawn.call.line.moves
        events += len(moves)
        hole = hole_in(certificate, moves)
        if hole is not None:
            return Examined(number, events, Outside(drawn, hole))
    return Examined(calls, events, None)
