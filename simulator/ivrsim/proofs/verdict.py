"""What a verdict is: what is known of a property, how bad that is, and what it leans on."""

from typing import Final, NamedTuple

from ivrdsl.findings.finding import ERROR, WARNING, Severity
from ivrsim.proofs.premises import Premise
from ivrsim.proofs.witness import Witness

PROVED: Final = "PROVED"
BROKEN: Final = "BROKEN"
UNDECIDED: Final = "UNDECIDED"
VACUOUS: Final = "VACUOUS"


class Dependence(NamedTuple):
    """A reading of a quirk under which a verdict would be another one, and which."""

    quirk: str
    value: str
    verdict: str


class SaidReason(NamedTuple):
    """A reason as reports tell it.

    Attributes:
        says: in words.
        element: the tag that it is about; -1 for none.
        node: what that is called; "" for none.
        line: its source line, where that is known.
    """

    says: str
    element: int
    node: str
    line: int | None


class Verdict(NamedTuple):
    """What is known of a property.

    Attributes:
        name, says: of the property.
        verdict: PROVED, BROKEN, UNDECIDED or VACUOUS (it holds, and no call is there in which it matters).
        because: what a witness shows, or why it is undecided.
        witnesses: calls that show it, the cheapest first; of a BROKEN property those that break it.
        expect: the statement of a call script that fails in a witness, and would hold if the plan were mended.
        assumptions: the quirks that it leans on.
        depends_on: readings of quirks under which the verdict would be another one; only if they were tried.
        rests_on: CALLS or MORE, if it is PROVED because the states of that search are all there are; else "".
        level: how bad it is that it does not hold, if it does not.
        harm: what is bad about that.
        suppressed: why somebody wants it told and not counted; "" if nobody does.
        left_out: the tags at which somebody does not want it asked.
        element: the tag at which it breaks, or the first one; None if it does not break at one.
        property: the name of the property, without what was asked for.
        reasons: of a BROKEN one what makes it so, of an UNDECIDED one what would decide it, where there is more to say
            than `because` does.
        hangs_on: of a BROKEN one, other readings of quirks with which the callee of its first call would not break it.
        why: of a PROVED one the facts that make it so; None if nobody asked.
    """

    name: str
    says: str
    verdict: str
    because: str
    witnesses: tuple[Witness, ...] = ()
    expect: str = ""
    assumptions: tuple[Premise, ...] = ()
    depends_on: tuple[Dependence, ...] = ()
    rests_on: str = ""
    level: Severity = ERROR
    harm: str = ""
    suppressed: str = ""
    left_out: tuple[str, ...] = ()
    element: int | None = None
    property: str = ""
    reasons: tuple[SaidReason, ...] = ()
    hangs_on: tuple[Premise, ...] = ()
    why: tuple[SaidReason, ...] | None = None

    def is_open(self, verdict: str, level: Severity = ERROR) -> bool:
        """Whether this is the verdict on a property of a level, and counts."""
        return (self.verdict, self.level, self.suppressed) == (verdict, level, "")


class Verification(NamedTuple):
    """All verdicts on a plan.

    Attributes:
        complete: whether the search found every state.
        states, edges: how many it found.
        bound: what was left out, in words.
        verdicts: of the properties that are about something in the plan, in their order.
    """

    complete: bool
    states: int
    edges: int
    bound: str
    verdicts: tuple[Verdict, ...]

    def worst(self, *, strict: bool = False, max_warnings: int | None = None) -> str:
        """BROKEN, UNDECIDED or PROVED, in this order, of what counts.

        A warning or a note is told, and is no failure, broken or undecided.

        Args:
            strict: whether what holds for no reason is as bad as a broken error.
            max_warnings: more broken warnings than this are as bad, too; None for any number.
        """
        if any(each.is_open(BROKEN) or (strict and each.verdict == VACUOUS) for each in self.verdicts):
            return BROKEN
        if max_warnings is not None and self.warnings > max_warnings:
            return BROKEN
        return UNDECIDED if any(each.is_open(UNDECIDED) for each in self.verdicts) else PROVED

    @property
    def warnings(self) -> int:
        """How many properties are broken of which it is a warning."""
        return sum(each.is_open(BROKEN, WARNING) for each in self.verdicts)
