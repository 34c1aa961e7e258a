"""Files of scripted calls (`*.call`): the plan, then one or more calls.

```
dialplan examples/one_time_code.py:one_time_code code=2517
call "a person asks for the code again"
  answer live
  hear "2 5 1 7"
  press 1
  hear "2 5 1 7"
call "a machine hears nothing"
  answer machine
  expect never heard "2 5 1 7"
```
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from ivrdsl.errors import ScriptError
from ivrsim.script.reader import Reader, require_none
from ivrsim.script.statements import Statement, quoted, read_line


class ScriptedCall(NamedTuple):
    """One call of a file.

    Attributes:
        name: what it shows.
        line: where it begins, counted from 1.
        statements: what the callee does.
    """

    name: str
    line: int
    statements: tuple[Statement, ...]


class CallFile(NamedTuple):
    """The calls of one file.

    Attributes:
        plan: the dialplan that is called, `FILE.xml` or `FILE.py[:NAME]`, from the file's folder or the current one.
        parameters: of a plan that is a function.
        calls: in order; at least one, with different names.
    """

    plan: str
    parameters: dict[str, str]
    calls: tuple[ScriptedCall, ...]


class ReadFile(NamedTuple):
    """What a text says as a file of calls.

    Attributes:
        file: the plan and the calls, as far as they can be read; the plan is "" where none is named.
        plan_line, plan_column: where the plan is named.
        mistakes: what cannot be read, in order.
    """

    file: CallFile
    plan_line: int
    plan_column: int
    mistakes: list[ScriptError]


def parse_call_file(text: str) -> CallFile:
    """Parse a file of calls.

    Raises:
        ScriptError: it names no dialplan, holds no call, or lines are not of the language.
    """
    found = read_call_file(text)
    require_none(found.mistakes)
    return found.file


def read_call_file(text: str) -> ReadFile:
    """Read a file of calls, and what is wrong with it."""
    lines = _Lines()
    for number, line in enumerate(text.splitlines(), 1):
        lines.read(Reader(line, number))
    lines.end(text)
    calls = tuple(ScriptedCall(name, line, tuple(steps)) for name, line, steps in lines.calls)
    place = lines.plan_place or (1, 1)
    return ReadFile(CallFile(lines.plan, lines.parameters, calls), *place, lines.mistakes)


class _Lines:
    """The lines of a file of calls, read one after the other.

    Attributes:
        plan, parameters: what is called; plan_place: line and column of its name, None as long as none is named.
        calls: name, line and statements.
        mistakes: what cannot be read.
    """

    def __init__(self) -> None:
        self.plan = ""
        self.parameters: dict[str, str] = {}
        self.plan_place: tuple[int, int] | None = None
        self.calls: list[tuple[str, int, list[Statement]]] = []
        self.mistakes: list[ScriptError] = []
        self._is_begun = self._lacks_call = False

    def read(self, reader: Reader) -> None:
        """Read the next line."""
        if reader.at_end():
            return
        begins, self._is_begun = not self._is_begun, True
        if begins and not reader.peeks("call"):
            self._tried(self._read_plan, reader)
            return
        if begins:
            self._tried(_refuse_for_plan, reader)
        if reader.takes("call"):
            self.calls.append(("", reader.number, []))
            self._tried(self._read_name, reader)
        elif self.calls:
            self.calls[-1][2].extend(read_line(reader.line, reader.number, self.mistakes))
        elif self.plan and not self._lacks_call:  # told once: without a call, every line would be another mistake
            self._lacks_call = True
            self._tried(_refuse_for_call, reader)

    def end(self, text: str) -> None:
        """The end of the file has come."""
        if not self._is_begun:
            self.mistakes.append(_incomplete(text, _PLAN))
        elif not self.calls and not self.mistakes:
            self.mistakes.append(_incomplete(text, _CALL))

    def _tried(self, read: Callable[[Reader], None], reader: Reader) -> None:
        try:
            read(reader)
        except ScriptError as mistake:
            self.mistakes.append(mistake)

    def _read_plan(self, reader: Reader) -> None:
        if not reader.takes("dialplan"):
            reader.fail(_PLAN, among=("dialplan",))
        column = reader.position + 1
        self.plan = _word(reader, "the file of a dialplan")
        self.plan_place = reader.number, column
        while not reader.at_end():
            name = reader.expect(r"[^\W\d]\w*(?==)", "name=value")
            reader.expect("=", "=")
            self.parameters[name] = _word(reader, "a value")

    def _read_name(self, reader: Reader) -> None:
        start = reader.position
        name = reader.string("the name of the call in quotes")
        if any(name == each for each, _, _ in self.calls):
            reader.position = start
            reader.fail(f'another name: there is a call "{name}" already')
        self.calls[-1] = name, *self.calls[-1][1:]
        reader.ends_statement()


_PLAN: Final = "dialplan FILE.xml, or dialplan FILE.py:NAME name=value"
_CALL: Final = 'a call:  call "what it shows"'


def _refuse_for_plan(reader: Reader) -> None:
    reader.fail(_PLAN)


def _refuse_for_call(reader: Reader) -> None:
    reader.fail(_CALL, among=("call",))


class WrittenCall(NamedTuple):
    """A call for a file.

    Attributes:
        name: what it shows.
        notes: comments above its statements.
        statements: as text.
    """

    name: str
    notes: tuple[str, ...]
    statements: tuple[str, ...]


def write_calls(
    plan: str, parameters: Mapping[str, str], calls: Iterable[WrittenCall], notes: Sequence[str] = ()
) -> str:
    """Write a file of calls; `parse_call_file` reads it. See `CallFile`; `notes` are comments at its beginning."""
    words = [_as_word(plan), *(f"{name}={_as_word(value)}" for name, value in parameters.items())]
    lines = [*(f"# {note}" for note in notes), f"dialplan {' '.join(words)}"]
    for call in calls:
        lines += ["", f"call {_quoted_title(call.name)}", *(f"  # {note}" for note in call.notes)]
        lines += [f"  {statement}" for statement in call.statements]
    return "\n".join(lines) + "\n"


def _quoted_title(name: str) -> str:
    """A name in quotes; in single ones if it holds double ones, so that it can be read."""
    return f"'{name}'" if '"' in name and not set("'\\") & set(name) and name.isprintable() else quoted(name)


def _as_word(text: str) -> str:
    return text if re.fullmatch(r"[^\s\"';#]+", text) else quoted(text)


def _incomplete(text: str, expected: str) -> ScriptError:
    lines = text.splitlines() or [""]
    return ScriptError(f"found the end of the file, expected {expected}", line=len(lines), column=len(lines[-1]) + 1)


def _word(reader: Reader, expected: str) -> str:
    """A text in quotes, or anything up to the next blank."""
    if re.compile("[\"']").match(reader.line, reader.position):
        return reader.string()
    return reader.expect(r"[^\s\"']+", expected)
