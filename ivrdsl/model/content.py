"""What tags need between their start and their end: one answer for the rule that looks for it, and for a call."""

from typing import Any, Final

from ivrdsl.model.actions import Sms, Text
from ivrdsl.model.odd import ASIDES, Odd, Stray
from ivrdsl.model.sound import PlayUrl, Say

NEEDED: Final = {
    "play": "words or a sound to play",
    "transfer": "a phone number to ring",
    "get": "a URL to ask",
    "post": "a URL to post to",
    "gotoxml": "the URL of a dialplan",
    "dnc": "a phone number",
    "sms": "words to send",
    "text": "words to send",
    "dtmf": "tones to send",
}
"""By tag, in lower case. A setvar or stash may be empty (ruling 14.2); of goto and wait other checks say it."""

_FIELDS: Final[dict[type[Any], str]] = {Say: "text", PlayUrl: "url", Sms: "text", Text: "text"}
KINDS: Final[tuple[type[Any], ...]] = (Odd, *_FIELDS)
"""What an element without content may be: one of these can be built so, and of the others it is an Odd."""


def lacks_content(node: Any) -> bool:
    """Return whether an element has nothing in it but white space and comments, although its tag needs something.

    A variable counts as something, whatever it may hold. So does a tag inside, which the schema has to judge.

    Args:
        node: the element, as it is written.
    """
    if type(node) is Odd:
        return node.tag.lower() in NEEDED and all(map(_is_blank, node.body))
    field = _FIELDS.get(type(node))
    return field is not None and not str(getattr(node, field)).strip()


def _is_blank(item: Any) -> bool:
    return type(item) in ASIDES and not (type(item) is Stray and item.text.strip())
