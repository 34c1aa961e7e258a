"""Answering-machine detection that comes too late."""

from collections.abc import Iterator

from ivrdsl.checking.facts.onward import straight
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.model.nodes import Amd, Menu
from ivrsim.graph.extent import reachable, reachable_as_written
from ivrsim.graph.flow import Flow
from ivrsim.graph.getters import ON_THE_LINE

_LATE = (
    "by then the machine has been spoken to, and its greeting may be over, so that it cannot be told from a person; "
    "what the platform does is not documented"
)
_INSIDE = (
    "who presses a key, or is asked to, has been taken for a person before; what the platform does is not documented"
)
_AGAIN = "the first one has decided; whether the platform detects again is not documented"
_FIX = "make amd the first tag of the plan"
_TEXT = '<play type="tts">Hello.</play>'
_AMD = "<amd><live/><machine><hangup/></machine></amd>"


@rule(
    "IVR008",
    "misplaced-amd",
    WARNING,
    valid=(
        '<setvar varname="tries">0</setvar><get varname="x">http://example.com/</get>' + _AMD,
        f'<if expr="${{call.dnis}} == 1"><hangup/><else>{_AMD}</else></if>{_TEXT}',
        f'<if expr="${{contact.A}} == 1">{_AMD}<else>{_AMD}</else></if>',
        f'<catch type="hangup" goto="end">{_AMD}{_TEXT}</catch><stash name="end" varname="x">1</stash>',
        f'<goto>start</goto>{_TEXT}<amd name="start"><live/><machine><hangup/></machine></amd>',
        _TEXT,
    ),
    invalid=(
        f'<menu maxDigits="1">{_AMD}{_TEXT}<keypress pressed="1"/></menu>',
        f'<menu maxDigits="1">{_TEXT}<keypress pressed="1">{_AMD}</keypress></menu>',
        f"{_AMD}{_AMD}",
        f"<amd><live>{_AMD}</live><machine><hangup/></machine></amd>",
        f"<wait>5</wait>{_AMD}",
        f'<if expr="1 == 1">{_TEXT}</if>{_TEXT}{_AMD}',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """An amd is not the first thing that a call does.

    ## What it does
    Reports an amd that stands inside of a menu, or after another amd. Also one that comes after a prompt, a pause, a
    recording, a menu or a transfer on every way to it. Whether the plan is for calls that come in, where amd has no
    use, cannot be seen in the plan.

    ## Why is this bad
    Detection listens to how the call is answered. After a prompt it is too late: the answering machine has been
    spoken to, and half of the message is missing from the recording.

    ## Example
    ```xml
    <play type="tts">Hello, this is the library.</play>
    <amd><live/><machine><hangup/></machine></amd>
    ```

    ## Use instead
    ```xml
    <amd><live/><machine><hangup/></machine></amd>
    <play type="tts">Hello, this is the library.</play>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    amd is the first tag of every sample that has it (observed); what it does elsewhere is not documented.
    """
    numbers = [number for number, _ in subject.each(Amd)]
    if not numbers or (len(numbers) == 1 and _is_first(subject, numbers[0])):
        return
    plan = subject.engine
    heard = [place for place, instruction in enumerate(plan.table) if instruction.passed_by]
    early = reachable(plan, without=heard, as_written=True)
    ever = subject.ask_engine(reachable_as_written)
    again = _after_another(subject, numbers)
    for number in numbers:
        place = plan.starts[number]
        menu = subject.around(number, Menu)
        if menu is not None:
            yield Hit(number, f"amd stands inside {subject.label(menu)}", _INSIDE, _FIX)
        elif place in ever and place not in early:
            yield Hit(number, "amd comes after something that the callee hears, or has to wait for", _LATE, _FIX)
        elif number > numbers[0] and place in again:
            yield Hit(number, "this amd comes after another one", _AGAIN, "keep one of the two")


def _is_first(subject: Subject, number: int) -> bool:
    """Whether a call surely comes to an amd before it does anything that is heard."""
    start = subject.engine.starts[number]
    for place in straight(subject.ask_engine(Flow), 0):
        if place == start:
            return True
        if subject.engine.table[place].passed_by:
            return False
    return False


def _after_another(subject: Subject, numbers: list[int]) -> frozenset[int]:
    """The places that a call gets to after some amd; those that it never gets to do not count."""
    plan, flow, ever = subject.engine, subject.ask_engine(Flow), subject.ask_engine(reachable_as_written)
    detections = [plan.starts[number] for number in numbers if plan.starts[number] in ever]
    starts = [to for place in detections for to in flow.at(place, ON_THE_LINE)]
    return reachable(plan, starts=starts, as_written=True)
