"""Every session on the phone is the call that `ivrdsl simulate` plays of its script, whole transcript and all."""

from random import Random

import pytest

from ivrdsl.phone.session import Phoned, PhoneSession
from ivrdsl.xml.parse import from_xml
from ivrsim.compiling.compile import compile_plan
from ivrsim.core.events import KEYS
from ivrsim.core.platform import Platform
from ivrsim.play.call import Call
from tests.conformance.cases import cases
from tests.phone.callers import EXAMPLES, PLATFORMS, drawn, phoned, simulated, told

SESSIONS = 1000
PLANS = 60
LONGEST = {"max_duration_ms": 3_600_000, "max_steps": 1000}
"""How long calls last at most here: some plans go round without end."""


@pytest.fixture(scope="module")
def called() -> list[Phoned]:
    """The examples, and plans of the conformance suite, each on a platform of its own."""
    random = Random(19)
    found = [phoned(path, Platform()) for path in EXAMPLES]
    for case in random.sample(cases(), PLANS - len(found)):
        quirks = {**random.choice(PLATFORMS), **LONGEST, **case.quirks}
        plan = from_xml((case.folder / "dialplan.xml").read_bytes())
        found.append(Phoned(compile_plan(plan, Platform().with_quirks(**quirks))))
    return found


def test_a_thousand_sessions_are_their_scripts(called: list[Phoned]) -> None:
    unsaid, moves, ended = [], 0, 0
    for seed in range(SESSIONS):
        plan = called[seed % len(called)]
        session, refused = drawn(plan, seed)
        assert told(simulated(plan, session.script)) == told(session.call), (seed, session.script)
        unsaid += [each for each in refused if "no call script" in each]
        moves += len(session.moves)
        ended += session.call.line.ended
    assert unsaid == []
    assert moves > SESSIONS * 3 // 2
    assert ended > SESSIONS // 10


def test_a_key_at_a_moment_is_a_key_at_that_moment(called: list[Phoned]) -> None:
    """The plainest way to play the same: the line's clock runs to a moment, and then the key comes."""
    pressed = 0
    for seed in range(300):
        random, plan = Random(seed), called[seed % len(called)]
        session, raw = PhoneSession(plan), Call(plan.plan)
        if any(each.awaits == "reply" for each in plan.plan.table):
            continue
        session.do("answer live")
        raw.answer("live")
        for _ in range(random.randint(1, 6)):
            moment_ms = session.now_ms + random.randint(0, 4000)
            session.go_to(moment_ms)
            raw.line.run_to(moment_ms, tie=True)
            assert session.call.line.ended == raw.line.ended
            if raw.line.ended:
                break
            key = random.choice(KEYS)
            session.do(f"press {key}")
            raw.line.key(key)
            pressed += 1
        assert happenings(session.call) == happenings(raw)
    assert pressed > 200


def happenings(call: Call) -> list[tuple[int, str, dict[str, object]]]:
    """What happened, without that on which a script's own words lean."""
    return [
        (entry.at_ms, str(entry.kind), dict(entry.details))
        for entry in call.transcript()
        if entry.kind not in ("assume", "moment")
    ]
