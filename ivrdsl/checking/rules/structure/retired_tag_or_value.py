"""What old plans have, and the platform no longer offers."""

from collections.abc import Iterator
from typing import Any, Final

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING, Edit, Repair
from ivrdsl.findings.words import quoted
from ivrdsl.model.nodes import PROMPTS, Analytics, Gtalk, Text, Transfer
from ivrdsl.model.odd import Odd

_OLD_VOICE: Final = "femaleSpanish"
_OLD_MUSIC: Final = {"Silent": "silence", "newage": "new_age"}
_WHO: Final = {Gtalk: "Google Talk", Analytics: "Google Analytics"}


@rule(
    "IVR010",
    "retired-tag-or-value",
    WARNING,
    valid=(
        '<play type="tts" voice="female2">Hello.</play>',
        '<transfer timeout="25" musiconhold="silence">15551230100</transfer>',
        '<transfer timeout="25" musiconhold="bagpipes">15551230100</transfer>',
        '<sms to="15551230100">Hello.</sms>',
    ),
    invalid=(
        "<analytics account='a' category='c' action='b'/>",
        '<play type="callfireid" voice="femaleSpanish">12</play>',
        '<play type="url" voice="femaleSpanish">http://example.com/a.mp3</play>',
        '<transfer timeout="25" musiconhold="Silent">15551230100</transfer>',
        '<transfer timeout="25" musiconhold="newage">15551230100</transfer>',
        '<text to="15551230100">Hello.</text>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A tag, a voice or a music is of an older time.

    ## What it does
    Reports the tags gtalk and analytics, the voice femaleSpanish, the musics Silent and newage, and, as a note, the
    tag text, which seems to be an older name of sms.

    ## Why is this bad
    Today's pages of the vendor do not know them. What a call does there is not documented; the simulator stops at
    gtalk and analytics, because nobody knows what they do.

    ## Example
    ```xml
    <play type="tts" voice="femaleSpanish">Hola.</play>
    <gtalk to="shop@example.com">A call has come.</gtalk>
    ```

    ## Use instead
    ```xml
    <play type="tts" voice="spanish1">Hola.</play>
    <sms to="15551230100">A call has come.</sms>
    ```

    ## Fix safety
    Unsafe: takes gtalk and analytics out, and writes today's name of a voice or music. The call is another one if the
    platform still knows the old ones.

    ## Source
    gtalk, analytics and text: only in the vendor's PHP library. femaleSpanish and Silent: only on the vendor's older
    pages; newage: only in other people's programs (observed).
    """
    for number, _ in subject.each(Gtalk, Analytics):
        yield _tag(subject, number)
    for number, _ in subject.each(Text):
        yield _text(subject, number)
    for number, prompt in subject.each(*PROMPTS):
        if prompt.voice == _OLD_VOICE:
            yield _voice(subject, number)
    for number, transfer in subject.each(Transfer):
        if transfer.music_on_hold in _OLD_MUSIC:
            yield _music(subject, number, transfer.music_on_hold)


def _tag(subject: Subject, number: int) -> Hit:
    node: Any = subject.node(number)
    message = f"{node.tag} is a retired tag: the platform's link to {_WHO[type(node)]} exists no more"
    why = "what a call does here is not documented; the simulator stops"
    named = getattr(node, "name", None)
    aimed = named is not None and any(jump.target == named.strip() for jump in subject.jumps)
    repair = None if aimed else Repair(safe=False, edits=(Edit(number, "remove element"),))
    return Hit(number, message, why, f"take {node.tag} out; a web server can be told by get or post", repair=repair)


def _text(subject: Subject, number: int) -> Hit:
    message = "the tag text seems to be an older name of sms"
    why = "only the vendor's PHP library has it; whether the platform still knows it is not documented"
    repair = Repair(safe=False, edits=(Edit(number, "rename tag", value="sms"),))
    return Hit(number, message, why, "write <sms>", "write Sms(...)", severity=NOTE, repair=repair)


def _voice(subject: Subject, number: int) -> Hit:
    message = f"the voice {quoted(_OLD_VOICE)} is on the vendor's older page only"
    why = "whether the platform still has it, or speaks Spanish words with another voice, is not documented"
    edits = _edits(subject, number, "voice", "spanish1")
    return Hit(number, message, why, 'write voice="spanish1"', repair=edits)


def _music(subject: Subject, number: int, music: str | None) -> Hit:
    old, new = str(music), _OLD_MUSIC[str(music)]
    message = f"the music on hold {quoted(old)} is an older spelling of {quoted(new)}"
    why = "today's page does not list it; what the callee hears while the transfer rings is not documented"
    repair = _edits(subject, number, "musiconhold", new)
    return Hit(number, message, why, f'write musiconhold="{new}"', f'write music_on_hold="{new}"', repair=repair)


def _edits(subject: Subject, number: int, name: str, value: str) -> Repair:
    node = subject.elements[number].node
    if type(node) is Odd:
        name = next((each for each, _ in node.attributes if each.lower() == name), name)
    return Repair(safe=False, edits=(Edit(number, "set attribute", name, value),))
