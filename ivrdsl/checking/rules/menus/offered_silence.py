"""Menus whose silence is taken for a choice."""

from collections.abc import Iterator

from ivrdsl.checking.facts.menus import (
    ADD_NO_INPUT,
    ADD_NO_INPUT_PYTHON,
    acts_on_silence,
    hang_up_on_silence,
)
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING

_KEY = '<keypress pressed="1"><goto>end</goto></keypress>'
_END = '<hangup name="end"/>'
_SALES = '<transfer name="sales" timeout="25">15551230100</transfer>'
_SILENT = '<keypress pressed="timeout">'


@rule(
    "IVR110",
    "offered-silence",
    WARNING,
    valid=(
        f'<menu maxDigits="1">{_KEY}{_SILENT}<goto>sales</goto></keypress></menu>{_END}{_SALES}',
        f'<menu maxDigits="1">{_KEY}</menu>{_END}{_SALES}',
        f'<menu maxDigits="1">{_KEY}</menu><play type="tts">Thank you.</play>{_END}',
        f'<menu maxDigits="1"><play type="tts">Press 1 to end, or stay on the line.</play>{_KEY}</menu>{_SALES}{_END}',
        f'<menu maxDigits="1">{_KEY}</menu><if expr="${{x}} == 1">{_SALES}</if>{_END}',
        f'<menu maxDigits="1">{_KEY}</menu><stash varname="who">${{call.callerid}}</stash>{_END}',
        f'<menu maxDigits="1">{_KEY}</menu><get varname="greeting">http://example.com/greeting</get>{_END}',
        f'<menu maxDigits="1"><play type="tts">Hello.</play></menu>{_SALES}',
    ),
    invalid=(
        f'<menu maxDigits="1">{_KEY}</menu><play type="tts">One moment.</play>{_SALES}{_END}',
        f'<menu maxDigits="1">{_KEY}</menu><goto>sales</goto>{_END}{_SALES}',
        f'<menu maxDigits="1">{_KEY}</menu><dnc>${{call.phonenumber}}</dnc>{_END}',
        f'<menu maxDigits="1">{_KEY}</menu><sms to="15551230100">Thank you.</sms>{_END}',
        f'<menu maxDigits="1">{_KEY}</menu><stash varname="answer">yes</stash>{_END}',
        f'<menu maxDigits="1">{_KEY}</menu><stash varname="answer">${{call.lastinput}}</stash>{_END}',
        f'<menu maxDigits="1">{_KEY}</menu><record varname="message" timeout="30000"/>{_END}',
        f'<menu maxDigits="1">{_KEY}</menu><post varname="x">http://example.com/answers</post>{_END}',
        f'<menu maxDigits="1">{_KEY}</menu><get varname="x">http://example.com/?a=${{call.lastinput}}</get>{_END}',
        f'<menu maxDigits="1">{_KEY}<keypress pressed="2"><play type="tts">Stay on the line.</play></keypress></menu>'
        f"{_SALES}{_END}",
        f'<menu maxDigits="1">{_KEY}<keypress pressed="2"><menu maxDigits="1">{_KEY}</menu></keypress></menu>'
        f"{_SALES}{_END}",
        f'<menu maxDigits="1">{_KEY}</menu><menu maxDigits="1"><play type="tts">Wait.</play>{_SALES}</menu>{_END}',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A silent callee is connected, recorded, sent a message or written down, by falling through.

    ## What it does
    Reports a menu without `<keypress pressed="timeout">` behind which stands an act, so that silence leads there. Acts
    are a transfer, a recording, a message, a dnc, a post, a get with a variable in its address, and a stash of an
    answer. A stash of nothing but what the platform or the contact gives, such as `${call.callerid}`, is no answer.
    What only runs if a condition is true is not counted; nor is a prompt that says "stay on the line" meant. A branch
    for silence that leads to a transfer is a choice, and not reported. `ivrdsl verify` asks the same of every call
    (`silence-never-acts`), behind conditions too.

    ## Why is this bad
    Who has laid the phone down, and every answering machine, is connected to an agent, is recorded, or gets a message.
    Or he stands in the report with an answer that nobody gave.

    ## Example
    ```xml
    <menu name="main" maxDigits="1">
      <play type="tts">Press 1 to talk to sales, or 2 to hang up.</play>
      <keypress pressed="1"><goto>sales</goto></keypress>
      <keypress pressed="2"><hangup/></keypress>
    </menu>
    <transfer name="sales" timeout="25">15551230100</transfer>
    ```

    ## Use instead
    ```xml
    <menu name="main" maxDigits="1">
      <play type="tts">Press 1 to talk to sales, or 2 to hang up.</play>
      <keypress pressed="1"><goto>sales</goto></keypress>
      <keypress pressed="2"><hangup/></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    <transfer name="sales" timeout="25">15551230100</transfer>
    ```

    ## Fix safety
    Unsafe: adds `<keypress pressed="timeout"><hangup/></keypress>`. Silent callees no longer get what stands behind
    the menu.

    ## Source
    One of the vendor's samples transfers silent callees to its sales department this way (observed). That silence
    falls through: assumed, not documented (quirk `no_timeout_branch`).
    """
    for collect in subject.collects:
        done = acts_on_silence(subject, collect)
        if done is not None:
            message = f"{subject.label(collect.element)} has no branch for silence: a silent callee {done.words}"
            why = "answering machines and people who have laid the phone down get what they did not choose"
            repair = hang_up_on_silence(collect)
            yield Hit(collect.element, message, why, ADD_NO_INPUT, ADD_NO_INPUT_PYTHON, repair=repair)
