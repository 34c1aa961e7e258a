"""Handlers of a hang-up that run although nobody hung up."""

from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.model.nodes import Catch
from ivrsim.core import table as t
from ivrsim.graph.extent import reachable
from ivrsim.graph.flow import Flow


@rule(
    "IVR304",
    "falls-into-handler",
    WARNING,
    valid=(
        '<catch type="hangup" goto="gone"><play type="tts">Hello.</play></catch><goto>gone</goto>'
        '<stash name="gone" varname="x">1</stash>',
        '<catch type="digit" value="0" goto="help"><play type="tts">Hello.</play></catch>'
        '<play name="help" type="tts">Help.</play>',
        '<catch type="hangup" goto="mail"><play type="tts">Hello.</play></catch><menu maxDigits="1">'
        '<keypress pressed="1"><goto>mail</goto></keypress><keypress pressed="default"><goto>mail</goto></keypress>'
        '<keypress pressed="timeout"><goto>mail</goto></keypress></menu><sms name="mail" to="2135551234">Hi.</sms>',
        '<catch type="hangup" goto="nowhere"><play type="tts">Hello.</play></catch>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """The handler of a hang-up also runs when nobody has hung up.

    ## What it does
    Reports the target of a catch of type hangup when the call also falls into it from the tag before. A goto to it
    counts as meant.

    ## Why is this bad
    What was meant for callees who gave up, such as a stash that says so, is done for those who listened to the end
    too. The vendor's own example has this defect.

    ## Example
    ```xml
    <catch type="hangup" goto="gone"><play type="tts">Hello.</play></catch>
    <stash name="gone" varname="gave_up">yes</stash>
    ```

    ## Use instead
    ```xml
    <catch type="hangup" goto="gone"><play type="tts">Hello.</play></catch>
    <hangup/>
    <stash name="gone" varname="gave_up">yes</stash>
    ```

    ## Fix safety
    There is no automatic fix: falling into it may be meant.

    ## Source
    After a catch the call goes on with the next tag (the vendor's page about catch, second example).
    """
    catches = [(number, node) for number, node in subject.each(Catch) if node.type == "hangup"]
    if not catches:
        return
    without = reachable(subject.engine, catches=False, as_written=True)
    entered = _places_gone_on_to(subject, without)
    for number, _ in catches:
        target = subject.engine.every_handler[number].exit.to
        element = subject.engine.table[target].element
        if target in entered and target == subject.engine.starts[element]:
            yield _hit(subject, number, element)


def _places_gone_on_to(subject: Subject, places: frozenset[int]) -> set[int]:
    """The places that the call comes to by going on, not by a goto."""
    plan = subject.engine
    onward = Flow(plan).on_the_line(catches=False)
    return {to for place in places if type(plan.table[place]) is not t.Jump for to in onward[place]}


def _hit(subject: Subject, catch: int, target: int) -> Hit:
    message = f"{subject.label(target)} handles the hang-up of {subject.label(catch)}, but other calls fall into it too"
    why = "what is meant for callees who hung up is also done for those who did not"
    return Hit(target, message, why, "put <hangup/> in front of it", "put Hangup() in front of it")
