"""What a reader of our documents is taken to have: the files that their commands name, and a history of git."""

import re
import shutil
import struct
import subprocess
import wave
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.M | re.S)
"""A block of a document: the words behind the ticks, and what it holds."""

CODE = next(body for info, body in FENCE.findall(README) if info == "python one_time_code.py")
ANSWERED = 'call "a person"\n  answer live\n  wait\n  expect hangup\n'
MENU = """<dialplan name="Root"><menu name="ask" maxDigits="1" timeout="5000"><play type="tts">Press 1.</play>
<keypress pressed="1"><stash varname="Vote">yes</stash></keypress><keypress pressed="timeout"><hangup/></keypress>
<keypress pressed="default"><goto>ask</goto></keypress></menu></dialplan>
"""
SCRIPT = "answer live\nwait\n"
OWN = """from ivrsim import never

never_texts = never(lambda entry: entry.kind == "sms", says="nothing is sent")
"""
FILES = {
    "one_time_code.py": CODE,
    "one_time_code.call": f"dialplan one_time_code.py\n\n{ANSWERED}",
    "calls/live.call": f"dialplan ../one_time_code.py\n\n{ANSWERED}",
    "plan.py": f"{CODE}\nother = dialplan\n",
    "plan.xml": MENU,
    "plan.call": f"dialplan plan.py\n\n{ANSWERED}",
    "script.txt": SCRIPT,
    "own.py": OWN,
    "old/deep/plan.xml": MENU,
    "dialplans/survey.xml": MENU,
    "plans/survey.xml": MENU,
    "plans/hotline.xml": MENU,
    "plans/one_time_code.py": CODE,
    "plans/properties.py": OWN,
    "tests/code_live.call": f"dialplan code\n\n{ANSWERED}",
    "pyproject.toml": '[tool.ivrdsl.plans]\nsurvey = "plans/survey.xml"\n',
    "platforms/old.toml": 'name = "old"\n',
}


def prepare(folder: Path) -> None:
    """Write all of it into an empty folder."""
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "recordings").mkdir()
    with wave.open(str(folder / "recordings" / "hello.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        sound.writeframes(struct.pack("<8000h", *[0] * 8000))
    _history(folder)


def _history(folder: Path) -> None:
    """Two commits: HEAD~1 is the tag `release`, and what the server's main is."""
    identity = ["-c", "user.name=reader", "-c", "user.email=reader@localhost", "-c", "init.defaultBranch=main"]

    def git(*words: str) -> None:
        subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True, timeout=60)

    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "--message", "plans")
    git("tag", "release")
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    git("commit", "--quiet", "--allow-empty", "--message", "nothing")
