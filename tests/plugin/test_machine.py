"""`CallMachine`: a failing example is printed as a call script that plays the same call again."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from ivrdsl import Dialplan, Goto, Hangup, Keypress, Menu, NoInput, Record, Say, SetVar, Transfer
from ivrdsl.errors import IvrError
from ivrdsl.files.calls import load_call_file
from ivrdsl.testing import CallMachine
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.play.web import ERROR
from ivrsim.script.statements import parse_script

TEST = r"""
from hypothesis import Phase, settings
from hypothesis.stateful import invariant
from ivrdsl.testing import CallMachine
from ivrsim import ERROR, Delayed

class Watched(CallMachine):
    plan = "menu.py:ask"
    parameters = {"name": "dear Ann"}
    variables = {"contact.firstName": 'A "b"'}
    web = {"http://a/*": "reply", "http://b/*": [Delayed("late", 1500), ERROR], "*": lambda method, url: ""}

    @invariant()
    def nobody_is_thanked(self):
        assert "Thank you." not in self.call.heard, [*self.call.transcript()]

class Circling(CallMachine):
    plan = "menu.py"

    @invariant()
    def calls_end_well(self):
        assert self.call.ended_by not in ("error", "limit")

class Fine(CallMachine):
    plan = "menu.py"

    @invariant()
    def time_goes_on(self):
        assert self.call.line.now_ms >= 0

TestWatched, TestCircling, TestFine = Watched.TestCase, Circling.TestCase, Fine.TestCase
quick = [Phase.generate, Phase.shrink]
few = settings(max_examples=100, deadline=None, derandomize=True, database=None, stateful_step_count=15, phases=quick)
TestWatched.settings = TestCircling.settings = TestFine.settings = few
"""


@pytest.fixture(scope="module")
def failing(
    tmp_path_factory: pytest.TempPathFactory, run_in: Callable[..., tuple[int, str]], menu: str
) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("machine")
    for name, text in {"menu.py": menu, "test_it.py": TEST, "pytest.ini": "[pytest]"}.items():
        (folder / name).write_text(text, encoding="utf-8")
    code, output = run_in(folder)
    assert code == 1
    assert "2 failed, 1 passed" in output, output
    return folder, output


def scripts(output: str) -> list[str]:
    """What the sections `call script` hold, which is what a user copies."""
    return re.findall(r"^-+ call script -+\n(.*?)(?=^[=_-]{9})", output, re.M | re.S)


def test_the_script_is_the_shortest_call_and_plays_again(failing: tuple[Path, str]) -> None:
    folder, output = failing
    assert "_ TestWatched.runTest _" in output or "TestWatched" in output
    watched, circling = sorted(scripts(output), key=lambda text: "Circling" in text)
    setting, moves = watched.partition("  answer ")[::2]
    assert setting == (
        'dialplan menu.py:ask name="dear Ann"\n'
        'call "Watched"\n'
        '  set contact.firstName = "A \\"b\\""\n'
        '  http "http://a/*" -> "reply"\n'
        '  http "http://b/*" -> "late" after 1500ms then error\n'
        "  # the reply to * was made by <lambda>\n"
    )
    assert "press 1" in moves
    assert moves.count("\n") <= 3
    assert "Thank you." in heard(folder, watched)
    assert heard(folder, circling)
    assert output.count("# --- call script ---") >= 2  # in CI, Hypothesis repeats it in its notes


def heard(folder: Path, script: str) -> list[str]:
    file = folder / "pasted.call"
    file.write_text(script, encoding="utf-8")
    found = load_call_file(file)
    call = Call(found.loaded.plan)
    for statement in found.file.calls[0].statements:
        statement.run(call)
    return call.heard


def test_a_call_that_ends_in_an_error_fails_again_as_a_script(
    failing: tuple[Path, str], run_in: Callable[..., tuple[int, str]]
) -> None:
    folder, output = failing
    (script,) = (text for text in scripts(output) if "Circling" in text)
    (folder / "circling.call").write_text(script, encoding="utf-8")
    code, again = run_in(folder, "circling.call")
    assert code == 1
    assert "ended in an error: loop" in again


PLAN = Dialplan()[
    Menu("main", max_digits=1, timeout_ms=3000)[
        Say("Press 1, 2 or 3."),
        Keypress("1")[Transfer("2135550100", timeout_s=9, continue_after=True)],
        Keypress("2")[Record(timeout_s=5)],
        Keypress("3")[SetVar("three", 3)],
        NoInput()[Goto("main")],
    ],
    Hangup(),
]
QUICK = settings(
    max_examples=150,
    stateful_step_count=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_every_rule_runs_only_when_it_can_and_the_script_is_the_call() -> None:
    seen: set[str] = set()

    class Watching(CallMachine):
        plan = PLAN
        platform = Platform(no_match="replay")
        web = {"*": ERROR}  # noqa: RUF012

        @invariant()
        def the_script_is_the_call(self) -> None:
            seen.update(re.sub(r"\d+(ms|s)", "T", move) for move in self.moves)
            script = self.script()
            assert script.startswith('# pytest needs: --ivr-quirk no_match=replay\nhttp "*" -> error\n')
            call = Call(PLAN, platform=self.platform)
            for statement in parse_script(script):
                statement.run(call)
            assert [*call.transcript()] == [*self.call.transcript()]

    run_state_machine_as_test(Watching, settings=settings(QUICK, max_examples=600))  # chance must find each of them
    wanted = "answer live|answer machine|answer busy|press 1|press 2|wait|wait T|hang up"
    assert set(wanted.split("|")) - seen == set()
    assert any(move.startswith("transfer") for move in seen)
    assert any(move.startswith("record") for move in seen)
    assert any(move.startswith("hear exactly") for move in seen)
    assert any(" at T" in move for move in seen)


def make() -> Dialplan:
    return PLAN


@pytest.mark.parametrize("named", [PLAN, make, staticmethod(make), lambda: PLAN])
def test_a_plan_comes_in_many_ways(named: Any) -> None:
    machine = type("Named", (CallMachine,), {"plan": named})()
    machine._do("answer live")
    machine._do("transfer busy")  # is not possible, so it is not done
    assert machine.moves == ["answer live"]
    assert machine.script() == "answer live\n"
    assert machine.call.heard == ["Press 1, 2 or 3."]


@pytest.mark.parametrize(
    ("named", "message"),
    [
        (None, "Named: plan is not set; name one:  plan = 'FILE.py:NAME'"),
        ("nowhere.py", "nowhere.py: there is no such file in"),
        (lambda: 5, "the plan is 5; expected a Dialplan"),
    ],
)
def test_a_machine_needs_a_plan(named: Any, message: str) -> None:
    with pytest.raises(IvrError, match=re.escape(message)):
        type("Named", (CallMachine,), {"plan": named})()
