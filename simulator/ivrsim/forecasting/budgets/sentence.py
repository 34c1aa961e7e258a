"""Reads the sentence of a budget, and says where it is wrong."""

import re
from typing import Final, NamedTuple

from ivrdsl.errors import IvrError
from ivrdsl.findings.words import nearest_word, one_of
from ivrsim.forecasting.budgets.budget import (
    AT_LEAST,
    AT_MOST,
    DEVIATION,
    EVENT,
    EXAMPLES,
    LESS,
    MEAN,
    MORE,
    PERCENT,
    QUANTILE,
    TAIL,
    CallBudget,
    WrittenNumber,
)

_LONGEST: Final = 1000
_SIDES: Final = 40
"""Characters that are shown on each side of what is wrong."""
_SIGNS: Final = re.compile(r"!?[<>=≤≥]+")
_COMPARES: Final = {"<": LESS, "<=": AT_MOST, "≤": AT_MOST, ">": MORE, ">=": AT_LEAST, "≥": AT_LEAST}
_AMOUNT: Final = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,9})?|\.[0-9]{1,9})(?: ?([^\s0-9.,<>=()\"][^\"<>=()]{0,19}))?")
_PERCENTILE: Final = re.compile(r"p([0-9]{1,12}(?:\.[0-9]{1,12})?)", re.IGNORECASE)
_PROBABILITY: Final = re.compile(r"p\s*\(", re.IGNORECASE)
_MEASURES: Final = {"mean": MEAN, "sd": DEVIATION}
_FINEST: Final = 1e-8
"""The least share beyond a quantile: laws are exact to 1e-9."""


class _SentencePart(NamedTuple):
    """A part of a sentence, with where it begins; blanks around it are not part of it."""

    text: str
    at: int


def read_budget(text: str) -> CallBudget:
    """The budget that a sentence says. Which names there are, only a forecast knows.

    Raises:
        IvrError: it says none; the text says where it goes wrong, and how budgets are written.
    """
    if not text.strip():
        raise IvrError(f"a budget is a sentence such as {_examples()}")
    if len(text) > _LONGEST:
        raise IvrError(f"a budget has at most {_LONGEST} letters; this one has {len(text)}")
    left, sign, right = _sides(_SentencePart(text, 0), text)
    if not left.text:
        raise wrong(text, left.at, 'nothing stands before the comparison; begin with "mean", "sd", "p99" or "P("')
    found = _measure(left, text)._replace(compares=_compares(sign, text), limit=_amount(right, text), text=text)
    _require_possible(found, right.at)
    return found


def wrong(text: str, at: int, why: str) -> IvrError:
    """The error that a sentence is wrong, with its place.

    Args:
        text: the sentence.
        at: where it goes wrong.
        why: what is wrong, and how to mend it.
    """
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    start, end = max(at - _SIDES, 0), at + _SIDES
    before, after = "..." * (start > 0), "..." * (end < len(line))
    caret = " " * (len(before) + at - start) + "^"
    return IvrError(
        f"the budget is not understood: {why}\n  {before}{line[start:end]}{after}\n  {caret}\n"
        f"budgets are written as {_examples()}"
    )


def _examples() -> str:
    return one_of(f'"{each}"' for each in EXAMPLES)


def _sides(part: _SentencePart, text: str) -> tuple[_SentencePart, _SentencePart, _SentencePart]:
    """What stands before the comparison of a part, the comparison, and what stands behind.

    Raises:
        IvrError: there is none, or there are two.
    """
    signs = _signs(part, text)
    if not signs:
        raise wrong(
            text, part.at + len(part.text.rstrip()), "a comparison is missing; expected <, <=, > or >=, and a limit"
        )
    if len(signs) > 1:
        raise wrong(text, signs[1].at, "a second comparison; a budget has one, and another one is another budget")
    (sign,) = signs
    start = sign.at - part.at
    end = start + len(sign.text)
    return _trimmed(part.text[:start], part.at), sign, _trimmed(part.text[end:], part.at + end)


def _signs(part: _SentencePart, text: str) -> list[_SentencePart]:
    """The comparisons of a part, but those in quotes and in brackets.

    Raises:
        IvrError: a quote or a bracket is not closed, or one is that was not opened.
    """
    opened: list[int] = []
    found = []
    at = 0
    while at < len(part.text):
        letter, step = part.text[at], 1
        if letter == '"':
            step = _quoted(part.text, at, part.at, text)
        elif letter == "(":
            opened.append(at)
        elif letter == ")":
            if not opened:
                raise wrong(text, part.at + at, "a bracket is closed that was not opened")
            opened.pop()
        elif (signs := _SIGNS.match(part.text, at)) and not opened:
            step = len(signs[0])
            found.append(_SentencePart(signs[0], part.at + at))
        at += step
    if opened:
        raise wrong(text, part.at + opened[-1], "a bracket is opened, and not closed")
    return found


def _quoted(part: str, at: int, offset: int, text: str) -> int:
    """How many characters a text in quotes has.

    Raises:
        IvrError: it does not end.
    """
    end = at + 1
    while end < len(part) and part[end] != '"':
        end += 2 if part[end] == "\\" else 1
    if end >= len(part):
        raise wrong(text, offset + at, "a quote is opened, and not closed")
    return end + 1 - at


def _compares(sign: _SentencePart, text: str) -> str:
    if sign.text not in _COMPARES:
        hint = {"=<": AT_MOST, "=>": AT_LEAST}.get(sign.text)
        say = f"write {hint}" if hint else "expected <, <=, > or >="
        raise wrong(text, sign.at, f"{sign.text[:5]} is no comparison; {say}")
    return _COMPARES[sign.text]


def _amount(part: _SentencePart, text: str) -> WrittenNumber:
    found = _AMOUNT.fullmatch(" ".join(part.text.split()))
    if not found:
        expected = "a number, and its unit if it has one, such as 0.05, 5 %, 2.50 or 45s"
        raise wrong(text, part.at, f"{_why_no_number(part.text)}; expected {expected}")
    return WrittenNumber(float(found[1]), found[2] or "")


def _why_no_number(text: str) -> str:
    word = text.casefold()
    if not text:
        return "the number is missing"
    if word.startswith("-") or word.lstrip("+").startswith(("nan", "inf")):
        return f"{text[:20]} is no number that a forecast can have"
    if re.fullmatch(r"[0-9]+,[0-9]+.*", text):
        return "numbers have a point and no comma"
    return f"{text[:20]!r} is no number"


def _measure(left: _SentencePart, text: str) -> CallBudget:
    """What a budget is about, without its comparison and limit."""
    if found := _PROBABILITY.match(left.text):
        return _probability(left, found.end(), text)
    word, _, rest = left.text.partition(" ")
    if len(word) == len(left.text):
        word = re.split(r"\s", left.text, maxsplit=1)[0]
        rest = left.text[len(word) + 1 :]
    name = _trimmed(rest, left.at + len(word) + 1)
    blank = CallBudget(MEAN, "", LESS, WrittenNumber(0.0))
    if measure := _MEASURES.get(word.casefold()):
        return blank._replace(measure=measure, name=_name(name, text), at=name.at)
    if found := _PERCENTILE.fullmatch(word):
        share = _share_of(found[1], left.at, text)
        return blank._replace(measure=QUANTILE, name=_name(name, text), at=name.at, share=share)
    near = nearest_word(word, (*_MEASURES, "p50", "p90", "p99"))
    raise wrong(text, left.at, f"{word[:20]!r} is no measure; {near or 'begin with mean, sd, p99 or P('}")


def _share_of(percentile: str, at: int, text: str) -> float:
    if not 0 < float(percentile) <= 100 * (1 - _FINEST):
        instead = "; for what no call has more of, write P(... > ...) <= 0" if float(percentile) == 100 else ""
        raise wrong(text, at, f"p{percentile} is no percentile; expected p0.000001 to p99.999999{instead}")
    return float(f"{float(percentile) / 100:.15g}")


def _probability(left: _SentencePart, opened: int, text: str) -> CallBudget:
    """How likely something is: what stands in the brackets."""
    if not left.text.endswith(")"):
        end = left.text.rindex(")") + 1
        raise wrong(text, left.at + end, "something stands between the bracket and the comparison")
    inside = _trimmed(left.text[opened:-1], left.at + opened)
    blank = CallBudget(EVENT, "", LESS, WrittenNumber(0.0))
    if not _signs(inside, text):
        return blank._replace(name=_name(inside, text), at=inside.at)
    quantity, sign, value = _sides(inside, text)
    return blank._replace(
        measure=TAIL,
        name=_name(quantity, text),
        at=quantity.at,
        side=_compares(sign, text),
        value=_amount(value, text),
    )


def _name(part: _SentencePart, text: str) -> str:
    """A name: its words, and what stands in quotes as it is there."""
    pieces: list[str] = []
    at = 0
    while at < len(part.text):
        if part.text[at] == '"':
            step = _quoted(part.text, at, part.at, text)
            pieces.append(re.sub(r"\\(.)", r"\1", part.text[at + 1 : at + step - 1], flags=re.DOTALL))
        else:
            step = len(part.text[at:].partition('"')[0])
            pieces.append(re.sub(r"\s+", " ", part.text[at : at + step]))
        at += step
    name = "".join(pieces)
    if not name.strip():
        raise wrong(text, part.at, "a name is missing: that of a quantity, such as duration, or of an event")
    return name


def _trimmed(text: str, at: int) -> _SentencePart:
    return _SentencePart(text.strip(), at + len(text) - len(text.lstrip()))


def _require_possible(budget: CallBudget, at: int) -> None:
    """Refuse limits that nothing can pass, or that everything keeps.

    Raises:
        IvrError: it is such a one.
    """
    limit = budget.limit.number
    if budget.measure in (EVENT, TAIL):
        limit = share_of(budget.limit, budget.text, at)
        if not 0 <= limit <= 1:
            raise wrong(budget.text, at, f"{budget.limit} is no share; expected one from 0 to 1, or from 0 % to 100 %")
    elif budget.limit.unit == PERCENT:
        raise wrong(budget.text, at, "only what stands in P(...) is a share")
    most = 1.0 if budget.measure in (EVENT, TAIL) else None
    beyond = f"nothing is {'below' if limit == 0 else 'above'} {budget.limit}"
    if (limit == 0 and budget.compares == LESS) or (limit == most and budget.compares == MORE):
        raise wrong(budget.text, at, f"{beyond}: no forecast keeps it")
    if (limit == 0 and budget.compares == AT_LEAST) or (limit == most and budget.compares == AT_MOST):
        raise wrong(budget.text, at, f"{beyond}: every forecast keeps it")


def share_of(amount: WrittenNumber, text: str, at: int) -> float:
    """The share that an amount says.

    Raises:
        IvrError: it has a unit that no share has.
    """
    if amount.unit not in ("", PERCENT):
        raise wrong(text, at, f"a share has no unit {amount.unit!r}; write 0.05 or 5 %")
    return amount.number / 100 if amount.unit else amount.number
