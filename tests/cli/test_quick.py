"""What `quick.py` understands of a command line is what click understands, for all commands."""

import io
import os
import subprocess
import sys
from typing import Any

import click
import pytest
from click.core import ParameterSource
from click.testing import CliRunner
from hypothesis import example, given, strategies as st

from ivrdsl.cli import output
from ivrdsl.cli.commands import COMMANDS, load
from ivrdsl.cli.quick import Understood, _NotPlain, read, understood
from ivrdsl.cli.syntax import BadValue, Command, Kind, Parameter

VALUES = [
    "", "x", "plan.xml", "a=b", "a=", "=b", "1", "0", "-1", "007", "100", "101", "1_0", " 5", "٣", "²", "1e3", "2.5",
    ".", "1.", "60", "nan", "inf", "full", "json", "Full", "wording", "dot", "contact.A=1", "[", "a|b", "90s", "3m",
    "9 m", "README.md", "tests", "nowhere/new", "-", "--", "é", "\udcff", "x y", "2151", "9" * 30,
]  # fmt: skip
"""Words that are good for one thing and bad for another."""


Read = tuple[dict[str, Any], frozenset[str]]
"""The values of a command line by name, and the names of those that stand there."""

PLAIN = [
    "check",
    "verify --jobs 2",
    "cover --save data",
    "simulate code",
    "verify code --quirk no_match=replay --inbound",
    "plans --json",
    "check plan.xml",
    "check plan.xml other.xml --json --select IVR1,IVR2 --ignore=IVR003 --max-warnings 3",
    "verify plan.xml --select every-call-ends --max-plays 7 --max-duration 90s --max-seconds 2.5 --witnesses=3",
    "verify plan.py -p code=2517 --quirk no_match=replay --set contact.A=Yes --attribute x --secret [0-9]+ --strict",
    "explain IVR003",
    "rules",
    "rules --json",
    "compile plan.py --one-line -o nowhere/new.xml",
    "simulate plan.xml script",
    "simulate a.call b.call --json",
    "listen plan.xml script -o nowhere/new.wav --sounds tests",
    "sounds tests --json",
    "import plan.xml --force --name other",
    "graph plan.xml --format dot --all",
    "cover plan.py a.call --save data",
    "diff old.xml new.xml --ignore wording",
    "mutate plan.xml a.call b.call",
    "paths plan.xml --every-state",
    "payload plan.py --to 12135551100 --attribute a=b",
    "campaign plan.py --recipients 50 --jobs 2 --seed 3 --json",
]


def read_by_click(command: Command, words: list[str]) -> Read | str:
    """The values and the names of those that are given, or what is wrong."""
    try:
        context = command.for_click().make_context(command.name, list(words))
        named = {name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE}
        return context.params, frozenset(named)
    except click.exceptions.Exit:
        return "help"
    except click.ClickException as error:
        return error.format_message()


def read_quickly(command: Command, words: list[str]) -> Read | None:
    try:
        return read(command.parameters, words)
    except (_NotPlain, BadValue):
        return None


def suiting(option: Parameter) -> list[str]:
    """An option as it may well be written."""
    kind = option.settings.get("type")
    named = {"IntRange": "60", "FloatRange": "2.5", "Path": "nowhere/new"}
    value = named.get(kind.name, kind.settings.get("choices", [""])[0]) if isinstance(kind, Kind) else "a=b"
    return [option.names[0]] if option.settings.get("is_flag") else [option.names[0], value]


@st.composite
def command_lines(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A plain command line with a few other words somewhere in it."""
    name, *words = draw(st.sampled_from(PLAIN)).split()
    declared = [each for each in load(name).parameters if each.is_option]
    written = [each for parameter in declared for each in parameter.names if each.startswith("-")]
    option = st.sampled_from(written or ["--json"])
    good = st.sampled_from([suiting(each) for each in declared] or [["x"]])
    value = st.sampled_from(VALUES)
    odd = st.one_of(
        value,
        option,
        st.builds("{}={}".format, option, value),
        st.builds("{}{}".format, option, value),
        option.map(lambda each: each[:-1]),
        st.sampled_from(["--help", "-h", "--unknown", "-x", "---"]),
    )
    pieces = st.one_of(good, good, good, odd.map(lambda each: [each]), st.tuples(option, value).map(list))
    for piece in draw(st.lists(pieces, max_size=3)):
        at = draw(st.integers(0, len(words)))
        words[at:at] = piece
    return name, words


@given(command_lines())
@example(("verify", ["plan.xml", "--max-seconds", "2.5", "-p", "a=b", "--set", "contact.A=1", "--max-plays=7"]))
@example(("check", ["a.xml", "--format", "json", "b.xml", "-o", "nowhere/new", "--secret", "a|b", "--secret", "x"]))
def test_it_never_reads_other_values_than_click(line: tuple[str, list[str]]) -> None:
    name, words = line
    found = read_quickly(load(name), words)
    if found is not None:
        assert found == read_by_click(load(name), words)


@pytest.mark.parametrize("line", PLAIN)
def test_plain_command_lines_need_no_click(line: str) -> None:
    name, *words = line.split()
    found = understood([name, *words])
    assert found is not None
    assert found == Understood(load(name), *read_by_click(load(name), words))


@pytest.mark.parametrize(
    "line",
    [
        "", "--help", "nothing", "check -h", "check a.xml --format best", "check -- a.xml", "check -oa a.xml",
        "verify a.xml --max-plays 0", "verify a.xml --max-duration 9h", "serve",
        "check a.xml --js", "check a.xml --json=1", "check a.xml -o", "verify a.xml -p a", "payload a.py",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_click(line: str) -> None:
    assert understood(line.split()) is None


def test_shells_that_complete_are_left_to_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_IVRDSL_COMPLETE", "bash_complete")
    assert understood(["rules"]) is None


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_click_shows_what_was_declared(name: str) -> None:
    help_ = CliRunner().invoke(load(name).for_click(), ["--help"]).output
    for parameter in load(name).parameters:
        assert not parameter.is_option or parameter.names[0] in help_


# --- printing -------------------------------------------------------------------------------------------------------

MESSAGES: list[str | bytes] = ["", "plain", "ünïcode", b"\xff bytes", "two\nlines\n"]
ENCODINGS = [("utf-8", "strict"), ("utf-8", "surrogateescape"), ("latin-1", "strict"), ("cp1252", "strict")]


@pytest.mark.parametrize("message", MESSAGES, ids=repr)
@pytest.mark.parametrize("encoding", ENCODINGS, ids=str)
@pytest.mark.parametrize("nl", [True, False])
def test_it_prints_as_click_does(
    message: str | bytes, encoding: tuple[str, str], nl: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = []
    for echo in (output.echo, click.echo):
        buffer = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(buffer, *encoding))
        sys.stdout.write("before ")
        try:
            echo(message, nl=nl)
            sys.stdout.flush()
        except UnicodeError as error:
            printed.append(repr(error))
        else:
            printed.append(buffer.getvalue())
        monkeypatch.undo()
    assert printed[0] == printed[1]


@pytest.mark.parametrize("words", [["rules"], ["explain", "IVR003"], ["check", "tests/packaging/code.xml"]])
def test_a_closed_pipe_ends_a_command_without_a_word(words: list[str]) -> None:
    run = f"import sys; sys.argv = ['ivrdsl', *{words!r}]; from ivrdsl.cli import main; main()"
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run([sys.executable, "-c", run], stdout=writes, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writes)
    assert (done.returncode, done.stderr) == (1, "")
