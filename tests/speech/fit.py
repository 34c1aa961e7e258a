"""The seven numbers of each language, fitted to the references: `python -m tests.speech.fit` prints them."""

from collections.abc import Iterable
from functools import cache

from ivrsim.speech.language import Rates
from ivrsim.speech.languages import language
from ivrsim.speech.lengths import length
from ivrsim.speech.reading import words
from tests.speech.references import Reference, references

LANGUAGES = ("en", "es", "fr")
_UNITS = [Rates(*(float(at == one) for at in range(7))) for one in range(7)]


@cache
def shares(text: str, name: str) -> tuple[float, ...]:
    """How often each of the seven numbers stands in the length of a prompt: the length is linear in them."""
    spoken = language(name)
    read = words(text, name)
    return 1.0, *(sum(length(said, spoken._replace(rates=unit)) for said in read) for unit in _UNITS[1:])


def fitted(found: Iterable[Reference], name: str) -> Rates:
    """The numbers with the least sum of the squares of the relative errors."""
    rows = [([share / each.ms for share in shares(each.text, name)]) for each in found]
    return Rates(*_solved([[sum(row[i] * row[j] for row in rows) for j in range(7)] for i in range(7)],
                          [sum(row[i] for row in rows) for i in range(7)]))  # fmt: skip


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Elimination with the largest pivot."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at in range(len(rows)):
        pivot = max(range(at, len(rows)), key=lambda row: abs(rows[row][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        for other in range(len(rows)):
            if other != at:
                factor = rows[other][at] / rows[at][at]
                rows[other] = [value - factor * top for value, top in zip(rows[other], rows[at], strict=True)]
    return [row[-1] / row[at] for at, row in enumerate(rows)]


def error(each: Reference, name: str, rates: Rates) -> float:
    """The relative error of one sentence, with its sign."""
    estimate = sum(rate * share for rate, share in zip(rates, shares(each.text, name), strict=True))
    return estimate / each.ms - 1


def held_out(name: str) -> list[float]:
    """The relative errors of the sentences of each family with the numbers that all other families give."""
    found = references(name)
    errors = []
    for family in dict.fromkeys(each.family for each in found):
        rates = fitted([each for each in found if each.family != family], name)
        errors += [error(each, name, rates) for each in found if each.family == family]
    return errors


def quantiles(errors: Iterable[float]) -> tuple[float, float, float]:
    """The median, what nine of ten do not exceed, and the worst, of the errors without their signs."""
    ordered = sorted(map(abs, errors))
    return ordered[len(ordered) // 2], ordered[len(ordered) * 9 // 10], ordered[-1]


def _told(errors: Iterable[float]) -> str:
    return "median {:.1%}, 90 % {:.1%}, worst {:.1%}".format(*quantiles(errors))


def main() -> None:
    """Print the numbers and how well they fit."""
    for name in LANGUAGES:
        found = references(name)
        rates = fitted(found, name)
        print(name, ", ".join(f"{field}={value:.1f}" for field, value in rates._asdict().items()))  # noqa: T201
        print("  all:", _told(error(each, name, rates) for each in found))  # noqa: T201
        print("  families held out:", _told(held_out(name)))  # noqa: T201


if __name__ == "__main__":
    main()
