"""Who takes the keys that prompts offer, and what answers all others."""

from collections.abc import Iterator
from typing import Final

from ivrsim.graph.reason import Reason, listed, reason
from ivrsim.proofs.losses import Offered
from ivrsim.proofs.property import PlanCalls

_MOST_SHOWN: Final = 5
"""Tags about which a reason of its own is told."""


def why_offers_are_taken(subject: PlanCalls) -> Iterator[Reason]:
    """What each prompt offers, and what takes it."""
    found: dict[int, tuple[dict[str, None], set[int]]] = {}
    for prompt, keys, takers in Offered(subject).takers():
        offered, taking = found.setdefault(prompt, ({}, set()))
        offered[keys] = None
        taking |= takers
    for prompt, (offered, taking) in sorted(found.items())[:_MOST_SHOWN]:
        yield reason(
            prompt, f" offers {', '.join(offered)}: ", *listed(sorted(taking)), f" take{'s' * (len(taking) == 1)} it"
        )
    if rest := sorted(found)[_MOST_SHOWN:]:
        yield reason("what ", *listed(rest), " offers is taken, too")


def why_no_key_is_lost(subject: PlanCalls) -> Iterator[Reason]:
    """What answers the keys of each menu that no branch is for."""
    plan, taken = subject.plan, subject.found.ways
    listening = {control.state.place for control in subject.found.controls if not control.state.hung_up}
    menus = [(place, menu) for place in listening if (menu := plan.menu_at(place)) is not None]
    menus.sort(key=lambda each: each[1].element)
    for place, menu in menus[:_MOST_SHOWN]:
        if (place, menu.no_match) in taken:
            yield reason("no match answers every other key at ", menu.element)
        else:
            yield reason("each key that is pressed has a branch, or a catch, at ", menu.element)
    if rest := [menu.element for _, menu in menus[_MOST_SHOWN:]]:
        yield reason("nor is a key lost at ", *listed(rest))
