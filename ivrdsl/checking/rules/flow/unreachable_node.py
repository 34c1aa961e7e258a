"""Tags to which no call gets."""

from bisect import bisect_left
from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING
from ivrdsl.model.nodes import Else, Goto, Hangup, Keypress, Live, Machine, NoInput, NoMatch
from ivrsim.core import table as t
from ivrsim.graph.barriers import Unreached, why_not_reached
from ivrsim.graph.extent import reachable, reachable_as_written

_HARMLESS = (Goto, Hangup)
_BRANCHES = (Keypress, NoInput, NoMatch, Else, Live, Machine)
"""What no goto should lead to; what is wrong with one that no call takes, other rules say."""


@rule(
    "IVR301",
    "unreachable-node",
    WARNING,
    valid=(
        '<goto>end</goto><hangup name="end"/>',
        '<catch type="hangup" goto="bye"><play type="tts">Hello.</play><hangup/></catch>'
        '<stash varname="x" name="bye">1</stash>',
        "<transfer>2135551234</transfer><hangup/>",
        '<amd><live><goto>Live</goto></live><machine><hangup/></machine></amd><play name="live" type="tts">Hi.</play>',
        '<gtalk>x</gtalk><play type="tts">Hello.</play>',
        '<goto>ask</goto><menu maxDigits="1"><play name="ask" type="tts">Press 1.</play><keypress pressed="1"><hangup/>'
        "</keypress></menu>",  # into the middle of a menu, which then listens
    ),
    invalid=('<hangup/><menu><keypress pressed="1"><hangup/></keypress></menu>',),
)
def check(subject: Subject) -> Iterator[Hit]:
    """No call ever gets to a tag.

    ## What it does
    Follows every way that a call can take, as if conditions could have any value, and reports the first of the tags
    in a row to which none leads. It is a note for a goto or a hangup, which do no harm there. Of branches that no input
    or no value takes other rules tell (IVR104, IVR106, IVR307, IVR308), and `ivrdsl verify` tells of all of them
    (`every-branch-can-be-taken`).

    ## Why is this bad
    Somebody wrote a part of the call that no callee will ever hear: usually a goto to it is missing, or a hangup
    stands in front of it.

    ## Example
    ```xml
    <play type="tts">Good bye.</play>
    <hangup/>
    <play type="tts">We have a message for you.</play>
    ```

    ## Use instead
    ```xml
    <play type="tts">We have a message for you.</play>
    <play type="tts">Good bye.</play>
    <hangup/>
    ```

    ## Fix safety
    There is no automatic fix: the tag, or the way to it, is superfluous or missing.

    ## Source
    Calls run from tag to tag; a goto jumps (observed in all samples).
    """
    lost = _lost(subject)
    unreached: Unreached | None = None
    for number in sorted(lost):
        first = subject.elements[number].parent not in lost and _before(subject, number) not in lost
        if first and not isinstance(subject.node(number), _BRANCHES):
            unreached = unreached or Unreached(subject.engine, _reached(subject))
            yield _hit(subject, number, unreached)


def _lost(subject: Subject) -> set[int]:
    """The elements to which no call gets, what stands behind the mistakes of other findings aside."""
    reached = _reached(subject)
    lost = {number for number, start in enumerate(subject.engine.starts) if start >= 0 and start not in reached}
    return lost - {subject.engine.table[place].element for place in reached} if lost else lost


def _reached(subject: Subject) -> frozenset[int]:
    """The places to which a call gets, or would get but for the mistakes of other findings."""
    if blocked := _behind_mistakes(subject):
        return reachable(subject.engine, starts=[0, *blocked], as_written=True)
    return subject.ask_engine(reachable_as_written)


def _behind_mistakes(subject: Subject) -> list[int]:
    """Where calls would go on, but for a tag that is not known, or a goto to a name in another letter case."""
    plan = subject.engine
    ends = [each for each in plan.table if type(each) is t.Unsupported]
    behind = [subject.below(each.element).stop for each in ends]
    wrong = {jump.target.lower() for jump in subject.jumps if jump.target not in subject.names}
    if wrong:
        behind += [number for name, numbers in subject.names.items() if name.lower() in wrong for number in numbers]
    return [plan.starts[number] for number in behind if number < len(plan.starts) and plan.starts[number] >= 0]


def _before(subject: Subject, number: int) -> int:
    """The element in front of one, or -1."""
    parent = subject.elements[number].parent
    if parent < 0:
        return -1
    children = subject.engine.children[parent]
    at = bisect_left(children, number)  # in document order, so sorted
    return children[at - 1] if at else -1


def _hit(subject: Subject, number: int, unreached: Unreached) -> Hit:
    message = f"no call ever gets to {subject.label(number)}"
    reason = why_not_reached(subject.engine, subject.engine.starts[number], unreached).words(subject.label)
    why = f"{reason}, so what stands here is never heard and never done"
    fix = "remove it, or give it a name and let a goto lead to it"
    severity = NOTE if isinstance(subject.node(number), _HARMLESS) else WARNING
    return Hit(number, message, why, fix, severity=severity)
