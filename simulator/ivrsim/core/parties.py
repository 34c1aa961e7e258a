"""Who may really answer a call, whatever the platform takes them for: what each can do, and hear.

A call's state knows only what the detector says (`events.ANSWERS`). Who it really is lives with the clock, in
`ivrsim.play`: a party only takes events away. Sources: docs/answering.md.
"""

from typing import Final, NamedTuple

from ivrsim.core.events import LIVE, MACHINE, UNSURE, Event


class Party(NamedTuple):
    """One kind of who may answer.

    Attributes:
        name: as scripts call it.
        words: in a sentence.
        usually: what detectors take it for (assumed where docs/answering.md names no source).
        acts: whether it presses keys, speaks into recordings and hangs up when it likes; else it does none of these.
        hears: whether somebody listens from the beginning.
        keeps: whether it records what is said after its greeting.
        passes: whether a person may come to the line later, in its place.
        options: what a script may say of it beside what it is taken for, and when.
        about: what it does, in one sentence.
        source: where that is from.
    """

    name: str
    words: str
    usually: str
    acts: bool = False
    hears: bool = False
    keeps: bool = False
    passes: bool = False
    options: tuple[str, ...] = ()
    about: str = ""
    source: str = ""


PERSON: Final = Party(
    "person",
    "a person",
    "person",
    acts=True,
    hears=True,
    about="listens, may press keys, and may hang up",
    source="documented: the live branch is for people",
)
MAILBOX: Final = Party(
    "mailbox",
    "a mailbox",
    "machine",
    keeps=True,
    options=("greeting", "no beep", "full after"),
    about="plays its greeting, beeps, and keeps what is said until it is full or the line is closed",
    source="documented: the machine branch begins after the beep; how long greetings are is assumed (`greeting_ms`)",
)
SCREENING: Final = Party(
    "screening",
    "a screening assistant",
    "person",
    passes=True,
    options=("greeting", "hears name for", "passes after", "refuses"),
    about="asks who is calling, shows what it hears to the owner, and ends the call if it hears nothing",
    source="published of an assistant of September 2025: silence never rings the person, and a dialler counts the call"
    " as answered; its times are assumed (`screening_greeting_ms`, `screening_listens_ms`)",
)
RECEPTIONIST: Final = Party(
    "receptionist",
    "a receptionist",
    "person",
    hears=True,
    passes=True,
    options=("passes after",),
    about="is a person or a menu, but not the callee, who may come to the line later",
    source="assumed: not documented",
)
FAX: Final = Party(
    "fax",
    "a fax",
    "machine",
    about="plays tones, or an announcement of the network, and hears nothing",
    source="published: networks put special tones before their announcements; what detectors make of them is assumed",
)
SILENCE: Final = Party(
    "silence",
    "an open line",
    "unsure",
    about="is answered, and nobody speaks",
    source="published: some calls are answered, and nobody speaks; what detectors make of them is assumed",
)

PARTIES: Final = {each.name: each for each in (PERSON, MAILBOX, SCREENING, RECEPTIONIST, FAX, SILENCE)}
"""All of them, by name."""

LISTENERS: Final = (PERSON.name, SCREENING.name, RECEPTIONIST.name)
"""Who may be asked what was heard; a mailbox is asked what it keeps."""

VERDICTS: Final[dict[str, Event]] = {"person": LIVE, "machine": MACHINE, "unsure": UNSURE}
"""What a detector may say, as scripts call it."""

VERDICT_OF: Final = {event.value: name for name, event in VERDICTS.items()}
"""What a script calls a verdict, by how the call is answered."""

FLAGS: Final = {"beep": False, "refuses": True}
"""What `Call.answer` is told where a script says just the words: "no beep" takes the beep away."""

OPTIONS: Final = {
    "greeting": "greeting_ms",
    "no beep": "beep",
    "full after": "full_after_ms",
    "hears name for": "hears_name_ms",
    "passes after": "passes_after_ms",
    "refuses": "refuses",
}
"""What a script may say of a party, and what `Call.answer` calls it."""
