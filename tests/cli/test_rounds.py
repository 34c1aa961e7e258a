"""Rounds of watch, with runs that are played: what is done again, what is told, and that nothing old is."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest

from ivrdsl.cli import watch
from ivrdsl.cli.exits import INTERRUPTED, Ended
from ivrdsl.cli.look import Standing, Watched, look, meant
from ivrdsl.cli.news import News, told
from ivrdsl.cli.rounds import Rounds, WatchRound
from ivrdsl.cli.workers import Outcome
from ivrdsl.files.changes import Changes
from ivrdsl.files.origins import signature

Watch = Callable[[list[int], int], None]


class Played:
    """Runs in this process: a plan is a file of JSON, which says how its run ends and what else it reads.

    Args:
        folder: where the plans are; each *.json is one.
        during: is called while a run goes on, with the name of its plan, after it has read everything.
    """

    def __init__(self, folder: Path, during: Callable[[str], None] = lambda name: None) -> None:
        self.folder = folder
        self.during = during
        self.after: Callable[[str], object] = lambda name: None
        self.looks: list[str] = []
        self.interrupted = False

    def __call__(self, work: Any, runs: Sequence[tuple[Any, ...]], watch: Watch) -> "Played":
        self._task = work, runs, watch
        return self

    def outcomes(self) -> Iterator[Outcome]:
        work, runs, watch = self._task
        for number, (what, *_, journal) in enumerate(runs):
            if work is meant:
                self._note(journal, self.folder)
                found = [Watched(path.stem, str(path)) for path in sorted(self.folder.glob("*.json"))]
                yield Outcome(Ended(0, "", found), b"", b"")
                continue
            assert work is look
            path = Path(what.source)
            self._note(journal, path)
            content = path.read_text(encoding="utf-8")
            said = json.loads(content)
            self._note(journal, *(self.folder / each for each in said.get("reads", ())))
            self.looks.append(what.name)
            self.during(what.name)
            watch([number], number)
            self.after(what.name)
            calls = {f"{what.name}.call: {call}": passes for call, passes in said.get("calls", {}).items()}
            ended = Ended(0 if all(calls.values()) else 1, said.get("told", ""), Standing({}, calls))
            yield Outcome(ended, f"{content}\n".encode(), b"")

    def _note(self, journal: str, *paths: Path) -> None:
        with open(journal, "ab") as file:
            for path in paths:
                numbers = ",".join(map(str, signature(str(path))))
                file.write(f"{numbers} {path}\0".encode())


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    for name in ("a", "b"):
        write(tmp_path, name, reads=["shared.txt"] if name == "b" else [])
    (tmp_path / "shared.txt").write_text("one", encoding="utf-8")
    return tmp_path


def write(folder: Path, plan: str, **said: Any) -> None:
    (folder / f"{plan}.json").write_text(json.dumps(said), encoding="utf-8")


def made(plans: Path, during: Callable[[str], None] = lambda name: None) -> tuple[Rounds, Played]:
    played = Played(plans, during)
    return Rounds((), {}, played, Changes()), played


def whole(rounds: Rounds, most: int = 5) -> WatchRound:
    """The next round that is told."""
    for _ in range(most):
        if (found := rounds.next()) is not None:
            return found
    raise AssertionError("no round comes to an end")


def test_only_what_has_read_a_changed_file_is_looked_at_again(plans: Path) -> None:
    rounds, played = made(plans)
    first = whole(rounds)
    assert [subject.name for subject, _ in first.done] == played.looks == ["a", "b"]
    assert not rounds.heed()
    (plans / "shared.txt").write_text("other", encoding="utf-8")
    assert rounds.heed()
    second = whole(rounds)
    assert [subject.name for subject, _ in second.done] == ["b"]
    assert [Path(each).name for each in second.changed] == ["shared.txt"]
    assert len(second.ended) == 2
    (plans / "shared.txt").touch()
    assert not rounds.heed()


def test_a_run_whose_files_change_is_given_up_and_what_it_found_is_never_told(plans: Path) -> None:
    contents = iter(["new", "newer", "newest"])

    def during(name: str) -> None:
        if name == "a" and (told := next(contents, "")):
            write(plans, "a", told=told)

    rounds, played = made(plans, during)
    assert rounds.next() is None
    found = whole(rounds)
    assert found.ended[0].told == "newest"
    assert b"newest" in found.done[0][1].output
    assert played.looks == ["a", "a", "a", "a", "b"]


def test_what_changes_after_its_run_has_ended_is_looked_at_again(plans: Path) -> None:
    def during(name: str) -> None:
        if name == "b" and played.looks.count("b") == 1:
            write(plans, "a", told="new")

    rounds, played = made(plans, during)
    found = whole(rounds)
    assert played.looks == ["a", "b", "a"]
    assert found.ended[0].told == "new"
    assert [subject.name for subject, _ in found.done] == ["a", "b"]


def test_a_plan_that_changes_what_it_reads_is_told_all_the_same(plans: Path) -> None:
    rounds, played = made(plans)
    played.after = lambda name: (plans / "shared.txt").write_text(f"count {len(played.looks)}", encoding="utf-8")
    found = whole(rounds)
    assert [subject.name for subject, _ in found.done] == ["a", "b"]
    assert played.looks == ["a", "b", "b", "b"]


def test_plans_come_and_go(plans: Path) -> None:
    rounds, _ = made(plans)
    whole(rounds)
    write(plans, "c")
    (plans / "a.json").unlink()
    assert rounds.heed()
    found = whole(rounds)
    assert [subject.name for subject in found.subjects] == ["b", "c"]
    assert [subject.name for subject, _ in found.done] == ["c"]
    assert found.news == [News("new", "c"), News("gone", "a")]


def test_ctrl_c_ends_a_round(plans: Path) -> None:
    rounds, played = made(plans)
    played.during = lambda name: setattr(played, "interrupted", True)
    with pytest.raises(KeyboardInterrupt):
        rounds.next()


def test_ctrl_c_counts_while_a_round_is_given_up(plans: Path) -> None:
    def during(name: str) -> None:
        write(plans, name, told="new")
        played.interrupted = True

    rounds, played = made(plans, during)
    with pytest.raises(KeyboardInterrupt):
        rounds.next()


# --- the loop --------------------------------------------------------------------------------------------------------


def ends(rounds: Rounds, steps: Sequence[Callable[[], object]], *, once: bool = False) -> int:
    """The exit code of a watch, during which these things happen, one in each pause in which nothing else is new."""
    left = iter(steps)

    def pause(seconds: float) -> None:
        assert seconds > 0
        if seconds >= watch._EVERY_S:
            next(left, interrupt)()

    with pytest.raises(Ended) as ended:
        watch.watch(rounds, Changes(), lambda: None, pause, once=once)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def interrupt() -> NoReturn:
    raise KeyboardInterrupt


def test_it_ends_with_what_the_last_round_found(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rounds, _ = made(plans)
    assert ends(rounds, [lambda: write(plans, "a", calls={"yes": False})]) == 1
    assert capsys.readouterr().out.endswith("a  FAILED  \n2 plans: 1 passed, 1 failed\n".replace("  \n", "\n"))
    rounds, _ = made(plans)
    steps = [lambda: (plans / "b.json").touch(), lambda: write(plans, "a", calls={"yes": True})]
    assert ends(rounds, steps) == 0
    told = capsys.readouterr().out
    assert told.count("plans") == 2  # nothing is told of what was touched
    assert "now passes   a.call: yes\n" in told


def test_once_is_one_round(plans: Path) -> None:
    write(plans, "a", calls={"yes": False})
    assert ends(made(plans)[0], [pytest.fail], once=True) == 1


def test_ctrl_c_before_any_round(plans: Path) -> None:
    rounds, _ = made(plans, lambda name: interrupt())
    assert ends(rounds, []) == INTERRUPTED


def test_a_header_names_what_has_changed_and_the_time(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rounds, _ = made(plans)
    whole(rounds)
    write(plans, "a", told="new")
    rounds.heed()
    watch.show(whole(rounds), "12:00:00")
    assert capsys.readouterr().out.startswith("\n12:00:00 changed: ")  # at a terminal, apart from the round before


# --- news ------------------------------------------------------------------------------------------------------------

KEY = ("plan", "plan.xml")


def test_news_are_what_is_otherwise() -> None:
    before = Standing({"old": "error", "same": "note"}, {"yes": True, "no": False}, {"ends": "PROVED"})
    now = Standing({"same": "note", "fresh": "note"}, {"yes": False, "no": True, "third": True}, {"ends": "BROKEN"})
    news, stands = told({KEY: before}, {KEY: now})
    assert [" ".join(each) for each in news] == [
        "gone old",
        "new fresh",
        "now FAILS yes",
        "now passes no",
        "new call third (passes)",
        "now BROKEN plan: ends (was PROVED)",
    ]
    assert stands == {KEY: now}
    assert told(stands, {KEY: now})[0] == []


def test_what_could_not_be_looked_at_stands_as_before() -> None:
    before = Standing({"old": "error"}, {"yes": True}, {"ends": "PROVED"})
    news, stands = told({KEY: before}, {KEY: Standing()})
    assert news == []
    news, _ = told(stands, {KEY: Standing({}, {"yes": False}, {"ends": "PROVED"})})
    assert [" ".join(each) for each in news] == ["gone old", "now FAILS yes"]


def test_calls_of_a_file_that_does_not_parse_stand_as_before() -> None:
    before = Standing({}, {"a.call: one": True, "b.call: two": True})
    now = Standing({}, {"b.call: two": False}, unread=["a.call"])
    news, stands = told({KEY: before}, {KEY: now})
    assert [" ".join(each) for each in news] == ["now FAILS b.call: two"]
    assert told(stands, {KEY: Standing({}, {"b.call: two": False})})[0] == [News("gone", "a.call: one")]


def test_the_first_round_has_no_news() -> None:
    assert told({}, {KEY: Standing({"a": "error"}, {"b": False}, {"c": "BROKEN"})})[0] == []
