"""`ivrdsl campaign`: the same bytes whoever does the work, and nothing without what it needs."""

import json
from pathlib import Path

import pytest

from tests.needs import library
from tests.processes import Done, ivrdsl

PLAN = """<dialplan name="Root"><menu name="ask" maxDigits="1" timeout="2000">
<play type="tts">Press 1 to talk to us.</play>
<keypress pressed="1"><if expr="'${contact.vip}' == 'yes'"><transfer>12135550100</transfer></if></keypress>
<keypress pressed="timeout"><hangup/></keypress></menu></dialplan>
"""
CALLERS = '[values."contact.vip"]\nyes = 0.5\nno = 0.5\n'
KEEN = f"{CALLERS}[menu]\nsilence = 0.0\noffered = 1.0\n"
ROWS = "number,group,vip\n12135550100,keen,yes\n12135550101,keen,no\n12135550102,,yes\n12135550103,,no\nx,,no\n"
CONFIG = '[retryConfig]\nmaxAttempts = 2\n[agents]\nnumber = 1\n[groups.keen]\ncallers = "keen.toml"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    library("numpy", "campaign")
    files = {"plan.xml": PLAN, "callers.toml": CALLERS, "keen.toml": KEEN, "list.csv": ROWS, "campaign.toml": CONFIG}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def campaign(folder: Path, *words: str) -> Done:
    options = ["--recipients", "list.csv", "--callers", "callers.toml", "--config", "campaign.toml"]
    return ivrdsl("campaign", "plan.xml", *options, "--replicates", "6", *words, folder=folder)


def test_any_workers_give_the_same_bytes(folder: Path) -> None:
    alone = campaign(folder, "--json", "--jobs", "1")
    assert alone.code == 0, alone.errors
    assert campaign(folder, "--json", "--jobs", "2") == alone
    library("distributed", "campaign")
    assert campaign(folder, "--json", "--scheduler", "local", "--jobs", "2").output == alone.output


def test_another_seed_gives_other_numbers(folder: Path) -> None:
    one, other = (campaign(folder, "--json", "--seed", seed).output for seed in "12")
    assert one != other
    assert campaign(folder, "--json", "--seed", "1").output == one


def test_groups_have_their_own_callers_and_recipients_their_own_values(folder: Path) -> None:
    told = json.loads(campaign(folder, "--json").output)
    assert told["fates"].keys() == {
        "contact.vip=no", "contact.vip=yes", "keen, contact.vip=no", "keen, contact.vip=yes",
    }  # fmt: skip
    names = {each["name"] for each in told["assumptions"]}
    assert any(name.startswith("groups.keen.menu") for name in names)
    assert not any("contact.vip" in name for name in names), "the list says it"
    only_no = (folder / "list.csv").read_text(encoding="utf-8").replace("yes", "no")
    (folder / "list.csv").write_text(only_no, encoding="utf-8")
    without = json.loads(campaign(folder, "--json").output)
    assert without["figures"]["transfers"]["mean"] == 0 < told["figures"]["transfers"]["mean"]


def test_levels_over_time_are_written_as_csv(folder: Path) -> None:
    done = campaign(folder, "--csv", "load.csv", "--json")
    load = json.loads(done.output)["load"]
    header, *rows = (folder / "load.csv").read_text(encoding="utf-8").splitlines()
    assert header.startswith("seconds,lines,lines_p5,lines_p95,agents,")
    assert len(rows) == len(load["lines"]["mean"])
    assert [float(row.split(",")[1]) for row in rows] == pytest.approx(load["lines"]["mean"])


def test_a_report_is_written(folder: Path) -> None:
    library("matplotlib", "forecast")
    done = campaign(folder, "--report", "report.html")
    assert done.code == 0, done.errors
    assert (folder / "report.html").read_bytes().startswith(b"<!")


def test_calls_without_a_law_are_undecided(folder: Path) -> None:
    (folder / "plan.xml").write_text(PLAN.replace("'${contact.vip}'", "${contact.vip}"), encoding="utf-8")
    done = ivrdsl("campaign", "plan.xml", "--recipients", "10", "--json", folder=folder)
    assert (done.code, done.output) == (3, "")
    assert "UNDECIDED: calls cannot be drawn" in done.errors


def test_a_search_that_ends_early_is_undecided(folder: Path) -> None:
    done = campaign(folder, "--max-states", "2")
    assert (done.code, done.output) == (3, "")
    assert "UNDECIDED: calls cannot be drawn" in done.errors


def test_nothing_is_written_over_what_is_read(folder: Path) -> None:
    for option in ("--report", "--csv", "--rejected"):
        done = campaign(folder, option, "list.csv")
        assert done.code == 2
        assert (folder / "list.csv").read_text(encoding="utf-8") == ROWS


def test_nothing_is_written_twice_into_one_file(folder: Path) -> None:
    done = campaign(folder, "--csv", "x.html", "--report", "./x.html")
    assert done.code == 2
    assert "is written twice" in done.errors
    assert not (folder / "x.html").exists()


def test_a_group_without_recipients_is_told(folder: Path) -> None:
    config = CONFIG.replace("groups.keen", "groups.kean")
    (folder / "campaign.toml").write_text(config, encoding="utf-8")
    assert '[groups.kean]: no recipient is in the group "kean"; did you mean "keen"?' in campaign(folder).errors
