"""How one card is drawn: where its texts and rows stand, and their SVG, with the card's corner at 0, 0."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ivrsim.picture.boxes import AFTER_HANG_UP, HUNG_UP, NEVER, NOWHERE
from ivrsim.picture.cards import ASTRAY, Card, CardRow
from ivrsim.picture.layout import MEASURES
from ivrsim.picture.lines import NOTES
from ivrsim.picture.measure import cut, is_sure, legible, runs_backwards, width_of, wrapped
from ivrsim.picture.words import visible

_WIDTH: Final = MEASURES["width"]
_HEAD: Final = MEASURES["head"]
_PAD: Final = 14
_INDENT: Final = 38
"""Where the text beside the sign of the kind begins."""
_SIGN: Final = 158
"""Where signs begin: the labels of rows are left of it, or above."""
_NEAR: Final = 84
"""Where signs of folded branches begin behind a short label."""
_FOLD: Final = 64
"""What the sign of a folded branch needs behind a long label."""
_LARGE: Final = 13
_SMALL: Final = 12
_TINY: Final = 11
_KEYS: Final = re.compile(r"[0-9A-D*#]+(?:[-, ]+[0-9A-D*#]+)*")
"""What is drawn as a key."""
_BASE: Final = 4.5
"""From the middle of a line of text down to its base line."""


class FaceRow(NamedTuple):
    """A row of a card as it is drawn.

    Attributes:
        svg: what takes it, and the sign of where it leads if no line does.
        line: where its line begins; "" without one.
        fold: what stands there instead while the branch behind it is folded away.
        port: how far below the top of the card its line begins.
    """

    svg: str
    line: str
    fold: str
    port: int


class Face(NamedTuple):
    """A card as it is drawn, in pixels.

    Attributes:
        svg: its frame and its texts.
        rows: what is below them.
        height: of it all.
    """

    svg: str
    rows: tuple[FaceRow, ...]
    height: int


def face_of(cards: Sequence[Card], number: int) -> Face:
    """Draw a card.

    Args:
        cards: all, for the names of those to which it leads.
        number: its position.
    """
    card = cards[number]
    told: list[str] = []
    bottom = _texts(card, number, told)
    rows = []
    for row in card.rows:
        drawn, bottom = _row(cards, card, row, bottom)
        rows.append(drawn)
    height = bottom + (2 if rows else 0)
    told[:0] = [
        f"<title>{escaped(f'{number + 1}: {card.node or card.name}')}</title>",
        f'<rect class="face" x="0.5" y="0.5" width="{_WIDTH - 1}" height="{height - 1}" rx="7"/>',
        f'<path class="bar" d="M7 0H5V{height}H7A7 7 0 0 1 0 {height - 7}V7A7 7 0 0 1 7 0z"/>',
        f'<use class="icon" href="#flow-{card.kind}" x="{_PAD}" y="{_HEAD - 8}"/>',
    ]
    return Face("".join(told), tuple(rows), height)


def classes_of(card: Card) -> str:
    """The classes of a card's group."""
    return f"card of-{card.kind}{_REACHED.get(card.reached, '')}"


_REACHED: Final = {AFTER_HANG_UP: " after", NOWHERE: " unreached"}


def class_of(kind: str) -> str:
    """The class of a row or a line of some kind."""
    return kind.replace(" ", "-")


def _texts(card: Card, number: int, told: list[str]) -> int:
    """Draw the head and what is below it; returns where that ends."""
    middle = _HEAD
    badge = str(number + 1)
    told.append(f'<text class="number" x="{_WIDTH - 10}" y="{middle + 4}" text-anchor="end">{badge}</text>')
    texts = [(text.kind, text.text) for text in card.texts]
    room = _WIDTH - _INDENT - 18 - width_of(badge, 11)
    if card.title or not texts:
        head, bold = card.title or card.name, True
        if card.title.startswith(f"{texts[0][1]} " if texts else " "):  # not twice: hangup "bye"
            texts = texts[1:]
    else:
        head, bold = texts.pop(0)[1], False
    style = "head named" if bold else "head"
    for line in wrapped(legible(head), room, _LARGE, bold=bold):
        told.append(_text(line, style, _INDENT, middle, _INDENT + room))
        middle += 18
    for kind, text in texts:
        said = kind == "prompt"
        size, tall = (_LARGE, 18) if said else (_SMALL, 16)
        middle += 4
        for line in wrapped(legible(text), _WIDTH - _INDENT - _PAD, size):
            told.append(_text(line, "said" if said else "soft", _INDENT, middle, _WIDTH - _PAD))
            middle += tall
    if card.kind != ASTRAY and card.reached in NOTES:
        told.append(_text(NOTES[card.reached], "note", _INDENT, middle + 1, _WIDTH - _PAD))
        middle += 17
    return middle - 9 + _PAD


