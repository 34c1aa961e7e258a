"""Loops that need nobody."""

from collections.abc import Iterator

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import ERROR, WARNING
from ivrsim.graph.cycles import NOTHING, Cycle, cycles
from ivrsim.graph.sure import Sure


@rule(
    "IVR302",
    "loop-without-callee",
    ERROR,
    valid=(
        '<setvar varname="n">0</setvar><play name="a" type="tts">Hello.</play><setvar varname="n">${n} + 1</setvar>'
        '<if expr="${n} &lt; 3"><goto>a</goto></if>',
        '<menu name="a" timeout="3500"><keypress pressed="timeout"><goto>a</goto></keypress></menu>',
    ),
    invalid=('<wait name="a">1</wait><goto>a</goto>', '<goto name="a">b</goto><goto name="b">a</goto>'),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A loop runs for ever by itself: nothing that the callee does, or fails to do, ends it.

    ## What it does
    Reports circles of tags in which the call waits for nobody and nothing is counted. It is a warning where values
    decide: a condition leads out of the circle, or every way into it passes one. `ivrdsl verify` knows what comes of
    conditions (`no-loop-without-callee`), also of loops that count, which are taken to end here.

    ## Why is this bad
    The callee hears the same for ever, or silence, until they hang up; an answering machine records it until it is
    full. Every minute is billed.

    ## Example
    ```xml
    <play name="hello" type="tts">Hello.</play>
    <goto>hello</goto>
    ```

    ## Use instead
    ```xml
    <menu name="hello" maxDigits="1" timeout="3500">
      <play type="tts">Hello. Press 1 to hear this again.</play>
      <keypress pressed="1"><goto>hello</goto></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    No limit of the platform on the length of a call is documented.
    """
    for cycle in subject.ask_engine(cycles):
        if cycle.needs == NOTHING and not cycle.bounded:
            yield _hit(subject, cycle, sure=subject.ask_engine(Sure).goes_round(cycle))


def _hit(subject: Subject, cycle: Cycle, *, sure: bool) -> Hit:
    first = cycle.elements[0]
    rest = [subject.label(number) for number in cycle.elements[1:3]]
    through = f", through {' and '.join(rest)}" if rest else ""
    gone = " after the callee has hung up" if cycle.after_hang_up else ""
    goes = "goes round for ever" if sure else "may go round for ever"
    message = f"the call {goes} from {subject.label(first)} back to itself{through}{gone}"
    why = "nobody can end it but by hanging up; an answering machine records it until it is full, at your cost"
    fix = "count the rounds with a setvar and leave by an if, or wait for a key in a menu"
    python = "count the rounds with a SetVar and leave by an If, or wait for a key in a Menu"
    return Hit(first, message, why, fix, python, severity=ERROR if sure else WARNING)
