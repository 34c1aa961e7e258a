"""What the topics drive, and what the command line keeps: nothing here looks at a time."""

import argparse
import re
from importlib import import_module
from pathlib import Path
from pkgutil import resolve_name

import pytest

from benchmarks import __main__ as command, compare, measure, ours_calls, proving, startup
from benchmarks.measure import Settings, WrongResultError
from benchmarks.otp import CHECKED
from benchmarks.report import Report, Row, as_data, as_json
from ivrsim.play.call import Call

OURS = re.compile(r"\b(?:ivrdsl|ivrsim)(?:\.\w+)+")
CHEAP = ("calls", "expressions", "build")
"""Topics that can be run here: no large plan, no server, no other process."""


@pytest.fixture(scope="module")
def reports() -> list[Report]:
    """The cheap topics, with one round of the shortest batches."""
    patch = pytest.MonkeyPatch()
    patch.setattr(Settings, "batch_s", property(lambda settings: 0.0))
    patch.setattr(measure.gc, "collect", lambda: 0)
    try:
        return [import_module(f"benchmarks.{topic}").run(Settings(rounds=1)) for topic in CHEAP]
    finally:
        patch.undo()


def test_every_row_says_its_path_and_what_a_user_runs(reports: list[Report]) -> None:
    rows = [each for report in reports for each in report.rows]
    assert len(rows) > 25
    assert all(each.path and each.user_runs for each in rows)
    assert all(each.rounds == 1 and each.ratios and not each.absent for each in rows if each.ours)


def test_every_path_of_ours_is_there(reports: list[Report]) -> None:
    paths = [name for report in reports for each in report.rows if each.ours for name in OURS.findall(each.path)]
    assert len(paths) > 10
    for name in paths:
        resolve_name(name)


def test_every_path_of_a_command_is_there(tmp_path: Path) -> None:
    paths = [name for each in startup.commands(tmp_path).values() for name in OURS.findall(each.path)]
    assert len(paths) > 10
    for name in paths:
        resolve_name(name)


@pytest.mark.parametrize("way", ours_calls.WAYS, ids=lambda way: way.name)
def test_a_row_that_says_call_plays_a_call(way: ours_calls.Way, monkeypatch: pytest.MonkeyPatch) -> None:
    answered: list[str] = []
    answer = Call.answer
    monkeypatch.setattr(Call, "answer", lambda call, by="live": (answered.append(by), answer(call, by))[1])
    prepare = way.make()
    for script in CHECKED[:4]:
        prepare(script)()
    internal = way.name.startswith("internal: ")
    assert internal is ("no user runs this" in way.user_runs) is ("ivrsim.play.call.Call" not in way.path)
    assert answered == ([] if internal else [script.answer for script in CHECKED[:4]])


def test_recipients_with_values_of_their_own_are_not_found_in_memory() -> None:
    way = next(each for each in ours_calls.WAYS if each.own_codes and not each.reads)
    prepare = way.make()
    first, second = prepare(CHECKED[0])(), prepare(CHECKED[0])()
    assert ours_calls.expand(first) == way.expected(CHECKED[0], 0)
    assert ours_calls.expand(second) == way.expected(CHECKED[0], 1)
    assert ours_calls.expand(first) != ours_calls.expand(second)


def test_the_properties_are_asked_of_what_a_search_finds() -> None:
    rows = proving.contenders(2)
    for each in rows:
        assert each.work is not None, each.absent
        each.work(1)
        assert all(resolve_name(name) for name in OURS.findall(each.path))
    assert [name for each in rows for name in OURS.findall(each.path)][-1].endswith("BUILT_IN")


def test_every_topic_has_a_part_of_the_time() -> None:
    assert sum(command.TOPICS.values()) == 100
    assert command.MINUTES < 10
    for topic in command.TOPICS:
        assert callable(import_module(f"benchmarks.{topic}").run)


# --- the command line -----------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "latest.json", tmp_path / "results.json"


def options(*arguments: str) -> argparse.Namespace:
    return command.parser().parse_args(arguments)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Topics that find something at once, and stay on all cores."""
    row = Row("Call", "p", "u", True, "", 3, 1e-5, 1e-5)
    monkeypatch.setattr(command, "run_topics", lambda *rest: ([Report("calls", "t", "us", 1e6, [], [row])], False))
    monkeypatch.setattr(command, "pin", lambda: "not pinned")


@pytest.mark.usefixtures("measured")
def test_a_whole_run_is_kept_beside_the_committed_figures_and_saving_replaces_them(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    latest, committed = files
    assert command.measure(options(), latest, committed) == 0
    assert "not compared: there are no figures in results.json yet" in capsys.readouterr().out
    assert not committed.exists()
    assert command.save(latest, committed) == 0
    assert committed.read_bytes() == latest.read_bytes()
    before = committed.read_bytes()
    assert command.measure(options(), latest, committed) == 0
    assert "this run and the committed figures" in capsys.readouterr().out
    assert committed.read_bytes() == before


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize("arguments", [("--quick",), ("--topic", "calls")])
def test_a_run_that_is_not_whole_is_not_kept(
    arguments: tuple[str, ...], files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.measure(options(*arguments), *files) == 0
    assert "nothing is kept of a run" in capsys.readouterr().out
    assert not files[0].exists()
    assert command.save(*files) == 1
    assert "there are no figures in latest.json yet" in capsys.readouterr().err


def test_a_wrong_result_is_told_and_nothing_is_kept(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(settings: Settings) -> Report:
        raise WrongResultError("two and two is five")

    monkeypatch.setattr(command, "pin", lambda: "not pinned")
    monkeypatch.setattr(import_module("benchmarks.calls"), "run", wrong)
    monkeypatch.setattr(command, "TOPICS", {"calls": 100})
    assert command.measure(options(), *files) == 1
    assert "calls: WRONG RESULT, nothing was timed\n\ntwo and two is five" in capsys.readouterr().out
    assert not files[0].exists()


@pytest.mark.usefixtures("measured")
def test_a_corrupt_file_of_committed_figures_stops_no_run(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files[1].write_text("{", encoding="utf-8")
    assert command.measure(options(), *files) == 0
    assert "not compared: results.json cannot be read" in capsys.readouterr().out
    assert files[1].read_text(encoding="utf-8") == "{"


def test_the_machine_is_described_without_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    import platform

    monkeypatch.setattr(command, "pin", lambda: "not pinned")
    setting = command.describe()
    assert platform.node() not in " ".join(map(str, setting.values()))
    assert "lxml" in setting["libraries"]


# --- what is committed ----------------------------------------------------------------------------------------------


def test_the_committed_figures_can_be_compared_with_themselves() -> None:
    data = compare.load(command.COMMITTED)
    changes = compare.compared(data, data)
    assert len(changes) > 30
    assert {each.verdict for each in changes} == {"same"}
    assert [topic["topic"] for topic in data["topics"]] == list(command.TOPICS)


def test_every_committed_row_says_its_path_and_what_a_user_runs() -> None:
    data = compare.load(command.COMMITTED)
    rows = [row for topic in data["topics"] for row in topic["rows"]]
    assert all(row["path"] and row["user_runs"] for row in rows)
    assert all(row["absent"] or (row["rounds"] >= 3 and row["wall_s"] and row["cpu_s"]) for row in rows)
    for row in rows:
        for name in OURS.findall(row["path"]) if row["ours"] else ():
            resolve_name(name)


def test_writing_what_was_read_changes_nothing() -> None:
    text = command.COMMITTED.read_text(encoding="utf-8")
    assert as_json(compare.load(command.COMMITTED)) == text
    assert as_data([], {})["version"] == compare.VERSION
