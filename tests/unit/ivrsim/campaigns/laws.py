"""Groups and campaigns that the tests here share."""

from collections.abc import Iterator
from datetime import datetime
from itertools import product
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ivrsim.callers.model import Price
from ivrsim.campaigns.recipients import Group
from ivrsim.campaigns.settings import Campaign
from ivrsim.chains.chain import AT_ONCE, Delay
from ivrsim.forecasting.kinds import CallKind

DENVER = ZoneInfo("America/Denver")
MORNING = datetime(2026, 1, 5, 9, tzinfo=DENVER)
"""A Monday."""
PRICE = Price(0.025, 0.03, 60, "USD")


def kind(share: float, result: str = "LA", party: str = "person", **changes: Any) -> CallKind:
    """A kind of calls: at once, of no time, not reached."""
    made = CallKind(share, result, party, "dialplan", False, AT_ONCE, AT_ONCE)
    return made._replace(**changes)


def after(steps: int) -> Delay:
    """A time that is always as long."""
    return ((steps, 1.0),)


BUSY = kind(1.0, "BUSY", "", outcome="busy", rings=after(20))
MIXED = (
    kind(0.5, reached=True, rings=after(30), before=((100, 0.5), (700, 0.5))),
    kind(
        0.2, rings=((30, 0.5), (60, 0.5)), before=((50, 0.9), (90, 0.1)), talk=((200, 0.3), (900, 0.7)), after=after(3)
    ),
    kind(0.2, "AM", "mailbox", rings=after(50), before=((150, 0.5), (610, 0.5))),
    BUSY._replace(share=0.1),
)
"""People, some of whom are transferred, mailboxes, and lines that are busy."""


def campaign(**changes: Any) -> Campaign:
    """A campaign without any limit, but for some."""
    return Campaign(MORNING, PRICE, max_active=None, calls_a_second=None)._replace(**changes)


def group(size: int, *law: CallKind, name: str = "all", **changes: Any) -> Group:
    """A group of so many, in Denver."""
    return Group(name, size, law or MIXED, "America/Denver")._replace(**changes)


class PlainCall(NamedTuple):
    """One way in which a call can go: how likely, and what it takes, in steps."""

    share: float
    kind: CallKind
    rings: int
    duration: int
    legs: tuple[int, ...]


def ways(law: tuple[CallKind, ...]) -> Iterator[PlainCall]:
    """Every way in which a call can go."""
    for each in law:
        parts = (each.rings, each.before, each.talk or AT_ONCE, each.after or AT_ONCE)
        for rings, before, talk, last in product(*parts):
            share = each.share * rings[1] * before[1] * talk[1] * last[1]
            legs = each.legs or ((talk[0],) if each.talk else ())
            yield PlainCall(share, each, rings[0], before[0] + talk[0] + last[0], legs)
