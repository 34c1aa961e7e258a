"""`ivrdsl diff` with plans of other revisions: what is beside a plan is of its time, and nothing is touched or left."""

import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ivrdsl.cli.group import cli
from ivrsim.comparing.pairs import PairSearch
from tests.processes import ivrdsl

ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
}
PLAN = """\
from words import GREETING
from ivrdsl import Dialplan, Say

dialplan = Dialplan("Root")[Say(GREETING)]


def spoken(text: str) -> Dialplan:
    return Dialplan("Root")[Say(text), Say(GREETING)]
"""


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two revisions of plans: the plan itself is the same, a module beside it is not."""
    folder = tmp_path / "a repository"
    (folder / "plans").mkdir(parents=True)
    git(folder, "init", "-q")
    (folder / "plans" / "code.py").write_text(PLAN, encoding="utf-8")
    (folder / "plans" / "words.py").write_text('GREETING = "Hello."\n', encoding="utf-8")
    (folder / "plans" / ".gitattributes").write_text("words.py export-ignore\n", encoding="utf-8")
    (folder / "gone.xml").write_text('<dialplan><play type="tts">Hello.</play></dialplan>', encoding="utf-8")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "first")
    (folder / "plans" / "words.py").write_text('GREETING = "Good day."\n', encoding="utf-8")
    (folder / "gone.xml").unlink()
    git(folder, "commit", "-q", "-a", "-m", "second")
    git(folder, "tag", "release")
    return folder


def diff(folder: Path, *words: str, more: Mapping[str, str] | None = None) -> tuple[int, str]:
    temporary = folder.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    environment = {**ENVIRONMENT, "TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1", **(more or {})}
    done = ivrdsl("diff", *words, folder=folder, environment=environment)
    assert not list(temporary.iterdir())
    assert "Traceback" not in done.errors
    assert str(temporary) not in done.output + done.errors
    return done.code, done.output + done.errors


def test_what_a_plan_imports_is_of_its_revision(repository: Path) -> None:
    code, told = diff(repository, "HEAD~1:plans/code.py", "plans/code.py")
    assert code == 1
    assert '"Hello." in the old plan, "Good day." in the new one' in told
    assert "old: HEAD~1:plans/code.py" in told
    code, told = diff(repository, "plans/code.py", "HEAD~1:plans/code.py")
    assert '"Good day." in the old plan, "Hello." in the new one' in told
    assert diff(repository, "release:plans/code.py:dialplan", "plans/code.py")[0] == 0
    assert git(repository, "status", "--porcelain") == ""
    assert git(repository, "worktree", "list").count("\n") == 1


def test_revisions_are_named_as_for_git(repository: Path) -> None:
    below = repository / "plans"
    assert diff(below, "HEAD~1:plans/code.py", "code.py")[0] == 1
    assert diff(below, "HEAD~1:./code.py", "code.py")[0] == 1
    assert diff(below, "HEAD~1:code.py", "HEAD:code.py")[0] == 1
    assert diff(below, "HEAD:code.py:spoken", "code.py:spoken", "-p", "text=x")[0] == 0
    assert diff(repository, "HEAD~1:gone.xml", "HEAD~1:plans/code.py")[0] == 0


@pytest.mark.parametrize(
    ("source", "because"),
    [
        ("HEAD~7:plans/code.py", "git has no revision 'HEAD~7'"),
        ("nobody:plans/code.py", "git has no revision 'nobody'"),
        ("HEAD:gone.xml", "gone.xml: there is no such file in HEAD"),
        ("HEAD:plans", "plans: there is no such file in HEAD"),
        ("HEAD:../plans/code.py", "there is no such file in HEAD"),
        ("HEAD:plans/code.py:nothing", "HEAD:plans/code.py has no 'nothing'"),
        ("--output=x:plans/code.py", "No such option"),
        ("C:\\plans\\code.py", "there is no such file"),
        ("HEAD:", "HEAD:: there is no such file"),
        ("HEAD:plans/\ncode.py", "there is no such file"),
        ("HÉAD:plans/code.py", "git has no revision"),
    ],
)
def test_what_is_not_there(repository: Path, source: str, because: str) -> None:
    code, told = diff(repository, source, "plans/code.py")
    assert code == 2
    assert because in told


def test_a_revision_cannot_be_an_option(repository: Path) -> None:
    code, told = diff(repository, "--", "-x:plans/code.py", "plans/code.py")
    assert code == 2
    assert "-x is no revision of git" in told


def test_a_file_whose_name_has_a_colon_is_a_file(repository: Path) -> None:
    (repository / "HEAD:odd.xml").write_text('<dialplan><play type="tts">Odd.</play></dialplan>', encoding="utf-8")
    code, told = diff(repository, "HEAD:odd.xml", "HEAD~1:gone.xml")
    assert code == 1
    assert '"Odd."' in told


def test_what_is_wrong_in_a_revision_is_told_by_its_name(repository: Path) -> None:
    (repository / "plans" / "words.py").write_text('raise ValueError("no words")\n', encoding="utf-8")
    git(repository, "commit", "-q", "-a", "-m", "third")
    (repository / "plans" / "words.py").write_text('GREETING = "Hello."\n', encoding="utf-8")
    code, told = diff(repository, "HEAD:plans/code.py", "plans/code.py")
    assert code == 1
    assert "HEAD:plans/words.py:1:1: IVR000 no-plan: ValueError: no words (called from HEAD:plans/code.py:1)" in told


def test_without_git_or_a_repository(repository: Path, tmp_path: Path) -> None:
    code, told = diff(repository, "HEAD:plans/code.py", "plans/code.py", more={"PATH": str(tmp_path / "empty")})
    assert (code, "needs git, which is not installed" in told) == (2, True)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "plan.xml").write_text('<dialplan><play type="tts">Odd.</play></dialplan>', encoding="utf-8")
    code, told = diff(outside, "HEAD:plan.xml", "plan.xml", more={"GIT_CEILING_DIRECTORIES": str(tmp_path)})
    assert (code, "is in no repository of git" in told) == (2, True)


def test_modules_of_one_name_beside_two_plans(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name / "helpers").mkdir(parents=True)
        (tmp_path / name / "plan.py").write_text(
            "from helpers.words import TEXT\nfrom ivrdsl import Dialplan, Say\ndialplan = Dialplan('r')[Say(TEXT)]\n",
            encoding="utf-8",
        )
        (tmp_path / name / "helpers" / "words.py").write_text(f'TEXT = "{name}"\n', encoding="utf-8")
    code, told = diff(tmp_path, "one/plan.py", "two/plan.py")
    assert code == 1
    assert '"one" in the old plan, "two" in the new one' in told


ENDLESS = """\
<dialplan name="Root">
  <setvar varname="n">0</setvar>
  <menu name="ask" maxDigits="1" timeout="3500">
    <play type="tts">Press a key.</play>
    <keypress pressed="1"/>
  </menu>
  <setvar varname="n">${{n}} + {step}</setvar>
  <goto>ask</goto>
</dialplan>
"""


@pytest.mark.parametrize("verb", ["diff", "mutate"])
def test_an_interrupted_search_tells_what_is_known(tmp_path: Path, verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, step in {"old.xml": 1, "new.xml": 2}.items():
        (tmp_path / name).write_text(ENDLESS.format(step=step), encoding="utf-8")
    files = [str(tmp_path / name) for name in (("old.xml", "new.xml") if verb == "diff" else ("old.xml",))]
    searching = PairSearch._onward

    def interrupted(self: PairSearch, pair: Any) -> Any:
        if self.tally.pairs == 3:
            signal.raise_signal(signal.SIGINT)
        return searching(self, pair)

    monkeypatch.setattr(PairSearch, "_onward", interrupted)
    result = CliRunner().invoke(cli, [verb, *files, "--max-states", "100000000"])
    assert result.exit_code == (3 if verb == "diff" else 1), result.output
    ended = "the search was ended after 64 pairs of states: Ctrl-C" if verb == "diff" else "not tried: Ctrl-C"
    assert ended in result.output
