"""What keeps secrets from who presses nothing, and how people hear words and secrets whoever they are taken for."""

from collections.abc import Callable, Iterable, Iterator

from ivrsim.core.effects import Prompt
from ivrsim.core.units import seconds
from ivrsim.graph.reason import Reason, listed, reason
from ivrsim.proofs.edges import Allows
from ivrsim.proofs.property import PlanCalls
from ivrsim.search.explore import Move


def why_no_mailbox_keeps(subject: PlanCalls) -> Iterator[Reason]:
    """The tags that say a secret, to which no call comes without a key, or only one that is taken for a machine."""
    found = prompts_of(filter(subject.starts_secret, subject.found.moves))
    if found:
        yield reason(
            "who is not taken for a machine, and presses no key, does not come to ", *listed(found, last=" or ")
        )
    else:
        yield reason("no call comes to a prompt that says a secret")


def why_who_hears(who: Allows) -> Callable[[PlanCalls], Iterable[Reason]]:
    """Tell the tags to one of which silence and what is offered lead a person.

    Args:
        who: which moves there are with that person.
    """

    def told(subject: PlanCalls) -> Iterator[Reason]:
        heard = [move for move in subject.found.moves if who(move) and subject.completes_secret(move)]
        playing = {move.source.playing.element for move in heard if move.source.playing is not None}
        yield reason("whatever others do, that person can come to hear ", *listed(sorted(playing), last=" or "))

    return told


def first_words(moves: Iterable[Move], longest_ms: int) -> Reason:
    """The prompts that may be the first ones, and when one begins at the latest."""
    found = prompts_of(moves)
    words = listed(found, last=" or ") if found else ["the other party of a transfer"]
    return reason("the first words are those of ", *words, f", {seconds(longest_ms)} after the answer at the latest")


def prompts_of(moves: Iterable[Move]) -> list[int]:
    """The prompts that moves start, by their elements."""
    return sorted({each.element for move in moves for each in move.effects if isinstance(each, Prompt)})
