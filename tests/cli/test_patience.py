"""What never comes to an end is ended, whatever it does against it; what only takes its time is not."""

import re
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from ivrdsl import Dialplan, Hangup, Say
from ivrdsl.cli.budget import Budget
from ivrdsl.cli.patience import LIMIT_S, Patience
from ivrdsl.wording.mask import Mask
from ivrdsl.wording.patience import OverdueError, patiently
from ivrdsl.wording.patterns import PatternError, found_by
from ivrsim import Asked, Call, Entry, Options, never, run_script, verify
from ivrsim.proofs.predicates import PredicateError
from tests.processes import run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no such timer there")
SHORT_S = 0.1
EXPLODES = re.compile("(.*.*)*=")
PLAN = Dialplan()[Say("Hello there, this is a call."), Hangup()]


def counts() -> bool:
    while True:
        pass


def waits() -> bool:
    threading.Event().wait()
    return True


def catches() -> bool:
    while True:
        try:  # noqa: SIM105
            len("")
        except Exception:  # noqa: BLE001
            pass


def catches_all() -> bool:
    while True:
        try:  # noqa: SIM105
            len("")
        except BaseException:  # noqa: BLE001
            pass


def goes_through_what_has_no_end() -> bool:
    return any(each < 0 for each in iter(int, 1))


def looks_for_what_is_everywhere() -> bool:
    return bool(EXPLODES.search("a" * 60))


ENDLESS: list[Callable[[], bool]] = [
    counts,
    waits,
    catches,
    catches_all,
    goes_through_what_has_no_end,
    looks_for_what_is_everywhere,
]


@pytest.mark.parametrize("endless", ENDLESS)
def test_what_does_not_come_to_an_end_is_ended(endless: Callable[[], bool]) -> None:
    with Patience(SHORT_S), pytest.raises(OverdueError, match=r"^0\.1 s$"):
        patiently(endless)


@pytest.mark.parametrize("endless", ENDLESS)
def test_a_predicate_that_does_not_is_an_error_that_names_it(endless: Callable[[], bool]) -> None:
    def asks(entry: Entry) -> bool:
        return endless()

    told = r"^the predicate of mine did not come to an end within 0\.1 s \(at .*\.py:\d+.*\), asked about an entry"
    with Patience(SHORT_S), pytest.raises(PredicateError, match=told):
        verify(PLAN, asked=Asked((never(asks, name="mine"),)))


def test_a_pattern_that_does_not_is_an_error_wherever_it_is_used() -> None:
    told = r"^the pattern '\(\.\*\.\*\)\*=' did not come to an end within 0\.1 s: .* as \(a\+\)\+ does$"
    for used in (
        lambda: found_by(EXPLODES, "a" * 60),
        lambda: Mask(patterns=[EXPLODES]).masked("b" * 60),
        lambda: verify(PLAN, asked=Asked(options=Options(secrets=(EXPLODES,)))),
    ):
        with Patience(SHORT_S), pytest.raises(PatternError, match=told) as failed:
            used()
        assert "Hello" not in str(failed.value)  # it may be a secret


@pytest.mark.parametrize("statement", ["hear /(a+)+$/", "expect never heard /(a+)+$/"])
def test_a_statement_with_such_a_pattern_fails(statement: str) -> None:
    call = Call(Dialplan()[Say("a" * 40 + "!"), Hangup()])
    with Patience(SHORT_S):
        failed = run_script(call, f"answer live; {statement}")
    assert failed is not None
    assert "did not come to an end within 0.1 s" in str(failed)


def test_a_command_that_plays_scripts_is_patient(tmp_path: Path) -> None:
    (tmp_path / "plan.py").write_text(f"from ivrdsl import *\ndialplan = Dialplan()[Say('{'a' * 40}!'), Hangup()]\n")
    done = run("ivrdsl", ["simulate", "plan.py", "-e", "answer live; hear /(a+)+$/"], tmp_path, together=True)
    assert done.code == 1
    assert "did not come to an end within 5 s" in done.output


def test_many_short_calls_may_take_long_together() -> None:
    """As many as it takes until somebody has looked at several of them."""
    with Patience(SHORT_S) as patience:
        looks, look = 0, signal.getsignal(signal.SIGALRM)
        assert callable(look)

        def counted(number: int, frame: object) -> None:
            nonlocal looks
            looks += 1
            look(number, frame)  # type: ignore[arg-type]

        signal.signal(signal.SIGALRM, counted)
        while looks < 30:
            patiently(sum, range(1000))
    assert patience is not None


def test_what_is_not_run_patiently_is_left_alone() -> None:
    with Patience(SHORT_S):
        EXPLODES.search("a" * 12)
        for _ in range(100_000):
            pass


def test_it_leaves_the_timer_and_the_handler_as_they_were() -> None:
    def mine(number: int, frame: object) -> None:
        pass

    before = signal.signal(signal.SIGALRM, mine)
    signal.setitimer(signal.ITIMER_REAL, 1000, 2000)
    try:
        with Patience(), Patience(SHORT_S), pytest.raises(OverdueError):
            patiently(counts)
        assert signal.getsignal(signal.SIGALRM) is mine
        left, interval = signal.getitimer(signal.ITIMER_REAL)
        assert (900 < left <= 1000, interval) == (True, 2000)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_beside_the_main_thread_it_does_nothing() -> None:
    found: list[object] = []

    def beside() -> None:
        with Patience(SHORT_S):
            found.append(patiently(sum, range(10)))

    thread = threading.Thread(target=beside)
    thread.start()
    thread.join()
    assert found == [45]


def test_a_budget_is_patient_for_as_long_as_it_has() -> None:
    with Budget(SHORT_S, "", quiet=True), pytest.raises(OverdueError, match=r"^0\.1 s \(--max-seconds 0\.1\)$"):
        patiently(counts)
    assert LIMIT_S < 10


def test_a_time_that_is_next_to_nothing_leaves_time_to_work() -> None:
    with Budget(0.000001, "", quiet=True) as budget:
        assert patiently(sum, range(1_000_000)) == 499_999_500_000
        assert budget.watch(1, 1) == "--max-seconds 0.000001"
        with pytest.raises(OverdueError, match=r"^1e-06 s \(--max-seconds 0\.000001\)$"):
            patiently(counts)


def test_ctrl_c_is_heard_while_a_predicate_runs() -> None:
    with Budget(SHORT_S, "", quiet=True) as budget, pytest.raises(OverdueError):
        patiently(lambda: signal.raise_signal(signal.SIGINT) or counts())
    assert budget.interrupted
