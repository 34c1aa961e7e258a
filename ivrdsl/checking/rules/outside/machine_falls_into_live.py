"""Machine branches that go on into what is meant for people."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.model.nodes import Amd, Machine, PlaySound, PlayUrl, Say
from ivrsim.core.table import Collect
from ivrsim.graph.extent import machine_reaches, reachable
from ivrsim.graph.sure import Sure

_MOST_AMDS: Final = 20


@rule(
    "IVR410",
    "machine-falls-into-live",
    WARNING,
    valid=(
        '<amd><live><goto>ask</goto></live><machine><play type="tts">Please call us back.</play><hangup/></machine>'
        '</amd><menu name="ask" maxDigits="1"><play type="tts">Press 1.</play><keypress pressed="1"><hangup/>'
        "</keypress></menu>",
        '<amd><live><goto>ask</goto></live><machine><play type="tts">Please call us back.</play><goto>end</goto>'
        '</machine></amd><menu name="ask" maxDigits="1"><keypress pressed="1"><hangup/></keypress></menu>'
        '<hangup/><hangup name="end"/>',
        '<amd><live><play type="tts">Hello.</play></live><machine><play type="tts">Please call us back.</play>'
        '</machine></amd><play type="tts">Goodbye.</play>',
        '<amd><live><goto>ask</goto></live><machine><wait>2</wait></machine></amd><menu name="ask" maxDigits="1">'
        '<keypress pressed="1"><hangup/></keypress></menu>',
        '<amd><live><menu maxDigits="1"><keypress pressed="1"><hangup/></keypress></menu></live><machine>'
        '<play type="tts">Please call us back.</play></machine></amd><hangup/>',
    ),
    invalid=(
        '<amd><live><play type="tts">Hello.</play></live><machine><play type="tts">Please call us back.</play>'
        '</machine></amd><menu name="ask" maxDigits="1"><keypress pressed="1"><hangup/></keypress></menu>',
        '<amd><live><goto>ask</goto></live><machine><if expr="${contact.A} == 1"><hangup/></if>'
        '<play type="tts">Please call us back.</play></machine></amd><play type="tts">Welcome.</play>'
        '<menu name="ask" maxDigits="1"><keypress pressed="1"><hangup/></keypress></menu>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """An answering machine hears its own message, and then the menu for people too.

    ## What it does
    Reports a machine branch of the amd that has a prompt of its own and ends without hangup or goto. It is reported
    where the call then comes to a menu that the live branch leads to as well. Where the machine branch has no prompt,
    sharing the rest is taken to be meant. The first 20 amds of a plan are looked at.

    ## Why is this bad
    The machine records the message and, behind it, the whole menu, until its timeouts have run out. Every minute is
    billed.

    ## Example
    ```xml
    <amd><live><goto>ask</goto></live><machine><play type="tts">Please call us back.</play></machine></amd>
    <menu name="ask" maxDigits="1">
      <play type="tts">Press 1 to confirm.</play>
      <keypress pressed="1"><hangup/></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <amd><live><goto>ask</goto></live><machine><play type="tts">Please call us back.</play><hangup/></machine></amd>
    <menu name="ask" maxDigits="1">
      <play type="tts">Press 1 to confirm.</play>
      <keypress pressed="1"><hangup/></keypress>
    </menu>
    ```

    ## Fix safety
    There is no automatic fix: going on may be meant.

    ## Source
    Where a branch of amd goes on that ends without hangup or goto: assumed (quirk `after_amd_branch`).
    """
    for amd, _ in islice(subject.each(Amd), _MOST_AMDS):
        spoken = [number for number, _ in subject.inside(amd, Machine)[:1] if _speaks(subject, number)]
        menu = _menu_behind(subject, amd) if spoken and subject.engine.starts[amd] >= 0 else None
        if menu is not None:
            yield _hit(subject, spoken[0], menu)


def _speaks(subject: Subject, branch: int) -> bool:
    return any(isinstance(subject.node(number), Say | PlayUrl | PlaySound) for number in subject.below(branch))


def _menu_behind(subject: Subject, amd: int) -> Collect | None:
    """The first menu that both branches lead to, and the machine's by going on behind the amd."""
    plan = subject.engine
    start = plan.starts[amd]
    ways = {label: way.to for label, way in plan.table[start].branches()}
    if not ways:  # an amd in another letter case, on a platform that knows none
        return None
    ends = [place for place, each in enumerate(plan.table) if each.element == amd and place != start]
    falling = machine_reaches(plan, starts=(ways["machine"],)).intersection(ends)
    both = machine_reaches(plan, starts=falling) & reachable(plan, starts=(ways["live"],), as_written=True)
    return next((menu for menu in subject.collects if plan.starts[menu.element] in both), None)


def _hit(subject: Subject, branch: int, menu: Collect) -> Hit:
    goes = "goes" if subject.ask_engine(Sure).machine_reaches(subject.engine.starts[menu.element]) else "may go"
    message = f"the machine branch {goes} on behind the amd, into {subject.label(menu.element)}"
    why = "an answering machine records its message and then what is meant for people, at your cost"
    fix = "put <hangup/> at the end of the machine branch"
    python = "end the branch with Hangup(): Machine()[..., Hangup()] in Amd()[...]"
    return Hit(branch, message, why, fix, python)
