"""What only the calls of a plan show as secret: a mask of what is told of them must know it."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ivrdsl.wording.mask import codes_told
from ivrdsl.wording.told import told_codes
from ivrsim.automaton.entries import CodeEntries
from ivrsim.automaton.search import AUTOMATON_BOUNDS, EVERYBODY, TokenSearch, search_tokens
from ivrsim.core import table as t
from ivrsim.core.effects import Effect, MessageSent, Prompt
from ivrsim.core.tokens import Tokens
from ivrsim.graph.spoken import spoken_values
from ivrsim.search.bounds import Bounds
from ivrsim.search.candidates import NO_CANDIDATES, Candidates
from ivrsim.search.world import World

_BETWEEN: Final = r"[\s,.;:'\"+()_-]*"
_DIGITS: Final = re.compile("[0-9]+")
_SHORTEST_GROUP: Final = 3
"""Digits of a part of a code that is masked where it stands alone."""


def secret_patterns(
    plan: t.Plan,
    world: World | None = None,
    samples: Candidates = NO_CANDIDATES,
    bounds: Bounds = AUTOMATON_BOUNDS,
) -> list[re.Pattern[str]]:
    """Return what a mask must know beside what stands in a plan's prompts. See `automaton`.

    These are the codes with which it compares inputs, and what is told or marked as a secret in some call, whoever gave
    or set it.
    """
    found = search_tokens(plan, world or World(answers=EVERYBODY), samples=samples, bounds=bounds)
    effects = list(dict.fromkeys(each for move in found.moves for each in move.effects))
    compared = CodeEntries(found).codes_of(samples)
    return [_spelled(each) for each in sorted({*compared, *_told(found, effects)})]


def _told(found: TokenSearch, effects: Sequence[Effect]) -> set[str]:
    """What prompts and messages tell as secrets; no token of what is typed is among it."""
    prompts = [each for each in effects if isinstance(each, Prompt)]
    words = [each for each in effects if isinstance(each, Prompt | MessageSent)]
    pieces = (found.tokens.pieces(each.text) for each in words)
    texts = ("".join([f"${{{name}}}" if name else piece for piece, name in several]) for several in pieces)
    codes = codes_told(texts)
    groups = {group for code in codes for group in _DIGITS.findall(code) if len(group) >= _SHORTEST_GROUP}
    parts = {part for each in prompts for part in _parts_told(each, found.tokens)}
    marked = {secret for each in words for secret in each.secrets}
    told = codes | groups | parts | marked | spoken_values(found.plan, prompts).secrets
    return {each for each in told if found.tokens.begin not in each and sum(map(str.isalnum, each)) > 1}


def _parts_told(prompt: Prompt, tokens: Tokens) -> Iterator[str]:
    """The values of which a prompt puts a code together."""
    pieces = ["${x}" if tokens.begin in each else each for each in prompt.pieces]
    spots = [(each.start, each.end) for each in told_codes("".join(pieces)) if each.digits]
    end = 0
    for piece in pieces:
        start, end = end, end + len(piece)
        if any(first <= start and end <= last for first, last in spots):
            yield piece


def _spelled(secret: str) -> re.Pattern[str]:
    """A secret, however it is spelled out; zeros before a number make no other one of it."""
    signs = _BETWEEN.join([re.escape(sign) for sign in secret if sign.isalnum()]) or re.escape(secret)
    return re.compile(rf"(?<![0-9])0*{signs}(?![0-9])" if secret.isdecimal() else rf"(?<!\w){signs}(?!\w)")
