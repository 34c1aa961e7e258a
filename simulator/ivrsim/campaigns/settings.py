"""What a campaign is told: the vendor's own fields of broadcasts, and what they leave open."""

from datetime import datetime
from math import isfinite
from typing import Final, NamedTuple

from ivrdsl.findings.arguments import checked, require, require_whole
from ivrsim.callers.model import Price
from ivrsim.campaigns.hours import DAY_MINUTES, LocalTimeRestriction, Schedule
from ivrsim.campaigns.recipients import PHONE_TYPES, Agents
from ivrsim.campaigns.refusals import require_most, require_words

ABANDONED: Final = "ABANDONED"
"""The result of a call that was given up by somebody who waited for an agent; the platform has it, for call centres."""
RESULTS: Final = (
    "LA", "AM", "BUSY", "NO_ANS", "DNC", "XFER", "XFER_LEG", "CARRIER_ERROR", "CARRIER_TEMP_ERROR", "INTERNAL_ERROR",
    "UNDIALED", ABANDONED,
)  # fmt: skip
MOST_ATTEMPTS: Final = 100
MOST_DAYS: Final = 366
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 9000


@checked
class RetryConfig(NamedTuple):
    """Who is called again.

    Attributes:
        max_attempts: calls to a recipient in all, the first one included; 1 to 100.
        minutes_between_attempts: from the end of a call to the next one.
        retry_results: the results after which there is a next one.
        retry_phone_types: which phones are called again, in turn; () calls the first number again.
    """

    max_attempts: int = 1
    minutes_between_attempts: int = 60
    retry_results: tuple[str, ...] = ("BUSY", "NO_ANS")
    retry_phone_types: tuple[str, ...] = ()

    def require(self) -> None:
        """Refuse what the vendor would not take.

        Raises:
            ArgumentError: a number is too small or too large, or a word is not known.
        """
        require_whole("RetryConfig", "max_attempts", self.max_attempts, 1)
        require_most("RetryConfig", "max_attempts", self.max_attempts, MOST_ATTEMPTS)
        require_whole("RetryConfig", "minutes_between_attempts", self.minutes_between_attempts, 0)
        require_most("RetryConfig", "minutes_between_attempts", self.minutes_between_attempts, MOST_DAYS * DAY_MINUTES)
        require_words("RetryConfig", "retry_results", self.retry_results, RESULTS)
        require_words("RetryConfig", "retry_phone_types", self.retry_phone_types, PHONE_TYPES)


@checked
class Campaign(NamedTuple):
    """How a list of recipients is called.

    Attributes:
        start: when, with a zone.
        price: what calls cost.
        max_active: calls at once, those that ring included: lines. None for no limit.
        calls_a_second: how fast is dialled; None for no limit.
        max_active_transfers: transfers at once; None for no limit.
        retry_config: who is called again.
        local_time_restriction: when recipients are called, on their own clocks.
        schedules: when the campaign runs; () for always.
        resume_next_day: whether it goes on after the first day on which it runs. Where nothing closes, it always does.
        agents: who takes the transfers.
        max_days: after so many days it ends, whoever is left.
        step_ms: how long a step is in the laws of calls, in ms.
        replicates: how often it is simulated, where that is needed.
        seed: of the chance in it.
    """

    start: datetime
    price: Price
    max_active: int | None = 100
    calls_a_second: float | None = 10.0
    max_active_transfers: int | None = None
    retry_config: RetryConfig = RetryConfig()
    local_time_restriction: LocalTimeRestriction = LocalTimeRestriction()
    schedules: tuple[Schedule, ...] = ()
    resume_next_day: bool = False
    agents: Agents = Agents()
    max_days: int = 30
    step_ms: int = 100
    replicates: int = 20
    seed: int = 1

    @property
    def channels(self) -> int | None:
        """How many transfers are talked in at once; None for no limit."""
        limits = [each for each in (self.agents.number, self.max_active_transfers) if each is not None]
        return min(limits, default=None)

    @property
    def closes(self) -> bool:
        """Whether there are hours at which it does not call."""
        return self.local_time_restriction.enabled or bool(self.schedules)

    def require(self) -> None:
        """Refuse what is no campaign.

        Raises:
            ArgumentError: a moment without a zone, or a number that is too small or too large.
        """
        is_moment = isinstance(self.start, datetime) and self.start.tzinfo is not None
        require(is_moment, "Campaign", "start", self.start, "a moment with a zone, as 2026-01-05T09:00-07:00")
        years = f"a year from {_FIRST_YEAR} to {_LAST_YEAR}"
        require(_FIRST_YEAR <= self.start.year <= _LAST_YEAR, "Campaign", "start", self.start, years)
        for name in ("max_active", "max_active_transfers"):
            if getattr(self, name) is not None:
                require_whole("Campaign", name, getattr(self, name), 1)
        rate = self.calls_a_second
        is_rate = rate is None or (type(rate) in (int, float) and isfinite(rate) and 0.001 <= rate <= 1_000_000)
        require(is_rate, "Campaign", "calls_a_second", rate, "a number from 0.001 to 1000000")
        for name, most in (("max_days", MOST_DAYS), ("step_ms", 60_000), ("replicates", 100_000)):
            require_whole("Campaign", name, getattr(self, name), 1)
            require_most("Campaign", name, getattr(self, name), most)
        require_whole("Campaign", "seed", self.seed, 0)
        require(
            type(self.resume_next_day) is bool, "Campaign", "resume_next_day", self.resume_next_day, "True or False"
        )
        _require_price(self.price)


def _require_price(price: Price) -> None:
    for name in ("a_minute", "transfer_a_minute"):
        value = getattr(price, name)
        is_price = type(value) in (int, float) and isfinite(value) and value >= 0
        require(is_price, "Campaign", f"price.{name}", value, "a number, 0 or more")
    require_whole("Campaign", "price.step_s", price.step_s, 0)