def _row(cards: Sequence[Card], card: Card, row: CardRow, top: int) -> tuple[FaceRow, int]:
    """Draw a row; returns where it ends, too."""
    port = middle = top + 13
    label = legible(_label(cards, card, row))
    room = _SIGN - _PAD - 6
    beside = width_of(label, _SMALL) <= room
    told: list[str] = []
    if _KEYS.fullmatch(label) and width_of(label, _SMALL, bold=True) + 12 <= room:
        told += _key(label, middle)
    else:
        whole = _WIDTH - 2 * _PAD - (_FOLD if row.lines else 0)
        for line in wrapped(label, room if beside else whole, _SMALL):
            told.append(_text(line, "label", _PAD, middle, _SIGN - 6 if beside else _PAD + whole))
            middle += 16
        middle -= 16
    line = fold = ""
    if row.lines:
        line = f'<circle class="port" cx="{_WIDTH}" cy="{port}" r="3.5"/>'
        left = _NEAR if width_of(label, _SMALL) <= _NEAR - _PAD - 18 else _SIGN
        fold = _folded(cards[row.target], row.target, left if beside else 0, middle)
    else:
        middle += 0 if beside else 17
        told.append(_sign(cards[row.target], row.target, _SIGN if beside else _PAD + 12, middle))
    if row.assumes:
        for each in wrapped(f"assumed: {', '.join(row.assumes)}", _WIDTH - 2 * _PAD, _TINY):
            middle += 15
            told.append(_text(each, "assumed", _PAD, middle, _WIDTH - _PAD))
    bottom = middle + 13
    around = [
        f'<rect class="band" x="5" y="{top + 0.5}" width="{_WIDTH - 6}" height="{bottom - top - 1}"/>',
        f'<path class="rule" d="M5 {top + 0.5}H{_WIDTH - 1}"/>',
    ]
    return FaceRow("".join(around + told), line, fold, port), bottom


def _key(label: str, middle: int) -> Iterator[str]:
    wide = round(width_of(label, _SMALL, bold=True)) + 12
    yield f'<rect class="cap" x="{_PAD - 0.5}" y="{middle - 9.5}" width="{wide}" height="19" rx="4"/>'
    yield f'<text class="key" x="{_PAD + wide / 2 - 0.5:g}" y="{middle + _BASE}" text-anchor="middle">{label}</text>'


def _label(cards: Sequence[Card], card: Card, row: CardRow) -> str:
    """What takes a row, in words that also say what its line looks like."""
    if card.kind == ASTRAY:
        return cards[row.target].name
    text = row.text or "then"
    if row.kind == HUNG_UP and card.reached != AFTER_HANG_UP:
        text = f"after a hang-up: {text}"
    if row.kind == NEVER and card.reached != NOWHERE:
        text = f"{text}: no call takes it"
    return text


def _sign(target: Card, position: int, left: int, middle: int) -> str:
    """Where a row without a line leads: the number and the name of that card."""
    number = f"→ {position + 1}"
    start = left + round(width_of(number, _SMALL)) + 4
    name = cut(legible(target.name), _WIDTH - _PAD - start, _SMALL)
    return (
        f'<a class="sign" href="#card-{target.id}"><title>{escaped(f"to {position + 1}: {target.name}")}</title>'
        f'<text class="to" x="{left}" y="{middle + _BASE}">{number}</text>'
        f"{_text(name, 'to', start, middle, _WIDTH - _PAD)}</a>"
    )


def _folded(target: Card, position: int, at: int, middle: int) -> str:
    """What stands for a branch that is folded away: how many cards are in it and, where there is room, its first.

    It begins at some distance from the left; at 0 there is no room, and it stands at the right.
    """
    count = f"({target.inside})"
    wide = round(width_of(count, _SMALL, bold=True))
    left = at or _WIDTH - _PAD - wide - 18
    told = [
        f'<g class="fold"><title>{escaped(f"folded {count}: {position + 1} {target.name}")}</title>',
        f'<path class="plus" d="M{left} {middle - 6}h12v12h-12zM{left + 3} {middle}h6M{left + 6} {middle - 3}v6"/>',
        f'<text class="count" x="{_WIDTH - _PAD}" y="{middle + _BASE}" text-anchor="end">{count}</text></g>',
    ]
    if at:
        right = _WIDTH - _PAD - wide - 6
        told.insert(
            2,
            _text(
                cut(f"{position + 1} {legible(target.name)}", right - left - 18, _SMALL), "to", left + 18, middle, right
            ),
        )
    return "".join(told)


def _text(line: str, style: str, left: float, middle: float, right: float) -> str:
    """A line of text; one that is written from right to left begins at the right."""
    clip = "" if is_sure(line) else ' clip-path="url(#flow-clip)"'
    at = f'class="{style}" y="{middle + _BASE:g}"{clip}'
    if runs_backwards(line):
        inner = f'<tspan direction="rtl" unicode-bidi="isolate">{escaped(line)}</tspan>'
        return f'<text {at} x="{right:g}" text-anchor="end">{inner}</text>'
    return f'<text {at} x="{left:g}">{escaped(line)}</text>'


def escaped(text: str) -> str:
    """A text as XML has it, on one line; what nobody sees, or what turns others round, is shown as \\u202e."""
    return visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
