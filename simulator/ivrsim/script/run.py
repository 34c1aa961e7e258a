"""Runs a call script: its statements one by one, to the first that fails."""

from collections.abc import Sequence

from ivrdsl.errors import ScriptError, StepFailed
from ivrdsl.findings.arguments import door, require
from ivrsim.play.call import Call
from ivrsim.play.failure import Failed
from ivrsim.script.reader import pointed
from ivrsim.script.statements import Statement, parse_script


@door
def run_script(call: Call, script: Sequence[Statement] | str) -> Failed | None:
    """Run a script to its end, or to the first statement that fails.

    Args:
        call: the call, which has not begun if the script answers it.
        script: its statements, or its text: `"answer live; press 1; wait"`.

    Returns:
        The statement that failed; None if none did.

    Raises:
        ScriptError: the text does not parse; the error tells all mistakes, each with its place.
    """
    require(isinstance(call, Call), "run_script", "call", call, "a Call: write Call(plan)")
    for statement in _statements(script):
        try:
            statement.run(call)
        except StepFailed as failure:
            return Failed(statement.line, statement.source, str(failure))
    return None


def passes(call: Call, statements: Sequence[Statement]) -> tuple[bool, Failed | None]:
    """Run a script to its end; a call that then ended in an error, or at a limit, has not passed either.

    Returns:
        Whether the call passed, and the statement that failed.
    """
    failed = run_script(call, statements)
    return failed is None and call.ended_by not in ("error", "limit"), failed


def _statements(script: Sequence[Statement] | str) -> Sequence[Statement]:
    if isinstance(script, str):
        try:
            return parse_script(script)
        except ScriptError as error:
            raise pointed("the script", script, error) from None
    several = isinstance(script, Sequence) and all(isinstance(each, Statement) for each in script)
    require(several, "run_script", "script", script, 'text, such as "answer live; press 1"')
    return script
