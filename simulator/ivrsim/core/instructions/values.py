"""Variables and conditions."""

from ivrsim.core.instructions.base import (
    BY_CONDITION,
    CONTROL,
    GOES_ON,
    SENT,
    Exit,
    ExitField,
    Instruction,
    Teller,
    TextField,
)
from ivrsim.core.record import record
from ivrsim.core.template import Template


@record
class Assign(Instruction):
    """A setvar."""

    variable: Template
    value: Template
    next: Exit

    ways = (ExitField("next", GOES_ON, writes=True),)
    reads = (TextField("variable", CONTROL), TextField("value", CONTROL))
    javascript = "value"
    writes = "variable"
    drawn = "action"

    def caption(self, tell: Teller) -> str:
        return f"set {tell.template(self.variable)} = {tell.template(self.value)}"


@record
class Stash(Instruction):
    """A stash: it writes into the report of the call, which no call can read."""

    variable: Template
    value: Template
    next: Exit

    reads = (TextField("variable", CONTROL), TextField("value", SENT))
    javascript = "value"
    deed = "stash"
    drawn = "action"

    def caption(self, tell: Teller) -> str:
        return f"stash {tell.template(self.variable)} = {tell.template(self.value)}"


@record
class Test(Instruction):
    """A condition: an if, equal or notEqual.

    Attributes:
        value: what an equal compares with, None for an if.
        negated: whether it is a notEqual.
    """

    expression: Template
    value: Template | None
    negated: bool
    true: Exit
    false: Exit

    ways = (ExitField("true", GOES_ON), ExitField("false", GOES_ON))
    reads = (TextField("expression", CONTROL), TextField("value", CONTROL))
    javascript = "expression"
    drawn = "question"

    def branches(self) -> list[tuple[str, Exit]]:
        return [("true", self.true), ("false", self.false)]

    def shows(self, way: Exit) -> tuple[str, str]:
        return BY_CONDITION, way.label

    def caption(self, tell: Teller) -> str:
        expression = tell.template(self.expression)
        if self.value is None:
            return f"{expression}?"
        return f"{tell.template(self.value)!r} {'differs from' if self.negated else 'equals'} {expression}?"
