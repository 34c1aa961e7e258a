"""Texts whose characters were read in the wrong encoding."""

from collections.abc import Iterator

from ivrdsl.checking.facts.expressions import Written, excerpt, odd_texts, rewrite, use
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.wording.mojibake import LOST, Garbled, garbled


@rule(
    "IVR510",
    "mojibake",
    WARNING,
    valid=(
        '<play type="tts">Café, naïve, Größe, ¿qué?, “yes” – it’s 5 €, 20 °C; привет, 日本語.</play>',
        '<play type="tts">«CAFÉ», “NÃO”, AMANHû, “il est allé…”, HYVÄ…, Â.</play>',
    ),
    invalid=(
        '<play type="tts">It isn\u00e2\u20ac\u2122t here.</play>',
        '<play type="tts">It isn\u00e2\x80\x99t here.</play>',
        '<play type="tts">caf\u00c3\u0192\u00c2\u00a9</play>',
        '<play type="tts">20\u00c2\u00b0</play>',
        '<play type="tts">Zadzwo\u00c5\u201e do nas.</play>',
        '<sms to="2135551234">\u00d0\u0178\u00d1\u20ac\u00d0\u00b8\u00d0\u00b2\u00d0\u00b5\u00d1\u201a</sms>',
        '<play type="tts">The caf\ufffd is open.</play>',
        "<stash varname=\"place\">'caf\u00c3\u00a9'</stash>",
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A text was read in the wrong encoding, so that callees hear other characters than were written.

    ## What it does
    Reports characters that come of UTF-8 which was read as Latin-1 or windows-1252, once or several times, and shows
    what was meant. It does so only where no text that is right has such characters. Also reports U+FFFD, which stands
    for a character that was lost.

    ## Why is this bad
    A voice reads each wrong sign by its name or leaves it out, and a message with them looks like a fraud. They
    also are outside of the alphabet of text messages, so that fewer characters fit.

    ## Example
    ```xml
    <play type="tts">The cafÃ© is open.</play>
    ```

    ## Use instead
    ```xml
    <play type="tts">The café is open.</play>
    ```

    ## Fix safety
    Unsafe: what was meant is put in the place of the text, which changes what is heard. A lost character is left.

    ## Source
    What is meant is found by going the same way back: the characters as bytes, and these read as UTF-8.
    """
    for written in subject.ask(odd_texts):
        found = garbled(written.text)
        if found is not None:
            yield _hit(subject, written, found)


def _hit(subject: Subject, written: Written, found: Garbled) -> Hit:
    label, heard = subject.label(written.element), excerpt(written.text, found.start)
    if found.sign == LOST:
        message = f"{label}: a character was lost (U+FFFD): {use(subject, written)} {heard}"
        why = "somebody read the text in the wrong encoding; which character stood there is not known any more"
        return Hit(written.element, message, why, "write the character that stood there, and save the file as UTF-8")
    meant = excerpt(found.meant, found.start)
    message = f"{label}: UTF-8 was read in another encoding: {use(subject, written)} {heard}"
    why = f"{_shown(found.sign)} are the bytes of one character, each taken for a character of its own"
    repair = rewrite(subject, written, found.meant)
    fix = f"write {meant}, and save the file as UTF-8 wherever it is made"
    return Hit(written.element, message, why, fix, repair=repair)


def _shown(sign: str) -> str:
    """Characters as they are; of those that cannot be seen, their numbers."""
    return "".join(each if each.isprintable() else f"U+{ord(each):04X}" for each in sign)
