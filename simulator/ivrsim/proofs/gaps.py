"""Prompts with gaps: what stands between values that nobody knows."""

from collections.abc import Collection, Sequence
from itertools import groupby

from ivrsim.core import table as t
from ivrsim.core.effects import Prompt
from ivrsim.core.instructions.base import SPOKEN
from ivrsim.core.template import Reference
from ivrsim.core.variables import canonical
from ivrsim.graph.spoken import prompt_places, spoken_pieces
from ivrsim.graph.usage import fixed
from ivrsim.search.domains import Escape
from ivrsim.search.explore import Exploration


def unknown_names(found: Exploration) -> dict[int, set[str]]:
    """The variables that prompts speak and whose values nobody knows, by the prompt's place; "" for any."""
    names: dict[int, set[str]] = {}
    for escape in found.escapes:
        if escape.kind == SPOKEN:
            names.setdefault(escape.place, set()).add(escape.name)
    return names


def gaps(plan: t.Plan, place: int, names: Collection[str]) -> list[bool]:
    """For each piece of a prompt, in order, whether it is the value of one of some variables."""
    return [isinstance(piece, Reference) and _is_one_of(piece, plan, names) for piece in spoken_pieces(plan, place)]


def unknown_pieces(found: Exploration) -> dict[int, list[bool]]:
    """For each prompt that speaks values which nobody knows, by its place: which of its pieces are such."""
    return {place: gaps(found.plan, place, names) for place, names in unknown_names(found).items()}


def values_in(plan: t.Plan, place: int) -> list[bool]:
    """For each piece of a prompt, in order, whether it is the value of any variable."""
    return [isinstance(piece, Reference) for piece in spoken_pieces(plan, place)]


def _is_one_of(piece: Reference, plan: t.Plan, names: Collection[str]) -> bool:
    name = fixed(piece.name)
    return name is None or canonical(name, plan.platform)[0] in names


def known_parts(prompt: Prompt, gaps: Sequence[bool]) -> list[str]:
    """What is heard between the gaps: parts on both sides of one are never joined."""
    if not any(gaps) or len(prompt.pieces) != len(gaps):
        return [prompt.text]
    runs = groupby(zip(gaps, prompt.pieces, strict=True), key=lambda each: each[0])
    return [" ".join("".join(text for _, text in run).split()) for is_gap, run in runs if not is_gap]


def fixed_parts(plan: t.Plan, prompt: Prompt) -> list[str]:
    """What is heard between the values of variables, which is the same in every call."""
    return known_parts(prompt, values_in(plan, prompt_places(plan)[prompt.element]))


def spoken_values(found: Exploration) -> list[Escape]:
    """Where text to speech says a value that nobody knows."""
    places = {each.state.place for each in found.controls if each.playing is not None and each.playing.source == "tts"}
    return [escape for escape in found.escapes if escape.kind == SPOKEN and escape.place in places]
