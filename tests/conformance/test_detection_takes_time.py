"""That detection takes its time changes when something happens in a call, and nothing else."""

import re
from dataclasses import replace
from typing import Final

import pytest

from ivrsim.comparing.platforms import differing_quirks
from ivrsim.core.platform import Platform
from tests.conformance.cases import Case, Result, assumed, cases, run, story, summary
from tests.platforms import DETECTED_AT_ONCE

TIMINGS: Final = ("amd_delay_ms", "amd_machine_delay_ms", "amd_unsure_delay_ms", "greeting_ms")
"""What says how long detection takes."""
ABOUT_TIME: Final = {
    "amd/key-during-detection": "where detection takes no time, no key is pressed while the platform still listens",
}
"""Cases whose callee acts at a moment that detection decides about, and why they are other calls without it."""
PARTIES: Final = "answering/"
"""Cases of what the other side does with the time."""
CASES: Final = [
    case for case in cases() if not case.bug and case.id not in ABOUT_TIME and not case.id.startswith(PARTIES)
]


def detects(case: Case) -> bool:
    return "<amd" in (case.folder / "dialplan.xml").read_text(encoding="utf-8")


def test_only_the_times_of_detection_tell_the_platforms_apart() -> None:
    differing = {*differing_quirks(DETECTED_AT_ONCE, Platform()), "amd_machine_delay_ms"}  # which is "same" in both
    assert differing == {*TIMINGS}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_call_is_the_same_but_for_times(case: Case) -> None:
    without = {key: value for key, value in case.quirks.items() if key not in TIMINGS}
    case = replace(case, script=re.sub(r"(?m)^expect duration .*$", "", case.script), quirks=without)
    assert untimed(run(case, DETECTED_AT_ONCE)) == untimed(run(case))


@pytest.mark.parametrize("case", [case for case in CASES if not detects(case)], ids=lambda case: case.id)
def test_a_call_without_detection_is_the_same_to_the_millisecond(case: Case) -> None:
    before, now = run(case, DETECTED_AT_ONCE), run(case)
    assert [*story(before), *summary(before), *assumed(before)] == [*story(now), *summary(now), *assumed(now)]


def test_a_case_that_is_about_time_is_another_call_without_it() -> None:
    told = {
        case.id: (untimed(run(case, DETECTED_AT_ONCE)), untimed(run(case))) for case in cases() if case.id in ABOUT_TIME
    }
    assert told.keys() == ABOUT_TIME.keys()
    assert all(before != now for before, now in told.values())


def untimed(result: Result) -> list[str]:
    """What happened in a call and what it leaned on, but for times and the quirks that say how long detection takes."""
    happened = [line[7:] for line in story(result)]
    came_of_it = [line for line in summary(result) if not line.startswith("duration_ms: ")]
    leaned_on = [line for line in assumed(result) if not line.removeprefix("assumption: ").startswith(TIMINGS)]
    return [*happened, *came_of_it, *leaned_on]
