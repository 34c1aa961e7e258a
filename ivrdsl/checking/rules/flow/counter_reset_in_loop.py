"""Counters that never reach their end."""

from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrsim.graph.counters import Reset
from ivrsim.graph.cycles import cycles


@rule(
    "IVR306",
    "counter-reset-in-loop",
    WARNING,
    valid=(
        '<setvar varname="n">0</setvar><menu name="m" maxDigits="1" timeout="3500"><keypress pressed="timeout">'
        '<setvar varname="n">${n} + 1</setvar><if expr="${n} &lt; 3"><goto>m</goto></if><hangup/></keypress></menu>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A loop sets the counter that should end it back to its beginning.

    ## What it does
    Reports a setvar inside a loop that sets anew what the same loop counts and tests.

    ## Why is this bad
    The counter never gets to its end, so the loop may go on for ever. One of the vendor's samples was published
    with this defect.

    ## Example
    ```xml
    <menu name="ask" maxDigits="1" timeout="3500">
      <setvar varname="n">0</setvar>
      <play type="tts">Press 1 to confirm.</play>
      <keypress pressed="1"><hangup/></keypress>
      <keypress pressed="timeout">
        <setvar varname="n">${n} + 1</setvar>
        <if expr="${n} &lt; 3"><goto>ask</goto></if>
        <hangup/>
      </keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <setvar varname="n">0</setvar>
    <menu name="ask" maxDigits="1" timeout="3500">
      <play type="tts">Press 1 to confirm.</play>
      <keypress pressed="1"><hangup/></keypress>
      <keypress pressed="timeout">
        <setvar varname="n">${n} + 1</setvar>
        <if expr="${n} &lt; 3"><goto>ask</goto></if>
        <hangup/>
      </keypress>
    </menu>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    An older version of the vendor's small-business sample (observed).
    """
    seen: set[int] = set()
    for cycle in subject.ask_engine(cycles):
        if cycle.bounded:
            continue
        for reset in cycle.resets:
            if reset.sets[0] not in seen:
                seen.add(reset.sets[0])
                yield _hit(subject, reset)


def _hit(subject: Subject, reset: Reset) -> Hit:
    counted = subject.label(reset.counts[0])
    message = f"the variable {reset.name} is set anew inside the loop that counts it (at {counted})"
    why = "the count starts again and again, so the loop may never end"
    return Hit(reset.sets[0], message, why, "set it before the loop, where it is not passed again")
