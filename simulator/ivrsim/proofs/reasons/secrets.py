"""What keeps secrets from machines, and how people come to hear them."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ivrsim.core import table as t
from ivrsim.core.effects import Prompt
from ivrsim.graph.reason import Reason, listed, reason
from ivrsim.proofs.edges import Allows
from ivrsim.proofs.memories import BAD
from ivrsim.proofs.paths import by_callee
from ivrsim.proofs.property import PlanCalls
from ivrsim.search.explore import Move

_MOST_SHOWN: Final = 5
"""Tags about which a reason of its own is told."""


def why_no_machine_hears(subject: PlanCalls) -> Iterator[Reason]:
    """The tags that say a secret, and what keeps machines from each."""
    found = _said(subject, subject.found.moves)
    if not found:
        yield reason("no call comes to a prompt that says a secret")
    for element in found[:_MOST_SHOWN]:
        yield _why_not_to_a_machine(subject, element)
    if found[_MOST_SHOWN:]:
        yield reason("no machine comes to ", *listed(found[_MOST_SHOWN:]))


def _said(subject: PlanCalls, moves: Iterable[Move]) -> list[int]:
    """The prompts with a secret that moves start, by their elements."""
    prompts = {effect for move in moves for effect in move.effects if isinstance(effect, Prompt)}
    return sorted({prompt.element for prompt in prompts if subject.secrets.in_prompt(prompt)})


def _why_not_to_a_machine(subject: PlanCalls, element: int) -> Reason:
    """What keeps machines from a prompt: an amd, or that they press no keys."""
    table = subject.plan.table
    starts = {move.number for move in subject.found.moves if element in _said(subject, [move])}

    def wanted(move: Move) -> bool:
        return move.number in starts

    def past_amd(move: Move) -> bool:
        return all(type(table[place]) is not t.Detect or way.label != "live" for place, way in move.ways)

    if subject.search.to_move(wanted, allows=past_amd) is None:
        amds = {place for move in subject.found.moves for place, _ in move.ways if type(table[place]) is t.Detect}
        return reason(*_behind_amd(subject, element, sorted(amds)))
    if subject.search.to_move(wanted, allows=lambda move: not by_callee(move)) is None:
        return reason("a machine presses no key, and no call comes without one to ", element)
    return reason("no call that a machine answers comes to ", element)


def _behind_amd(subject: PlanCalls, element: int, amds: list[int]) -> Iterator[str | int]:
    """That only live at some amds leads to a prompt, and where machines go from there."""
    table = subject.plan.table
    yield element
    yield " is only behind live of "
    yield from listed([table[place].element for place in amds])
    for place in amds[:_MOST_SHOWN]:
        amd = table[place]
        assert isinstance(amd, t.Detect)
        if (place, amd.machine) in subject.found.ways:
            yield ", "
            yield amd.element
            yield " leads machines to "
            yield _first_tag(subject.plan, amd.machine.to)


def _first_tag(plan: t.Plan, place: int) -> int | str:
    """The tag that a place leads to, jumps left out; words for the end of the plan."""
    seen: set[int] = set()
    while plan.table[place].leads_on() and place not in seen:
        seen.add(place)
        place = next(iter(t.exits(plan.table[place]))).to
    return "the end of the plan" if place == t.END else plan.table[place].element


def why_no_mailbox_keeps(subject: PlanCalls) -> Iterator[Reason]:
    """The tags that say a secret, to which no call comes without a key, or only one that is taken for a machine."""
    found = _said(subject, subject.found.moves)
    if not found:
        yield reason("no call comes to a prompt that says a secret")
        return
    yield reason("who is not taken for a machine, and presses no key, does not come to ", *listed(found, last=" or "))


def why_a_person_hears(subject: PlanCalls) -> Iterator[Reason]:
    """The tags that say the secret, to one of which silence and what is offered lead a person who stays."""
    heard = listed(_heard(subject, subject.person), last=" or ")
    yield reason("whatever others do, a person can stay silent, or press what is offered, so that he hears ", *heard)


def why_who_hears(who: Allows) -> Callable[[PlanCalls], Iterable[Reason]]:
    """Tell the tags to one of which silence and what is offered lead a person.

    Args:
        who: which moves there are with that person.
    """

    def told(subject: PlanCalls) -> Iterator[Reason]:
        heard = listed(_heard(subject, who), last=" or ")
        yield reason("whatever others do, that person can come to hear ", *heard)

    return told


def _heard(subject: PlanCalls, who: Allows) -> list[int]:
    """The prompts with a secret that somebody hears to their ends, by their elements."""
    moves = (move for state in subject.search.behind([0], who) for move, _ in subject.found.outgoing(state))
    heard = [move.source.playing for move in moves if who(move) and subject.completes_secret(move)]
    return sorted({prompt.element for prompt in heard if prompt is not None})


def why_it_can_be_repeated(subject: PlanCalls) -> Iterator[Reason]:
    """What brings the secret again, in the cheapest call that hears it twice."""

    def heard(times: int, move: Move) -> object:
        times += subject.completes_secret(move)
        return BAD if times == 2 else times

    path = subject.search.cheapest(0, heard, allows=subject.stays)
    if path is None:
        return
    first = next(at for at, act in enumerate(path) if subject.completes_secret(act.move))
    again = path[-1].move.source.playing
    assert again is not None
    acts = [act.move for act in path[first + 1 :] if act.move.event.kind == "key"]
    if not acts:
        yield reason(again.element, " comes again by itself")
        return
    keys = "".join(move.event.value for move in acts)
    where = list(dict.fromkeys(subject.plan.table[move.source.state.place].element for move in acts))
    yield reason(
        "for example, ", f"key{'s' * (len(keys) > 1)} {keys} at ", *listed(where), " brings ", again.element, " again"
    )
