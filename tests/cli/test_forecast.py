"""`ivrdsl forecast`: exit codes, projects, files that are written, and what is refused."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.needs import later, library
from tests.processes import ROOT, Done, run

jsonschema = later("jsonschema", "dev")

PLAN = """
from ivrdsl import Amd, Dialplan, Hangup, Live, Machine, Say, spell

def code(code: str = "2517") -> Dialplan:
    return Dialplan("Root")[
        Amd()[Live()[Say("Your code is ", spell(code), ".", name="offer")], Machine()[Say("Bye.", name="bye")]],
        Hangup(),
    ]
"""
CALLERS = """
step_ms = 1000
[parties]
person = 0.75
mailbox = 0.25
[person]
hangs_up_speaking = 0
hangs_up_silent = 0
"""
PROJECT = """
[tool.ivrdsl.plans]
code = "plan.py:code"

[tool.ivrdsl.plans.long]
file = "plan.py:code"
parameters = {code = "251799"}
forecast = {budgets = ["mean duration < 1s"], goals = "code is"}

[tool.ivrdsl.forecast]
callers = "callers.toml"
budgets = ["mean duration < 45s"]
"""
FILES = {"plan.py": PLAN, "callers.toml": CALLERS}
ALL = ("plan.py:code", "--callers", "callers.toml")

Forecast = Callable[..., Done]


@pytest.fixture
def forecast(tmp_path: Path) -> Forecast:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")

    def command(*words: str, **files: str) -> Done:
        for name, text in files.items():
            (tmp_path / name.replace("__", ".")).write_text(text, "utf-8")
        return run("ivrdsl", ["forecast", *words], tmp_path)

    return command


@pytest.mark.parametrize(
    ("budgets", "code"),
    [
        ([], 0),
        (["mean duration < 45s"], 0),
        (["mean duration < 1s"], 1),
        (["mean duration < 45s", "mean duration < 1s"], 1),
        (["mean durations < 1s"], 2),
    ],
)
def test_exit_codes(forecast: Forecast, budgets: list[str], code: int) -> None:
    done = forecast(*ALL, "--format", "concise", *(word for each in budgets for word in ("--budget", each)))
    assert done.code == code, done.errors
    assert done.output.count("BUDGET") == (code == 1)


def test_what_is_not_known_is_undecided(forecast: Forecast) -> None:
    done = forecast(*ALL, "--max-states", "2", "--budget", "mean duration < 45s")
    assert done.code == 3
    assert "nothing is known for sure: there are more than 2 states" in done.output
    assert "UNDECIDED  mean duration < 45s: it is unknown" in done.output
    assert forecast(*ALL, "--max-states", "2", "--json").code == 3
    broken = forecast(
        *ALL, "--budget", "P(answered by person) > 0.9", callers__toml='[parties]\nperson="0.1..0.2"\nmailbox="rest"'
    )
    assert broken.code == 1
    assert "between 10 % and 20 %, 70 points too little" in " ".join(broken.output.split())


def test_the_call_that_spends_a_budget_is_played(forecast: Forecast, tmp_path: Path) -> None:
    done = forecast(*ALL, "--json", "--budget", "P(duration > 2s) <= 0", "--show-secrets")
    (budget,) = json.loads(done.output)["budgets"]
    played = run("ivrdsl", ["simulate", "plan.py:code", "-e", "; ".join(budget["script"])], tmp_path)
    assert played.code == 0, played.output


def test_json_can_be_compared_and_holds_no_code(forecast: Forecast, tmp_path: Path) -> None:
    done = forecast(*ALL, "--json", "-o", "before.json", "--budget", "P(person hears secret) > 0.5")
    assert (done.code, done.output) == (0, "")
    assert not tells_code(json.loads((tmp_path / "before.json").read_text("utf-8")))
    same = forecast(*ALL, "--against", "before.json")
    assert (same.code, same.output.splitlines()) == (0, ["plan.py:code -> plan.py:code: no figure moved"])
    other = forecast(*ALL, "-p", "code=25179999", "--against", "before.json", "--json")
    assert "mean duration" in {each["name"] for each in json.loads(other.output)["moved"]}
    text = forecast(*ALL, "-p", "code=25179999", "--against", "before.json", "-o", "moved.txt")
    assert (text.code, text.output) == (0, "")
    assert "mean duration" in (tmp_path / "moved.txt").read_text("utf-8")


@pytest.mark.parametrize("form", ["json", "concise", "sarif", "junit", "github", "full"])
def test_no_report_holds_the_code(forecast: Forecast, form: str) -> None:
    words = ("--goal", "2 5 1 7", "--budget", "P(person hears secret) <= 0", "--budget", "mean duration < 1ms")
    done = forecast(*ALL, "--format", form, *words)
    assert done.code == 1
    assert not tells_code(json.loads(done.output) if form == "json" else done.output)
    assert tells_code(json.loads(forecast(*ALL, "--json", *words, "--show-secrets").output))


def tells_code(data: Any) -> bool:
    """Whether a text in it tells the code; numbers may have its digits by chance."""
    if isinstance(data, str):
        return "2517" in re.sub(r"[\s,.-]", "", data)
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return any(map(tells_code, parts))


def test_two_plans_can_be_compared(forecast: Forecast) -> None:
    other = PLAN.replace("Bye.", "Please call us back.")
    done = forecast(*ALL, "--against", "other.py:code", "--budget", "mean duration < 1s", other__py=other)
    assert done.code == 1
    assert "code -> plan.py:code" in done.output
    assert "BROKEN      mean duration < 1s" in done.output
    assert "replay  ivrdsl simulate" in done.output


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "it is not JSON"),
        ("[]", "no forecast: it holds no object"),
        ('{"version": 2}', "no forecast: version is 2"),
        ("[" * 100_000, "it nests too deeply"),
        ('{"version": 1, "plan": "a"}', "no forecast: there is no 'quantities'"),
    ],
)
def test_what_is_no_forecast_is_refused(forecast: Forecast, text: str, told: str) -> None:
    done = forecast(*ALL, "--against", "odd.json", odd__json=text)
    assert done.code == 2
    assert told in done.errors


REFUSED = {
    ("--format", "markdown"): "give --against, too",
    ("--format", "sarif", "--against", "plan.py:code"): "leave out --against",
    ("--callers", "none.toml"): "none.toml: it cannot be read",
    ("--callers", "plan.py"): "it is not TOML",
    ("--what-if", "person.early"): "expected a name and its values",
    ("--what-if", "person.erly=0.1"): 'did you mean "person.early"',
    ("-o", "plan.py"): "plan.py is the plan itself",
    ("--report", "plan.py"): "plan.py is the plan itself",
    ("--budget", ""): "a budget is a sentence such as",
}


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_what_is_refused(forecast: Forecast, words: tuple[str, ...]) -> None:
    done = forecast(*ALL, *words)
    assert done.code == 2
    assert REFUSED[words] in done.errors


def test_the_model_of_callers_can_be_had_as_a_file(forecast: Forecast, tmp_path: Path) -> None:
    done = forecast(*ALL, "--show-callers", "-o", "all.toml")
    assert (done.code, done.output) == (0, "")
    again = forecast("plan.py:code", "--callers", "all.toml", "--json")
    first = forecast(*ALL, "--json")
    laws = [[each["law"] for each in json.loads(one.output)["quantities"]] for one in (again, first)]
    assert laws[0] == laws[1]
    assert "parties" in forecast(*ALL, "--show-callers").output


def test_goals_are_events(forecast: Forecast) -> None:
    done = forecast(*ALL, "--goal", "code is", "--budget", 'P(person hears "code is") > 0.9')
    assert done.code == 0
    assert 'person hears "code is"' in done.output


def test_all_plans_of_a_project(forecast: Forecast) -> None:
    done = forecast(pyproject__toml=PROJECT)
    assert done.code == 1
    assert "HOLDS      mean duration < 45s" in done.output
    assert "BROKEN     mean duration < 1s" in done.output
    assert done.output.count("in steps of 1,000 ms") == 2
    assert done.output.count('"code is"') == 2  # of people and of mailboxes


def test_one_report_of_all_plans(forecast: Forecast, tmp_path: Path) -> None:
    done = forecast("--format", "junit", "-o", "all.xml", pyproject__toml=PROJECT)
    assert done.code == 1
    report = (tmp_path / "all.xml").read_text("utf-8")
    assert 'testsuites name="ivrdsl forecast" tests="2" failures="1"' in report
    found: Any = json.loads(forecast("--json").output)
    assert [each["report"]["plan"] for each in found["plans"]] == ["code", "long"]
    jsonschema.validate(found, json.loads((ROOT / "schemas" / "together.schema.json").read_text("utf-8")))


def test_a_plan_of_the_project_and_the_command_line(forecast: Forecast) -> None:
    done = forecast("long", "--format", "concise", "--budget", "mean keys < 1", pyproject__toml=PROJECT)
    assert done.code == 1
    assert done.output.count("BUDGET mean duration < 1s: BROKEN") == 1


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ('budgets = ["mean duration < soon"]', "'soon' is no number"),
        ("budgets = 7", "budgets is 7"),
        ('budget = "mean keys < 1"', "has no setting 'budget'; did you mean \"budgets\""),
        ("callers = 7", "callers is 7"),
    ],
)
def test_wrong_settings_have_their_place(forecast: Forecast, setting: str, told: str) -> None:
    text = f'[tool.ivrdsl.plans]\ncode = "plan.py:code"\n\n[tool.ivrdsl.forecast]\n{setting}\n'
    done = forecast("code", pyproject__toml=text)
    assert done.code == 2
    assert done.errors.startswith("ivrdsl: pyproject.toml:5: [tool.ivrdsl.forecast] ")
    assert told in done.errors


def test_plans_tells_what_forecast_is_told(forecast: Forecast, tmp_path: Path) -> None:
    forecast("--help", pyproject__toml=PROJECT)
    done = run("ivrdsl", ["plans", "--json"], tmp_path)
    assert json.loads(done.output)["plans"][1]["forecast"] == {
        "callers": "callers.toml",
        "budgets": ["mean duration < 1s"],
        "goals": ["code is"],
    }


def test_a_report_and_a_plot_are_written(forecast: Forecast, tmp_path: Path) -> None:
    library("matplotlib", "forecast")
    done = forecast(*ALL, "--report", "report.html", "--plot", "plot.svg", "--what-if", "parties.person=0.5,0.6,0.7")
    assert done.code == 0, done.errors
    assert done.errors.endswith("report.html: written\nplot.svg: written\n")
    report = (tmp_path / "report.html").read_text("utf-8")
    assert "parties.person" in report
    assert "2517" not in report
    assert b"<svg" in (tmp_path / "plot.svg").read_bytes()


def test_numbers_are_ranked(forecast: Forecast) -> None:
    done = forecast(*ALL, "--rank", "--json")
    moves = {each["name"]: {one["name"] for one in each["moves"]} for each in json.loads(done.output)["assumptions"]}
    assert moves["parties"] >= {"duration"}
    assert moves["price.a_minute"] == {"cost"}


TYPED = """
from ivrdsl import Dialplan, Get, Hangup, Keypress, Menu, NoMatch, Say, Secret

