"""The usual callers: each number has a source or is listed as assumed, and the platform's times are in them."""

import pytest

from ivrsim.callers.changes import with_changes
from ivrsim.callers.checks import require_callers, unknown_names
from ivrsim.callers.defaults import usual_callers
from ivrsim.callers.model import Interval
from ivrsim.callers.notation.numbers import NUMBERS
from ivrsim.callers.profiles import PROFILES
from ivrsim.callers.toml import names_of
from ivrsim.core.parties import PARTIES, VERDICTS
from ivrsim.core.platform import Platform

USUAL = usual_callers(Platform())
PLATFORMS = [
    Platform(),
    Platform().with_quirks(greeting_ms=0, screening_greeting_ms=0, screening_listens_ms=0, key_gap_ms=0),
    Platform().with_quirks(greeting_ms=1, key_gap_ms=1),
    Platform().with_quirks(greeting_ms=1_440_000),
]


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda each: str(each.greeting_ms))
def test_usual_callers_can_be(platform: Platform) -> None:
    require_callers(usual_callers(platform))


def test_every_number_has_a_source_or_is_assumed() -> None:
    names = set(names_of(USUAL))
    assert names == set(USUAL.sources) | set(USUAL.assumed)
    assert set(USUAL.sources) - set(USUAL.assumed) == {"price.step_s"}
    assert all(source.startswith(("published", "documented")) for source in USUAL.sources.values())


def test_greetings_last_as_long_as_the_platform_says() -> None:
    for platform in PLATFORMS:
        law = usual_callers(platform).mailbox.greeting_ms
        assert sum(ms * share for ms, share in law.items()) == pytest.approx(platform.greeting_ms, abs=1)
    assert (min(USUAL.mailbox.greeting_ms), max(USUAL.mailbox.greeting_ms)) == (3000, 20_000)


def test_mailboxes_and_screening_are_what_was_published() -> None:
    mailbox, screening = USUAL.parties["mailbox"], USUAL.parties["screening"]
    assert isinstance(mailbox, float)
    assert isinstance(screening, float)
    assert mailbox + screening == pytest.approx(0.3)


def test_profiles_say_something_of_every_party() -> None:
    for profile in PROFILES.values():
        assert set(profile.detector) == set(PARTIES)
        changed = with_changes(USUAL, {"detector": profile.name})
        assert changed.detector == profile.detector
        assert {name for name in changed.sources if name.startswith("detector")} == set(profile.sources)
        assert all(VERDICTS.keys() >= set(verdicts.shares) for verdicts in profile.detector.values())
        detector = {name for name in names_of(changed) if name.startswith("detector")}
        assert detector == set(profile.sources) | {name for name in changed.assumed if name.startswith("detector")}


def test_published_figures() -> None:
    people = {name: profile.detector["person"].shares["person"] for name, profile in PROFILES.items()}
    machines = {name: profile.detector["mailbox"].shares["machine"] for name, profile in PROFILES.items()}
    low = Interval(0.65, 0.8)
    assert people == {
        "ml-2026": 0.997, "callfire-2008": 0.9, "industry-low": low, "twilio-2017": 0.97, "asterisk": low,
    }  # fmt: skip
    assert machines == {
        "ml-2026": 0.987, "callfire-2008": 0.9, "industry-low": low, "twilio-2017": 0.87, "asterisk": low,
    }  # fmt: skip
    right = 0.7 * 0.97 + 0.3 * 0.87
    assert right == pytest.approx(0.94)  # as published, where 30 % are machines
    times = PROFILES["ml-2026"].detector["person"].after_ms["person"]
    assert (min(times), max(times)) == (700, 1500)
    assert PROFILES["asterisk"].detector["silence"].after_ms["unsure"] == {5000: 1.0}


def test_every_pattern_of_a_number_is_another() -> None:
    patterns = [each.pattern for each in NUMBERS]
    assert len(patterns) == len(set(patterns))
    assert all(each.about and each.notation.told for each in NUMBERS)


def test_names_that_the_plan_has_not() -> None:
    callers = with_changes(
        USUAL,
        {
            "menus": {"mian": {"1": 1}, "live": {"silence": 1}},
            "transfers": {"sales": {"answered": 1}},
            "values": {"contact.langauge": {"en": 1}},
            "letters": {"contact.street": 9, "contact.language": 4},
        },
    )
    found = unknown_names(callers, {"main", "live"}, set(), {"contact.language"})
    assert [each.message for each in found] == [
        'menus.mian: the plan has no menu "mian"; did you mean "main"?',
        'transfers.sales: the plan has no transfer "sales"; it has none',
        'values."contact.langauge": the plan has no variable "contact.langauge"; did you mean "contact.language"?',
        'letters."contact.street": the plan has no variable "contact.street"; there are: contact.language',
    ]
    assert unknown_names(USUAL, (), (), ()) == []
    assert (
        unknown_names(callers, ["mian", "live"], ["sales"], ["contact.langauge", "contact.street", "contact.language"])
        == []
    )
