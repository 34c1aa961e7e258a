"""Who is dialled next: recipients who were not called yet, in order, and those who are due again.

Who is due again comes before who was never called. While a zone is closed its recipients wait together, and take no
time until it opens.
"""

from collections import deque
from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from ivrsim.campaigns.openings import Stretch
from ivrsim.campaigns.replicate import NEVER_OPEN, NO_ZONE, NOT_CALLED, NOT_RETRIED
from ivrsim.campaigns.tally import CampaignTally


class _Hours(NamedTuple):
    """Recipients who are dialled in the same hours: those who were not called yet, and those who wait for the hours."""

    fresh: deque[int]
    held: list[int]


class DialList:
    """The recipients of a campaign, as far as nobody calls them just now.

    Args:
        owners: the number of the group of each recipient, in the order of the list.
        openings: when each group may be dialled, sorted; None where that is not known.
        tally: counts those who never are.
    """

    def __init__(self, owners: Sequence[int], openings: Sequence[list[Stretch] | None], tally: CampaignTally) -> None:
        hours = sorted({tuple(stretches) for stretches in openings if stretches})
        self._owners, self._tally = owners, tally
        self._hours = [_Hours(deque(), []) for _ in hours]
        self._open = [False] * len(hours)
        self._hours_of = [hours.index(tuple(stretches)) if stretches else -1 for stretches in openings]
        self._due: deque[int] = deque()
        self._heads: list[tuple[int, int]] = []
        """A heap: of all hours that are open, who was not called yet and is first, and which hours."""
        self._gates = deque(
            sorted(
                (moment, opens, at)
                for at, stretches in enumerate(hours)
                for stretch in stretches
                for opens, moment in enumerate(reversed(stretch))
            )
        )
        for recipient, owner in enumerate(owners):
            if self._hours_of[owner] >= 0:
                self._hours[self._hours_of[owner]].fresh.append(recipient)
            else:
                tally.leave(recipient, NO_ZONE if openings[owner] is None else NEVER_OPEN)

    @property
    def has_next(self) -> bool:
        """Whether somebody can be dialled now."""
        return bool(self._due or self._heads)

    @property
    def is_over(self) -> bool:
        """Whether all is closed for good."""
        return not self._gates and True not in self._open

    @property
    def is_left(self) -> bool:
        """Whether somebody is on the list."""
        return bool(self._due) or any(each.fresh or each.held for each in self._hours)

    @property
    def next_gate(self) -> int | None:
        """When hours begin or end next, in microseconds; None where none do any more."""
        return self._gates[0][0] if self._gates else None

    def take(self) -> int:
        """Take who is next from the list, and return them."""
        if self._due:
            return self._due.popleft()
        recipient, at = heappop(self._heads)
        fresh = self._hours[at].fresh
        fresh.popleft()
        if fresh:
            heappush(self._heads, (fresh[0], at))
        return recipient

    def put_back(self, recipient: int) -> None:
        """Put somebody on the list again who is due."""
        at = self._hours_of[self._owners[recipient]]
        (self._due if self._open[at] else self._hours[at].held).append(recipient)

    def pass_gates(self, moment: int) -> None:
        """Let hours begin and end that do so at a moment."""
        while self._gates and self._gates[0][0] == moment:
            _, opens, at = self._gates.popleft()
            self._open[at] = bool(opens)
            if opens:
                self._due.extend(self._hours[at].held)
                self._hours[at].held.clear()
            else:
                due, self._due = self._due, deque()
                for recipient in due:
                    self.put_back(recipient)
            self._heads = [(each.fresh[0], at) for at, each in enumerate(self._hours) if each.fresh and self._open[at]]
            heapify(self._heads)

    def leave_rest(self) -> None:
        """Count those for whom no hour is left."""
        for each in self._hours:
            for recipient in each.fresh:
                self._tally.leave(recipient, NOT_CALLED)
            for recipient in each.held:
                self._tally.leave(recipient, NOT_RETRIED)
