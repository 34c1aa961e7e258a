"""Sessions on the phone that are drawn by a seed, and phones for tests: no screen, no clock of the world."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from ivrdsl.checking.control import DEFAULT
from ivrdsl.errors import StepFailed
from ivrdsl.files.callfolder import CallFolder
from ivrdsl.files.load import Plans
from ivrdsl.phone.keeper import COMMAND, CallKeeper
from ivrdsl.phone.planfile import PlanFile, load_checked
from ivrdsl.phone.session import Phoned, PhoneSession
from ivrdsl.phone.switchboard import Switchboard
from ivrdsl.xml.read import MAX_BYTES
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.events import KEYS
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from ivrsim.play.story import as_json
from ivrsim.script.run import run_script

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
EXAMPLES.remove(ROOT / "examples" / "demo.py")  # which is no plan
PLATFORMS: Sequence[dict[str, Any]] = (
    {}, {}, {}, {"type_ahead": "keep"}, {"timer_tie": "timer"}, {"barge_in": False}, {"record_timeout": "silence"},
    {"key_in_plain_play": "cut"}, {"amd_delay_ms": 0, "greeting_ms": 0}, {"no_match": "replay"}, {"interdigit": 150},
)  # fmt: skip
_ANSWERS = (
    *("live",) * 8, "machine", "unsure", "inbound", "busy", "no answer", "person after 700ms", "mailbox greeting 3s",
    "mailbox full after 4s", "screening passes after 9s", "screening", "receptionist passes after 6s", "fax", "silence",
)  # fmt: skip
_TRANSFERS = ("answered", "answered 3s", "answered 5s then hang up", "busy", "no answer", "failed", "screened out")
_REPLIES = ('"1"', '"42" after 2s', '"yes"', "error", "timeout", "error after 1s")
_SAID = ('set contact.firstName = "Ann"', 'set clock = "2026-03-07T23:30:00Z"', 'set call.callerid = "5550142"')


class Drawn(NamedTuple):
    """A session that was drawn.

    Attributes:
        session: the session.
        refused: what it could not do, and why.
    """

    session: PhoneSession
    refused: list[str]


def drawn(phoned: Phoned, seed: int) -> Drawn:
    """Somebody who does this and that."""
    random = Random(seed)
    session = PhoneSession(phoned)
    refused: list[str] = []
    for _ in range(random.randint(3, 18)):
        try:
            _do_something(session, random)
        except StepFailed as error:
            refused.append(str(error))
    return Drawn(session, refused)


def _do_something(session: PhoneSession, random: Random) -> None:
    draw, chance = random.choice, random.random()
    if session.question is not None:
        session.reply(draw(_REPLIES)) if chance < 0.9 else session.undo()
    elif session.rings:
        if chance < 0.2:
            session.set_up(draw(_SAID))
        session.do(f"answer {draw(_ANSWERS)}")
    elif session.call.line.ended:
        if chance < 0.3:
            session.undo() if chance < 0.25 else session.start_again()
    else:
        _act(session, random, session.call.line.waiting.awaits, chance)


def _act(session: PhoneSession, random: Random, waits: str, chance: float) -> None:
    draw = random.choice
    if waits == "transfer" and chance < 0.6:
        session.do(f"transfer {draw(_TRANSFERS)}")
    elif waits == "recording" and chance < 0.4:
        session.do(draw(("record", "press #")))
    elif chance < 0.25:
        session.go_to(session.now_ms + 100 * random.randint(0, 90))
    elif chance < 0.35:
        session.go_to(session.next_ms() or 0)
    elif chance < 0.45:
        session.go_to(session.silence_ms() or 0)
    elif chance < 0.5:
        session.go_to(session.now_ms - random.randint(0, 3000))
    elif chance < 0.55:
        session.undo()
    elif chance < 0.6:
        session.do("hang up")
    elif chance < 0.65:
        session.do(f"press {draw(KEYS)} at {draw((0, 400, 1200, 3000))}ms", is_statement=True)
    else:
        session.press(draw(KEYS) if chance < 0.8 else draw("1234"))


def told(call: Call) -> dict[str, Any]:
    """All that a call can tell, secrets too."""
    return as_json(call.transcript(), show_secrets=True)


def simulated(phoned: Phoned, script: Sequence[str]) -> Call:
    """The call that `ivrdsl simulate` plays of a script."""
    call = Call(phoned.plan, lines=phoned.lines)
    failed = run_script(call, "\n".join(script))
    assert failed is None, failed
    return call


def phoned(path: Path, platform: Platform | None = None) -> Phoned:
    """A plan of a file, ready to be called."""
    loaded = Plans().load(str(path), {})
    return Phoned(compile_plan(loaded.plan, platform), loaded.lines)


def switchboard(path: Path, begin: Sequence[str] = (), output: str | None = None) -> Switchboard:
    """A phone with the plan of a file, which may change."""
    source = str(path)
    plan = PlanFile(
        lambda: Plans().load(source, {}), lambda: load_checked(source, {}, MAX_BYTES, DEFAULT), Platform(), {}
    )
    keeper = CallKeeper(source, lambda folder: CallFolder(folder, COMMAND, source, {}), output)
    return Switchboard(PhoneSession(plan.phoned, begin), plan, keeper)


class Clock:
    """A clock that only tests move."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s
