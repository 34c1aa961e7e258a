"""Each number of a model of callers, by its name in a file: which there are, and where the model has them."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ivrsim.callers.model import Callers, Keys, Replies, Transfers, Verdicts
from ivrsim.callers.notation import notations
from ivrsim.callers.notation.names import Name
from ivrsim.callers.notation.notations import CHANCE, LAW, LAW_OR_NEVER, SHARE, TIME, Notation, shares_of
from ivrsim.core.events import TRANSFER
from ivrsim.core.parties import PARTIES, VERDICTS

REACH: Final = ("answered", "busy", "no answer")
ENDS_RECORDING: Final = ("#", "hang up", "silence")
PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "PARTY": tuple(PARTIES),
    "VERDICT": tuple(VERDICTS),
    "OUTCOME": REACH,
    "NAME": (),
    "URL": (),
    "VARIABLE": (),
}
"""Words of patterns that stand for others, and for which; () for any."""


class Number(NamedTuple):
    """A number that a model of callers has, or several of a kind.

    Attributes:
        pattern: its name in a file; words of `PLACES` stand for others.
        notation: how a file has it.
        about: what it is, in words.
    """

    pattern: Name
    notation: Notation
    about: str

    def fits(self, name: Name) -> bool:
        """Whether a name is one of its names."""
        return len(name) == len(self.pattern) and self.begins_with(name)

    def begins_with(self, name: Name) -> bool:
        """Whether a name is the beginning of one of its names, or one of them."""
        return len(name) <= len(self.pattern) and all(
            word in (PLACES[place] or (word,)) if place in PLACES else word == place
            for word, place in zip(name, self.pattern, strict=False)
        )


def _number(pattern: str, notation: Notation, about: str) -> Number:
    return Number(tuple(pattern.split(".")), notation, about)


NUMBERS: Final = (
    _number("step_ms", notations.STEP_MS, "in which steps time goes"),
    _number("reach", shares_of(*REACH), "what becomes of a call that rings"),
    _number("rings_s.OUTCOME", LAW, "how long it rings until that"),
    _number("parties", shares_of(*PARTIES), "who answers, of the calls that are answered"),
    _number("detector.PARTY", shares_of(*VERDICTS), "what the detector says of a party"),
    _number("detector.PARTY.after_s.VERDICT", notations.LAW_OR_PLATFORM, "how long after the answer it says that"),
    _number("mailbox.greeting_s", LAW, "how long mailboxes greet"),
    _number("mailbox.beep", SHARE, "how likely a beep ends that"),
    _number("mailbox.full_after_s", LAW_OR_NEVER, "how long they record"),
    _number("screening.greeting_s", LAW, "how long screening assistants ask"),
    _number("screening.listens_s", LAW, "how long they listen to the answer"),
    _number("screening.passes", SHARE, "how likely the owner takes the call"),
    _number("screening.passes_after_s", LAW, "when, after the assistant has begun to listen"),
    _number("receptionist.passes", SHARE, "how likely the callee comes to the line"),
    _number("receptionist.passes_after_s", LAW, "when, after the answer"),
    _number("person.hangs_up_speaking", CHANCE, "how likely a person hangs up in a second in which something is said"),
    _number("person.hangs_up_silent", CHANCE, "likewise, in which nothing is said"),
    _number("person.reaction_s", LAW, "how long after a menu has begun to listen the first key comes"),
    _number("person.early", SHARE, "of those who press a key: while the menu still speaks"),
    _number("person.key_gap_s", TIME, "between two keys"),
    _number("person.speaks_s", LAW, "how long people speak into a recording"),
    _number("person.ends_recording", shares_of(*ENDS_RECORDING), "how they end it"),
    _number("menu", notations.KEY_SHARES, "what people do at any menu"),
    _number("menu.again", notations.KEY_SHARES, "that, when they come to the menu another time"),
    _number("menus.NAME", notations.KEY_SHARES, "what they do at the menu of that name"),
    _number("menus.NAME.again", notations.KEY_SHARES, "that, when they come to it another time"),
    _number("transfer", shares_of(*TRANSFER), "what comes of any transfer"),
    _number("transfer.rings_s", LAW, "how long it rings until that"),
    _number("transfer.talks_s", LAW, "how long is talked"),
    _number("transfers.NAME", shares_of(*TRANSFER), "what comes of the transfer of that name"),
    _number("transfers.NAME.rings_s", LAW, "how long it rings until that"),
    _number("transfers.NAME.talks_s", LAW, "how long is talked"),
    _number("replies.URL.texts", notations.TEXT_SHARES, 'what a web server replies; "no reply": the request fails'),
    _number("replies.URL.after_s", LAW, "how long that takes"),
    _number("values.VARIABLE", notations.TEXT_SHARES, 'what a variable holds; "other" is any other value'),
    _number("letters.VARIABLE", notations.LENGTHS, "how many letters its text has"),
    _number("at", notations.MOMENTS, "when calls are made"),
    _number("price.a_minute", notations.MONEY, "what a minute of the call costs"),
    _number("price.transfer_a_minute", notations.MONEY, "what a minute of a transfer's second leg costs"),
    _number("price.step_s", notations.BILLED_S, "the steps in which calls are billed; 0 for the exact time"),
    _number("price.currency", notations.CURRENCY, "what the cost is in"),
)
"""All of them, in the order of a file."""

_SECTIONS: Final = ("mailbox", "screening", "receptionist", "person", "price")
"""The sections that are one value of the model each."""


def _field_of(name: Name) -> str:
    """The field of a section's value: times are in ms there, but for the steps of bills."""
    section, key = name
    return f"{key.removesuffix('_s')}_ms" if key.endswith("_s") and section != "price" else key


