"""The exceptions that this package raises on purpose; everything else that escapes is a bug of ours."""

from collections.abc import Iterable


class IvrError(Exception):
    """Base of every error that a user's plan, script or command can cause; its text is meant for that user."""


class NodeError(IvrError, TypeError):
    """A node was built from something it cannot hold; the text names the node, the value and what was expected.

    Attributes:
        problem: what is wrong.
        fix: what to write instead; "" where the problem says it.
        part: which part of the user's expression is wrong; None for the whole. The name of a field or keyword, or the
            number, from 0, of an argument or of an item in the brackets.
        node: the node that is wrong, where another one refuses it.
    """

    def __init__(self, problem: str, fix: str = "", *, part: str | int | None = None, node: object = None) -> None:
        super().__init__(f"{problem}; {fix}" if fix else problem)
        self.problem = problem
        self.fix = fix
        self.part = part
        self.node = node


class NodeAttributeError(NodeError, AttributeError):
    """A value of the language was asked for something that it does not have."""


class ArgumentError(IvrError, TypeError):
    """A function of ours was given what it does not take; the text names it, the value and what was expected."""


class CallersError(ArgumentError):
    """A model of callers holds what it cannot; the text names the number, its value and what was expected.

    Attributes:
        name: of the number, as it is nested in a file: ("person", "early").
    """

    def __init__(self, message: str, name: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.name = name


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
        file: the file that is wrong, where it is not the one that was named.
        line, column: where in the file, counted from 1, or None.
        problem: what is wrong, without its place and what to do.
        fix: what to write instead, one sentence; "" where nobody knows.
    """

    def __init__(
        self,
        message: str,
        *,
        usage: bool,
        file: str = "",
        line: int | None = None,
        column: int | None = None,
        problem: str = "",
        fix: str = "",
    ) -> None:
        super().__init__(message)
        self.usage = usage
        self.file = file
        self.line = line
        self.column = column
        self.problem = problem or message
        self.fix = fix


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
