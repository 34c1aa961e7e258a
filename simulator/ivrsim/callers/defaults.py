"""What is taken of callers where nobody says otherwise: each number with its source, or listed as assumed."""

from collections.abc import Mapping
from typing import Final

from ivrsim.callers.model import (
    Callers,
    Keys,
    Mailbox,
    Person,
    Price,
    Receptionist,
    Screening,
    Shares,
    TimeLaw,
    Transfers,
)
from ivrsim.callers.profiles import PROFILES, USUAL_PROFILE
from ivrsim.callers.sources import unsourced_names
from ivrsim.core.platform import Platform

STEP_MS: Final = 100
"""In which steps time goes."""

REACH: Final[Shares] = {"answered": 0.8, "busy": 0.02, "no answer": 0.18}
RINGS_MS: Final[Mapping[str, TimeLaw]] = {
    "answered": {4000: 0.2, 8000: 0.3, 12_000: 0.25, 16_000: 0.15, 20_000: 0.1},
    "busy": {2000: 1.0},
    "no answer": {30_000: 1.0},
}
PARTIES: Final[Shares] = {
    "person": 0.66,
    "mailbox": 0.25,
    "screening": 0.05,
    "receptionist": 0.02,
    "fax": 0.01,
    "silence": 0.01,
}
GREETINGS: Final = {0.375: 0.25, 0.625: 0.25, 1.0: 0.2, 1.5: 0.2, 2.5: 0.1}
"""Greetings of mailboxes, as multiples of the platform's, of which they are the mean: 3 to 20 s where that is 8 s."""

RECEPTIONIST: Final = Receptionist(0.5, {10_000: 0.3, 20_000: 0.4, 40_000: 0.3})
REACTION_MS: Final[TimeLaw] = {600: 0.05, 1000: 0.2, 1500: 0.25, 2000: 0.2, 3000: 0.15, 4000: 0.1, 6000: 0.05}
SPEAKS_MS: Final[TimeLaw] = {3000: 0.2, 6000: 0.4, 12_000: 0.3, 25_000: 0.1}
ENDS_RECORDING: Final[Shares] = {"#": 0.3, "hang up": 0.4, "silence": 0.3}
KEYS: Final = Keys({"silence": 0.15, "wrong": 0.03, "repeat": 0.12, "offered": 0.7})
TRANSFERS: Final = Transfers(
    {"answered": 0.8, "busy": 0.05, "no answer": 0.12, "failed": 0.02, "screened out": 0.01},
    {5000: 0.3, 10_000: 0.4, 20_000: 0.3},
    {30_000: 0.2, 60_000: 0.2, 120_000: 0.3, 240_000: 0.2, 600_000: 0.1},
)
PRICE: Final = Price(1.0, 1.0, 60, "units")
"""Nobody publishes a price. Until somebody says one, a billed minute costs one unit."""

_SOURCES: Final = {
    "parties": "published (livekit/agents #3643): about 30 % of answered calls in one production are voicemail or"
    " screening bots; how these split, and the others, is assumed",
    "price.step_s": "documented: in steps of 60 s; a sample of the vendor's own bills the exact time, which is 0",
}
_IN_PART: Final = ("parties",)
"""What is assumed although something of it has a source."""


def usual_callers(platform: Platform) -> Callers:
    """The callers of a platform, where nobody says otherwise. Nothing is known of values, texts and web servers."""
    profile = PROFILES[USUAL_PROFILE]
    callers = Callers(
        reach=REACH,
        rings_ms=RINGS_MS,
        parties=PARTIES,
        detector=profile.detector,
        mailbox=Mailbox(_greetings(platform.greeting_ms), 0.95, {120_000: 1.0}),
        screening=Screening(
            {platform.screening_greeting_ms: 1.0},
            {platform.screening_listens_ms: 1.0},
            0.3,
            {2000: 0.3, 4000: 0.4, 8000: 0.3},
        ),
        receptionist=RECEPTIONIST,
        person=Person(
            hangs_up_speaking=0.01,
            hangs_up_silent=0.03,
            reaction_ms=REACTION_MS,
            early=0.3,
            key_gap_ms=platform.key_gap_ms,
            speaks_ms=SPEAKS_MS,
            ends_recording=ENDS_RECORDING,
            menus={"": KEYS},
        ),
        transfers={"": TRANSFERS},
        replies={},
        values={},
        letters={},
        at={},
        price=PRICE,
        step_ms=STEP_MS,
        sources={**_SOURCES, **profile.sources},
        assumed=(),
    )
    return callers._replace(assumed=tuple(sorted((*_IN_PART, *profile.assumed, *unsourced_names(callers)))))


def _greetings(mean_ms: int) -> TimeLaw:
    """A law of greetings with a mean."""
    law: dict[int, float] = {}
    for factor, share in GREETINGS.items():
        ms = round(factor * mean_ms)
        law[ms] = law.get(ms, 0.0) + share
    return law
