"""Pages of the statements of call scripts: README's table of them, what `Call` says of its methods, and an example."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from ivrsim.core.parties import PARTIES
from ivrsim.play.call import Call
from ivrsim.play.expectations import DEEDS
from ivrsim.play.line import Line
from ivrsim.play.web import Web
from ivrsim.script import statements
from tests import docstrings
from tests.reference.page import ReferencePage, bullets, fence, section, table
from tests.reference.suite import suite

README: Final = Path(__file__).resolve().parents[2] / "README.md"
VERBS: Final = tuple(statements._VERBS)
EXPECTED: Final = (
    *(f"expect {what}" for what in statements._EXPECTATIONS if what not in ("no", "never", "mailbox")),
    "expect mailbox kept",
    "expect mailbox never kept",
    *(f"expect no {what}" for what in statements._NOTHING),
    *(f"expect never {what}" for what in ("heard", "heard by", *DEEDS)),
)
NAMES: Final = (*VERBS, *EXPECTED)
_METHODS: Final = {
    "hear": Call.hears_match,
    "try": Call.attempt,
    "set": Line.set_variable,
    "http": Web.add,
    "expect heard": Call.expect_heard,
    "expect never heard": Call.expect_heard,
    "expect never heard by": Call.expect_heard_by,
    "expect mailbox kept": Call.expect_kept,
    "expect mailbox never kept": Call.expect_kept,
    "expect sms to": Call.expect_sent,
    "expect dnc": Call.expect_sent,
    "expect stash": Call.expect_value,
    "expect variable": Call.expect_value,
    **{f"expect never {deed}": Call.expect_never for deed in DEEDS},
}
"""The methods that statements call, where those have other names."""
_MORE: Final = {
    "expect end in silence": ("hello", "answer live; expect end in silence"),
    "expect no error": ("hello", "answer live; wait; expect no error"),
    "expect no error at the end": ("hello", "answer live; expect hangup; expect no error at the end"),
    "expect no javascript error": ("hello", "answer live; expect hangup; expect no javascript error"),
    "expect no unset variable": ("hello", "answer live; expect hangup; expect no unset variable"),
    "expect no act in silence": ("menu", "answer live; wait; expect no act in silence"),
    "expect key answered": ("menu", "answer live; press 7; expect key answered"),
    "expect key taken": ("menu", "answer live; press 1; expect key taken"),
    "expect never transfer": ("hello", "answer live; expect hangup; expect never transfer"),
    "expect never sms": ("hello", "answer live; expect hangup; expect never sms"),
    "expect never dnc": ("hello", "answer live; expect hangup; expect never dnc"),
    "expect never stash": ("hello", "answer live; expect hangup; expect never stash"),
    "answer": ("menu", "answer machine; wait; expect hangup"),
    "hear": ("menu", "answer live; press 1; hear 'From nine to six.'; expect hangup"),
    "press": ("menu", "answer live; press 1; hear 'From nine to six.'; expect hangup"),
    "wait": ("menu", "answer live; wait; expect hangup"),
    "hang up": ("menu", "answer live; hear 'opening hours'; hang up at word 'Press'"),
    "try": ("menu", "answer live; try press 1; try press 1; expect hangup"),
}
"""Scripts of statements that no case of the suite has, each with its plan."""
PLANS: Final = {
    "hello": """
<dialplan name="Root">
  <play type="tts">The library closes at six today.</play>
  <hangup/>
</dialplan>""",
    "menu": """
<dialplan name="Root">
  <menu name="main" maxDigits="1" timeout="3500">
    <play type="tts">Press 1 for the opening hours.</play>
    <keypress pressed="1"><play type="tts">From nine to six.</play></keypress>
    <keypress pressed="default"><play type="tts">That is no choice.</play></keypress>
    <keypress pressed="timeout"><hangup/></keypress>
  </menu>
