"""Nothing that a plan, a script, a file's name or an exception says reaches a terminal or a log as a command for it."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.processes import ROOT, run

EVIL = "\x9b31m\u202eevil\u2066\u200b\x85\u2028"
"""What XML may hold: a C1 control that begins a sequence, an override of direction, an isolate, nothing, line ends."""
WORD = f"\x1b[31m{EVIL}\x07"
"""What a command line and Python may hold: an escape and a bell besides."""
ACTED_ON = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
PLAN = f"""<dialplan name="R{EVIL}">
<!-- ivrdsl: ignore IVR103 {EVIL} -->
<!-- {EVIL} -->
<amd><live><goto>m{EVIL}</goto></live><machine><hangup/></machine></amd>
<menu name="m{EVIL}" maxDigits="1" timeout="3500">
<play type="tts">Your code is 2517 {EVIL}, press 1 ${{contact.b{EVIL}}} ${{call.id}}.</play>
<keypress pressed="1"><setvar varname="n{EVIL}">'{EVIL}'</setvar><stash varname="S{EVIL}">{EVIL}</stash>
<goto>m{EVIL}</goto></keypress>
<keypress pressed="2"><sms to="12135551234">{EVIL}</sms><get varname="g">http://x.example/{EVIL}</get>
<transfer>12135551234</transfer></keypress>
<keypress pressed="3"><if expr="'{EVIL}' == ${{n}} +"><play type="tts">{EVIL}</play></if></keypress>
<keypress pressed="timeout"><hangup/></keypress>
</menu></dialplan>
"""
CALLS = f"""dialplan plan.xml
call "{EVIL}"
  answer live
  press 1
  expect stash S = "{EVIL}"
"""
PROPERTIES = f"""from ivrsim import never
no_key = never(lambda entry: entry.kind == "key", says={WORD!r})
"""
RAISES = f"raise ValueError({WORD!r})\n"
ENDS = "answer live; press 1; wait"
COMMANDS = [
    ["check", "plan.xml"],
    *(["check", "plan.xml", "--format", each] for each in ("concise", "json", "sarif", "junit", "github")),
    ["check", "plan.xml", "--fix", "--unsafe", "--diff"],
    ["check", "folder"],
    ["check", WORD],
    ["check", "plan.xml", "--select", WORD],
    ["check", "plan.xml", "--preset", WORD],
    ["check", "plan.xml", "--config", WORD],
    ["check", "plan.xml", "--output", f"no{WORD}/report"],
    ["check", f"raises.py:{WORD}"],
    ["check", "raises.py"],
    ["forecast", "plan.xml"],
    ["forecast", "plan.xml", "--budget", f"mean {WORD} < 1"],
    ["forecast", "plan.xml", "--budget", WORD],
    ["forecast", "plan.xml", "--goal", WORD],
    ["forecast", "plan.xml", "--what-if", f"{WORD}=1"],
    ["forecast", "plan.xml", "--callers", WORD],
    ["forecast", "plan.xml", "--against", f"{WORD}.json"],
    ["forecast", "plan.xml", "--against", "plan.xml", "--format", "markdown"],
    ["phone", "plan.xml", "--plain", "-e", ENDS],
    ["phone", "plan.xml", "--plain", "-e", WORD],
    ["phone", "raises.py", "--plain"],
    ["phone", WORD, "--plain"],
    ["check", "--all"],
    [WORD],
    ["check", f"--{WORD}"],
    ["explain", WORD],
    ["import", "plan.xml"],
    ["graph", "plan.xml"],
    ["graph", "plan.xml", "--format", "dot"],
    ["graph", "plan.xml", "--format", "svg"],
    ["graph", "plan.xml", "--json"],
    ["page", "plan.xml", "--calls", "plan.call", "-o", f"made{WORD}.html"],
    ["page", "plan.xml", "-o", f"no{WORD}/page.html"],
    *(["simulate", "plan.xml", "-e", each] for each in (ENDS, f"answer live; hear '{WORD}'", f"bogus {WORD}")),
    *(["simulate", "plan.xml", "-e", f"answer live; press {key}; wait"] for key in "239"),
    ["simulate", "plan.xml", "-e", ENDS, "--json"],
    ["simulate", "plan.xml", WORD],
    ["simulate", "plan.call"],
    ["verify", "plan.xml"],
    ["verify", "plan.xml", "-v", "--why"],
    *(["verify", "plan.xml", "--format", each] for each in ("concise", "json", "sarif", "junit", "github")),
    ["verify", "plan.xml", "--properties", "own.py"],
    ["verify", "plan.xml", "--properties", "raises.py"],
    ["verify", "plan.xml", "--properties", WORD],
    ["verify", "plan.xml", "--select", WORD],
    ["verify", "plan.xml", "--set", f"contact.{WORD}={WORD}"],
    ["verify", "plan.xml", "--attribute", WORD],
    ["verify", "plan.xml", "--quirk", f"{WORD}=1"],
    ["verify", "plan.xml", "--save", f"made{WORD}"],
    ["verify"],
    ["plans"],
    ["cover", "plan.xml", "plan.call"],
    ["diff", "plan.xml", f"folder/f{WORD}.xml"],
    ["diff", "plan.xml", "other.xml"],
    ["diff", f"HEAD~1:{WORD}", "plan.xml"],
    ["mutate", "plan.xml"],
    ["certify", "plan.xml", "plan.xml"],
    ["payload", "--text", WORD, "--to", "12135551100", "--curl"],
    ["payload", "plan.xml", "--to", WORD],
    *(["watch", "--once", each] for each in ("plan.xml", "plan.call", "raises.py", "folder", WORD)),
    ["watch", "--once", "plan.xml", "--properties", WORD],
    ["listen", "plan.xml", "-e", ENDS, "-o", f"no{WORD}/y.wav"],
    ["sounds", WORD],
    ["campaign", "plan.xml", "--recipients", WORD],
    ["campaign", "plan.xml", "--recipients", "list.csv", "--rejected", "bad.csv"],
    ["campaign", "plan.xml", "--recipients", "9", "--config", WORD],
    ["campaign", "plan.xml", "--recipients", "9", "--config", "campaign.toml"],
    ["campaign", "plan.xml", "--recipients", "9", "--goal", WORD],
    ["campaign", "plan.xml", "--recipients", "9", "--scheduler", WORD],
]
DOCUMENTS = [
    ["compile", "plan.xml"],
    ["compile", "plan.xml", "--one-line"],
    ["import", "plan.xml"],
    ["graph", "plan.xml"],
    ["paths", "plan.xml"],
    ["payload", "plan.xml", "--to", "12135551100"],
    ["payload", "plan.xml", "--to", "12135551100", "--curl"],
]
"""What they print is for programs, byte by byte, unless it goes to a terminal."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hostile")
    files = {
        "plan.xml": PLAN,
        "other.xml": PLAN.replace("2517", "2518"),
        "plan.call": CALLS,
        "own.py": PROPERTIES,
        "raises.py": RAISES,
        "list.csv": f"number,zone,{EVIL.replace(chr(0x85), '')}\n12135550100,Mars{EVIL},\n12135550101,,{EVIL}\n",
        "campaign.toml": f'[groups."{EVIL}"]\ncaller = "x"\n',
        "pyproject.toml": '[tool.ivrdsl.plans]\nbad = "folder/\\u009b31m\\u202e.xml"\nplan = "plan.xml"\n',
    }
    for name, text in files.items():
        (made / name).write_text(text, encoding="utf-8")
    (made / "folder").mkdir()
    shutil.copy(made / "plan.xml", made / "folder" / f"f{WORD}.xml")
    return made


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words)[:40].encode("unicode_escape").decode())
def test_nothing_acts_on_a_terminal(words: list[str], folder: Path) -> None:
    done = run("ivrdsl", words, folder, together=True)
    assert (found := ACTED_ON.search(done.output)) is None, done.output[max(0, found.start() - 60) :][:120]
    assert "internal error" not in done.output
    assert "Traceback" not in done.output
    assert "evil" in done.output or "2517" not in done.output, "the command did not come to the text"


