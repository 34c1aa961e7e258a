"""The names of kinds of effects. Comparing one with a text that names no kind is an error, and not merely false."""

from ivrdsl.errors import IvrError
from ivrdsl.findings.words import meant, quoted


class KindError(IvrError):
    """A kind was compared with, or asked for by, a text that names none; the text names the nearest."""


_same = str.__eq__
_known: dict[str, "EffectKind"] = {}


class EffectKind(str):
    """The name of a kind of effect: a text, of which there is one object for each name.

    It is equal to the same text and to no other. With a text that names no kind it cannot be compared. That would be
    false of every entry: a test or a proof that asks `kind == "stahs"` would hold for no reason.

    Raises:
        KindError: of `==` and `!=`, and of what uses them: `in` a tuple or a list, `match`.
    """

    __slots__ = ()

    def __new__(cls, name: str) -> "EffectKind":
        return _known.get(name) or _known.setdefault(name, str.__new__(cls, name))

    def __eq__(self, other: object) -> bool:
        if other.__class__ is str:  # transcripts are long: most comparisons end here
            return _same(self, other) if other in _known else kind_called(other) is self
        if isinstance(other, str) and not isinstance(other, EffectKind):
            kind_called(str(other))
        return _same(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


def kind_called(name: str) -> EffectKind:
    """Return the kind of some name.

    Raises:
        KindError: there is none.
    """
    found = _known.get(name)
    if found is None:
        raise KindError(f"there is no kind {quoted(name)} of an entry; {meant(name, sorted(_known))}")
    return found
