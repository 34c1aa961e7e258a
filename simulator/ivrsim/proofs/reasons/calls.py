"""Why calls end, and why no prompt is played too often."""

from collections.abc import Iterator, Mapping

from ivrsim.graph.reason import Part, Reason, listed, reason
from ivrsim.graph.search import components
from ivrsim.proofs.paths import anything
from ivrsim.proofs.plays import played_by, played_more_than
from ivrsim.proofs.property import PlanCalls
from ivrsim.proofs.reasons.rounds import Circles, rounds, times


def why_silence_ends(subject: PlanCalls) -> Iterator[Reason]:
    """Each circle that silence leads round in, and what ends it; or that there is none."""
    found = rounds(subject, subject.silent)
    if not found:
        yield reason("silence never leads a call back to a tag at which it has waited before")
    for each in found:
        yield each.words("silence leads")


def why_nothing_goes_round(subject: PlanCalls) -> Iterator[Reason]:
    """Each circle that calls go round in by themselves, and what ends it; or that there is none."""
    found = rounds(subject, subject.automatic)
    if not found:
        yield reason("no call comes back by itself to a tag at which it has waited before")
    for each in found:
        yield each.words("a call goes by itself")


def why_not_played_more(subject: PlanCalls) -> Iterator[Reason]:
    """The prompt that is played most, how often at most, and why not more often."""
    most = most_plays(subject)
    count = max(most.values(), default=0)
    if not count:
        return
    if count == 1:
        yield reason("no prompt is played twice in a call: none comes back to one")
        return
    often = sorted(element for element, each in most.items() if each == count)
    counted = _what_counts(subject, often[0])
    parts: list[Part] = [
        *listed(often),
        f" {'is' if len(often) == 1 else 'are'} played most: at most {times(count)} in a call",
    ]
    if counted:
        parts.append(f", because {counted}")
    yield reason(*parts)


def most_plays(subject: PlanCalls) -> Mapping[int, int]:
    """Return for each prompt that calls play how often one plays it at most, if none is played too often."""
    search = subject.search
    onward = search.controls.onward(range(len(search.controls)), search.facts(anything))
    groups = components(onward, [search.states.control_of[0]])
    elements = sorted({element for move in subject.found.moves for element in played_by(move)})
    found = dict.fromkeys(elements, 1)
    for least in range(1, subject.options.max_plays):
        suspects = played_more_than(least, search.controls, groups, sorted(found))
        more = played_more_than(least, search.states, subject.groups, suspects) if suspects else []
        if not more:
            break
        found.update(dict.fromkeys(more, least + 1))
    return found


def _what_counts(subject: PlanCalls, element: int) -> str:
    """The variable that tells apart how often a prompt was played, in words; "" for none."""
    place = next(place for place, each in enumerate(subject.plan.table) if each.element == element and each.awaits)
    circle = Circles(subject, anything).around(place)
    return "" if circle is None else circle.counted(place)
