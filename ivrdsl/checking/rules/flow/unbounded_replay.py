"""Menus that are played again without end."""

from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING
from ivrsim.core.instructions.base import KEYS
from ivrsim.graph.cycles import AFTER_SILENCE, KEYS as PRESSED, NOTHING, Cycle, cycles
from ivrsim.graph.sure import Sure


@rule(
    "IVR303",
    "unbounded-replay",
    WARNING,
    valid=(
        '<setvar varname="n">0</setvar><menu name="m" maxDigits="1" timeout="3500">'
        '<keypress pressed="timeout"><setvar varname="n">${n} + 1</setvar>'
        '<if expr="${n} &lt; 3"><goto>m</goto></if><hangup/></keypress></menu>',
    ),
    invalid=(
        '<menu name="m" maxDigits="1" timeout="3500"><keypress pressed="1"><goto>m</goto></keypress>'
        '<keypress pressed="timeout"><hangup/></keypress></menu>',
        '<menu name="a" maxDigits="1" timeout="3500"><keypress pressed="timeout"><goto>b</goto></keypress></menu>'
        '<play name="b" type="tts">Please press a key.</play><goto>a</goto>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A menu can be played again without end.

    ## What it does
    Reports circles that lead back to a menu and count nothing. It is a warning where silence is enough to go round. It
    is a note where the callee has to press a key each time, or where a condition leads out of the circle. What ends by
    a count is not reported, however often it plays; `ivrdsl verify` has `at-most-N-plays` for that. The preset `otp`
    makes an error of the first.

    ## Why is this bad
    A callee who has put the phone down without hanging up, or an answering machine that was taken for a person, keeps
    the call going until it is cut. Every minute is billed. The vendor's own page about keypress warns that its example
    does this.

    ## Example
    ```xml
    <menu name="ask" maxDigits="1" timeout="3500">
      <play type="tts">Press 1 to confirm.</play>
      <keypress pressed="1"><hangup/></keypress>
      <keypress pressed="timeout"><goto>ask</goto></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <setvar varname="rounds">0</setvar>
    <menu name="ask" maxDigits="1" timeout="3500">
      <play type="tts">Press 1 to confirm.</play>
      <keypress pressed="1"><hangup/></keypress>
      <keypress pressed="timeout">
        <setvar varname="rounds">${rounds} + 1</setvar>
        <if expr="${rounds} &lt; 3"><goto>ask</goto></if>
        <hangup/>
      </keypress>
    </menu>
    ```

    ## Fix safety
    There is no automatic fix: how many times are enough is for the author to say.

    ## Source
    The vendor's page about keypress (documented). No limit on the length of a call is documented.
    """
    silent = [
        set(each.places) for each in subject.ask_engine(cycles) if each.needs == AFTER_SILENCE and not each.bounded
    ]
    for cycle in subject.ask_engine(cycles):
        if cycle.bounded or cycle.resets or cycle.needs == NOTHING:
            continue
        if cycle.needs == AFTER_SILENCE or not any(each <= set(cycle.places) for each in silent):
            yield _hit(subject, cycle)


def _hit(subject: Subject, cycle: Cycle) -> Hit:
    table = subject.engine.table
    menus = [table[place].element for place in cycle.places if table[place].awaits == KEYS]
    element = min(menus) if menus else cycle.elements[0]
    label = subject.label(element)
    conditional = not {"true", "false"}.isdisjoint(cycle.exits_on)
    if conditional:
        message = f"{label} may be played again without end: what ends that is not a count"
        why = "if its condition never comes true, the call goes on and on, and you pay for it"
    elif cycle.needs == AFTER_SILENCE:
        played = "is" if subject.ask_engine(Sure).goes_round(cycle) else "may be"
        message = f"{label} {played} played again without end while the callee stays silent"
        why = "a phone that was put down, or a machine taken for a person, keeps the call going, and you pay for it"
    else:
        message = f"{label} is played again as often as the callee asks for it"
        why = "nothing ends the call while somebody keeps pressing, and you pay for it"
    xml = (
        'put <setvar varname="n">0</setvar> in front of it, '
        'count the rounds with <setvar varname="n">${n} + 1</setvar>, and leave by <if expr="${n} > 3">'
    )
    python = (
        'put SetVar("n", "0") in front of it, count the rounds with SetVar("n", f"{n} + 1") for n = Var("n"), '
        'and leave by If(f"{n} > 3")'
    )
    return Hit(element, message, why, xml, python, severity=NOTE if conditional or cycle.needs == PRESSED else WARNING)
