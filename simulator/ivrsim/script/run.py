"""Runs a call script: its statements one by one, to the first that fails."""

from collections.abc import Sequence

from ivrdsl.errors import StepFailed
from ivrsim.play.call import Call
from ivrsim.play.failure import Failed
from ivrsim.script.statements import Statement


def run_script(call: Call, statements: Sequence[Statement]) -> Failed | None:
    """Run a script to its end, or to the first statement that fails."""
    for statement in statements:
        try:
            statement.run(call)
        except StepFailed as failure:
            return Failed(statement.line, statement.source, str(failure))
    return None
