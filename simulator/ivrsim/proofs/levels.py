"""How bad it is where a property does not hold: what the property says, or a project, and what a preset makes of it."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ivrdsl.findings.finding import ERROR, WARNING, Severity
from ivrsim.proofs.names import named
from ivrsim.proofs.property import Property

OTP: Final = ("at-most-N-plays", "person-hears-secret", "secret-can-be-repeated")
"""Errors in the preset `otp`, of which others warn: who waits for a one-time code must get it, and may get it again."""


class Grading(NamedTuple):
    """What a user wants of levels.

    Attributes:
        preset: as of the rules: "default"; "strict", which makes errors of warnings; "otp", for one-time codes.
        levels: (name of a property, level): what holds instead of the property's own level, in every preset.
        strict: whether warnings and what holds for no reason count as errors, whoever made them warnings.
    """

    preset: str = "default"
    levels: tuple[tuple[str, Severity], ...] = ()
    strict: bool = False

    def level_of(self, each: Property) -> Severity:
        """How bad it is where a property does not hold."""
        said = dict(self.levels).get(each.name)
        worse = self.preset == "strict" or (self.preset == "otp" and each.name in OTP)
        level = said or (ERROR if worse and each.level == WARNING else each.level)
        return ERROR if self.strict and level == WARNING else level


DEFAULT: Final = Grading()


def levels_of(levels: Mapping[str, Severity], properties: Sequence[Property]) -> tuple[tuple[str, Severity], ...]:
    """Levels as a user names properties, as `Grading` has them. Of two that mean one property the later one counts.

    Raises:
        IvrError: a name means no property.
    """
    return tuple((each.name, level) for name, level in levels.items() for each in named(properties, name))
