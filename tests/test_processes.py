"""What is forked does what a fresh Python does, and finds nothing of what ran before."""

import os
import re
from pathlib import Path

import pytest

from tests.processes import Done, ivrdsl, under_pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked where there is no fork")

PLAN = 'from ivrdsl import Dialplan, Say\ndialplan = Dialplan()[Say("Hello.")]\n'
PROGRAMS = {
    "a plan": PLAN,
    "where it runs": f"import os, sys\nprint(os.getcwd(), sys.argv[1:], sys.path, os.environ['ODD'])\n{PLAN}",
    "what it reads": f"import sys\nprint(repr(sys.stdin.read()), sys.stdout.isatty(), sys.stdout.encoding)\n{PLAN}",
    "two streams": f"import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c')\n{PLAN}",
    "a mistake": "1 / 0\n",
    "an exit": "import sys\nsys.exit('told')\n",
    "an exit of its own": f"import os\n{PLAN}os.write(1, b'now')\nos._exit(7)\n",
    "a signal": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n",
    "the end": f"import atexit\natexit.register(print, 'last')\n{PLAN}",
    "what is tidied up": f"import tempfile, os\nmade = tempfile.TemporaryDirectory(dir='.', prefix='kept')\n{PLAN}",
    "a thread": f"import threading\nthreading.Thread(target=lambda: print('thread')).start()\n{PLAN}",
    "no output": f"import os\n{PLAN}os.close(1)\n",
}


def ran(text: str, folder: Path, *, fresh: bool) -> Done:
    (folder / "plan.py").write_text(text, encoding="utf-8")
    return ivrdsl("check", "plan.py", "--select", "IVR0", folder=folder, environment={"ODD": "é"}, fresh=fresh)


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_a_command_does_the_same(text: str, tmp_path: Path) -> None:
    assert ran(text, tmp_path, fresh=False) == ran(text, tmp_path, fresh=True)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("kept")] == []


def test_the_exit_code_of_a_signal_is_told(tmp_path: Path) -> None:
    assert ran(PROGRAMS["a signal"], tmp_path, fresh=False).code == -9


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("def test_it(): pass", 0),
        ("def test_it():\n    left = 1\n    assert left == 2", 1),
        ("import os\ndef test_it(): os._exit(9)", 9),
        ("import pytest\ndef test_it(): pytest.exit('enough', 5)", 5),
        ("import sys\nsys.exit('enough')", 3),
    ],
)
def test_pytest_does_the_same(test: str, code: int, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(test, encoding="utf-8")
    forked, fresh = (under_pytest(tmp_path, "-q", "-rA", fresh=each) for each in (False, True))
    assert forked.code == fresh.code == code
    assert words(forked) == words(fresh)


def words(done: Done) -> list[str]:
    """What it printed, without how long it took."""
    return re.sub(r"\bin [\d.]+s", "", done.output).splitlines()


def test_nothing_is_found_of_what_ran_before(tmp_path: Path) -> None:
    look = "import sys, os\nprint('left' in sys.modules, 'LEFT' in os.environ, hasattr(sys, 'left'))\n" + PLAN
    leave = f"import sys, os\nimport left\nos.environ['LEFT'] = '1'\nsys.left = 1\nos.chdir('/')\n{PLAN}"
    (tmp_path / "left.py").write_text("", encoding="utf-8")
    assert ran(leave, tmp_path, fresh=False).code == 0
    assert ran(look, tmp_path, fresh=False).errors.startswith("False False False\n")
    assert ran(leave.replace("import left\n", ""), tmp_path, fresh=False).code == 0
