"""Runs a call script: its statements one by one, to the first that fails."""

from collections.abc import Sequence

from ivrdsl.errors import StepFailed
from ivrsim.play.call import Call
from ivrsim.play.failure import Failed
from ivrsim.script.statements import Statement, parse_script


def run_script(call: Call, script: Sequence[Statement] | str) -> Failed | None:
    """Run a script to its end, or to the first statement that fails.

    Args:
        call: the call, which has not begun if the script answers it.
        script: its statements, or its text: `"answer live; press 1; wait"`.

    Returns:
        The statement that failed; None if none did.

    Raises:
        ScriptError: the text does not parse.
    """
    for statement in parse_script(script) if isinstance(script, str) else script:
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
