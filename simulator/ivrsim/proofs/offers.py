"""What prompts offer: the keys of each prompt, and what a person may press who does nothing but what was offered."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from ivrdsl.wording import offers
from ivrsim.core.effects import Effect, Input, Prompt
from ivrsim.core.events import KEY
from ivrsim.graph.spoken import prompt_places
from ivrsim.proofs.gaps import gaps, known_parts, unknown_names
from ivrsim.search.explore import Exploration, Move

Offers = tuple[str, ...]
"""What may be entered, in the order in which it was offered; each is keys, or one of the two below."""
NUMBER: Final = "a number"
"""A number that the callee knows, with as many digits as he likes."""
_EVERY_KEY: Final[Offers] = tuple(KEY)


class PromptOffers:
    """Says what the prompts of a search offer. A value that nobody knows is taken to offer nothing.

    Args:
        found: the search.
    """

    def __init__(self, found: Exploration) -> None:
        self._plan = found.plan
        self._unknown = unknown_names(found)
        self._places = prompt_places(found.plan)
        self.surely = cache(self._surely)
        self._perhaps = cache(self._of)

    def _surely(self, prompt: Prompt) -> list[str]:
        """The keys that a prompt offers for sure, in the order of its words."""
        return [keys for text in self._texts(prompt) for keys in keys_in(text)]

    def after(self, known: Offers, move: Move) -> Offers:
        """What stands offered after a move, of what did before. An input that is complete ends what was offered."""
        for effect in move.effects:
            known = self._after(known, effect)
        return known

    def _after(self, known: Offers, effect: Effect) -> Offers:
        if isinstance(effect, Input):
            return ()
        if not isinstance(effect, Prompt):
            return known
        return tuple(dict.fromkeys((*known, *self._perhaps(effect))))

    def _of(self, prompt: Prompt) -> Offers:
        """Whatever a prompt may offer; what a recorded sound offers nobody knows, so that may be every key."""
        if prompt.source != "tts":
            return _EVERY_KEY
        return tuple(dict.fromkeys(each for text in self._texts(prompt) for each in _perhaps_in(text)))

    def _texts(self, prompt: Prompt) -> list[str]:
        if prompt.source != "tts":
            return []
        place = self._places[prompt.element]
        return known_parts(prompt, gaps(self._plan, place, self._unknown.get(place, ())))


def keys_in(text: str, *, certain: bool = True) -> Iterator[str]:
    """The keys that a text offers.

    Args:
        text: the words.
        certain: whether words count only that can be read in no other way.
    """
    for offer in offers(text):
        if (offer.certain or not certain) and "$" not in offer.keys:
            if offer.kind == "key":
                yield offer.keys
            elif offer.kind == "range":
                yield from map(str, range(offer.low, min(offer.high, offer.low + 9) + 1))


def _perhaps_in(text: str) -> Iterator[str]:
    yield from keys_in(text, certain=False)
    kinds = {offer.kind for offer in offers(text)}
    if "any" in kinds:
        yield from _EVERY_KEY
    if "entry" in kinds:
        yield NUMBER
    yield from (offer.keys for offer in offers(text) if offer.kind == "terminator" and offer.keys)
