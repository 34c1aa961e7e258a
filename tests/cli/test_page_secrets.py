"""Two plans that differ in a code alone make pages of the same bytes: no text, no key, no way and no time tells it."""

from pathlib import Path

import pytest

from tests.processes import ivrdsl

ENTRY = """<menu name="ask" maxDigits="5" timeout="8000"><play type="tts">Please enter your password.</play>
<keypress pressed="default"><if expr="{}"><play type="tts">Right.</play>
<else><play type="tts">Wrong.</play><goto>ask</goto></else></if></keypress></menu>"""
COMPARED = ENTRY.format("'${call.lastinput}' == '${pin}'")
CALL = """dialplan plan.xml
call "it says CODE"
  {}
  answer live
  {}
  wait
"""
PLANS = {
    "told": ('<play type="tts">Your code is CODE.</play>', ""),
    "told in groups": ('<play type="tts">Your code is HEAD TAIL.</play>', ""),
    "said again": ('<play type="tts">Your code is CODE. Again: SPACED.</play><play type="tts">SPACED</play>', ""),
    "put together": (
        '<setvar varname="a">HEAD</setvar><setvar varname="b">TAIL</setvar>'
        '<play type="tts">Your code is ${a}${b}.</play>',
        "",
    ),
    "requested": (
        '<play type="tts">Your code is CODE.</play><get varname="x">http://web.example/?code=CODE</get>',
        "",
    ),
    "requested by a variable": (
        '<setvar varname="c">CODE</setvar><play type="tts">Your code is ${c}.</play>'
        '<get varname="x">http://web.example/?q=${c}</get>',
        "",
    ),
    "sent": ('<setvar varname="c">CODE</setvar><sms to="12135551234">Your code is ${c}.</sms>', ""),
    "replied": (
        '<get varname="c">http://web.example/</get><play type="tts">Your code is ${c}.</play>',
        CALL.format('http "http://web.example/" -> "CODE"', 'hear "CODE"'),
    ),
    "given": ('<play type="tts">Your code is ${contact.A}.</play>', CALL.format('set contact.A = "CODE"', "")),
    "in other words of JavaScript": ('<play type="tts">Your code is CODE.</play><if expr="foo(CODE"/>', ""),
    "compared as a number": (ENTRY.format("${call.lastinput} == CODE"), ""),
    "compared in a longer text": (ENTRY.format("'x${call.lastinput}' == 'xCODE'"), ""),
    "compared with its parts": (ENTRY.format("'${call.lastinput}' == 'HEAD' + 'TAIL'"), ""),
    "compared with a variable": ('<setvar varname="pin">CODE</setvar>' + COMPARED, ""),
    "compared with a field": (
        ENTRY.format("'${call.lastinput}' == '${contact.A}'"),
        CALL.format('set contact.A = "CODE"', "press CODE"),
    ),
    "compared with a reply": (
        '<get varname="pin">http://web.example/</get>' + COMPARED,
        CALL.format('http "http://web.example/" -> "CODE"', "press CODE"),
    ),
    "pressed": (ENTRY.format("'${call.lastinput}' == 'CODE'"), CALL.format("", "press CODE")),
    "in a list of keys": (
        '<menu maxDigits="5" timeout="8000"><play type="tts">Enter it.</play>'
        '<keypress pressed="CODE,99999"><play type="tts">Right.</play></keypress></menu>',
        "",
    ),
}


def page(text: str, calls: str, code: str, folder: Path, words: tuple[str, ...] = ()) -> str:
    kinds = {"CODE": code, "SPACED": " ".join(code), "HEAD": code[:2], "TAIL": code[2:]}
    for name, value in kinds.items():
        text, calls = text.replace(name, value), calls.replace(name, value)
    folder.mkdir()
    (folder / "plan.xml").write_text(f'<dialplan name="Root">\n{text}\n</dialplan>\n')
    (folder / "calls.call").write_text(calls)
    given = ["--calls", "calls.call"] if calls else []
    done = ivrdsl("page", "plan.xml", *given, *words, "-o", "page.html", folder=folder)
    assert done.code == 0, done.errors
    return (folder / "page.html").read_text(encoding="utf-8")


def same_page(text: str, calls: str, folder: Path, words: tuple[str, ...] = ()) -> bool:
    pages = [page(text, calls, code, folder / code, words) for code in ("73519", "84620")]
    return pages[0] == pages[1]


@pytest.mark.parametrize("kind", PLANS)
def test_a_page_is_the_same_whatever_the_code(kind: str, tmp_path: Path) -> None:
    assert same_page(*PLANS[kind], tmp_path)


def test_keys_that_are_kept_tell_no_code(tmp_path: Path) -> None:
    assert same_page(*PLANS["pressed"], tmp_path, ("--quirk", "type_ahead=keep"))


def test_a_page_that_shows_secrets_is_another_one(tmp_path: Path) -> None:
    assert not same_page(*PLANS["told"], tmp_path, ("--show-secrets",))
