"""Whom a campaign calls, and who takes the transfers."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ivrdsl.findings.arguments import checked, require, require_whole
from ivrsim.callers.model import TimeLaw
from ivrsim.campaigns.refusals import SLACK, require_share, require_words
from ivrsim.campaigns.zones import zone_of
from ivrsim.forecasting.kinds import CallKind

FIRST_NUMBER: Final = "FIRST_NUMBER"
PHONE_TYPES: Final = (FIRST_NUMBER, "HOME_PHONE", "WORK_PHONE", "MOBILE_PHONE")


@checked
class Group(NamedTuple):
    """Recipients who are alike.

    Attributes:
        name: what reports call them.
        size: how many they are.
        law: what becomes of a call to one of them; each attempt is drawn anew, and nobody learns.
        zone: where they live, as "America/Denver"; "" where that is not known.
        phone_types: which phones they have; the first one is called first.
    """

    name: str
    size: int
    law: Sequence[CallKind]
    zone: str = ""
    phone_types: tuple[str, ...] = (FIRST_NUMBER,)

    def require(self) -> None:
        """Refuse what is no group.

        Raises:
            ArgumentError: the size, the zone, a type of phone or the law is not right.
        """
        where = f"Group {self.name!r}"
        require_whole(where, "size", self.size, 0)
        if self.zone:
            zone_of(where, "zone", self.zone)
        require_words(where, "phone_types", self.phone_types, PHONE_TYPES)
        require(bool(self.phone_types), where, "phone_types", self.phone_types, "one at least")
        for kind in self.law:
            require_share(where, "a share of its law", kind.share)
        total = sum(kind.share for kind in self.law)
        require(abs(total - 1) < SLACK or not self.size, where, "the sum of shares of its law", total, "1")


@checked
class Agents(NamedTuple):
    """Who takes the transfers, and how long callers wait for them.

    Attributes:
        number: of agents; None for as many as are needed.
        waits_ms: a law of how long callers wait, in ms; None where the hazard says it.
        hangs_up: how likely a caller who waits hangs up in a second; 0.0 for never.
    """

    number: int | None = None
    waits_ms: TimeLaw | None = None
    hangs_up: float = 0.02

    def require(self) -> None:
        """Refuse what is no number, no law or no share.

        Raises:
            ArgumentError: there is one, or callers would wait for ever where there are no agents.
        """
        if self.number is not None:
            require_whole("Agents", "number", self.number, 0)
        law = {} if self.waits_ms is None else self.waits_ms
        require(isinstance(law, Mapping), "Agents", "waits_ms", law, "a law, as {2000: 1.0}")
        for waits, share in law.items():
            require_whole("Agents", "a time in waits_ms", waits, 0)
            require_share("Agents", f"waits_ms[{waits}]", share)
        if self.waits_ms is not None:
            require(abs(sum(law.values()) - 1) < SLACK, "Agents", "the sum of waits_ms", sum(law.values()), "1")
        require_share("Agents", "hangs_up", self.hangs_up)
        ends = bool(law) or self.hangs_up > 0
        require(ends or self.number != 0, "Agents", "hangs_up", self.hangs_up, "more than 0, as there are no agents")
