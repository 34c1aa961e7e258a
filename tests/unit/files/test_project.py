"""[tool.ivrdsl.plans] and [tool.ivrdsl.verify]: what they say, and what is wrong with what they say."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

from ivrdsl.errors import LoadError
from ivrdsl.files.project import FORECAST_KEYS, PLAN_KEYS, VERIFY_KEYS, Project, project_of

ROOT = Path(__file__).resolve().parents[3]

EVERYTHING = """
[tool.ivrdsl]
preset = "strict"

[tool.ivrdsl.plans]
short = "a.xml"

[tool.ivrdsl.plans.long]
file = "b.py:make"
parameters = {code = "2517", rounds = 3, loud = true}
preset = "otp"
set = {"contact.firstName" = "Ann", attribute.userid = 7}
attributes = "userid"
inbound = true
platform = "characters-2026"
quirks = {no_match = "replay", barge_in = false}
calls = ["x/*.call", "y.call"]
properties = "p.py"
verify = {max-plays = 3, levels = {every-call-ends = "note"}, ignore = "a"}

[tool.ivrdsl.verify]
max-states = 10
max-steps = 20
max-memory = "1.5GB"
max-seconds = 3
max-plays = 2
max-duration = "1.5m"
secrets = ["[0-9]+", "x"]
select = ["every-call-ends"]
ignore = ["b"]
strict = true
max-warnings = 0
levels = {at-most-N-plays = "note", every-call-ends = "error"}
"""


def project(folder: Path, text: str) -> Project:
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return project_of(str(folder))


def test_everything_that_can_be_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    short, long = project(tmp_path, EVERYTHING).plans
    shared = {
        "verify.max-states": 10,
        "verify.max-steps": 20,
        "verify.max-memory": 1_500_000_000,
        "verify.max-seconds": 3.0,
        "verify.max-plays": 2,
        "verify.max-duration": 90_000,
        "verify.secrets": (re.compile("[0-9]+"), re.compile("x")),
        "verify.select": ("every-call-ends",),
        "verify.ignore": ("b",),
        "verify.strict": True,
        "verify.max-warnings": 0,
        "verify.levels": {"at-most-N-plays": "note", "every-call-ends": "error"},
    }
    assert (short.name, short.source, short.settings) == ("short", "a.xml", shared)
    assert (long.name, long.source) == ("long", "b.py:make")
    assert long.settings == {
        **shared,
        "parameters": {"code": "2517", "rounds": "3", "loud": "true"},
        "preset": "otp",
        "set": {"contact.firstName": "Ann", "attribute.userid": "7"},
        "attributes": ("userid",),
        "inbound": True,
        "platform": "characters-2026",
        "quirks": {"no_match": "replay", "barge_in": "false"},
        "calls": ("x/*.call", "y.call"),
        "properties": ("p.py",),
        "verify.max-plays": 3,
        "verify.ignore": ("a",),
        "verify.levels": {"at-most-N-plays": "note", "every-call-ends": "note"},
    }


def test_paths_are_from_the_file_and_told_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = """
        [tool.ivrdsl.plans.a]
        file = "plans/a.py:make"
        properties = ["plans/p.py", "q.py"]
        platform = "old.toml"
    """
    (tmp_path / "plans").mkdir()
    (tmp_path / "other").mkdir()
    for here, told in (
        ("", ("plans/a.py:make", ("plans/p.py", "q.py"), "old.toml")),
        ("plans", ("a.py:make", ("p.py", "../q.py"), "../old.toml")),
        ("other", ("../plans/a.py:make", ("../plans/p.py", "../q.py"), "../old.toml")),
    ):
        monkeypatch.chdir(tmp_path / here)
        (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
        (plan,) = project_of(os.getcwd()).plans
        assert (plan.source, plan.settings["properties"], plan.settings["platform"]) == told


def test_a_path_behind_a_link_stays_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real" / "deep").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real" / "deep")
    monkeypatch.chdir(tmp_path)
    (plan,) = project(tmp_path, '[tool.ivrdsl.plans]\na = "link/../a.xml"').plans
    assert os.path.realpath(plan.source) == str(tmp_path / "real" / "a.xml")


def test_the_calls_of_a_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x[1]").mkdir()
    for name in ("b.call", "a.call", "x[1]/c.call"):
        (tmp_path / name).touch()
    text = '[tool.ivrdsl.plans]\na = {file = "a.xml", calls = %s}\nb = "a.xml"'
    (plan, other) = project(tmp_path, text % '["*.call", "x[1]/c.call", "a.call"]').plans
    assert plan.calls() == ["a.call", "b.call", "x[1]/c.call"]
    assert other.calls() is None
    (plan, _) = project(tmp_path, text % '"c*.call"').plans
    with pytest.raises(LoadError, match=re.escape("[tool.ivrdsl.plans.a]: calls: no file is, or matches, 'c*.call'")):
        plan.calls()
    (tmp_path / "nested").mkdir()
    (tmp_path / "nested" / "d.call").touch()
    monkeypatch.chdir(tmp_path / "nested")
    (plan, _) = project(tmp_path, text % '"**/d.call"').plans
    assert plan.calls() == ["d.call"]


PLAN = "[tool.ivrdsl.plans.a]\nfile = 'a.xml'\n"
VERIFY = "[tool.ivrdsl.verify]\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[tool.ivrdsl]\nplan = {}", "[tool.ivrdsl] has no setting 'plan'; did you mean \"plans\"?"),
        ("[tool.ivrdsl]\nplans = 3", "[tool.ivrdsl.plans] is 3; expected a table"),
        ("[tool.ivrdsl]\nverify = []", "[tool.ivrdsl.verify] is []; expected a table"),
        ("[tool.ivrdsl.plans]\na = 3", "pyproject.toml:2: [tool.ivrdsl.plans] a is 3; expected a file, or a table"),
        ("[tool.ivrdsl.plans]\na = ''", "pyproject.toml:2: [tool.ivrdsl.plans] a is ''; expected some text"),
        ("[tool.ivrdsl.plans.a]", "pyproject.toml:1: [tool.ivrdsl.plans.a] has no file; expected file ="),
        ("[tool.ivrdsl.plans]\na = {}", "[tool.ivrdsl.plans.a] has no file; expected file ="),
        (PLAN.replace("file", "fiel"), "pyproject.toml:2: [tool.ivrdsl.plans.a] has no setting 'fiel'; did you mean"),
        (PLAN + "colour = 3", "[tool.ivrdsl.plans.a] has no setting 'colour'; expected file, parameters"),
        (PLAN + "quirks = {x = []}", "[tool.ivrdsl.plans.a] quirks is {'x': []}; expected a table such as {no_match"),
        (
            PLAN + "parameters = 'code'",
            "toml:3: [tool.ivrdsl.plans.a] parameters is 'code'; expected a table",
        ),
        (PLAN + "parameters = {'a b' = 1}", "parameters: 'a b' is no name of one"),
        (PLAN + "set = {firstName = 'Ann'}", "set: 'firstName' is not call.NAME, contact.NAME or attribute.NAME"),
        (PLAN + "preset = 'opt'", "preset is 'opt'; expected default, strict or otp"),
        (PLAN + "preset = ['otp']", "preset is ['otp']; expected default, strict or otp"),
        (PLAN + "inbound = 'yes'", "inbound is 'yes'; expected true or false"),
        (PLAN + "attributes = [1]", 'attributes is [1]; expected some text, or a list such as ["userid"]'),
        (PLAN + "calls = ['']", "calls is ['']; expected some text, or a list"),
        (
            '[tool.ivrdsl.plans]\na = "a\\u0000.xml"',
            "toml:2: [tool.ivrdsl.plans] a is 'a\\x00.xml'; expected some text, without the character NUL",
        ),
        (
            '[tool.ivrdsl.plans.a]\nfile = "\\u0000"',
            "toml:2: [tool.ivrdsl.plans.a] file is '\\x00'; expected some text",
        ),
        (PLAN + 'platform = "a\\u0000"', "[tool.ivrdsl.plans.a] platform is 'a\\x00'; expected some text, without"),
        (PLAN + 'properties = ["a\\u0000"]', "[tool.ivrdsl.plans.a] properties is ['a\\x00']; expected some text, or"),
        (PLAN + "verify.max-states = true", "[tool.ivrdsl.plans.a.verify] max-states is true; expected a whole number"),
        (PLAN + "verify.selct = 'a'", "[tool.ivrdsl.plans.a.verify] has no setting 'selct'; did you mean \"select\"?"),
        (
            VERIFY + "max-plays = 0",
            "toml:2: [tool.ivrdsl.verify] max-plays is 0; expected a whole number, 1 or more",
        ),
        (VERIFY + "max-memory = '3'", "[tool.ivrdsl.verify] max-memory: '3' is no size such as 500MB or 2.5GB"),
        (VERIFY + "max-memory = 3", "max-memory is 3; expected some text"),
        (VERIFY + "max-duration = '9h'", "max-duration: '9h' is no time such as 90s, 2.5s or 3m"),
        (VERIFY + "max-seconds = nan", "max-seconds is nan; expected a number of seconds, more than 0"),
        (VERIFY + "max-seconds = 0", "max-seconds is 0; expected a number of seconds, more than 0"),
        (VERIFY + "secrets = '['", "secrets: '[' is no regular expression"),
        (VERIFY + "levels = {a = 'bad'}", "[tool.ivrdsl.verify.levels] a is 'bad'; expected error, warning or note"),
        (VERIFY + "max-warnings = -1", "max-warnings is -1; expected a whole number, 0 or more"),
        ("[tool.ivrdsl.plans]\n'a.xml' = 'b'", "pyproject.toml:2: [tool.ivrdsl.plans] 'a.xml' is no name of a plan"),
        ("[tool.ivrdsl.plans]\n'' = 'b'", "'' is no name of a plan"),
        ("[tool.ivrdsl.plans]\n'plans/a' = 'b'", "'plans/a' is no name of a plan"),
        ("[tool.ivrdsl.plans]\n'a:b' = 'b'", "'a:b' is no name of a plan"),
        ("[tool.ivrdsl.plans]\n'a b' = 'b'", "'a b' is no name of a plan"),
        ("[tool.ivrdsl.plans]\n-q = 'b'", "'-q' is no name of a plan"),
        (
            "[tool.ivrdsl.plans]\ncode = 'b'\nCode = 'c'",
            "toml:3: [tool.ivrdsl.plans] code and Code are nearly the same",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(LoadError) as caught:
        project(tmp_path, text)
    assert told in str(caught.value)
    assert caught.value.usage


@pytest.mark.parametrize("name", ["code", "2fa", "one-time_code", "código"])
def test_names(name: str, tmp_path: Path) -> None:
    assert project(tmp_path, f'[tool.ivrdsl.plans]\n"{name}" = "a.xml"').find(name) is not None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (PLAN, "[tool.ivrdsl.plans.a]: file is 'a.xml': there is no such file"),
        ("[tool.ivrdsl.plans]\na = {file = 'here.xml', quirks = {no_mach = 'x'}}", "did you mean"),
        ("[tool.ivrdsl.plans]\na = {file = 'here.xml', platform = 'gone.toml'}", "gone.toml: it cannot be read"),
    ],
)
def test_what_a_plan_needs_must_be_there(text: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here.xml").touch()
    (plan,) = project(tmp_path, text).plans
    with pytest.raises(LoadError, match=r"\[tool\.ivrdsl\.plans(\.a)?\]: ") as caught:
        plan.require()
    assert told in str(caught.value)


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    assert [plan.name for plan in project(tmp_path, PLAN).plans] == ["a"]
    assert [plan.name for plan in project(tmp_path, PLAN.replace("s.a", "s.b")).plans] == ["b"]


@pytest.mark.parametrize("page", ["README.md", "docs/project.md"])
def test_what_the_pages_show_is_right(page: str, tmp_path: Path) -> None:
    text = (ROOT / page).read_text("utf-8")
    (shown,) = re.findall(r"^```toml pyproject.toml\n(.*?tool\.ivrdsl\.plans.*?)^```$", text, re.M | re.S)
    found = project(tmp_path, shown)
    assert found.find("code") is not None
    assert set().union(*(plan.settings for plan in found.plans)) <= _KNOWN


_KNOWN = {
    *PLAN_KEYS,
    *(f"verify.{key}" for key in VERIFY_KEYS),
    *(f"forecast.{key}" for key in FORECAST_KEYS),
}


def test_the_page_says_all_that_can_be_said() -> None:
    page = (ROOT / "docs" / "project.md").read_text("utf-8")
    assert [key for key in (*PLAN_KEYS, *VERIFY_KEYS, *FORECAST_KEYS) if not re.search(rf"\b{key}\b", page)] == []


def test_no_project(tmp_path: Path) -> None:
    found: Any = project_of(str(tmp_path))
    assert found == Project()
    assert "any pyproject.toml here or above" in str(found.unknown("code"))