IN_ANOTHER_ENCODING = [
    ["check", "plan.xml"],
    ["check", "plan.xml", "--format", "junit"],
    ["compile", "plan.xml"],
    ["graph", "plan.xml"],
    ["simulate", "plan.call"],
    ["verify", "plan.xml"],
    ["verify", "plan.xml", "--properties", "raises.py"],
    ["diff", "plan.xml", "other.xml"],
    ["cover", "plan.xml", "plan.call"],
    ["mutate", "plan.xml"],
]


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize("words", IN_ANOTHER_ENCODING, ids=" ".join)
def test_what_an_encoding_cannot_say_is_shown(words: list[str], encoding: str, folder: Path) -> None:
    with started(words, folder, PYTHONIOENCODING=encoding, PYTHONUTF8="0", stdout=subprocess.PIPE) as process:
        told = process.communicate()
    assert process.returncode == run("ivrdsl", words, folder).code
    for each in told:
        assert b"internal error" not in each
        assert b"Traceback" not in each
    if words[0] not in ("compile", "graph"):  # documents are UTF-8
        told[0].decode(encoding)


@pytest.mark.parametrize("words", DOCUMENTS, ids=" ".join)
def test_a_document_is_safe_on_a_terminal_and_exact_elsewhere(words: list[str], folder: Path) -> None:
    shown = on_a_terminal(words, folder)
    assert ACTED_ON.search(shown) is None
    assert "evil" in shown
    exact = run("ivrdsl", words, folder)
    assert exact.code == 0
    if words[0] in ("compile", "payload"):
        assert EVIL.replace("\u2028", "") in exact.output.replace("\u2028", "")


def test_colours_are_ours_and_nothing_else_is(folder: Path) -> None:
    coloured = on_a_terminal(["check", "plan.xml"], folder, NO_COLOR="", TERM="xterm")
    assert "\x1b[" in coloured
    assert "\\x1b[" not in coloured
    assert ACTED_ON.search(re.sub(r"\x1b\[[0-9;]*m", "", coloured)) is None
    assert "evil" in coloured


def on_a_terminal(words: list[str], folder: Path, **environment: str) -> str:
    """What a command prints where stdout is a terminal."""
    pty = pytest.importorskip("pty", reason="only where there are terminals of POSIX")
    ours, theirs = pty.openpty()
    with started(words, folder, stdout=theirs, **environment):
        os.close(theirs)
        told = b""
        with suppress(OSError):  # as Linux tells of the end
            while read := os.read(ours, 65536):
                told += read
    os.close(ours)
    return told.decode().replace("\r\n", "\n")


def started(words: list[str], folder: Path, *, stdout: int, **environment: str) -> "subprocess.Popen[bytes]":
    """A command in a Python of its own."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "simulator")])
    variables = {**os.environ, "PYTHONPATH": paths, "NO_COLOR": "1", **environment}
    command = [sys.executable, "-m", "ivrdsl", *words]
    return subprocess.Popen(
        command, cwd=folder, env=variables, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE
    )
