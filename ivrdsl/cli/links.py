"""Links that play a call in the page of its plan, which `ivrdsl page` writes."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ivrdsl.cli import syntax

if TYPE_CHECKING:
    from ivrsim.play.call import Call

LINK = syntax.option(
    "--link", is_flag=True, help="Print the link that plays the call in the page that ivrdsl page writes, too."
)
NO_LINK = "no page plays this call: it says who really answers, or more than keys can"


def links_of(calls: "Iterable[Call]") -> Iterator[str]:
    """Yield the link of each call, to be put behind the name of the page; why there is none where there is none.

    Args:
        calls: of one plan.
    """
    played = list(calls)
    if not played:
        return
    from ivrdsl.wording.mask import Mask
    from ivrsim.automaton.build import automaton
    from ivrsim.automaton.links import call_link
    from ivrsim.automaton.moves import samples_of

    known = automaton(played[0].line.plan, mask=Mask(shows=True), samples=samples_of(played), calls=0)
    for call in played:
        moves = known.moves_in(call)
        yield NO_LINK if moves is None else call_link(moves)