_FIELDS: Final = {each.pattern: _field_of(each.pattern) for each in NUMBERS if each.pattern[0] in _SECTIONS}
"""The field of a section's value, for those numbers that are one."""


_OF_SECTION: Final = {
    each.pattern[0]: [one for one in NUMBERS if one.pattern[0] == each.pattern[0]] for each in NUMBERS
}
_ORDER: Final = {each.pattern: place for place, each in enumerate(NUMBERS)}


def find(name: Name) -> Number | None:
    """The number of a name."""
    return next((each for each in _OF_SECTION.get(name[0], ()) if each.fits(name)), None) if name else None


def following(name: Name) -> tuple[str, ...] | None:
    """The words that may come after a name in the names of numbers; None where any may."""
    found: dict[str, None] = {}
    for each in _OF_SECTION.get(name[0], ()) if name else NUMBERS:
        if len(each.pattern) > len(name) and each.begins_with(name):
            place = each.pattern[len(name)]
            if place in PLACES and not PLACES[place]:
                return None
            found.update(dict.fromkeys(PLACES.get(place, (place,))))
    return tuple(found)


def numbers_of(callers: Callers) -> dict[Name, Any]:
    """All numbers of a model, by name, in the order of a file. A verdict that has no time of its own has {}."""
    found: dict[Name, Any] = {("step_ms",): callers.step_ms, ("reach",): callers.reach}
    found.update({("rings_s", outcome): law for outcome, law in callers.rings_ms.items()})
    found["parties",] = callers.parties
    for party, verdicts in callers.detector.items():
        found["detector", party] = verdicts.shares
        for verdict in dict.fromkeys((*VERDICTS, *verdicts.after_ms)):
            found["detector", party, "after_s", verdict] = verdicts.after_ms.get(verdict, {})
    found.update({name: getattr(getattr(callers, name[0]), field) for name, field in _FIELDS.items()})
    for menu, keys in callers.person.menus.items():
        name = ("menus", menu) if menu else ("menu",)
        found[name] = keys.shares
        if keys.again is not None:
            found[*name, "again"] = keys.again
    for tag, transfers in callers.transfers.items():
        name = ("transfers", tag) if tag else ("transfer",)
        found[name] = transfers.shares
        found[*name, "rings_s"], found[*name, "talks_s"] = transfers.rings_ms, transfers.talks_ms
    for url, replies in callers.replies.items():
        found["replies", url, "texts"], found["replies", url, "after_s"] = replies.shares, replies.after_ms
    found.update({("values", variable): law for variable, law in callers.values.items()})
    found.update({("letters", variable): law for variable, law in callers.letters.items()})
    if callers.at != {}:
        found["at",] = callers.at
    return {name: found[name] for name in sorted(found, key=_place)}


def model_of(callers: Callers, numbers: Mapping[Name, Any]) -> Callers:
    """A model of these numbers, which are all that it needs; its sources are those of another."""

    def under(section: str) -> dict[str, Any]:
        return {name[1]: each for name, each in numbers.items() if name[0] == section and len(name) == 2}

    def fields(section: str) -> dict[str, Any]:
        return {field: numbers[name] for name, field in _FIELDS.items() if name[0] == section}

    return callers._replace(
        reach=numbers["reach",],
        rings_ms=under("rings_s"),
        parties=numbers["parties",],
        detector={party: _verdicts(numbers, party) for party in under("detector")},
        mailbox=callers.mailbox._replace(**fields("mailbox")),
        screening=callers.screening._replace(**fields("screening")),
        receptionist=callers.receptionist._replace(**fields("receptionist")),
        person=callers.person._replace(**fields("person"), menus=_menus(numbers)),
        transfers={tag: _transfers(numbers, name) for tag, name in _named(numbers, "transfer")},
        replies={
            name[1]: Replies(each, numbers["replies", name[1], "after_s"])
            for name, each in numbers.items()
            if name[0] == "replies" and name[2] == "texts"
        },
        values=under("values"),
        letters=under("letters"),
        at=numbers.get(("at",), {}),
        price=callers.price._replace(**fields("price")),
        step_ms=numbers["step_ms",],
    )


def _place(name: Name) -> int:
    """Where a number stands in a file; of those that are of a kind, each stays where it was."""
    number = find(name)
    return len(NUMBERS) if number is None else _ORDER[number.pattern]


def _verdicts(numbers: Mapping[Name, Any], party: str) -> Verdicts:
    times = {verdict: numbers.get(("detector", party, "after_s", verdict), {}) for verdict in VERDICTS}
    return Verdicts(numbers["detector", party], {verdict: law for verdict, law in times.items() if law})


def _named(numbers: Mapping[Name, Any], section: str) -> list[tuple[str, Name]]:
    """The menus, or the transfers, that have numbers, with the beginnings of their names; "" is any other."""
    several = f"{section}s"
    return [("", (section,)), *((name[1], name) for name in numbers if name[0] == several and len(name) == 2)]


def _menus(numbers: Mapping[Name, Any]) -> dict[str, Keys]:
    return {menu: Keys(numbers[name], numbers.get((*name, "again"))) for menu, name in _named(numbers, "menu")}


def _transfers(numbers: Mapping[Name, Any], name: Name) -> Transfers:
    return Transfers(numbers[name], numbers[*name, "rings_s"], numbers[*name, "talks_s"])
