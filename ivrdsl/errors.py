"""The exceptions that this package raises on purpose; everything else that escapes is a bug of ours."""

from collections.abc import Iterable


class IvrError(Exception):
    """Base of every error that a user's plan, script or command can cause; its text is meant for that user."""


class NodeError(IvrError, TypeError):
    """A node was built from something it cannot hold; the text names the node, the value and what was expected."""


class ArgumentError(IvrError, TypeError):
    """A function of ours was given what it does not take; the text names it, the value and what was expected."""


class RequestError(IvrError, ValueError):
    """A request for the platform holds something that its API does not take; the text names the field and the value."""


class XmlError(IvrError):
    """A document could not be read as a dialplan.

    Attributes:
        line, column: where, counted from 1, or None where the document has no such place.
        fix: what to do about it, one sentence.
        usage: False: the plan is wrong, not the command.
    """

    usage = False

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None, fix: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.fix = fix


class LoadError(IvrError):
    """A plan that was named on a command line could not be produced (missing file, wrong name, user code raised).

    Attributes:
        usage: True when the command itself was wrong (exit code 2), False when the plan was (exit code 1).
        line, column: where in the file, counted from 1, or None.
    """

    def __init__(self, message: str, *, usage: bool, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.usage = usage
        self.line = line
        self.column = column


class NoPlanError(LoadError):
    """A Python file was named that has no plan of the name that was asked for."""

    def __init__(self, message: str) -> None:
        super().__init__(message, usage=True)


class StepFailed(IvrError, AssertionError):  # noqa: N818  # a verdict, as pytest's Failed is
    """A callee's step cannot happen, or an expectation does not hold; the text says what the call was doing."""


class ScriptError(IvrError):
    """A call script does not parse.

    Attributes:
        line, column: where in the script, counted from 1.
        others: the other mistakes in it, in their order.
    """

    def __init__(self, message: str, *, line: int, column: int, others: "Iterable[ScriptError]" = ()) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.others = tuple(others)

    @property
    def every(self) -> "tuple[ScriptError, ...]":
        """All mistakes of the script, this one first."""
        return self, *self.others