def typed(code: str) -> Dialplan:
    return Dialplan("Root")[
        Get("https://a.example/x?token=" + code, "r"),
        Menu("ask", max_digits=6, timeout_s=5)[
            Say("Your code is ", Secret(code), ".", name="offer"),
            Keypress(code)[Say("Right.", name="right")],
            NoMatch()[Say("Wrong.", name="wrong")],
        ],
        Hangup(),
    ]
"""
HELD = """
[menus.ask]
"CODE" = 0.7
silence = "rest"
[replies."https://a.example/x?token=CODE"]
texts = { "CODE" = 0.5, no = 0.5 }
[values."contact.code"]
"CODE" = 1.0
"""


@pytest.mark.parametrize("words", [(), ("--format", "concise"), ("--json",), ("--format", "junit")])
def test_no_report_holds_a_code_of_the_model_or_of_a_call(forecast: Forecast, words: tuple[str, ...]) -> None:
    told = []
    for code in ("731946", "731956"):
        done = forecast(
            *("plan.py:typed", "-p", f"code={code}", "--callers", "held.toml", "--rank", *words),
            *("--what-if", f"menus.ask.{code}=0.1,0.2", "--budget", "P(person hears right) < 0.01"),
            plan__py=TYPED,
            held__toml=HELD.replace("CODE", code),
        )
        assert done.code == 1, done.errors
        told.append(done.output)
    assert told[0] == told[1]
    assert "press [secret]" in told[0] or words == ("--format", "concise")


def test_a_budget_about_a_code_is_refused_without_telling_it(forecast: Forecast) -> None:
    done = forecast(*ALL, "--goal", "2517", "--budget", 'P(person hears "2517") < 0.5')
    assert done.code == 2
    assert "2517" not in done.errors


def test_nothing_is_written_twice_into_one_file(forecast: Forecast, tmp_path: Path) -> None:
    done = forecast(*ALL, "--json", "-o", "x.html", "--report", "./x.html")
    assert (done.code, "is written twice" in done.errors) == (2, True)
    assert not (tmp_path / "x.html").exists()


def test_a_goal_without_words_is_refused(forecast: Forecast) -> None:
    done = forecast(*ALL, "--goal", " ")
    assert (done.code, "--goal is empty" in done.errors) == (2, True)


def test_other_values_of_no_menu_are_told(forecast: Forecast) -> None:
    done = forecast(*ALL, "--what-if", "menus.ask.1=0.1,0.2")
    assert done.code == 0
    assert "callers: menus.ask is about no menu of the plan" in done.errors
