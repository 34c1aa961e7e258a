"""Judges by the words around it whether a key is offered: negations, reports, quantities."""

from ivrdsl.wording.items import Item
from ivrdsl.wording.vocabulary import words_of
from ivrdsl.wording.words import Reading

_SKIPPED = words_of(
    """please ever need have to simply also just want por favor tiene que debe hay necesita necesario s'il vous plaît"""
)
_BEFORE_NOT = words_of("do does did must should may will can need please to would could is")
_IF = words_of("if si")
_THANKS = words_of("thank thanks thankyou gracias merci appreciate")
_BEFORE_NOUN = words_of("the a our bench free la una of associated local")
_CHOSE = words_of("chose chosen decided decidió decidido")
_COUNTED = words_of("los las estas estos les ces the these those")
_OF = words_of("de del des du")
_BARE_NOT = words_of("not no")


def is_asked(reading: Reading, verb: int) -> bool:
    """Tell whether the callee is asked to press: not "do not press", "thank you for pressing", "the press".

    Args:
        reading: the text.
        verb: the number of the word "press".
    """
    if verb == 0:
        return True
    words = reading.words
    before = words[verb - 1]
    if before in _BEFORE_NOUN:
        return False
    if before == "to" and verb > 1 and words[verb - 2] in _CHOSE:
        return False
    if words[verb].endswith(("ing", "ar", "ir", "er")) and not _THANKS.isdisjoint(words[max(0, verb - 4) : verb - 1]):
        return False
    return "n" not in reading.kinds[max(0, verb - 6) : verb] or not _is_negated(reading, verb)


def _is_negated(reading: Reading, verb: int) -> bool:
    at = verb - 1
    while at > 0 and at > verb - 6 and reading.words[at] in _SKIPPED:
        at -= 1
    if at > 0 and reading.words[at] == "of":
        at -= 1  # "instead of pressing"
    if reading.kinds[at] != "n":
        return False
    word, before = reading.words[at], reading.words[at - 1] if at else ""
    if before in _IF:
        return False  # "if not press 2"
    return word not in _BARE_NOT or not before or before in _BEFORE_NOT or at < verb - 1 or _ends(reading, at)


def _ends(reading: Reading, at: int) -> bool:
    """Tell whether a "no" begins its clause, or speaks Spanish: "no oprima", "por favor no marque"."""
    return reading.words[at] == "no" or reading.kinds[at - 1] in ",.;:"


def is_quantity(reading: Reading, item: Item) -> bool:
    """Tell whether a number counts something: "2 minutes", "1 of 3", "4 digits"; then it is no key."""
    kinds = reading.kinds
    follower = kinds[item.stop : item.stop + 2]
    if not follower or item.has_key or kinds[item.stop - 1] != "1":
        return False
    if follower[0] in "udh$" or follower in ("-d", "-u"):
        return True
    if len(follower) == 1 or reading.words[item.stop] not in _OF:
        return False  # "press 0 between 8 and 5" has a key
    return follower[1] == "1" or reading.words[item.stop + 1] in _COUNTED
