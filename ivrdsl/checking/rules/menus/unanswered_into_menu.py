"""Transfers that nobody answers, and that fall into another menu."""

from collections.abc import Iterator
from typing import NamedTuple

from ivrdsl.checking.facts.onward import called, straight
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.model.nodes import Say, Transfer
from ivrdsl.wording.absence import tells_of_no_answer
from ivrsim.core import table as t
from ivrsim.core.instructions.base import PROMPT
from ivrsim.graph.flow import Flow
from ivrsim.graph.search import Dominance

_ASK = '<menu name="ask" maxDigits="1"><play type="tts">For sales press 1, for support press 2.</play>{}</menu>'
_KEYS = (
    '<keypress pressed="1"><goto>sales</goto></keypress><keypress pressed="2"><goto>support</goto></keypress>'
    '<keypress pressed="timeout"><hangup/></keypress><keypress pressed="default"><hangup/></keypress>'
)
_ENDS = '<keypress pressed="timeout"><hangup/></keypress><keypress pressed="default"><hangup/></keypress>'
_CALL = '<transfer timeout="20">12135551212</transfer>'
_SALES = f'<menu name="sales" maxDigits="1"><keypress pressed="1">{_CALL}</keypress>{_ENDS}</menu>'
_SUPPORT = (
    '<menu name="support" maxDigits="1"><play type="tts">{}</play><keypress pressed="1"><hangup/></keypress>'
    f"{_ENDS}</menu>"
)
_OPEN = "Support. Press 1 to open a ticket."
_PLAN = _ASK.format(_KEYS)


