"""What instructions read and write."""

import pytest

from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.graph.usage import reads, variables, writes


def plan_of(body: str) -> t.Plan:
    return compile_plan(from_xml(f'<dialplan name="Root">{body}</dialplan>'))


@pytest.mark.parametrize(
    ("body", "kind", "read", "written"),
    [
        ('<play type="tts">Hello ${a}, ${b} and ${a}.</play>', t.Play, ("a", "b"), ()),
        ('<play type="tts">Hello.</play>', t.Play, (), ()),
        ('<play type="url">http://s/${a}</play>', t.Play, ("a",), ()),
        ("<wait>${a}</wait>", t.Pause, ("a",), ()),
        ('<setvar varname="x">${a} + b</setvar>', t.Assign, ("a",), ("x",)),
        ('<setvar varname="x${i}">${c${j}}</setvar>', t.Assign, ("i", None, "j"), (None,)),
        ('<stash varname="x${i}">${a}</stash>', t.Stash, ("i", "a"), ()),
        ('<record varname="x"/>', t.Record, (), ("x",)),
        ("<record/>", t.Record, (), ()),
        ('<get varname="x">http://s/${a}</get>', t.Request, ("a",), ("x",)),
        ("<post>http://s/</post>", t.Request, (), ()),
        ('<transfer callerid="${a}" whisper-tts="${b}">${c}</transfer>', t.Transfer, ("c", "a", "b"), ()),
        ('<sms to="${a}">${b}</sms>', t.Message, ("b", "a"), ()),
        ("<dnc>${a}</dnc>", t.Exclude, ("a",), ()),
        ("<gotoXML>http://s/${a}</gotoXML>", t.GotoDocument, ("a",), ()),
        ('<if expr="${a} == \'${b}\'"></if>', t.Test, ("a", "b"), ()),
        ('<equal var="${a}" expr="${b}"></equal>', t.Test, ("b", "a"), ()),
        ('<menu><play type="tts">x</play></menu>', t.Collect, (), ("call.lastinput",)),
        ("<hangup/>", t.Finish, (), ()),
    ],
)  # fmt: skip
def test_what_an_instruction_reads_and_writes(
    body: str, kind: type, read: tuple[str | None, ...], written: tuple[str | None, ...]
) -> None:
    instruction = next(each for each in plan_of(body).table[2:] if type(each) is kind)
    assert (reads(instruction), writes(instruction)) == (read, written)


def test_variables_of_a_plan_under_the_names_they_are_kept_by() -> None:
    usage = variables(
        plan_of(
            '<setvar varname="x">1</setvar><play type="tts">${x} ${call.field.b} ${contact.b}</play>'
            '<stash varname="s">${x${i}}</stash><setvar varname="y${i}">1</setvar>'
        )
    )
    assert set(usage.read) == {"x", "contact.B", "i"}
    assert set(usage.written) == {"x"}
    assert set(usage.stashed) == {"s"}
    assert (len(usage.read_any), len(usage.written_any)) == (1, 1)
