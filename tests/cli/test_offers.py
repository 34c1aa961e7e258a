"""What is spelt nearly right is offered, wherever the command line reads a word."""

from pathlib import Path

import pytest

from ivrdsl.cli.commands import COMMANDS
from ivrdsl.findings.words import Speller, expected, meant
from tests.processes import ivrdsl

PLAN = '<dialplan name="Root"><play type="tts">Hello.</play><hangup/></dialplan>'
CODE = "from ivrdsl import Dialplan, Hangup\n\n\ndef dialplan(code: str = '1'):\n    return Dialplan()[Hangup()]\n"
SIMULATE = ("simulate", "plan.xml", "-e")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["chek", "plan.xml"], "check"),
        (["explian", "Menu"], "explain"),
        (["validate", "plan.xml"], "check"),
        (["check", "paln.xml"], "plan.xml"),
        (["verify", "plan:dialplan"], "plan.py:dialplan"),
        (["check", "plan.xml", "--preste", "otp"], "--preset"),
        (["check", "plan.xml", "--format", "jsn"], "json"),
        (["verify", "plan.xml", "--format", "gihub"], "github"),
        (["graph", "plan.xml", "--format", "mermiad"], "mermaid"),
        (["diff", "plan.xml", "plan.xml", "--ignore", "timng"], "timing"),
        (["check", "plan.xml", "--preset", "strct"], "strict"),
        (["verify", "plan.xml", "--preset", "otpp"], "otp"),
        (["check", "plan.xml", "--select", "IVR0003"], "IVR003"),
        (["verify", "plan.xml", "--select", "every-cal-ends"], "every-call-ends"),
        (["verify", "plan.xml", "--ignore", "silence-never-act"], "silence-never-acts"),
        (["verify", "plan.xml", "--level", "no-key-swalowed=note"], "no-key-swallowed"),
        (["verify", "plan.xml", "--level", "no-key-swallowed=nte"], "note"),
        (["verify", "plan.xml", "--quirk", "no_mach=replay"], "no_match"),
        (["verify", "plan.xml", "--quirk", "no_match=repaly"], "replay"),
        (["verify", "plan.xml", "--quirk", "barge_in=flase"], "true or false"),
        (["verify", "plan.xml", "--platform", "charcters-2026"], "characters-2026"),
        ([*SIMULATE, "anser live"], "answer"),
        ([*SIMULATE, "answer lve"], "live"),
        ([*SIMULATE, "answer no anser"], "no answer"),
        ([*SIMULATE, "answer live; hng up"], "hang up"),
        ([*SIMULATE, "answer live; try pres 1"], "press"),
        ([*SIMULATE, "answer live; expect hangop"], "hangup"),
        ([*SIMULATE, "answer live; expect kye taken"], "key taken"),
        ([*SIMULATE, "answer live; expect never transfr"], "transfer"),
        ([*SIMULATE, "answer live; expect no eror"], "error"),
        ([*SIMULATE, "answer live; transfer anwered"], "answered"),
        (["simulate", "plan.py", "-p", "cod=2", "-e", "answer live"], "code"),
        (["serve", "--callee", "repaets"], "repeats"),
    ],
)
def test_what_is_nearly_right_is_offered(words: list[str], offered: str, tmp_path: Path) -> None:
    (tmp_path / "plan.xml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "plan.py").write_text(CODE, encoding="utf-8")
    done = ivrdsl(*words, folder=tmp_path)
    assert done.code == 2
    told = done.errors.lower()
    assert offered in ("true or false",) or "did you mean" in told, done.errors
    assert offered.lower() in told[told.rfind("did you mean") :] or offered == "true or false", done.errors


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_is_misspelt_by_a_letter_is_offered(name: str) -> None:
    for at in range(len(name)):
        assert name in Speller(COMMANDS).near(name[:at] + name[at + 1 :])
        assert name in Speller(COMMANDS).near(name[:at] + "~" + name[at + 1 :])


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("gat", ["get", "menu"], ["get"]),
        ("gte", ["get", "menu"], ["get"]),
        ("gett", ["get", "set"], ["get"]),
        ("dn", ["dnc"], ["dnc"]),
        ("hang up", ["hangup"], ["hangup"]),
        ("i", ["if"], []),
        ("of", ["if"], []),
        ("li", ["if"], []),
        ("q10", ["q11"], []),
        ("a1", ["a2"], []),
        ("", ["a", "ab", "abc"], []),
        ("br", ["get", "dnc", "amd"], []),
    ],
)
def test_what_is_near(word: str, known: list[str], near: list[str]) -> None:
    assert Speller(known).near(word) == near


def test_what_is_said_of_a_word_that_is_none_of_some() -> None:
    assert meant("strct", ["strict", "otp"]) == 'did you mean "strict"?'
    assert meant("xyz", ["strict", "otp"]) == "there are: strict, otp"
    assert expected("strct", ["strict", "otp"]) == 'expected strict or otp; did you mean "strict"?'
    assert expected("xyz", ["strict", "otp"]) == "expected strict or otp"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["simulate", "plan.py", "code=2", "-e", "answer live"], "a parameter of the plan is given by -p code=2"),
        (["simulate", "plan.py", "answer live"], "a script stands behind -e: -e 'answer live'"),
        (["simulate", "plan.py", "plan.txt", "-e", "answer live"], "there are two scripts, -e and plan.txt: give one"),
        (["simulate", "plan.py", "plan.call"], "plan.call names its plan itself: ivrdsl simulate plan.call"),
        *(([each, "plan.call"], "name the plan that it calls: plan.py:dialplan") for each in ("verify", "paths")),
        *(([each, "plan.call"], "name the plan that it calls: plan.py:dialplan") for each in ("mutate", "graph")),
    ],
)
def test_what_stands_in_another_place_is_told_its_own(words: list[str], told: str, tmp_path: Path) -> None:
    (tmp_path / "plan.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "plan.call").write_text('dialplan plan.py:dialplan\ncall "x"\n  answer dog\n', encoding="utf-8")
    done = ivrdsl(*words, folder=tmp_path)
    assert done.code == 2
    assert told in done.errors
