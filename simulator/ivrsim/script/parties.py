"""Parties drawn by chance, each as a statement of a script. Who draws says how to choose: a seed, or Hypothesis."""

from collections.abc import Sequence
from typing import Any, Final, Protocol, TypeVar, cast

from ivrsim.core.parties import FLAGS, OPTIONS, PARTIES, SCREENING
from ivrsim.play.party import PartyOptions
from ivrsim.script.statements import party_statement

T = TypeVar("T")

TIMES_MS: Final = (0, 1, 700, 1499, 1500, 1501, 3000, 8000, 20_000)
"""Some before a detector of people has decided, some while a prompt is said, some when a call may be over."""
_LONGER_MS: Final = TIMES_MS[1:]


class Choose(Protocol):
    """Chooses one of several, such as `random.Random(0).choice`."""

    def __call__(self, several: Sequence[T], /) -> T:
        """One of them."""


def drawn_party(choose: Choose, verdicts: Sequence[str]) -> str:
    """Draw who it really is that answers: a statement that can be read.

    On a platform whose detection takes no time, it may be one that fails.

    Args:
        choose: chooses one of several.
        verdicts: what the detector may say: of "person", "machine" and "unsure".
    """
    party = PARTIES[choose(tuple(PARTIES))]
    said: dict[str, Any] = {"taken_for": choose(tuple(verdicts))}
    names = ("after_ms", *(OPTIONS[words] for words in party.options))
    for name in [each for each in names if choose((True, False))]:
        if name in FLAGS:
            said[name] = FLAGS[name]
        else:
            said[name] = choose(_LONGER_MS if name in ("full_after_ms", "hears_name_ms") else TIMES_MS)
    if party is SCREENING and "passes_after_ms" in said:
        said.pop("refuses", None)
        said["passes_after_ms"] += said.setdefault("greeting_ms", 0) + 1  # nobody comes before it has asked
    return party_statement(party, cast(PartyOptions, said))
