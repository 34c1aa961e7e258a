"""Budgets: what calls may cost, how long they may take, and how likely things may be, as sentences.

"p99 cost < 2.50", "mean duration < 45s", "P(duration > 60s) < 0.05", "P(person hears secret) >= 0.97".
"""

import re
from decimal import Decimal
from typing import Final, NamedTuple

MEAN: Final = "mean"
DEVIATION: Final = "sd"
QUANTILE: Final = "quantile"
TAIL: Final = "tail"
EVENT: Final = "event"

LESS: Final = "<"
AT_MOST: Final = "<="
MORE: Final = ">"
AT_LEAST: Final = ">="

PERCENT: Final = "%"
MS: Final = {"ms": 1, "s": 1000, "m": 60_000, "min": 60_000, "h": 3_600_000}
"""Units of time, and how many ms each is."""

EXAMPLES: Final = (
    "p99 cost < 2.50",
    "mean duration < 45s",
    "P(duration > 60s) < 0.05",
    "P(person hears secret) >= 97 %",
)

_BARE: Final = re.compile(r"[^\s\"()<>=≤≥\\]+(?: [^\s\"()<>=≤≥\\]+)*")
"""A name that needs no quotes."""


class WrittenNumber(NamedTuple):
    """A number with its unit, as it was written.

    Attributes:
        number: 0 or more.
        unit: of time, "%", a currency, or "" for none.
    """

    number: float
    unit: str = ""

    def __str__(self) -> str:
        return f"{plain_number(self.number)}{'' if self.unit in MS else ' ' * bool(self.unit)}{self.unit}"


class CallBudget(NamedTuple):
    """What some number of a forecast may be.

    Attributes:
        measure: which number it is. `MEAN`, `DEVIATION` and `QUANTILE` are of a quantity; `TAIL` is how likely one is
            on one side of a value, and `EVENT` how likely an event is.
        name: of the quantity or the event, as it was written.
        compares: how the number must be to the limit: "<", "<=", ">" or ">=".
        limit: what it is compared with.
        share: of a quantile, between 0 and 1.
        side: of a tail: on which side of the value.
        value: of a tail.
        text: the whole sentence, as it was written; "" where nobody wrote it.
        at: where in it the name begins.
    """

    measure: str
    name: str
    compares: str
    limit: WrittenNumber
    share: float = 0.0
    side: str = ""
    value: WrittenNumber = WrittenNumber(0.0)
    text: str = ""
    at: int = 0

    def __str__(self) -> str:
        return f"{self._left} {self.compares} {self.limit}"

    @property
    def is_upper(self) -> bool:
        """Whether the number may be too great, and never too small."""
        return self.compares in (LESS, AT_MOST)

    @property
    def _left(self) -> str:
        name = name_told(self.name)
        match self.measure:
            case "quantile":
                return f"p{plain_number(float(f'{self.share * 100:.15g}'))} {name}"
            case "tail":
                return f"P({name} {self.side} {self.value})"
            case "event":
                return f"P({name})"
            case _:
                return f"{self.measure} {name}"


def name_told(name: str) -> str:
    """A name as a budget has it: in quotes where it could be read as something else."""
    if _BARE.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def plain_number(number: float) -> str:
    """A number with all its digits, and no exponent."""
    digits = format(Decimal(repr(number)), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
