"""What becomes of whatever a command raises: a line on stderr and an exit code, and never a traceback of ours."""

import os
import sys
from collections.abc import Callable

from ivrdsl.cli.exits import FOUND, INTERRUPTED, USAGE, Ended, code_of


def guarded(run: Callable[[], None]) -> Ended:
    """Run a command to its end, and return how it ended."""
    from ivrdsl.errors import IvrError

    try:
        run()
    except Ended as ended:
        return ended
    except IvrError as error:
        return _failed(str(error), code_of(error))
    except KeyboardInterrupt:
        return _told("interrupted", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Ended(FOUND)
    except OSError as error:
        return _failed(f"the output cannot be written: {error.strerror or error}", USAGE)
    except RecursionError:
        return _failed("the plan is nested too deeply for this machine's Python", FOUND)
    except MemoryError:
        return _failed("the memory of this machine is not enough; --max-memory ends a search before that", FOUND)
    except Exception as error:  # the last resort: an apology instead of a traceback
        if os.environ.get("IVRDSL_DEBUG"):
            raise
        from ivrdsl.findings.origin import story_of

        hint = "This is a bug in ivrdsl, not in your plan. IVRDSL_DEBUG=1 shows where it happened."
        return _failed(f"internal error: {story_of(error)}\n{hint}", FOUND)
    return Ended(0)


def _failed(message: str, code: int) -> Ended:
    return _told(f"ivrdsl: {message}", code)


def _told(message: str, code: int) -> Ended:
    from ivrdsl.cli.output import echo

    echo(message, err=True)
    return Ended(code, message.partition("\n")[0])
