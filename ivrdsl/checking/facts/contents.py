"""What may be in a variable: digits that a callee entered, words, data of a contact; and which names exist at all."""

import re
from collections.abc import Iterator
from typing import Final

from ivrdsl.checking.facts.expressions import only_variable
from ivrdsl.checking.subject import Subject
from ivrdsl.model.nodes import SetVar
from ivrdsl.model.system import OLD_COLUMN, is_system
from ivrsim.core.instructions.base import REPLY as AWAITS_REPLY
from ivrsim.graph.usage import variables

CALLER: Final = "caller"
"""A caller's number, or a word such as anonymous."""
PHONE: Final = "phone"
"""A phone number, always."""
INPUT: Final = "input"
"""What the callee entered: digits, perhaps with zeros in front; may be empty, or have * or # in it."""
CONTACT_DATA: Final = "contact"
REPLY: Final = "reply"
"""What a web server answered."""
ADDRESS: Final = "address"
"""The URL of a recording."""
MOMENT: Final = "moment"
"""A date or a time: 5/17/2024, 9:30:0."""
WORDS: Final = "words"
"""Words, or a piece of some text."""
ATTRIBUTE: Final = "attribute"
"""What the sender may have given with the recipient: nothing in the plan sets it."""

Contents = frozenset[str]

_SYSTEM_CONTENTS: Final[dict[str, Contents]] = {
    "call.callerid": frozenset({CALLER}),
    "call.callerid.alpha": frozenset({WORDS}),
    "call.dnis": frozenset({PHONE}),
    "call.phonenumber": frozenset({PHONE}),
    "call.lastinput": frozenset({INPUT}),
    "global.date": frozenset({MOMENT}),
    "global.time": frozenset({MOMENT}),
}
_NOTHING: Final[Contents] = frozenset()
_ATTRIBUTE: Final = r"[A-Za-z_][A-Za-z0-9_-]*"
_VARIABLE: Final = r"\$\{([A-Za-z0-9_.\-]+)\}"
_TEXT_METHOD: Final = r"\.(?:substring|substr|slice|split|join|replace|charAt|trim|toLowerCase|toUpperCase|concat)\("
_NUMBER_RESULT: Final = r"\.length\b|\.indexOf\(|parseInt|parseFloat|Number\(|isNaN|Math\.|[<>]|[=!]="
_PLAIN_WORDS: Final = r"[^\W\d_][\w\s,.!?-]*"
_QUOTED_WORDS: Final = r"""(['"])(?=[^'"]*[^\W\d_])[^'"]*\1;?"""
_MOST_ROUNDS: Final = 8
"""How long a chain of copies is followed."""


def looks_like_attribute(name: str) -> bool:
    """Whether a sender could have given a variable of this name with the recipient."""
    return re.fullmatch(_ATTRIBUTE, name) is not None


def holds(subject: Subject, name: str | None) -> Contents:
    """What may be in a variable; nothing for numbers, and for what is not known.

    Args:
        name: of the variable; None for one that is made during the call.
    """
    if name is None:
        return _NOTHING
    known = _SYSTEM_CONTENTS.get(name)
    if known is not None:
        return known
    if name.startswith(("contact.", OLD_COLUMN)):
        return frozenset({CONTACT_DATA})
    if name.startswith(("call.", "global.")):
        return _NOTHING
    found: Contents | None = subject.ask(contents_of).get(name)
    if found is not None:
        return found
    return (
        frozenset({ATTRIBUTE})
        if looks_like_attribute(name) and not subject.ask_engine(variables).written_any
        else _NOTHING
    )


def contents_of(subject: Subject) -> dict[str, Contents]:
    """What may be in each variable that the plan sets under a fixed name."""
    found: dict[str, Contents] = {}
    texts: dict[str, set[str]] = {}
    for _, node in subject.each(SetVar):
        texts.setdefault(node.variable, set()).add(str(node.value).strip())
    for name in subject.ask_engine(variables).written:
        found[name] = frozenset(_from_outside(subject, name))
    for _ in range(_MOST_ROUNDS):
        before = dict(found)
        for name, written in texts.items():
            if "${" not in name:
                got = [_of_text(found, text) for text in written]
                found[name] = found.get(name, _NOTHING).union(*got)
        if found == before:
            break
    return found


def _from_outside(subject: Subject, name: str) -> Iterator[str]:
    for place in subject.ask_engine(variables).written[name]:
        instruction = subject.engine.table[place]
        if instruction.awaits == AWAITS_REPLY:
            yield REPLY
        elif instruction.deed == "record":
            yield ADDRESS


def _of_text(found: dict[str, Contents], text: str) -> Contents:
    """What a setvar with this text puts into its variable."""
    copied = only_variable(text)
    if copied:
        return _contents_so_far(found, copied)
    names = re.findall(_VARIABLE, text) if "${" in text else []
    if not names:
        words = re.fullmatch(_PLAIN_WORDS, text) or re.fullmatch(_QUOTED_WORDS, text)
        return frozenset({WORDS}) if words and text not in ("true", "false") else _NOTHING
    if re.search(_NUMBER_RESULT, text):
        return _NOTHING
    if re.search(_TEXT_METHOD, text):
        pieces = _NOTHING.union(*(_contents_so_far(found, name) for name in names))
        return frozenset(WORDS if each == INPUT else each for each in pieces - {PHONE})
    rest = re.sub(_VARIABLE, "", text)
    return frozenset({WORDS}) if re.search(r"[^\W\d_]", rest) and not re.search(r"""['"`()]""", rest) else _NOTHING


def _contents_so_far(found: dict[str, Contents], name: str) -> Contents:
    if name.startswith(("contact.", OLD_COLUMN)):
        return frozenset({CONTACT_DATA})
    return _SYSTEM_CONTENTS.get(name) or found.get(name, _NOTHING)


def names_set(subject: Subject) -> list[str]:
    """The names that the plan sets, but for those that are made during the call."""
    return [name for name in subject.ask_engine(variables).written if not is_system(name)]
