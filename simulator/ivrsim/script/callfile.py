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
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, NoReturn

from ivrdsl.errors import ScriptError
from ivrsim.script.reader import Reader
from ivrsim.script.statements import Statement, parse_line, quoted


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


def parse_call_file(text: str) -> CallFile:
    """Parse a file of calls.

    Raises:
        ScriptError: it names no dialplan, holds no call, or a line is not of the language.
    """
    plan: tuple[str, dict[str, str]] | None = None
    calls: list[tuple[str, int, list[Statement]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        reader = Reader(line, number)
        if reader.at_end():
            continue
        if plan is None:
            plan = _dialplan(reader)
        elif reader.takes("call"):
            calls.append((_name(reader, {name for name, _, _ in calls}), number, []))
        elif not calls:
            reader.fail('a call:  call "what it shows"')
        else:
            calls[-1][2].extend(parse_line(line, number))
    if plan is None:
        _incomplete(text, "dialplan FILE.xml, or dialplan FILE.py:NAME name=value")
    if not calls:
        _incomplete(text, 'a call:  call "what it shows"')
    return CallFile(*plan, tuple(ScriptedCall(name, line, tuple(steps)) for name, line, steps in calls))


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


def _incomplete(text: str, expected: str) -> NoReturn:
    lines = text.splitlines() or [""]
    raise ScriptError(f"found the end of the file, expected {expected}", line=len(lines), column=len(lines[-1]) + 1)


def _dialplan(reader: Reader) -> tuple[str, dict[str, str]]:
    if not reader.takes("dialplan"):
        reader.fail("dialplan FILE.xml, or dialplan FILE.py:NAME name=value")
    plan = _word(reader, "the file of a dialplan")
    parameters: dict[str, str] = {}
    while not reader.at_end():
        name = reader.expect(r"[^\W\d]\w*(?==)", "name=value")
        reader.expect("=", "=")
        parameters[name] = _word(reader, "a value")
    return plan, parameters


def _word(reader: Reader, expected: str) -> str:
    """A text in quotes, or anything up to the next blank."""
    if re.compile("[\"']").match(reader.line, reader.position):
        return reader.string()
    return reader.expect(r"[^\s\"']+", expected)


def _name(reader: Reader, taken: set[str]) -> str:
    name = reader.string("the name of the call in quotes")
    if name in taken:
        reader.fail(f'another name: there is a call "{name}" already')
    reader.ends_statement()
    return name
