"""`ivrdsl watch` as a process: an author saves files, and sees at once what that means."""

import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import LONGEST_S, ROOT, ivrdsl

posix = pytest.mark.skipif(os.name == "nt", reason="signals are sent")

PLAN = """\
import json
from parts import goodbye
from ivrdsl import Dialplan, Hangup, Keypress, Menu, NoInput, NoMatch, Say

text = json.load(open("texts.json"))["hello"]
dialplan = Dialplan("Root")[
    Menu("ask", max_digits=1)[
        Say(text),
        Keypress("1")[goodbye()],
        NoMatch()[Hangup()],
        NoInput()[Hangup()],
    ],
]
"""
PARTS = 'from ivrdsl import Hangup, Say\n\n\ndef goodbye():\n    return Say("Goodbye."), Hangup()\n'
CALLS = 'dialplan plan.py\n\ncall "says goodbye"\nanswer live\npress 1\nhear "Goodbye"\nexpect hangup\n'
XML = '<dialplan name="Root"><play type="tts">Hello.</play><hangup/></dialplan>'
PROJECT = '[tool.ivrdsl.plans]\nmenu = "plan.py"\nhello = "hello.xml"\n'
_TOTAL = re.compile(rb"^\d+ plans?[,:].*\n", re.M)


def _hears_ctrl_c() -> None:
    """Whoever runs the tests in the background has Ctrl-C ignored, which a process hands on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Watching:
    """A watch that goes on.

    Args:
        folder: where it runs.
        words: of the command line.
    """

    def __init__(self, folder: Path, *words: str) -> None:
        path = os.pathsep.join([str(ROOT), str(ROOT / "simulator")])
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": ""}
        self.folder = folder
        self.errors = folder.parent / "errors.txt"
        with open(self.errors, "wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ivrdsl", "watch", *words],
                cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
                preexec_fn=_hears_ctrl_c,
            )  # fmt: skip
        assert self.process.stdout is not None
        self._selector = selectors.DefaultSelector()
        self._selector.register(self.process.stdout, selectors.EVENT_READ)
        self._left = b""

    def round(self) -> str:
        """What it prints of the next round."""
        end = time.monotonic() + LONGEST_S
        while (found := _TOTAL.search(self._left)) is None:
            if not self._selector.select(max(0.0, end - time.monotonic())):
                raise AssertionError(f"no round within {LONGEST_S} s: {self._left!r}, {self.errors.read_text()}")
            assert self.process.stdout is not None
            more = os.read(self.process.stdout.fileno(), 1 << 16)
            if not more:
                raise AssertionError(f"it has ended: {self._left!r}, {self.errors.read_text()}")
            self._left += more
        told, self._left = self._left[: found.end()], self._left[found.end() :]
        return told.decode()

    def save(self, name: str, text: str) -> str:
        """Save a file as most editors do, and return what is told of it."""
        new = self.folder / f".{name}.new"
        new.write_text(text, encoding="utf-8")
        new.replace(self.folder / name)
        return self.round()

    def end(self, number: int = signal.SIGINT) -> int:
        """Its exit code after a signal."""
        self.process.send_signal(number)
        return self.process.wait(LONGEST_S)

    def close(self) -> None:
        self._selector.close()
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "project"
    made.mkdir()
    for name, text in {
        "plan.py": PLAN, "parts.py": PARTS, "calls.call": CALLS, "hello.xml": XML, "pyproject.toml": PROJECT,
        "texts.json": '{"hello": "Press 1."}',
    }.items():  # fmt: skip
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def watching(folder: Path) -> Iterator[Watching]:
    made = Watching(folder)
    yield made
    made.close()


@posix
def test_what_is_saved_is_looked_at(watching: Watching, folder: Path) -> None:
    first = watching.round()
    assert re.search(r"menu +passed .*1 call, all passed", first)
    assert first.endswith("2 plans, all passed\n")

    told = watching.save("parts.py", PARTS.replace("Goodbye.", "See you."))
    assert told.startswith("changed: parts.py\n")
    assert "--- hello" not in told
    assert 'hear "Goodbye"' in told
    assert "now FAILS    calls.call: says goodbye\n" in told
    assert re.search(r"menu +FAILED .*1 call, 1 failed", told)

    told = watching.save("calls.call", CALLS.replace("Goodbye", "See you"))
    assert "now passes   calls.call: says goodbye\n" in told

    told = watching.save("texts.json", '{"hello": "Press 1 or 2."}')
    assert "now BROKEN   menu: offered-keys-work (was PROVED)\n" in told

    told = watching.save("hello.xml", XML.replace("<hangup/>", "<goto>nowhere</goto>"))
    assert told.startswith("changed: hello.xml\n")
    assert "--- menu" not in told
    assert "IVR003" in told

    told = watching.save("hello.xml", XML[:-5])  # half of it is written
    assert "IVR001" in told
    (folder / "hello.xml").unlink()
    assert re.search(r"hello +NOT RUN", watching.round())
    told = watching.save("hello.xml", XML)
    assert re.search(r"hello +passed", told)

    told = watching.save("pyproject.toml", PROJECT + 'shop = "plan.py"\n')
    assert "new          shop\n" in told
    told = watching.save("pyproject.toml", "[tool.ivrdsl.plans]\nhello = 'hello.xml'\n")
    assert "gone         menu\n" in told
    assert told.endswith("1 plan, all passed\n")

    assert watching.end() == 0
    assert "Traceback" not in watching.errors.read_text()


ODD = {
    "sys.exit": "import sys\nsys.exit(3)\n",
    "os._exit": "import os\nos._exit(3)\n",
    "killed": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n",
    "an error": "1 / 0\n",
    "no Python": "dialplan = (\n",
    "no plan": "x = 1\n",
    "a thread": "import threading, time\nthreading.Thread(target=lambda: time.sleep(1000)).start()\n1 / 0\n",
    "what it has not opened": "import os\nos.closerange(3, 256)\n1 / 0\n",
    "itself": "import os\nos.remove(__file__)\n1 / 0\n",
    "its own text": "open(__file__, 'a').write('#')\n1 / 0\n",
    "its own folder": f"import os\nos.chdir('/')\nos.environ['A'] = 'b'\n{PLAN.replace('texts.json', 'missing.json')}",
}


@posix
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_what_a_plan_does_to_its_process_ends_with_it(text: str, watching: Watching) -> None:
    watching.round()
    told = watching.save("plan.py", text)
    assert re.search(r"menu +(FAILED|NOT RUN)", told)
    assert re.search(r"menu +passed .*1 call, all passed", watching.save("plan.py", PLAN))
    assert watching.end() == 0
    assert "Traceback" not in watching.errors.read_text()


WARM = """\
import sys, threading
from ivrdsl.cli import look, warmth
looks, told = look.looks, []
look.looks = lambda *given: told.extend(found := list(looks(*given))) or found
warmth.warm()
loaded = set(sys.modules)
print(threading.active_count(), [(each.code, bool(each.handed)) for each in told])
"""


def test_what_is_loaded_before_is_loaded_well(tmp_path: Path) -> None:
    path = os.pathsep.join([str(ROOT), str(ROOT / "simulator")])
    environment = {**os.environ, "PYTHONPATH": path}
    words = [sys.executable, "-c", WARM]
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    expected = [(0, True), (1, True), (0, True)] * 2  # check, simulate (a call fails) and verify: Python, then XML
    assert (done.stdout, done.stderr) == (f"1 {expected}\n", "")


@posix
def test_two_saves_within_one_second(watching: Watching, folder: Path) -> None:
    watching.round()
    for before, text in ((False, "See you."), (True, "Goodbye.")):  # equally long
        new = folder / ".new"
        new.write_text(PARTS.replace("Goodbye.", text), encoding="utf-8")
        os.utime(new, (1, 1))
        new.replace(folder / "parts.py")
        assert ("now passes   calls.call" in watching.round()) is before


@posix
def test_what_a_plan_prints_is_in_no_report(watching: Watching) -> None:
    watching.round()
    told = watching.save("plan.py", f"import logging\nlogging.basicConfig()\nprint('from the plan')\n{PLAN}")
    assert "from the plan" not in told
    assert "from the plan" in watching.errors.read_text()


@posix
@pytest.mark.parametrize("loop", ["while True: pass\n", "import time\nwhile True: time.sleep(100)\n"])
def test_a_plan_that_never_ends_is_ended_when_it_is_mended(loop: str, watching: Watching, folder: Path) -> None:
    watching.round()
    going = folder / "going"
    (folder / "parts.py").write_text(f"open({str(going)!r}, 'w').close()\n{loop}", encoding="utf-8")
    end = time.monotonic() + LONGEST_S
    while not going.exists():  # the module runs now
        assert time.monotonic() < end
        os.sched_yield()
    assert re.search(r"menu +passed", watching.save("parts.py", PARTS + "\n"))
    assert watching.end() == 0


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_while_a_plan_runs(number: int, watching: Watching, folder: Path) -> None:
    watching.round()
    going = folder / "going"
    text = f"open({str(going)!r}, 'w').close()\nwhile True: pass\n"
    (folder / "plan.py").write_text(text, encoding="utf-8")
    end = time.monotonic() + LONGEST_S
    while not going.exists():
        assert time.monotonic() < end
        os.sched_yield()
    assert watching.end(number) == 0  # as the last whole round ended
    assert "Traceback" not in watching.errors.read_text()


@posix
def test_an_error_is_its_exit_code(watching: Watching) -> None:
    watching.round()
    watching.save("hello.xml", XML.replace("<hangup/>", "<goto>nowhere</goto>"))
    assert watching.end() == 1


def test_once_tells_what_the_commands_tell(folder: Path) -> None:
    done = ivrdsl("watch", "--once", folder=folder)
    assert done.code == 0
    for command in ("check", "verify"):
        alone = ivrdsl(command, "-q", "menu", folder=folder)
        assert alone.output in done.output
    (folder / "parts.py").write_text(PARTS.replace("Goodbye", "Bye"), encoding="utf-8")
    done = ivrdsl("watch", "--once", folder=folder)
    assert done.code == 1
    assert ivrdsl("simulate", "-q", "calls.call", folder=folder).output in done.output
    full = ivrdsl("watch", "--once", "-v", folder=folder)
    assert ivrdsl("check", "menu", folder=folder).output in full.output


def test_files_folders_and_patterns(folder: Path) -> None:
    (folder / "plans").mkdir()
    (folder / "plans" / "a b.xml").write_text(XML, encoding="utf-8")
    done = ivrdsl("watch", "--once", "plans", "*.py", "calls.call", folder=folder)
    assert done.code == 0, done
    assert re.search(r"^plans/a b.xml +passed", done.output, re.M)
    assert re.search(r"^plan.py +passed .*1 call", done.output, re.M)
    assert re.search(r"^parts.py +passed +no plan", done.output, re.M)
    assert re.search(r"^calls.call +passed .*1 call", done.output, re.M)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["nowhere.xml"], "no such file"),
        (["nothing"], "nor a plan under"),
        (["empty/*.xml"], "nothing to check"),
        (["plan.py:missing"], "has no 'missing'"),
    ],
)
def test_what_cannot_be_meant_ends_it(words: list[str], why: str, folder: Path) -> None:
    done = ivrdsl("watch", *words, folder=folder)
    assert done.code == 2
    assert why in done.errors
