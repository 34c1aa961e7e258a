"""What is published of detectors, by name: how often each says what of whom, and after how long."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from ivrsim.callers.model import Interval, Share, TimeLaw, Verdicts
from ivrsim.core.parties import PARTIES


class Profile(NamedTuple):
    """A detector of which something is published.

    Attributes:
        name: as a file of callers calls it.
        detector: what it says, by party.
        about: what its source says.
        sources: where its numbers are from, by their names in a file of callers. What is not there is assumed.
        assumed: the names of those that it does not say in full.
    """

    name: str
    detector: Mapping[str, Verdicts]
    about: str
    sources: Mapping[str, str]
    assumed: tuple[str, ...]


def _profile(
    name: str,
    about: str,
    people: Share,
    machines: Share,
    *,
    told: tuple[str, ...],
    after_ms: Mapping[str, TimeLaw] | None = None,
    silence: str = "unsure",
) -> Profile:
    """A profile of two numbers.

    Args:
        name: of the profile.
        about: its source.
        people: the share of people who are taken for people.
        machines: the share of machines that are taken for machines.
        told: the parties of which the source says the shares.
        after_ms: how long after the answer each verdict comes; None where nothing is published.
        silence: what an open line is taken for.
    """
    right = {"person": people, "machine": machines}
    detector = {
        party.name: Verdicts(
            {silence: 1.0} if party.name == "silence" else _verdicts(party.usually, right[party.usually]),
            after_ms or {},
        )
        for party in PARTIES.values()
    }
    shares = {party: f"detector.{party}" for party in detector}
    delays = [f"detector.{party}.after_s.{verdict}" for party in detector for verdict in after_ms or {}]
    sources = {shares[party]: about for party in told} | dict.fromkeys(delays, about)
    return Profile(name, detector, about, sources, (*(shares[party] for party in told), *delays))


def _verdicts(usual: str, right: Share) -> dict[str, Share]:
    """The shares of what is right so often. An error is the other verdict, never "unsure" (assumed)."""
    other = "machine" if usual == "person" else "person"
    wrong = Interval(_rest(right.high), _rest(right.low)) if isinstance(right, Interval) else _rest(right)
    return {usual: right, other: wrong}


def _rest(share: float) -> float:
    return round(1 - share, 12)  # as people write it


_BEFORE_1500: Final[TimeLaw] = {700: 0.2, 900: 0.2, 1100: 0.2, 1300: 0.2, 1500: 0.2}
"""Decisions that come in 0.7 to 1.5 s. That all of that time is as likely is assumed."""

_ASTERISK_MS: Final[Mapping[str, TimeLaw]] = {
    "person": {1100: 0.5, 1500: 0.3, 2300: 0.2},  # a greeting of 0.3 to 1.5 s, and 0.8 s of silence
    "machine": {1700: 0.5, 2500: 0.5},  # 1.5 s of greeting that goes on, or 2.5 s of initial silence
    "unsure": {5000: 1.0},
}

_ML_2026: Final = _profile(
    "ml-2026",
    "published (arXiv 2604.09675, over 77,000 calls): takes 0.3 % of people for machines and 1.3 % of machines for"
    " people, in 0.7 to 1.5 s; how those times spread, and that it is never unsure, is assumed",
    0.997,
    0.987,
    told=("person", "mailbox"),
    after_ms={"person": _BEFORE_1500, "machine": _BEFORE_1500},
)
_CALLFIRE_2008: Final = _profile(
    "callfire-2008",
    'old (the vendor\'s blog, September 2008): "close to 90 %" right; how the errors split is assumed',
    0.9,
    0.9,
    told=("person", "mailbox"),
)
_INDUSTRY_LOW: Final = _profile(
    "industry-low",
    "published (call-congress #32): 65 to 80 % right; how the errors split is assumed",
    Interval(0.65, 0.8),
    Interval(0.65, 0.8),
    told=("person", "mailbox"),
)
_TWILIO_2017: Final = _profile(
    "twilio-2017",
    "published (a note on a beta, 2017): 94 % right, biased to people; that this is 97 % of people and 87 % of machines"
    " is assumed",
    0.97,
    0.87,
    told=("person", "mailbox"),
)
_ASTERISK: Final = _profile(
    "asterisk",
    "published (defaults of Asterisk): initial silence 2.5 s, greeting 1.5 s, silence after it 0.8 s, at most 5 s; how"
    " times spread within these, and how often it is right, is assumed",
    Interval(0.65, 0.8),
    Interval(0.65, 0.8),
    told=(),
    after_ms=_ASTERISK_MS,
    silence="machine",
)

PROFILES: Final = {each.name: each for each in (_ML_2026, _CALLFIRE_2008, _INDUSTRY_LOW, _TWILIO_2017, _ASTERISK)}
"""All of them, by name."""

USUAL_PROFILE: Final = _ML_2026.name
"""What is taken where nobody says otherwise: the only one with both errors and its times, of a stated number of calls.

What the vendor says of its own detector is of 2008, and does not say how its errors split.
"""
