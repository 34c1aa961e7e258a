"""What is counted while a campaign is simulated."""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ivrsim.campaigns.bills import call_billed_ms, is_billed, legs_billed_ms, talked_steps
from ivrsim.campaigns.recipients import Group
from ivrsim.campaigns.replicate import NO_PHONE, REACHED, unreached
from ivrsim.campaigns.settings import ABANDONED, Campaign
from ivrsim.forecasting.kinds import CallKind

TIMELY_US = 2_000_000
"""Within so many microseconds a caller has to have an agent."""
_MS = 1000


class KindFacts(NamedTuple):
    """What the simulation asks of a kind of calls, looked up once.

    Attributes:
        kind: it.
        talks: whether it asks for an agent.
        answered, live: whether anybody answers, and a person.
        again: whether its result is retried.
    """

    kind: CallKind
    talks: bool
    answered: bool
    live: bool
    again: bool


def facts_of(group: Group, campaign: Campaign) -> list[KindFacts]:
    """Return the facts of each kind of a group's calls."""
    retried = campaign.retry_config.retry_results
    return [
        KindFacts(kind, bool(kind.talk), is_billed(kind), kind.party == "person", kind.result in retried)
        for kind in group.law
    ]


class CampaignTally:
    """Counts what becomes of calls and of recipients.

    Args:
        campaign: that is simulated.
        groups: whom it calls.
        owners: the number of the group of each recipient.
    """

    def __init__(self, campaign: Campaign, groups: Sequence[Group], owners: Sequence[int]) -> None:
        self._groups, self._owners = groups, owners
        self._price, self._step_ms = campaign.price, campaign.step_ms
        retry = campaign.retry_config
        self._most = retry.max_attempts
        self._again_abandoned = ABANDONED in retry.retry_results
        self._has_phone = [_has_phone(group, retry.retry_phone_types) for group in groups]
        self.attempts = bytearray(len(owners))
        self.reached_at = [0] * retry.max_attempts
        self.results: Counter[tuple[int, str]] = Counter()
        self.fates: Counter[tuple[int, str]] = Counter()
        self.calls = self.billed_ms = self.legs_ms = self.duration_ms = self.talk_ms = 0
        self.live = self.transfers = self.waited = self.abandoned = self.late = self.wait_us = 0
        self._reached = bytearray(len(owners))
        results = sorted({ABANDONED, *(kind.result for group in groups for kind in group.law)})
        self._numbers = {result: number for number, result in enumerate(results)}
        self._first = array("H", bytes(2 * len(owners)))
        """The number of the result of each recipient's first call."""
        self._varied = bytearray(len(owners))

    def end(self, recipient: int, facts: KindFacts, answered_us: int, now_us: int, talk: int) -> bool:
        """Count a call that went its way, and return whether its recipient is called again.

        Args:
            recipient: who was called.
            facts: of the kind of the call.
            answered_us: when it was answered, or when the platform gave up.
            now_us: when it ends.
            talk: how long its first transfer was talked in, in steps.
        """
        kind = facts.kind
        if facts.answered:
            self._bill(now_us - answered_us)
            self.live += facts.live
            self.legs_ms += legs_billed_ms(kind, talk, self._step_ms, self._price)
            self.talk_ms += talked_steps(kind, talk) * self._step_ms
        if kind.reached and not self._reached[recipient]:
            self._reached[recipient] = 1
            self.reached_at[self.attempts[recipient] - 1] += 1
        return self._goes_on(recipient, kind.result, facts.again)

    def abandon(self, recipient: int, facts: KindFacts, answered_us: int, now_us: int) -> bool:
        """Count a call that somebody gives up who waited, and return whether they are called again. See `end`."""
        self._bill(now_us - answered_us)
        self.live += facts.live
        self.abandoned += 1
        return self._goes_on(recipient, ABANDONED, self._again_abandoned)

    def wait(self, time_us: int) -> None:
        """Count how long somebody waited for an agent."""
        self.wait_us += time_us
        self.late += time_us > TIMELY_US

    def leave(self, recipient: int, reason: str) -> None:
        """Count a recipient who is not called again; the reason is why not, where nobody was reached."""
        self.fates[self._owners[recipient], REACHED if self._reached[recipient] else reason] += 1

    def _bill(self, duration_us: int) -> None:
        duration = duration_us // _MS
        self.duration_ms += duration
        self.billed_ms += call_billed_ms(duration, self._price)

    def _goes_on(self, recipient: int, result: str, again: bool) -> bool:
        attempt = self.attempts[recipient]
        self.results[attempt, result] += 1
        if attempt == 1:
            self._first[recipient] = self._numbers[result]
        elif self._first[recipient] != self._numbers[result]:
            self._varied[recipient] = 1
        if not again or attempt >= self._most:
            self.leave(recipient, unreached(result, again, not self._varied[recipient]))
        elif not self._has_phone[self._owners[recipient]]:
            self.leave(recipient, NO_PHONE)
        else:
            return True
        return False

    def results_by_attempt(self) -> tuple[Mapping[str, int], ...]:
        """For each attempt, how many calls had which result."""
        last = max((attempt for attempt, _ in self.results), default=0)
        found: list[dict[str, int]] = [{} for _ in range(last)]
        for (attempt, result), count in sorted(self.results.items()):
            found[attempt - 1][result] = count
        return tuple(found)

    def fates_by_group(self) -> Mapping[str, Mapping[str, int]]:
        """What became of how many recipients of each group."""
        found: dict[str, dict[str, int]] = {group.name: {} for group in self._groups}
        for (owner, fate), count in sorted(self.fates.items()):
            found[self._groups[owner].name][fate] = count
        return found


def _has_phone(group: Group, types: Sequence[str]) -> bool:
    """Whether recipients have a phone that is called again."""
    return not types or "FIRST_NUMBER" in types or not set(types).isdisjoint(group.phone_types)
