"""check, verify, graph, the stand-in's report and pytest's give one answer about every text of the table."""

import json
from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any, cast
from xml.sax.saxutils import escape

import pytest

from ivrdsl import from_xml
from ivrdsl.checking.control import control_of
from ivrdsl.checking.run import check_bytes
from ivrdsl.findings.render.as_json import as_data
from ivrdsl.model import nodes as n
from ivrdsl.serve.local.views import told as told_by_stand_in
from ivrdsl.serve.services import Services
from ivrdsl.testing.masks import mask_of, masked
from ivrdsl.testing.usage import Used
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.effects import Prompt
from ivrsim.core.platform import Platform
from ivrsim.picture.data import as_data as picture_data
from ivrsim.picture.draw import draw
from ivrsim.play.call import Call
from ivrsim.play.story import as_json, known_from
from ivrsim.play.transcript import Transcript
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.question import EVERYTHING
from ivrsim.proofs.secrets import secrets_in
from ivrsim.proofs.verify import verify
from tests.secrets_told import NOT_TOLD, TOLD

TABLE = [*TOLD, *((text, cast(list[str], [])) for text in NOT_TOLD)]
SECRETS = tuple(each for each in BUILT_IN if each.name == "machine-never-hears-secret")


@cache
def document(text: str) -> str:
    return f'<dialplan name="Root"><play type="tts">{escape(text)}</play><hangup/></dialplan>'


def plan(text: str) -> n.Dialplan:
    return from_xml(document(text))


def played(text: str) -> Transcript:
    call = Call(plan(text))
    call.answer("live")
    call.wait()
    return call.transcript()


def hidden(text: str, secrets: list[str]) -> str:
    """A text with each of its secrets masked."""
    shown, rest = "", text
    for secret in secrets:
        before, _, rest = rest.partition(secret)
        shown += f"{before}[secret]"
    return " ".join(f"{shown}{rest}".split())


def texts(value: Any) -> Iterator[str]:
    """All texts in a value of JSON."""
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from texts(each)
        case list():
            for each in value:
                yield from texts(each)


@pytest.mark.parametrize(("text", "secrets"), TABLE)
def test_check(text: str, secrets: list[str]) -> None:
    found = check_bytes(document(text), "plan.xml", control=control_of(preset="strict"))
    assert ("IVR401" in {each.code for each in found}) == bool(secrets)
    report = json.dumps(as_data(found), ensure_ascii=False)
    assert not [secret for secret in secrets if secret in report]
    assert secrets or "[secret]" not in report


@pytest.mark.parametrize(("text", "secrets"), TABLE)
def test_verify(text: str, secrets: list[str]) -> None:
    found = verify(plan(text), asked=EVERYTHING._replace(properties=SECRETS)).verdicts
    assert bool(found) == bool(secrets)
    prompt = Prompt(1, " ".join(text.split()), (), "tts", "", 0)
    assert [each.text for each in secrets_in(prompt)] == [" ".join(each.split()) for each in secrets]


@pytest.mark.parametrize(("text", "secrets"), TABLE)
def test_graph(text: str, secrets: list[str]) -> None:
    compiled = compile_plan(plan(text), Platform())
    drawn = list(texts(picture_data(draw(compiled))))
    shown = hidden(text, secrets)
    assert any(shown in each for each in drawn), drawn


@pytest.mark.parametrize(("text", "secrets"), TABLE)
def test_stand_in(text: str, secrets: list[str]) -> None:
    transcript = played(text)
    assert as_json(transcript)["heard"] == [hidden(text, secrets)]
    report = as_json(transcript, show_secrets=True)
    view: dict[str, Any] = {
        "notes": [],
        "findings": [],
        "assumptions": [],
        "failed": None,
        "story": f'"{report["heard"][0]}"',
    }
    view |= {"entries": report["entries"], "stash": {}}
    services = cast(Services, SimpleNamespace(settings=SimpleNamespace(show_secrets=False)))
    told = told_by_stand_in(services, view)
    assert [each["text"] for each in told["entries"] if each["kind"] == "prompt"] == [hidden(text, secrets)]
    assert told["story"] == f'"{hidden(text, secrets)}"'


@pytest.mark.parametrize(("text", "secrets"), TABLE)
def test_pytest(text: str, secrets: list[str]) -> None:
    used = Used()
    used.call(played(text))
    said = " ".join(text.split())
    assert masked(f"E   assert 'x' == '{said}'", mask_of(used)) == f"E   assert 'x' == '{hidden(text, secrets)}'"


VALUES = """<dialplan name="Root">
  <play type="tts">Hello, ${contact.pin}. Your code is ${contact.A}, ${contact.firstName}.</play>
  <menu maxDigits="4"><play type="tts">Please enter a number.</play></menu>
  <play type="tts">Your PIN is ${call.lastinput}.</play>
  <hangup/>
</dialplan>
"""
KNOWN = {"contact.pin": "4821", "contact.A": "tiger", "contact.firstName": "Ann"}


def called(digits: str) -> Transcript:
    call = Call(from_xml(VALUES), variables=KNOWN)
    call.answer("live")
    call.hears("enter a number")
    call.press(digits)
    call.wait()
    return call.transcript()


@pytest.mark.parametrize(("typed", "shown"), [("9182", "9182"), ("4821", "[secret]")])
def test_values_are_secret_by_name_and_words_but_not_what_was_typed(typed: str, shown: str) -> None:
    transcript = called(typed)
    expected = ["Hello, [secret]. Your code is [secret], Ann.", "Please enter a number.", f"Your PIN is {shown}."]
    assert as_json(transcript)["heard"] == expected
    used = Used()
    used.call(transcript)
    mask = mask_of(used)
    assert [masked(f'"{each}"', mask) for each in transcript.heard] == [f'"{each}"' for each in expected]
    known = known_from(transcript)
    report = as_json(transcript, show_secrets=True)
    view: dict[str, Any] = {"notes": [], "findings": [], "assumptions": [], "failed": None, "story": None, "stash": {}}
    view |= {"entries": report["entries"], "masking": {name: sorted(each) for name, each in known._asdict().items()}}
    services = cast(Services, SimpleNamespace(settings=SimpleNamespace(show_secrets=False)))
    told = told_by_stand_in(services, view)
    assert [each["text"] for each in told["entries"] if each["kind"] == "prompt"] == expected
    assert "masking" not in told