</dialplan>""",
}


def pages() -> Iterator[ReferencePage]:
    """A page for each statement, and for each thing that can be expected."""
    return (_all_expectations() if name == "expect" else _page(name) for name in NAMES)


@cache
def rows() -> tuple[tuple[str, str], ...]:
    """README's table: how statements are written, and what they mean."""
    text = README.read_text(encoding="utf-8").partition("| statement | meaning |\n| --- | --- |\n")[2]
    found = (re.fullmatch(r"\| (.*?) \| ?(.*?) ?\|", line) for line in text.partition("\n\n")[0].splitlines())
    return tuple((row[1], row[2]) for row in found if row)


def rows_of(name: str) -> list[tuple[str, str]]:
    """The rows in which a statement stands: it is written there, or it ends a list that begins like it."""
    start, _, last = name.rpartition(" ")
    found = []
    for written, means in rows():
        spans = re.findall(r"`(.+?)`", written)
        listed = bool(start) and last in spans and any(span.startswith(f"{start} ") for span in spans)
        if listed or any(_is(name, span) for span in spans):
            found.append((written, means))
    return found


def example_of(name: str) -> tuple[str, str, str]:
    """An example of a statement: what it shows, a plan, and a script that holds."""
    if name in _MORE:
        plan, script = _MORE[name]
        return "", PLANS[plan].strip(), "\n".join(script.split("; "))
    for each in suite():
        if not each.case.quirks and any(_is(name, said.source) for said in statements.parse_script(each.script)):
            return each.case.about, each.plan, each.script
    raise LookupError(f"statement {name!r} has no example: write one in _MORE, or a case in tests/conformance/")


def _is(name: str, source: str) -> bool:
    written = rf"{name.replace(' ', chr(92) + 's+')}(?!\w)"
    return re.match(f"{written}(?! by)" if name.endswith("heard") else written, source) is not None


def _page(name: str) -> ReferencePage:
    method = _METHODS.get(name) or getattr(Call, name.replace(" ", "_"))
    told = docstrings.read(method)
    text = f"A statement of call scripts. {told.text}"
    text += section("How it is written", table(["written", "means"], rows_of(name)), _units(name))
    arguments = bullets(f"`{key}`: {means}" for key, means in told.names.items())
    called = f"`call.{method.__name__}` in Python." if hasattr(Call, method.__name__) else ""
    text += section("In Python", called, arguments)
    text += section("Who may answer", parties() if name == "answer" else "")
    text += section("What fails", _fails(name, told.raises.get("StepFailed", "")))
    about, plan, script = example_of(name)
    text += section("Example", about, fence("xml", plan), "The script holds:", fence("text", script))
    return ReferencePage("statement", name, _first_sentence(told.summary), text)


def parties() -> str:
    """Who may really answer, each with what it does."""
    return bullets(f"`{each.name}`: {each.words} {each.about}." for each in PARTIES.values())


def _all_expectations() -> ReferencePage:
    summary = "Expect something of the call so far."
    text = f"A statement of call scripts. {summary} It is always followed by what is expected."
    text += section("What can be expected", bullets(f"`{name}`" for name in EXPECTED), "Each has a page of its own.")
    text += section("What fails", _fails("expect"))
    about, plan, script = example_of("expect hangup")
    text += section("Example", about, fence("xml", plan), "The script holds:", fence("text", script))
    return ReferencePage("statement", "expect", summary, text)


def _units(name: str) -> str:
    times = any(re.search(r"\d(s|ms)\b", written) for written, _ in rows_of(name))
    return "Times are in seconds, `1.2s`, or milliseconds, `500ms`." if times else ""


def _fails(name: str, where: str = "") -> str:
    if where:
        return f"The script fails here if {where}"
    if name.startswith("expect"):
        return "The script fails here where it does not hold, and the message says what there was instead."
    if name == "try":
        return "Nothing: what cannot happen is left out, and the call is as it was before."
    return "Nothing in a call: it says what is given to it. A script that is written wrongly is refused before it runs."


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.])\s", text)[0]
