"""`assert_proved` in a pytest of its own: what passes, what fails, and what a failure says."""

import re
from collections.abc import Callable

import pytest

from ivrdsl import Dialplan, Goto, GotoXml, Hangup, IvrError, Keypress, Menu, NoInput, Say, spell
from ivrdsl.testing import assert_proved
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.platform import Platform
from ivrsim.proofs.own import eventually, never
from ivrsim.proofs.property import Options
from ivrsim.search.choices import INCOMING
from ivrsim.search.explore import World
from tests.plugin.conftest import Ran

CODE = Dialplan()[
    Menu("code", max_digits=1, timeout_ms=3500)[
        Say("Your code is ", spell("2517"), ". Press 1 to repeat."),
        Keypress("1")[Goto("code")],
        NoInput()[Hangup()],
    ],
]


def test_what_is_proved_passes_and_is_returned() -> None:
    verdict = assert_proved(CODE, "every-call-ends")
    assert (verdict.verdict, verdict.witnesses[0].statements[0]) == ("PROVED", "answer live")
    assert assert_proved(compile_plan(CODE), "every-call-ends").verdict == "PROVED"
    assert assert_proved(lambda: CODE, never(lambda entry: entry.kind == "sms")).verdict == "PROVED"


def test_a_failure_is_the_verdict_with_the_shortest_call_and_its_script() -> None:
    with pytest.raises(AssertionError) as failed:
        assert_proved(CODE, "at-most-N-plays", options=Options(max_plays=2))
    story = str(failed.value)
    assert story.startswith('BROKEN     at-most-2-plays (warning): play in menu "code" is played 3 times\n')
    assert "the shortest call that shows it: 3 actions" in story
    assert story.endswith(
        'call script\n      answer live\n      hear "Press 1 to repeat"\n      press 1\n'
        '      hear "Press 1 to repeat"\n      press 1\n      hear "Press 1 to repeat"'
    ), story


def test_what_is_undecided_fails_and_says_why() -> None:
    with pytest.raises(AssertionError, match=r"UNDECIDED .*there are more than 1 states"):
        assert_proved(CODE, "every-call-ends", max_states=1)
    with pytest.raises(AssertionError, match="nobody knows what the other dialplan does"):
        assert_proved(Dialplan()[GotoXml("http://s/")], "every-call-ends")


def test_what_holds_for_no_reason_fails_unless_it_may() -> None:
    silent = Dialplan()[Hangup()]
    with pytest.raises(AssertionError, match="nothing that it is about"):
        assert_proved(silent, "silence-never-acts")
    assert assert_proved(silent, "silence-never-acts", strict=False).verdict == "VACUOUS"
    answered = eventually(lambda entry: entry.kind == "answered")
    with pytest.raises(AssertionError, match="nothing that it is about"):
        assert_proved(CODE, "machine-never-hears-secret", world=World(INCOMING))
    assert assert_proved(silent, answered).verdict == "PROVED"


def test_the_platform_matters() -> None:
    plan = Dialplan()[Menu("m", max_digits=1, timeout_ms=2000)[Say("Hello."), Keypress("1")], Hangup()]
    assert assert_proved(plan, "every-call-ends", platform=Platform(no_match="fallthrough"))
    with pytest.raises(AssertionError, match="BROKEN"):
        assert_proved(plan, "no-key-swallowed", platform=Platform(no_match="replay"))


def test_a_property_that_is_not_there() -> None:
    with pytest.raises(IvrError, match="no property 'every'; there are: every-call-ends, "):
        assert_proved(CODE, "every")
    with pytest.raises(IvrError, match=r"none\.py"):
        assert_proved("none.py", "every-call-ends")


def test_pytest_shows_it(run: Callable[..., Ran]) -> None:
    test = """
from ivrdsl.testing import assert_proved

def test_it():
    assert_proved("menu.py:ask", "every-call-ends", parameters={"name": "Ann"})
"""
    code, output = run({"test_it.py": test}, "test_it.py")
    assert code == 1
    assert "BROKEN     every-call-ends" in output
    assert "press 2" in output


@pytest.mark.parametrize(
    ("asked", "story"),
    [
        ('"every-call-ends", parameters={"name": "Ann"}', "AssertionError: BROKEN     every-call-ends (error): "),
        ("never(lambda entry: entry.kind == 'stahs')", 'no kind "stahs" of an entry; did you mean "stash"? (at '),
        (
            "never(lambda entry: entry.knid == 'stash')",
            "PredicateError: the predicate of never raised AttributeError: ",
        ),
        ("never('stash')", "PredicateError: never takes a function of an entry"),
        ('"every-call-end"', "IvrError: there is no property 'every-call-end'"),
        ('"nothing-after-hang-up", strict=True, max_states=1', "AssertionError: UNDECIDED  nothing-after-hang-up"),
    ],
)
def test_a_failure_ends_in_the_tests_own_line(run: Callable[..., Ran], asked: str, story: str) -> None:
    line = f'assert_proved("menu.py:ask", {asked})'
    test = f"from ivrdsl.testing import assert_proved\nfrom ivrsim import never\n\ndef test_it():\n    {line}\n"
    code, output = run({"test_it.py": test}, "test_it.py")
    assert code == 1
    told = output.partition("___ test_it ___")[2].partition("short test summary")[0]
    assert story in told
    assert "test_it.py:5: " in told
    files = set(re.findall(r"^\S*?(\w+\.py):\d+: ", told, re.M))
    assert files == {"test_it.py"}, told
    shown = [each for each in told.splitlines() if each.startswith((">", "    ")) and each.strip(" ^")]
    assert shown == ["    def test_it():", f">       {line}"], told


def test_a_kind_that_a_test_misspells_is_shown_in_its_own_line(run: Callable[..., Ran]) -> None:
    test = """
def test_it(dial):
    call = dial("menu.py")
    call.answer()
    for entry in call.transcript():
        assert entry.kind != "stahs"
"""
    code, output = run({"test_it.py": test}, "test_it.py")
    assert code == 1
    assert '>           assert entry.kind != "stahs"' in output
    assert 'KindError: there is no kind "stahs" of an entry; did you mean "stash"?' in output
    assert "kinds.py" not in output
