"""Values of variables that prompts speak: which are secret, and which the caller has typed."""

from collections.abc import Iterable
from typing import NamedTuple

from ivrdsl.wording.told import told_codes
from ivrsim.core import table as t
from ivrsim.core.effects import Prompt
from ivrsim.core.instructions.base import PROMPT, SPOKEN
from ivrsim.core.template import Reference
from ivrsim.graph.inputs import typed_names
from ivrsim.graph.usage import as_kept, fixed


class SpokenValues(NamedTuple):
    """Values that prompts have spoken.

    Attributes:
        secrets: those that the words around them, or the names of their variables, make secret.
        typed: those that the caller has typed.
        texts: the prompts, with the name of its variable in the place of what was typed.
    """

    secrets: frozenset[str]
    typed: frozenset[str]
    texts: frozenset[str]


def prompt_places(plan: t.Plan) -> dict[int, int]:
    """The place of each prompt, by the number of its tag."""
    return {each.element: place for place, each in enumerate(plan.table) if each.awaits == PROMPT}


def spoken_pieces(plan: t.Plan, place: int) -> list[str | Reference]:
    """The pieces of what a prompt speaks, in order: texts, and variables."""
    return [piece for words, use in t.texts(plan.table[place]) if use == SPOKEN for piece in words]


def spoken_values(plan: t.Plan, prompts: Iterable[Prompt]) -> SpokenValues:
    """Return the values in prompts that were spoken in a call of a plan; sounds speak none."""
    secrets: set[str] = set()
    typed: set[str] = set()
    texts: set[str] = set()
    places, entered = prompt_places(plan), typed_names(plan)
    for prompt in dict.fromkeys(each for each in prompts if each.source == "tts"):
        place = places.get(prompt.element)
        pieces = [] if place is None else spoken_pieces(plan, place)
        if not prompt.pieces or len(pieces) != len(prompt.pieces):
            texts.add(prompt.text)
            continue
        names = ["" if isinstance(each, str) else fixed(each.name) or "" for each in pieces]
        told = _told(prompt, names)
        is_typed = [bool(name) and as_kept([name], plan.platform) <= entered for name in names]
        said = list(zip(names, prompt.pieces, is_typed, strict=True))
        typed |= {value for name, value, own in said if own}
        secrets |= {value for name, value, own in said if name in told and not own}
        texts.add("".join([f"${{{name}}}" if own else value for name, value, own in said]))
    return SpokenValues(frozenset(secrets - {""}), frozenset(typed - {""}), frozenset(texts))


def _told(prompt: Prompt, names: list[str]) -> set[str]:
    """The variables that are secret in a prompt."""
    pairs = zip(names, prompt.pieces, strict=True)
    text = "".join([f"${{{name}}}" if name else words for name, words in pairs])
    return {text[each.start + 2 : each.end - 1] for each in told_codes(text) if not each.digits}
