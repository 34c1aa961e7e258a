"""The cards of a picture in order, and the row by which each is first reached."""

from collections.abc import Iterable, Mapping, Sequence

from ivrsim.picture.boxes import NEVER, NOWHERE, Picture
from ivrsim.picture.cards import ASTRAY, Card, CardRow, Deck
from ivrsim.picture.runs import CardGroup, card_groups, kind_of, reached_of, rows_of, texts_of


def cards_of(picture: Picture) -> Deck:
    """Return the cards of a picture."""
    groups = card_groups(picture)
    covering = {box.place: number for number, group in enumerate(groups) for box in group.boxes}
    rows = [rows_of(group, covering) for group in groups]
    return Deck(_FirstWays(groups, rows, covering, picture.passed).cards())


class _FirstWays:
    """Which row each card is first reached by.

    Args:
        groups: the cards to be.
        rows: those of each.
        covering: by place, its group.
        passed: places without a box, each with the place to which it leads.
    """

    def __init__(
        self,
        groups: Sequence[CardGroup],
        rows: Sequence[Sequence[CardRow]],
        covering: Mapping[int, int],
        passed: Iterable[tuple[int, int]],
    ) -> None:
        self._groups = groups
        self._rows = [list(each) for each in rows]
        self._parent: dict[int, tuple[int, int]] = {}
        self._places = [[box.place for box in group.boxes] for group in groups]
        for place, end in passed:
            self._places[covering[end]].append(place)
        self._start = covering[0]
        self._seen = {self._start}
        self._grow([self._start], never=False)
        self._grow([each for each in range(len(groups)) if each in self._seen], never=True)
        self._astray = self._lost()

    def cards(self) -> list[Card]:
        """The cards, each behind its parent."""
        order = self._order()
        position = {group: number for number, group in enumerate(order)}
        inside = dict.fromkeys(order, 1)
        for group in reversed(order):
            if group in self._parent:
                inside[self._parent[group][0]] += inside[group]
        return [self._card(group, position, inside[group]) for group in order]

    def _grow(self, level: list[int], *, never: bool) -> None:
        """Follow rows, breadth first; those that no call takes too if `never`."""
        for group in level:
            for number, row in enumerate(self._rows[group]):
                if row.target not in self._seen and (never or row.kind != NEVER):
                    self._seen.add(row.target)
                    self._parent[row.target] = group, number
                    level.append(row.target)

    def _lost(self) -> int | None:
        """The card from which those hang to which nothing leads, if there are some."""
        led_to = {row.target for group in range(len(self._groups)) for row in self._rows[group] if row.target != group}
        everywhere = range(len(self._groups))
        astray = []
        for group in (*[each for each in everywhere if each not in led_to], *everywhere):
            if group not in self._seen:
                astray.append(CardRow(NEVER, "", (), group, False, ()))
                self._seen.add(group)
                self._parent[group] = len(self._groups), len(astray) - 1
                self._grow([group], never=True)
        self._rows.append(astray)
        return len(self._groups) if astray else None

    def _order(self) -> list[int]:
        found: list[int] = []
        for root in (self._start, self._astray):
            level = [] if root is None else [root]
            for group in level:
                level += [row.target for number, row in enumerate(self._rows[group]) if self._lines(group, number)]
            found += level
        return found

    def _lines(self, group: int, number: int) -> bool:
        return self._parent.get(self._rows[group][number].target) == (group, number)

    def _card(self, group: int, position: Mapping[int, int], inside: int) -> Card:
        rows = [
            row._replace(target=position[row.target], lines=self._lines(group, number))
            for number, row in enumerate(self._rows[group])
        ]
        if group == self._astray:
            return Card(ASTRAY, (), -1, "", ASTRAY, "", (), tuple(rows), NOWHERE, -1, 0, inside)
        told = self._groups[group]
        parent, row = self._parent.get(group, (-1, 0))
        return Card(
            f"p{told.boxes[0].place}",
            tuple(self._places[group]),
            told.element,
            told.node,
            kind_of(told.boxes),
            told.title,
            tuple(texts_of(told)),
            tuple(rows),
            reached_of(told.boxes),
            position.get(parent, -1),
            row,
            inside,
        )
