"""Pages of parties: who may really answer a call, from the table of them; the example is a call of the suite."""

from collections.abc import Iterator
from typing import Final

from ivrsim.core.parties import LISTENERS, OPTIONS, PARTIES, Party
from ivrsim.core.platform import Platform, reading_told
from ivrsim.play.answers import PartyOptions
from ivrsim.play.other_side import usual
from ivrsim.play.transcript import Transcript
from tests import docstrings
from tests.reference.page import ReferencePage, section, table
from tests.reference.suite import suite

_FORMS: Final = {
    "taken for": "taken for person",
    "after": "after 2.5s",
    "greeting": "greeting 8s",
    "full after": "full after 20s",
    "hears name for": "hears name for 3s",
    "passes after": "passes after 9s",
}
"""How what may be said is written, where it has a value."""
_WORDS: Final = {
    "mailbox": ("voicemail",),
    "screening": ("call screening", "screening assistant"),
    "receptionist": ("phone tree",),
    "fax": ("announcement",),
    "silence": ("open line",),
}
_ELSE: Final = {
    "silence": "A person who says nothing is no open line: `wait` is how a callee stays silent, and"
    " `silence-never-acts` is what `ivrdsl verify` asks of calls in which one does."
}
"""What the name may be taken for."""
_TAKEN_FOR: Final = {"person": "a person", "machine": "a machine", "unsure": "neither: the platform cannot tell"}
_NEVER: Final = {
    "full_after_ms": "it is never full",
    "passes_after_ms": "nobody comes",
    "refuses": "the owner does not take the call",
    "after_ms": "as long as the platform takes",
    "beep": "it beeps",
}


def pages() -> Iterator[ReferencePage]:
    """A page for each party."""
    return map(_page, PARTIES.values())


def _page(party: Party) -> ReferencePage:
    about = f"{party.words[:1].upper()}{party.words[1:]} {party.about}."
    text = f"A party: who may really answer a call, whatever the platform takes it for. {about}"
    text += section("How it is written", f"`answer {party.name}`, and behind it in any order:", _options(party))
    text += section("What it is taken for", f"If nobody says otherwise, for {_TAKEN_FOR[party.usually]}.")
    text += section("What it hears", _hears(party))
    text += section("What it does", _does(party))
    text += section("Where this is from", f"{party.source[:1].upper()}{party.source[1:]}. docs/answering.md says more.")
    played = next(each for each in suite() if each.case.topic == "answering" and _answers(each.transcript, party))
    text += section("Something else", _ELSE.get(party.name, ""))
    text += section("Example", played.as_example())
    return ReferencePage("party", party.name, about, text, _WORDS.get(party.name, ()))


def _options(party: Party) -> str:
    """What may be said of it, what that means, and what holds where it is not said."""
    said = docstrings.read(PartyOptions, "Attributes").names
    names = {"taken for": "taken_for", "after": "after_ms", **{words: OPTIONS[words] for words in party.options}}
    rows = [
        (f"`{_FORMS.get(words, words)}`", f"`{name}`", said[name], _without(party, name))
        for words, name in names.items()
    ]
    return table(["written", "in Python", "means", "if it is not said"], rows)


def _without(party: Party, name: str) -> str:
    if name == "taken_for":
        return f"`{party.usually}`"
    if name in _NEVER:
        return _NEVER[name]
    return f"{reading_told(getattr(usual(party, Platform()), name))} ms, a quirk"


def _hears(party: Party) -> str:
    if party.keeps:
        return (
            "It keeps what is said after its greeting until it is full, in whole words: a word that is cut is lost."
            " `expect mailbox kept` asks for it, `transcript.kept` lists it. Nobody hears it during the call."
        )
    if party.name in LISTENERS:
        what = "what is said while it listens, after it has asked" if not party.hears else "all that is said meanwhile"
        then = " A person who comes later hears what is said from then on." if party.passes else ""
        return f"{what[:1].upper()}{what[1:]}. `expect heard by {party.name}` asks for it.{then}"
    return "Nothing."


def _does(party: Party) -> str:
    if party.acts:
        return "All that statements of a callee can say: it presses keys, speaks into recordings, hangs up."
    return (
        "It presses no keys, does not speak into recordings, and does not hang up as people do: such a statement fails."
        + (" From the moment on at which a person comes, it may happen." if party.passes else "")
    )


def _answers(transcript: Transcript, party: Party) -> bool:
    side = transcript.other_side
    return side is not None and side.party is party and side.taken_for == party.usually
