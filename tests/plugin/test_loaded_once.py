"""A plan runs once in a pytest run, whoever calls or proves it; a file that changes is loaded again."""

from collections.abc import Callable
from pathlib import Path

from tests.plugin.conftest import Ran

PLAN = """
from pathlib import Path

from ivrdsl import Dialplan, Hangup, Keypress, Menu, NoInput, Say

with (Path(__file__).parent / "runs").open("a") as runs:
    print("run", file=runs)


def ask(text="Bye."):
    with (Path(__file__).parent / "runs").open("a") as runs:
        print("made", text, file=runs)
    return Dialplan("Root")[
        Menu("ask", max_digits=1, timeout_ms=3000)[Say("Press 1."), Keypress("1")[Say(text)], NoInput()[Hangup()]]
    ]
"""
CALLS = """dialplan counted.py:ask
call "silence"
  answer live
  wait
call "key 1"
  answer live
  press 1
  expect end in silence
"""
TESTS = """
import pytest
from hypothesis import given
from ivrdsl.testing import CallMachine, assert_proved, callees
from ivrsim import Call

@pytest.mark.parametrize("number", range(3))
def test_dial(dial, number):
    dial("counted.py:ask").answer()

def test_proof():
    assert_proved("counted.py:ask", "every-call-ends")

@given(callees("counted.py:ask"))
def test_callees(callee):
    pass

class Machine(CallMachine):
    plan = "counted.py:ask"

TestMachine = Machine.TestCase

def test_other_parameters(dial):
    dial("counted.py:ask", parameters={"text": "See you."}).answer()
"""
CHANGES = """
from pathlib import Path

def test_a_plan_that_changes(dial):
    file = Path("counted.py")
    assert dial("counted.py:ask").answer() is None
    file.write_text(file.read_text().replace("Press 1.", "Press one, please."))
    call = dial("counted.py:ask")
    call.answer()
    assert call.heard == ["Press one, please."]

def test_a_plan_that_changes_within_a_tick_of_the_clock_to_one_as_long(dial):
    for digit in "0123456789":
        Path("plan.xml").write_text(f"<dialplan><play type='tts'>{digit}</play></dialplan>")
        call = dial("plan.xml")
        call.answer()
        assert call.heard == [digit]
"""


def test_one_run(run: Callable[..., Ran], tmp_path: Path) -> None:
    files = {"counted.py": PLAN, "a.call": CALLS, "b.call": CALLS, "test_it.py": TESTS}
    code, output = run(files)
    assert code == 0, output
    assert (tmp_path / "runs").read_text().splitlines() == ["run", "made Bye.", "run", "made See you."]


def test_a_file_that_changes_is_loaded_again(run: Callable[..., Ran], tmp_path: Path) -> None:
    code, output = run({"counted.py": PLAN, "test_it.py": CHANGES})
    assert code == 0, output
    assert (tmp_path / "runs").read_text().splitlines() == ["run", "made Bye."] * 2


FAILURES = """
import pytest
from ivrdsl import LoadError
from pathlib import Path

def test_it_fails_like_new_each_time(dial):
    errors = []
    for number in range(3):
        with pytest.raises(LoadError, match="no_such_name") as found:
            try:
                raise KeyError("somebody else's trouble")
            except KeyError:
                dial("counted.py:no_such_name")
        found.value.add_note(f"a note {number}")
        errors.append(found.value)
    assert len(set(map(id, errors))) == 3
    assert [len(error.__notes__) for error in errors] == [1, 1, 1]

def test_what_failed_is_run_again(dial):
    Path("reads.py").write_text(
        "from pathlib import Path\\nfrom ivrdsl import Dialplan, Say\\n"
        "dialplan = Dialplan('Root')[Say(Path('words.txt').read_text())]\\n"
    )
    with pytest.raises(LoadError, match="words.txt"):
        dial("reads.py")
    Path("words.txt").write_text("There now.")
    call = dial("reads.py")
    call.answer()
    assert call.heard == ["There now."]
"""


def test_failures_are_not_kept(run: Callable[..., Ran]) -> None:
    code, output = run({"counted.py": PLAN, "test_it.py": FAILURES})
    assert code == 0, output
