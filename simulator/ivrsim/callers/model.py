"""A model of callers, as values: who answers, what the detector takes them for, what people do, and how long it takes.

Times are in ms, shares between 0 and 1. Where a share is not known, it is an `Interval`.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Interval(NamedTuple):
    """A share of which two bounds are known."""

    low: float
    high: float


Share = float | Interval
Shares = Mapping[str, Share]
"""What may be the case, and how likely it is. The shares can add up to 1."""

TimeLaw = Mapping[int, float]
"""Times in ms, and how likely they are."""


class Verdicts(NamedTuple):
    """What the detector says of a party.

    Attributes:
        shares: of "person", "machine" and "unsure".
        after_ms: for each of these, how long after the answer; what is not there takes as long as the platform says.
    """

    shares: Shares
    after_ms: Mapping[str, TimeLaw]


class Mailbox(NamedTuple):
    """How mailboxes are.

    Attributes:
        greeting_ms: how long they greet.
        beep: how likely a beep ends that.
        full_after_ms: how long they record; {} where they never are full.
    """

    greeting_ms: TimeLaw
    beep: Share
    full_after_ms: TimeLaw


class Screening(NamedTuple):
    """How screening assistants are.

    Attributes:
        greeting_ms: how long they ask.
        listens_ms: how long they listen to the answer.
        passes: how likely the owner takes the call.
        passes_after_ms: when, after the assistant has begun to listen.
    """

    greeting_ms: TimeLaw
    listens_ms: TimeLaw
    passes: Share
    passes_after_ms: TimeLaw


class Receptionist(NamedTuple):
    """How receptionists are.

    Attributes:
        passes: how likely the callee comes to the line.
        passes_after_ms: when, after the answer.
    """

    passes: Share
    passes_after_ms: TimeLaw


class Keys(NamedTuple):
    """What people do at a menu.

    Attributes:
        shares: by what they do. Text of keys ("1", "2517") is typed. "silence" is none, "wrong" one that the menu does
            not offer. "offered" is divided equally among the keys that lead elsewhere, "repeat" among those that lead
            back to the menu. Where no key leads elsewhere, "offered" is silence too. Where none is wrong, or leads
            back, that share is of "offered".
        again: the same, for when they come to the menu another time; None where that makes no difference.
    """

    shares: Shares
    again: Shares | None = None


class Person(NamedTuple):
    """What people do.

    Attributes:
        hangs_up_speaking: how likely a person hangs up in a second in which something is said.
        hangs_up_silent: likewise, in which nothing is.
        reaction_ms: how long after a menu has begun to listen the first key comes. One that would come when the menu's
            time is up does not.
        early: how many of those who press a key do so while the menu still speaks, if a key cuts that. They do at any
            step of its last prompt but the first.
        key_gap_ms: between two keys.
        speaks_ms: how long they speak into a recording.
        ends_recording: shares of "#", "hang up" and "silence".
        menus: what they do at menus, by name; "" is every other one.
    """

    hangs_up_speaking: float
    hangs_up_silent: float
    reaction_ms: TimeLaw
    early: Share
    key_gap_ms: int
    speaks_ms: TimeLaw
    ends_recording: Shares
    menus: Mapping[str, Keys]


class Transfers(NamedTuple):
    """What comes of transfers.

    Attributes:
        shares: of "answered", "busy", "no answer", "failed" and "screened out".
        rings_ms: how long it rings until the outcome.
        talks_ms: how long is talked.
    """

    shares: Shares
    rings_ms: TimeLaw
    talks_ms: TimeLaw


class Replies(NamedTuple):
    """What a web server replies.

    Attributes:
        shares: of texts; "no reply" is a request that fails.
        after_ms: how long that takes.
    """

    shares: Shares
    after_ms: TimeLaw


class Price(NamedTuple):
    """What a call costs.

    Attributes:
        a_minute: of the call; of a transfer's second leg: transfer_a_minute.
        step_s: a call is billed in whole steps of so many seconds, each begun one counts; 0 for the exact time.
        currency: how it is called.
    """

    a_minute: float
    transfer_a_minute: float
    step_s: int
    currency: str


class Callers(NamedTuple):
    """A model of callers.

    Attributes:
        reach: what becomes of a call that rings: "answered", "busy" and "no answer".
        rings_ms: how long it rings, by these.
        parties: of those that are answered, who answers.
        detector: what the detector says, by party.
        mailbox, screening, receptionist, person: how these are.
        transfers: what comes of transfers, by the name of the tag; "" is every other one.
        replies: what web servers reply, by a pattern of the URL; the first that fits.
        values: a law of values for each variable that has one, by the platform's names; "other" among its texts stands
            for any other value.
        letters: likewise of how many letters the text has that a variable holds, where only its length matters.
        at: when calls are made, as "2026-01-05 12:00", and how likely.
        price: what a call costs.
        step_ms: in which steps time goes.
        sources: where a number is from, by its dotted name as in a file: "person.early". "" is the whole file's. What
            is not there is assumed.
        assumed: the dotted names of what nobody said: defaults.
    """

    reach: Shares
    rings_ms: Mapping[str, TimeLaw]
    parties: Shares
    detector: Mapping[str, Verdicts]
    mailbox: Mailbox
    screening: Screening
    receptionist: Receptionist
    person: Person
    transfers: Mapping[str, Transfers]
    replies: Mapping[str, Replies]
    values: Mapping[str, Shares]
    letters: Mapping[str, Mapping[int, float]]
    at: Mapping[str, float]
    price: Price
    step_ms: int
    sources: Mapping[str, str]
    assumed: tuple[str, ...]
