"""The comparison with the committed figures: it names what got worse, and nothing that is noise."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.compare import ResultsError, compared, load, render
from benchmarks.measure import Figure
from benchmarks.report import Goal, Report, Row, as_data, as_json

SETTING = {"python": "CPython 3.11.7", "cores": "2", "libraries": "lxml 6.1.3", "load": 0.1, "seconds": 300}


def data(
    speed: float = 10.0,
    length: float = 4.0,
    *,
    noise: float = 0.01,
    rounds: int = 9,
    path: str = "ivrsim.play.call.Call",
    absent: str = "",
    growth: float = 1.0,
) -> dict[str, Any]:
    """A run of one topic: a speed, of which more is better, a length, of which less is, and an exponent by itself."""
    fast = Row(
        "Call",
        path,
        "run_script(call, statements)",
        True,
        absent,
        0 if absent else rounds,
        None if absent else 1e-5,
        None if absent else 1e-5,
        {} if absent else {"of L": Figure(speed, noise, rounds, True)},
    )
    long = Row("check", "p", "u", True, "", rounds, 1.0, 1.0, {"x limit": Figure(length, noise, rounds, False)})
    peer = Row("peer", "p", "u", False, "", rounds, 1.0, 1.0, {"of L": Figure(speed * 7, noise, rounds, True)})
    goal = Goal("exponent", 1.1, Figure(growth, noise, rounds, False), at_least=False, alone=True)
    seen = Goal("seen in a row", 1.0, Figure(length, noise, rounds, False))
    report = Report("calls", "title", "us", 1e6, ["of L", "x limit"], [fast, long, peer], [goal, seen])
    return json.loads(as_json(as_data([report], dict(SETTING))))  # type: ignore[no-any-return]


def verdicts(before: dict[str, Any], now: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {(each.key.row, each.key.column): each.verdict for each in compared(before, now)}


def test_only_figures_of_ours_are_compared_and_each_once() -> None:
    assert verdicts(data(), data()) == {
        ("Call", "of L"): "same",
        ("check", "x limit"): "same",
        ("exponent", ""): "same",
    }


@pytest.mark.parametrize(
    ("changed", "row", "verdict", "by"),
    [
        ({"speed": 8.0}, "Call", "worse", -0.2),
        ({"speed": 12.0}, "Call", "better", 0.2),
        ({"length": 5.0}, "check", "worse", -0.2),
        ({"length": 2.0}, "check", "better", 1.0),
        ({"growth": 1.25}, "exponent", "worse", -0.2),
    ],
)
def test_what_moved_by_more_than_the_noise_is_named(
    changed: dict[str, float], row: str, verdict: str, by: float
) -> None:
    (found,) = [each for each in compared(data(), data(**changed)) if each.verdict != "same"]  # type: ignore[arg-type]
    assert (found.key.row, found.verdict, round(found.by, 3)) == (row, verdict, by)
    text = render([found], data(), data(**changed))  # type: ignore[arg-type]
    assert (verdict.upper() if verdict == "worse" else verdict) in text
    assert row in text
    assert f"{by:+.0%}" in text


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (data(10.0, noise=0.0), data(9.15, noise=0.0)),  # less than the floor, whatever the rounds say
        (data(10.0, noise=0.0), data(10.95, noise=0.0)),
        (data(10.0, noise=0.2), data(8.0)),  # the committed rounds lay far apart
        (data(10.0), data(8.0, noise=0.2)),  # or this run's
        (data(10.0), data(8.3, noise=0.0, rounds=1)),  # a single round shows no noise, and so proves little
    ],
)
def test_noise_is_no_change(before: dict[str, Any], now: dict[str, Any]) -> None:
    assert verdicts(before, now)["Call", "of L"] == "same"


def test_more_rounds_show_smaller_changes() -> None:
    few, many = data(8.4, noise=0.1, rounds=4), data(8.4, noise=0.1, rounds=100)
    assert verdicts(data(10.0), few)["Call", "of L"] == "same"
    assert verdicts(data(10.0), many)["Call", "of L"] == "worse"


def test_a_figure_that_is_nothing_is_not_taken_for_a_success() -> None:
    """Memory of 0 bytes was measured wrongly."""
    (found,) = [each for each in compared(data(), data(growth=0.0)) if each.verdict != "same"]
    assert (found.verdict, found.why) == ("missing", "a value of 0 has no ratio")


def test_a_change_is_named_when_it_is_larger_than_a_single_round_may_lie_off() -> None:
    assert verdicts(data(10.0), data(5.0, noise=0.0, rounds=1))["Call", "of L"] == "worse"


def test_a_row_that_is_missing_is_named_with_the_reason() -> None:
    (found,) = [each for each in compared(data(), data(absent="not installed: sismic")) if each.verdict != "same"]
    assert (found.verdict, found.key.row, found.why) == ("missing", "Call", "not installed: sismic")
    assert "not installed: sismic" in render([found], data(), data())
    gone = data()
    del gone["topics"][0]["rows"][0]
    (found,) = [each for each in compared(data(), gone) if each.verdict != "same"]
    assert (found.verdict, found.why) == ("missing", "this run has no such row")


def test_a_row_that_is_new_is_named() -> None:
    for before in (data(absent="not installed: sismic"), data()):
        if not before["topics"][0]["rows"][0]["absent"]:
            del before["topics"][0]["rows"][0]
        assert verdicts(before, data()) == {
            ("Call", "of L"): "new",
            ("check", "x limit"): "same",
            ("exponent", ""): "same",
        }


def test_a_row_that_drives_another_path_is_not_compared() -> None:
    """A figure of a faster path must not look like progress."""
    (found,) = [each for each in compared(data(), data(90.0, path="ivrsim.play.line.replay")) if each.verdict != "same"]
    assert found.verdict == "another path"
    assert found.why == "ivrsim.play.call.Call -> ivrsim.play.line.replay"


def test_topics_that_were_not_run_are_left_out() -> None:
    other = data()
    other["topics"][0]["topic"] = "build"
    assert [each.verdict for each in compared({**data(), "topics": data()["topics"] + other["topics"]}, data())] == [
        "same"
    ] * 3


def test_what_got_worse_comes_first() -> None:
    found = compared(data(), data(5.0, 1.0))
    assert [each.verdict for each in found] == ["worse", "better", "same"]


def test_another_machine_is_said() -> None:
    other = copy.deepcopy(data())
    other["setting"].update(libraries="lxml 7.0", load=9.9, seconds=1)
    text = render(compared(data(), other), data(), other)
    assert "libraries: committed with lxml 6.1.3, this run with lxml 7.0" in text
    assert "load" not in text
    assert "3 same" in text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there are no figures in results.json yet"),
        ("", "cannot be read"),
        ("{", "cannot be read"),
        ("[]", "has version None"),
        ('{"version": 1}', "has version 1, this is version 2"),
        ('{"version": 2, "setting": {}}', "is incomplete (KeyError: 'topics')"),
        ('{"version": 2, "topics": [{"rows": 3}]}', "is incomplete (TypeError"),
        ('{"version": 2, "topics": [null]}', "is incomplete (TypeError"),
        (b"\xff\xfe", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_what_to_do(
    content: str | bytes | None, words: str, tmp_path: Path
) -> None:
    file = tmp_path / "results.json"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ResultsError) as error:
        load(file)
    assert words in str(error.value)
    assert "python -m benchmarks --save" in str(error.value)


def test_a_file_of_figures_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_text(as_json(data()), encoding="utf-8")
    assert load(file) == data()
