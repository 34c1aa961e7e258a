"""Every well-formed plan of the shared corpus runs to an end under four callees, the same way every time.

The golden file holds what happened by kind, time and tag, and none of the plans' texts: those are not ours.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from ivrdsl import XmlError, from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core import table as t
from ivrsim.core.events import KEYS
from ivrsim.play.line import Line
from ivrsim.play.transcript import ENDED_BY, Transcript

SHARED = Path(__file__).resolve().parents[3] / "shared" / "corpus"
GOLDEN = Path(__file__).parent / "shared_calls.txt"
FILES = sorted(SHARED.glob("*/*.xml"))
OFFICIAL = ("ivr-samples", "api-samples", "seed")
BROKEN = {"sendCallsIvr-java.xml", "2fa-java-sample.xml"}
"""Their goto names `Live`, and the menu is `live`."""


def silent(line: Line) -> None:
    line.answer("live")
    stay_silent(line)


def machine(line: Line) -> None:
    line.answer("machine")
    stay_silent(line)


def hangs_up_at_once(line: Line) -> None:
    line.answer("live")
    if not line.ended:
        line.hang_up()
    stay_silent(line)


def presses_every_key_once(line: Line) -> None:
    line.answer("live")
    for key in KEYS:
        while not line.ended and not isinstance(line.waiting, t.Collect):
            line.fire()
        if not line.ended:
            line.key(key)
    stay_silent(line)


def stay_silent(line: Line) -> None:
    while not line.ended:
        assert line.due_ms is not None
        line.fire()


CALLEES: dict[str, Callable[[Line], None]] = {
    "silence": silent,
    "machine": machine,
    "hang-up": hangs_up_at_once,
    "every-key": presses_every_key_once,
}


def test_the_corpus_is_there() -> None:
    if not SHARED.is_dir():
        pytest.skip(f"there is no shared corpus beside the checkout ({SHARED.parent.name}/{SHARED.name})")
    assert len(FILES) >= 44


def played(file: Path, callee: str) -> Transcript:
    line = Line(compile_plan(from_xml(file.read_bytes())))
    line.web.add("*", "ok")
    CALLEES[callee](line)
    return line.transcript()


@pytest.mark.parametrize("callee", CALLEES)
@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_the_call_ends(file: Path, callee: str) -> None:
    if file.name == "2fa-raw.xml":
        with pytest.raises(XmlError, match="text before the root"):
            from_xml(file.read_bytes())
        return
    outcome = played(file, callee).outcome
    assert outcome in ENDED_BY or (file.name in BROKEN and outcome == "error:dangling-goto")


def test_official_samples_run_as_before(update_golden: bool) -> None:
    if not FILES:
        pytest.skip(f"there is no shared corpus beside the checkout ({SHARED.parent.name}/{SHARED.name})")
    files = [file for file in FILES if file.parent.name in OFFICIAL and file.name != "2fa-raw.xml"]
    text = "\n".join(told(file, callee) for file in files for callee in CALLEES)
    if update_golden:
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def told(file: Path, callee: str) -> str:
    transcript = played(file, callee)
    lines = [f"  {entry.at_ms} {entry.kind} {entry.element}" for entry in transcript]
    return "\n".join([f"{file.parent.name}/{file.stem}, {callee}", *lines[:60], f"  {transcript.outcome}", ""])