@rule(
    "IVR112",
    "unanswered-into-menu",
    WARNING,
    valid=(
        _PLAN + _SALES.replace("</transfer>", "</transfer><goto>support</goto>") + _SUPPORT.format(_OPEN),
        _PLAN
        + _SALES.replace("</transfer>", '</transfer><play type="tts">Nobody is there.</play>')
        + _SUPPORT.format(_OPEN),
        _PLAN + _SALES + _SUPPORT.format("All our agents are busy. Press 1 to leave a message."),
        _PLAN + _SALES + _SUPPORT.format("Lo sentimos. Oprima 1 para intentarlo otra vez."),
        _PLAN + _SALES + '<hangup name="support"/>',
        # nothing else leads to it: it was written for those whom nobody answered
        _PLAN.replace(">support<", ">other<") + _SALES + _SUPPORT.format(_OPEN) + '<hangup name="other"/>',
        # the next question of a survey: other answers go on there, too
        _PLAN
        + _SALES.replace("</menu>", '<keypress pressed="2"><stash varname="a">no</stash></keypress></menu>')
        + _SUPPORT.format(_OPEN),
        # back to the menu from which it came
        f"<goto>ask</goto>{_SALES}{_PLAN}{_SUPPORT.format(_OPEN)}",
        _PLAN + _SALES + '<play name="support" type="tts">Our opening hours are nine to five.</play>',
        # only those whom nobody answered, and those who stay in it, come to it
        _PLAN.replace("<goto>support</goto>", "<hangup/>")
        + _SALES
        + '<play name="again" type="tts">Hello.</play>'
        + _SUPPORT.format(_OPEN).replace("<hangup/></keypress></menu>", "<goto>again</goto></keypress></menu>"),
    ),
    invalid=(
        _PLAN + _SALES.replace(' timeout="20"', ' timeout="20" continue-after="true"') + _SUPPORT.format(_OPEN),
        _PLAN + f'<transfer name="sales" timeout="20">12135551212</transfer>{_SUPPORT.format(_OPEN)}',
        _PLAN
        + _SALES
        + f'<play name="support" type="tts">Support.</play>{_SUPPORT.format(_OPEN).replace("support", "s")}',
        _PLAN + _SALES + _SUPPORT.format("Soporte. Oprima 1."),
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """Who is transferred and not answered falls into a menu that is for another choice.

    ## What it does
    Reports a transfer behind which a call goes on, without a goto and without a word, at a menu to which a key leads
    from elsewhere. Left alone is a menu that only such calls come to, that other answers of the same question also go
    on to, or that the call has passed before. So is one whose words may be for them, in English, Spanish or French:
    "nobody is there", "sorry", "leave a message".

    ## Why is this bad
    Who asked for sales is asked what a caller of support wants, as if they had chosen it. They press the keys that they
    know, and those mean something else here.

    ## Example
    ```xml
    <menu name="main" maxDigits="1">
      <play type="tts">For sales press 1. For support press 2.</play>
      <keypress pressed="1"><transfer timeout="20">12135551212</transfer></keypress>
      <keypress pressed="2"><goto>support</goto></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><goto>main</goto></keypress>
    </menu>
    <menu name="support" maxDigits="1">
      <play type="tts">Support. Press 1 to open a ticket.</play>
      <keypress pressed="1"><record varname="ticket" timeout="30000"/></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><goto>support</goto></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu name="main" maxDigits="1">
      <play type="tts">For sales press 1. For support press 2.</play>
      <keypress pressed="1">
        <transfer timeout="20">12135551212</transfer>
        <play type="tts">Nobody is there. Please call again later.</play>
        <hangup/>
      </keypress>
      <keypress pressed="2"><goto>support</goto></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><goto>main</goto></keypress>
    </menu>
    <menu name="support" maxDigits="1">
      <play type="tts">Support. Press 1 to open a ticket.</play>
      <keypress pressed="1"><record varname="ticket" timeout="30000"/></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
      <keypress pressed="default"><goto>support</goto></keypress>
    </menu>
    ```

    ## Fix safety
    There is no automatic fix: what those should hear whom nobody answers is not known.

    ## Source
    That a transfer which is not answered goes on with the next tag: documented. Where a call goes behind the branch of
    a menu: documented.
    """
    if not subject.count(Transfer):
        return
    places = [place for place, each in enumerate(subject.engine.table) if type(each) is t.Transfer]
    fallen = {place: found for place in places if (found := _fallen_into(subject, place))}
    strange = _only_for_others(subject, {each.head: each.menu for each in fallen.values()}) if fallen else set()
    passed: Dominance | None = None
    for place, found in fallen.items():
        if found.head in strange and not any(map(tells_of_no_answer, found.said)):
            passed = passed or Dominance(subject.ask_engine(Flow).on_the_line(), 0)
            if not passed.passes(place, found.head):
                yield _hit(subject, subject.engine.table[place].element, found)


class _Fallen(NamedTuple):
    """What a call goes on with when nobody has answered.

    Attributes:
        head: the place where that begins: a prompt, or the beginning of a menu.
        menu: the element of the menu that listens then.
        said: the prompts up to there.
    """

    head: int
    menu: int
    said: tuple[str, ...]


def _fallen_into(subject: Subject, place: int) -> _Fallen | None:
    """What an unanswered transfer falls into, if that is prompts and a menu, and nobody wrote a goto to it."""
    table, flow = subject.engine.table, subject.ask_engine(Flow)
    transfer = table[place]
    assert isinstance(transfer, t.Transfer)
    head = -1
    said: list[str] = []
    for here in straight(flow, transfer.unanswered.to):
        instruction = table[here]
        if type(instruction) is t.Collect:
            return _Fallen(head, instruction.element, tuple(said)) if said else None
        if instruction.awaits == PROMPT:
            node = subject.node(instruction.element)
            if not isinstance(node, Say):
                return None  # what a recording says is not known
            said.append(node.text)
        elif type(instruction) is not t.Enter:
            if type(instruction) is t.Jump or not instruction.leads_on():
                return None
            continue
        head = here if head < 0 else head
    return None


def _only_for_others(subject: Subject, heads: dict[int, int]) -> set[int]:
    """Those heads of menus to which keys lead from elsewhere, and to which calls fall from nothing but transfers."""
    led, fallen = set(), set()
    flow = subject.ask_engine(Flow)
    for place, instruction in enumerate(subject.engine.table):
        if type(instruction) is t.Transfer:
            continue
        for edge in flow.edges(place):
            if edge.target not in heads or edge.gone:
                continue
            if edge.catch is not None or type(instruction) is t.Jump:
                if _is_from_elsewhere(subject, instruction.element, heads[edge.target]):
                    led.add(edge.target)
            elif not edge.assumes:
                fallen.add(edge.target)
    return led - fallen


def _is_from_elsewhere(subject: Subject, element: int, menu: int) -> bool:
    """Whether a goto stands outside of the menu it leads to, and is not what a transfer does when nobody answers."""
    before = subject.inside(subject.elements[element].parent, Transfer)
    return element not in subject.below(menu) and not any(number < element for number, _ in before)


def _hit(subject: Subject, element: int, found: _Fallen) -> Hit:
    menu = subject.label(found.menu)
    message = f"who is not answered at {called(subject, element)} falls into {menu}, which is for another choice"
    why = "they are asked what others are to be asked, and the keys they know mean something else here"
    xml = 'say what comes now behind the transfer: <play type="tts">Nobody is there.</play><hangup/>, or a <goto>'
    python = 'say what comes now behind the transfer: Say("Nobody is there."), Hangup(), or a Goto(...)'
    return Hit(element, message, why, xml, python)
