"""All plans of a project in one command: the same as one by one, for any number of processes, whatever these do."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from ivrsim.script.callfile import parse_call_file
from tests import projects
from tests.needs import later, library
from tests.processes import LONGEST_S, ROOT, ivrdsl

jsonschema = later("jsonschema", "dev")
posix = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    projects.write(tmp_path)
    return tmp_path


def section(output: str, name: str) -> str:
    """What a run of all plans prints of one of them, but the empty line behind it."""
    next_one = r"(?=(?:# )?--- |\w+ +(?:passed|FAILED|UNDECIDED)|\Z)"
    found = re.search(rf"^(?:# )?--- {name}: .*\n((?:(?!(?:# )?--- ).*\n)*?)\n{next_one}", output, re.M)
    return found[1] if found else ""


@pytest.mark.parametrize("command", [each for each in projects.COMMANDS if each != "check"])
def test_all_plans_are_told_as_each_of_them_alone(command: str, project: Path) -> None:
    together = ivrdsl(command, folder=project)
    codes = []
    for name in projects.PLANS:
        alone = ivrdsl(command, name, folder=project)
        assert section(together.output, name) == alone.output
        assert alone.errors in together.errors
        codes.append(alone.code)
    assert together.code == max(codes, key=[0, 3, 1, 2].index)
    assert together.output.count("\n# --- " if command == "paths" else "\n--- ") >= len(projects.PLANS) - 1


@pytest.mark.parametrize("command", projects.COMMANDS)
def test_the_number_of_processes_changes_nothing(command: str, project: Path) -> None:
    told = {ivrdsl(command, "--jobs", str(jobs), folder=project) for jobs in (1, 2, 5, 60)}
    assert len(told) == 1


@pytest.mark.parametrize("command", projects.COMMANDS)
def test_one_document_holds_the_report_of_each_plan(command: str, project: Path) -> None:
    done = ivrdsl(command, "--json", folder=project)
    data = json.loads(done.output)
    schema = json.loads((ROOT / "schemas" / "together.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, schema)
    assert [each["name"] for each in data["plans"]] == list(projects.PLANS)
    for each in data["plans"]:
        alone = ivrdsl(command, each["name"], "--json", folder=project)
        assert each["report"] == json.loads(alone.output)
        assert each["exit"] == alone.code


def test_the_list_of_plans_is_as_the_schema_says(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    schema = json.loads((ROOT / "schemas" / "plans.schema.json").read_text(encoding="utf-8"))
    data = json.loads(ivrdsl("plans", "--json", folder=project).output)
    jsonschema.validate(data, schema)
    assert [each["name"] for each in data["plans"]] == list(projects.PLANS)
    member = data["plans"][4]
    assert member["set"] == {"contact.firstName": "Ann"}
    assert (member["platform"], member["quirks"]) == ("characters-2026", {"no_match": "replay"})
    assert member["calls"] == ["plans/member.call"]
    assert data["plans"][3]["verify"]["max-duration"] == 120_000
    empty = json.loads(ivrdsl("plans", "--json", folder=tmp_path_factory.mktemp("empty")).output)
    jsonschema.validate(empty, schema)
    assert empty["plans"] == []


def test_a_project_is_found_from_a_folder_below(project: Path) -> None:
    done = ivrdsl("verify", folder=project / "plans")
    assert (done.code, done.output.splitlines()[-1]) == (0, "6 plans, all passed")
    assert "--- survey: survey.xml\n" in done.output
    assert "passed  vote.call: somebody votes" in ivrdsl("simulate", "vote", folder=project / "tests").output


def test_a_check_of_all_plans_is_one_report(project: Path) -> None:
    done = ivrdsl("check", "--format", "sarif", folder=project)
    (run,) = json.loads(done.output)["runs"]
    assert {each["ruleId"] for each in run["results"]} == {"IVR103", "IVR201", "IVR303", "IVR411"}
    assert "6 plans, all passed" in done.errors
    ivrdsl("check", "--format", "junit", "-o", "report.xml", folder=project)
    assert (project / "report.xml").read_text(encoding="utf-8").count("<testcase") >= len(projects.PLANS)


@pytest.mark.parametrize("format_", ["concise", "github", "junit", "sarif"])
def test_a_proof_of_all_plans_is_one_report_for_programs(format_: str, project: Path) -> None:
    projects.settings(
        project,
        '[tool.ivrdsl.plans]\nmember = "plans/member.xml"\nvote = "plans/vote.xml"\n'
        '[tool.ivrdsl.plans.code]\nfile = "plans/code.py:one_time_code"\nparameters = {code = "2517"}\n'
        'verify = {max-plays = 3, levels = {at-most-plays = "error"}}\n',
    )
    done = ivrdsl("verify", "--format", format_, folder=project)
    assert done.code == 1
    assert "code    FAILED  6 broken (1 error, 4 warnings, 1 note)" in done.errors
    assert "2 5 1 7" not in done.output
    written = ivrdsl("verify", "--format", format_, "--output", "report", folder=project)
    assert (project / "report").read_text(encoding="utf-8") == done.output
    assert written.output.endswith("3 plans: 2 passed, 1 failed\n")
    names = [ivrdsl("verify", name, "--format", format_, folder=project).output for name in ("member", "vote", "code")]
    if format_ in ("concise", "github"):
        assert done.output == "".join(names)
    elif format_ == "junit":
        assert done.output.count("<testcase") == sum(each.count("<testcase") for each in names)
    else:
        (run,) = json.loads(done.output)["runs"]
        alone = [each for one in names for each in json.loads(one)["runs"][0]["results"]]
        assert [{**each, "ruleIndex": 0} for each in run["results"]] == [{**each, "ruleIndex": 0} for each in alone]
        ids = [each["id"] for each in run["tool"]["driver"]["rules"]]
        assert len(ids) == len(set(ids))


def test_levels_of_a_project(project: Path) -> None:
    member = 'member = {file = "plans/member.xml", quirks = {no_match = "replay"}}'
    text = f'[tool.ivrdsl.plans]\n{member}\n[tool.ivrdsl.verify]\nselect = "at-most-plays"\n'
    for said, code in (
        ('levels = {at-most-plays = "error"}', 1),
        ('levels = {at-most-N-plays = "note"}\nstrict = true', 0),
        ("", 0),
        ("max-warnings = 0", 1),
        ("strict = true", 1),
    ):
        projects.settings(project, f"{text}{said}\n")
        assert ivrdsl("verify", folder=project).code == ivrdsl("verify", "member", folder=project).code == code, said
    assert ivrdsl("verify", "member", "--level", "at-most-plays=note", folder=project).code == 0
    projects.settings(project, text + 'levels = {at-most-pays = "error"}\n')
    done = ivrdsl("verify", "member", folder=project)
    place = "pyproject.toml:5: [tool.ivrdsl.verify]"
    assert f"{place}: there is no property 'at-most-pays'; did you mean \"at-most-plays\"?" in done.errors
    assert done.code == 2


def test_secrets_of_a_plan_are_masked_in_the_report_of_all(project: Path) -> None:
    projects.settings(
        project,
        '[tool.ivrdsl.plans]\nmember = {file = "plans/member.xml", verify = {secrets = "userid"}}\n'
        'goodbye = "plans/goodbye.py"\n',
    )
    assert "userid" not in ivrdsl("check", "--format", "concise", folder=project).output
    assert "[secret]" in ivrdsl("check", "--format", "concise", folder=project).output


def test_coverage_of_all_plans_goes_to_one_file(project: Path) -> None:
    one = [ivrdsl("cover", "--save", "data.json", "--jobs", "1", folder=project).code, read(project)]
    (project / "data.json").unlink()
    assert one == [ivrdsl("cover", "--save", "data.json", "--jobs", "4", folder=project).code, read(project)]
    assert "6 plans" not in ivrdsl("cover", "--combine", "data.json", folder=project).output
    assert len(one[1]["plans"]) == len(projects.PLANS)


def read(project: Path) -> Any:
    return json.loads((project / "data.json").read_text(encoding="utf-8"))


def test_saved_calls_of_plans_do_not_meet(project: Path) -> None:
    projects.settings(
        project,
        '[tool.ivrdsl.plans]\nsurvey = "plans/survey.xml"\nvote = "plans/vote.xml"\n'
        '[tool.ivrdsl.verify]\nselect = "at-most-1-plays"\nmax-plays = 1\nstrict = true\n',
    )
    (project / "plans" / "vote.xml").write_text(
        '<dialplan><menu name="a"><play type="tts">Press 1.</play><keypress pressed="1"><goto>a</goto></keypress>'
        "</menu></dialplan>",
        encoding="utf-8",
    )
    done = ivrdsl("verify", "--save", "kept", folder=project)
    assert done.code == 1
    saved = sorted(str(path.relative_to(project)) for path in (project / "kept").rglob("*.call"))
    assert saved == ["kept/vote/at-most-1-plays.call"]


# --- names, and what stands in front of what --------------------------------------------------------------------


def same(first: list[str], second: list[str], project: Path) -> None:
    """Both command lines do the same."""
    done = ivrdsl(*first, folder=project)
    assert done == ivrdsl(*second, folder=project)
    assert done.output


@pytest.mark.parametrize(
    ("named", "spelt"),
    [
        ("graph member", "graph plans/member.xml --platform characters-2026 --quirk no_match=replay"),
        ("compile code", "compile plans/code.py:one_time_code -p code=2517"),
        ("compile code -p code=0042", "compile plans/code.py:one_time_code -p code=0042"),
        ("payload code --to 12135551100", "payload plans/code.py:one_time_code -p code=2517 --to 12135551100"),
        ("import vote", "import plans/vote.xml"),
        ("check code", "check plans/code.py:one_time_code -p code=2517 --preset otp"),
        ("check code --preset strict", "check plans/code.py:one_time_code -p code=2517 --preset strict"),
        ("paths hotline", "paths plans/hotline.xml --inbound --max-states 50000"),
        (
            "verify hotline",
            "verify plans/hotline.xml --inbound --max-duration 2m --ignore no-key-swallowed --ignore at-most-5-plays",
        ),
        (
            "verify code --select every-call-ends",
            "verify plans/code.py:one_time_code -p code=2517 --select every-call-ends --ignore no-key-swallowed",
        ),
        (
            "verify member --set contact.firstName=Bob --quirk barge_in=false --attribute x --select no-unset-variable",
            "verify plans/member.xml --set contact.firstName=Bob --quirk no_match=replay --quirk barge_in=false"
            " --platform characters-2026 --attribute userid --attribute x --select no-unset-variable",
        ),
        ("verify code --max-states 3", "verify plans/code.py:one_time_code -p code=2517 --max-states 3"
         " --ignore no-key-swallowed --ignore at-most-5-plays"),
        ("verify vote --json", "verify plans/vote.xml --properties plans/vote_properties.py --json"
         " --ignore no-key-swallowed --ignore at-most-5-plays"),
        ("mutate vote --all", "mutate plans/vote.xml tests/vote.call --properties plans/vote_properties.py --all"),
        ("cover vote", "cover plans/vote.xml tests/vote.call"),
        ("simulate vote", "simulate tests/vote.call"),
        ("diff vote survey", "diff plans/vote.xml plans/survey.xml"),
        ("diff goodbye code", "diff plans/goodbye.py plans/code.py:one_time_code -p code=2517"),
        ("diff plans/goodbye.py hotline --inbound", "diff plans/goodbye.py plans/hotline.xml --inbound"),
        ("diff vote --against no_match=replay", "diff plans/vote.xml --against no_match=replay"),
    ],
)  # fmt: skip
def test_a_name_is_what_one_would_have_typed(named: str, spelt: str, project: Path) -> None:
    if "--preset" not in spelt:  # which these commands may not take, and of which they show what it finds
        said = (project / "pyproject.toml").read_text(encoding="utf-8")
        projects.settings(project, said.replace('preset = "otp"\n', ""))
    same(named.split(), spelt.split(), project)


def test_files_of_calls_bring_along_what_the_project_says(project: Path) -> None:
    done = ivrdsl("simulate", "plans/code.call", "plans/member.call", folder=project)
    assert (done.code, done.output.splitlines()[-1]) == (0, "3 calls, all passed")
    done = ivrdsl("simulate", "plans/member.call", "--quirk", "no_match=fallthrough", folder=project)
    assert done.code == 1
    done = ivrdsl("cover", "plans/member.xml", "plans/member.call", folder=project)
    said = "no_match=replay, amd_delay_ms=0, amd_unsure_delay_ms=0, greeting_ms=0, ms_per_character=65"
    assert f"plans/member.xml with {said}: 1 call" in done.output


def test_what_is_heard_of_a_name_is_what_the_project_says(project: Path) -> None:
    library("espeakng_loader", "speech")
    done = ivrdsl("listen", "plans/member.call", "-o", "sounds", folder=project)
    assert (done.code, done.output.splitlines()[-1]) == (0, "1 call, all passed")
    done = ivrdsl("listen", "member", "-e", "answer live; hear 'Hello Ann'", "-o", "a.wav", folder=project)
    assert done.code == 0


def test_plans_that_are_compared_must_go_together(project: Path) -> None:
    done = ivrdsl("diff", "member", "vote", folder=project)
    assert done.code == 2
    assert "member and vote differ in what they say of quirks: give --quirk, or compare their files" in done.errors
    done = ivrdsl("diff", "hotline", "vote", folder=project)
    assert "differ in what they say of inbound: give --inbound, or compare their files" in done.errors
    given = ["--platform", "callfire-2026.12", "--quirk", "no_match=replay"]
    assert ivrdsl("diff", "member", "vote", *given, folder=project).code == 1


def test_a_certificate_is_made_and_tested_by_name(project: Path) -> None:
    assert ivrdsl("verify", "hotline", "--certificate", "c.json", folder=project).code == 0
    done = ivrdsl("certify", "c.json", "hotline", "--calls", "20", folder=project)
    assert (done.code, "none left it" in done.output) == (0, True)


def test_a_plan_of_a_revision_has_a_name(project: Path) -> None:
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]):
        subprocess.run(["git", *words], cwd=project, check=True)
    (project / "plans" / "vote.xml").write_text("<dialplan><hangup/></dialplan>", encoding="utf-8")
    done = ivrdsl("diff", "HEAD:vote", "vote", folder=project)
    assert done == ivrdsl("diff", "HEAD:plans/vote.xml", "plans/vote.xml", folder=project)
    assert done.code == 1


def test_a_name_stands_in_front_of_a_folder(project: Path) -> None:
    (project / "survey").mkdir()
    (project / "survey" / "other.xml").write_text("<dialplan><goto>x</goto></dialplan>", encoding="utf-8")
    assert ivrdsl("check", "survey", folder=project).code == 0
    assert ivrdsl("check", "./survey", folder=project).code == 1
    assert ivrdsl("check", "plans", folder=project).code == 0  # a folder whose name no plan has


def test_a_plan_of_a_preset_is_not_compiled_with_its_errors(project: Path) -> None:
    projects.settings(
        project,
        '[tool.ivrdsl.plans]\nsurvey = {file = "plans/survey.xml", preset = "strict"}\nvote = "plans/vote.xml"\n',
    )
    menu = '<menu maxDigits="1"><play type="tts">Press 1.</play><keypress pressed="1"><hangup/></keypress></menu>'
    text = f'<dialplan>{menu}<transfer timeout="25">12135551234</transfer></dialplan>'  # IVR110, a warning
    (project / "plans" / "survey.xml").write_text(text, encoding="utf-8")
    assert ivrdsl("compile", "plans/survey.xml", folder=project).code == 0
    done = ivrdsl("compile", "survey", folder=project)
    assert (done.code, done.output) == (1, "")
    assert ivrdsl("check", "survey", folder=project).code == 1


def test_a_config_has_plans_too(project: Path) -> None:
    (project / "pyproject.toml").rename(project / "other.toml")
    assert ivrdsl("check", folder=project).code == 2
    done = ivrdsl("check", "--config", "other.toml", folder=project)
    assert "6 plans, all passed" in done.output
    assert ivrdsl("check", "code", "--config", "other.toml", folder=project).code == 0


def test_settings_that_change_while_it_runs_change_nothing(project: Path) -> None:
    write_plans(project, first="open('pyproject.toml', 'w').write('[tool.ivrdsl.plans')", second="")
    done = ivrdsl("verify", "--select", "every-call-ends", "--jobs", "1", folder=project)
    assert "second  " in done.output
    assert "is no TOML" in done.errors  # which rules apply is asked when a plan is read
    assert done.code == 2


# --- processes that die, and Ctrl-C -----------------------------------------------------------------------------


def write_plans(folder: Path, **bodies: str) -> None:
    """A project of Python plans, each with a body that runs before its plan is there."""
    projects.settings(folder, "[tool.ivrdsl.plans]\n" + "".join(f'{name} = "{name}.py"\n' for name in bodies))
    for name, body in bodies.items():
        text = f"import os, signal\n{body}\nfrom ivrdsl import Dialplan, Hangup\ndialplan = Dialplan()[Hangup()]\n"
        (folder / f"{name}.py").write_text(text, encoding="utf-8")


@posix
@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "its process died: SIGKILL, as it happens when the memory runs out"),
        ("os.abort()", "its process died: SIGABRT"),
        ("os._exit(7)", "its process died: exit code 7"),
        ("raise MemoryError", "MemoryError"),
    ],
)
def test_a_process_that_dies_is_an_error_of_its_plan(body: str, told: str, tmp_path: Path) -> None:
    write_plans(tmp_path, first="", dies=body, last="")
    done = ivrdsl("verify", "--select", "every-call-ends", folder=tmp_path)
    assert done.code == 1
    assert told in done.output
    assert "first  passed  1 proved\n" in done.output
    assert "last   passed  1 proved\n" in done.output
    (report,) = [
        each for each in json.loads(ivrdsl("verify", "--json", folder=tmp_path).output)["plans"] if each["exit"]
    ]
    assert (report["name"], report["report"]) == ("dies", None)


@pytest.mark.parametrize("format_", ["concise", "github", "junit", "sarif"])
@pytest.mark.parametrize("others", [("first", "last"), ()])
def test_a_report_for_programs_tells_of_plans_that_did_not_run(
    format_: str, others: tuple[str, ...], tmp_path: Path
) -> None:
    write_plans(tmp_path, **dict.fromkeys(others, ""), wrong="raise ValueError('no plan here')", dies="os._exit(0)")
    for several in (True, False):
        if not several:  # the only one
            write_plans(tmp_path, wrong="raise ValueError('no plan here')")
        (tmp_path / "report").write_text("stale", encoding="utf-8")
        words = ("verify", "--select", "every-call-ends", "--format", format_)
        done = ivrdsl(*words, folder=tmp_path)
        assert done.code in (1, 2)
        ivrdsl(*words, "-o", "report", folder=tmp_path)
        assert (tmp_path / "report").read_text(encoding="utf-8") == done.output
        told = {"wrong": "no plan here"} | ({"dies": "its process died: exit code 0"} if several else {})
        if format_ == "junit":
            cases = list(ElementTree.fromstring(done.output).iter("testcase"))
            failed = {case.get("name"): case.find("error") for case in cases if case.find("error") is not None}
            assert {name: words in str(failed[name].get("message")) for name, words in told.items()} == dict.fromkeys(
                told, True
            )
            assert len(cases) == len(told) + (len(others) if several else 0)
        elif format_ == "sarif":
            (run,) = json.loads(done.output)["runs"]
            (invocation,) = run["invocations"]
            texts = [each["message"]["text"] for each in invocation["toolExecutionNotifications"]]
            assert not invocation["executionSuccessful"]
            assert len(texts) == len(told)
            assert all(any(name in text and words in text for text in texts) for name, words in told.items())
        else:
            lines = done.output.splitlines()
            begin = "::error file={}.py::" if format_ == "github" else "{}.py: error: "
            assert len(lines) == len(told)
            for line, (name, words) in zip(lines, told.items(), strict=True):
                assert line.startswith(begin.format(name) + f"no verdicts on {name}: ")
                assert words in line


@pytest.mark.parametrize("format_", ["concise", "github", "junit", "sarif"])
def test_why_a_plan_did_not_run_tells_no_secret(format_: str, tmp_path: Path) -> None:
    write_plans(tmp_path, wrong="raise ValueError('tulip-rose')")
    settings = (tmp_path / "pyproject.toml").read_text(encoding="utf-8")
    projects.settings(tmp_path, f"{settings}[tool.ivrdsl.verify]\nsecrets = 'tulip'\n")
    done = ivrdsl("verify", "--format", format_, "--secret", "rose", folder=tmp_path)
    assert "ValueError" in done.output
    assert "tulip" not in done.output
    assert "rose" not in done.output


def test_a_test_report_tells_plans_apart(project: Path) -> None:
    cases = ElementTree.fromstring(ivrdsl("verify", "--format", "junit", folder=project).output).iter("testcase")
    of_each: dict[str, list[str]] = {}
    for case in cases:
        of_each.setdefault(str(case.get("classname")), []).append(str(case.get("name")))
    assert list(of_each) == [f"ivrdsl.verify.{name}" for name in projects.PLANS]
    assert all(len(names) == len(set(names)) for names in of_each.values())


@pytest.mark.parametrize("body", ["print('{')", "os.write(1, b'{')", "os.system('echo {')"])
def test_what_a_plan_prints_is_in_no_report(body: str, tmp_path: Path) -> None:
    write_plans(tmp_path, first=body, last="")
    for command in ("check", "verify", "paths", "mutate"):
        data = json.loads(ivrdsl(command, "--json", folder=tmp_path).output)
        assert [each["report"] is None for each in data["plans"]] == [False, False], command
    done = ivrdsl("verify", folder=tmp_path)
    assert "{" not in done.output
    assert done.errors.count("{") == 1


def test_a_plan_that_ends_the_only_process_is_no_success(tmp_path: Path) -> None:
    write_plans(tmp_path, only="os._exit(0)")
    for command in ("check", "verify", "paths", "mutate"):  # the others look at calls first
        done = ivrdsl(command, folder=tmp_path)
        assert done.code == 1
        assert "its process died: exit code 0" in done.output + done.errors


def test_what_many_checks_need_is_loaded_once(tmp_path: Path) -> None:
    loaded = (
        "import sys\n"
        "assert {'ivrdsl.cli.patience', 'ivrdsl.files.platform'} <= set(sys.modules)\n"
        "from ivrdsl.xml.validation import unions, vocabulary, xsd\n"
        "assert xsd.the_schema.cache_info().currsize == vocabulary.vocabulary.cache_info().currsize == 1\n"
    )
    write_plans(tmp_path, first=loaded, last=loaded)
    done = ivrdsl("check", folder=tmp_path)
    assert done.code == 0, done.output
    few = f"{loaded}assert not unions.full_schema.cache_info().currsize\n"  # it is slow, and few plans need it
    write_plans(tmp_path, first=few, last=few)
    assert ivrdsl("check", folder=tmp_path).code == 0
    many = f"{loaded}assert unions.full_schema.cache_info().currsize\n"
    write_plans(tmp_path, **{f"plan_{number}": many for number in range(20)})
    assert ivrdsl("check", folder=tmp_path).code == 0


def test_the_calls_of_all_plans_can_be_read(project: Path) -> None:
    output = ivrdsl("paths", folder=project).output
    files = re.split(r"^# --- .*\n", output, flags=re.M)
    assert files[0] == ""
    assert len(files) == 1 + len(projects.PLANS)
    for text in files[1:]:
        assert parse_call_file(text).calls


def test_saved_calls_of_a_plan_run_on_what_the_project_says(tmp_path: Path) -> None:
    (tmp_path / "plan.py").write_text(
        "from ivrdsl import Dialplan, Hangup, Keypress, Menu, NoMatch, Say, Transfer\n"
        "def dialplan(text, number):\n"
        "    return Dialplan('Root')[Menu('m', max_digits=1)[Say(text), Keypress('1')[Hangup()],\n"
        "        NoMatch()[Transfer(number)]], Hangup()]\n",
        encoding="utf-8",
    )
    projects.settings(
        tmp_path,
        '[tool.ivrdsl.plans.old]\nfile = "plan.py"\nquirks = {no_timeout_branch = "default"}\n'
        'set = {"contact.firstName" = "Ann"}\n'
        'parameters = {text = "Hello ${contact.firstName}.", number = "15551230100"}\n',
    )
    words = ("--save", "kept", "-p", "number=15551230199")
    done = ivrdsl("verify", "old", "--select", "silence-never-acts", *words, folder=tmp_path)
    assert "silence-never-acts.call: written; it fails until the plan is mended" in done.errors
    text = (tmp_path / "kept" / "silence-never-acts.call").read_text(encoding="utf-8")
    assert "\ndialplan old number=15551230199\n" in text
    assert ivrdsl("simulate", "kept/silence-never-acts.call", folder=tmp_path).code == 1
    assert ivrdsl("paths", "old", "--save", "paths", folder=tmp_path).code == 0
    calls = [str(path) for path in sorted((tmp_path / "paths").glob("*.call"))]
    assert all("\ndialplan old\n" in Path(path).read_text(encoding="utf-8") for path in calls)
    assert ivrdsl("simulate", *calls, folder=tmp_path).code == 0
    printed = ivrdsl("paths", "old", folder=tmp_path).output
    (tmp_path / "all.call").write_text(printed, encoding="utf-8")
    assert ivrdsl("simulate", "all.call", folder=tmp_path).code == 0


def test_a_name_that_only_one_plan_knows_is_known_to_the_run(tmp_path: Path) -> None:
    write_plans(tmp_path, first="", second="")
    own = "from ivrsim import never\n{0} = never(lambda entry: entry.kind == 'transfer', name='{1}')\n"
    (tmp_path / "own.py").write_text(own.format("mine", "no-transfer-here"), encoding="utf-8")
    (tmp_path / "others.py").write_text(own.format("other", "nobody-transfers"), encoding="utf-8")
    projects.settings(
        tmp_path,
        '[tool.ivrdsl.plans]\nfirst = {file = "first.py", properties = "own.py"}\nsecond = "second.py"\n'
        'third = {file = "second.py", properties = "others.py"}\n',
    )
    for words in (("--select", "no-transfer-here"), ("--level", "no-transfer-here=note")):
        done = ivrdsl("verify", *words, folder=tmp_path)
        assert (done.code, done.errors) == (0, "")
        assert done.output.endswith("3 plans, all passed\n")
    told = json.loads(ivrdsl("verify", "--select", "no-transfer-here", "--json", folder=tmp_path).output)["plans"]
    assert [len(each["report"]["properties"]) for each in told] == [1, 0, 0]
    misspelt = ivrdsl("verify", "--select", "no-transfer-hre", folder=tmp_path)
    assert misspelt.code == 2
    hint = "there is no property 'no-transfer-hre'; did you mean \"no-transfer-here\"?"
    assert misspelt.errors == f"ivrdsl: {hint}\n"
    for alone in (("second",), ("second", "third")):  # nobody there has it
        assert ivrdsl("verify", *alone, "--select", "no-transfer-here", folder=tmp_path).code == 2
    nothing = ivrdsl("verify", "--select", "call-ends-in-time", folder=tmp_path)
    assert nothing.code == 2
    assert "the plan has nothing that this is about, or an option is missing" in nothing.errors


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    path = os.pathsep.join([str(ROOT), str(ROOT / "simulator")])
    command = [sys.executable, "-m", "ivrdsl", *words]
    variables = {**os.environ, "PYTHONPATH": path}
    return subprocess.Popen(
        command, cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


WAITS = """
with open("waits", "w") as told: told.write(str(os.getpid()))
open("never").read()
"""
"""Says that it is there, and waits for what nobody writes."""


def write_waiting(folder: Path, before: str = "") -> None:
    os.mkfifo(folder / "waits")
    os.mkfifo(folder / "never")
    write_plans(folder, first="", waits=before + WAITS, last="")


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@posix
def test_ctrl_c_ends_all_and_shows_what_is_known(tmp_path: Path) -> None:
    write_waiting(tmp_path)
    process = started(tmp_path, "verify", "--jobs", "1", "--select", "every-call-ends")
    child = int((tmp_path / "waits").read_text())  # waits until the plan says it
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 130
    assert "first  passed       1 proved\nwaits  INTERRUPTED  interrupted\nlast   INTERRUPTED  not run" in output
    assert output.endswith("3 plans: 1 passed, 2 interrupted\n")
    assert "Traceback" not in errors
    assert not is_running(child)


@posix
def test_who_presses_ctrl_c_again_does_not_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "asked")
    write_waiting(tmp_path, "signal.signal(signal.SIGINT, lambda *_: open('asked', 'w').close())")
    process = started(tmp_path, "verify", "--jobs", "1", "--select", "every-call-ends")
    child = int((tmp_path / "waits").read_text())
    process.send_signal(signal.SIGINT)
    assert (tmp_path / "asked").read_text() == ""  # waits until the plan was asked to end, which it does not
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 130
    assert "first  passed       1 proved\nwaits  INTERRUPTED  interrupted\n" in output
    assert "Traceback" not in errors
    assert not is_running(child)


@posix
def test_a_command_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    write_waiting(tmp_path, "os.mkfifo('alive')\nkept = os.open('alive', os.O_RDWR)\n")
    process = started(tmp_path, "verify", "--jobs", "2")
    child = int((tmp_path / "waits").read_text())
    with open(tmp_path / "alive", "rb") as alive:  # it ends when nobody has it open any more
        process.kill()
        process.communicate(timeout=LONGEST_S)
        assert alive.read() == b""
    assert child
