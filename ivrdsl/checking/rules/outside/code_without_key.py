"""Codes that nothing but the detector keeps from a mailbox."""

from collections.abc import Iterator
from typing import Final

from ivrdsl.checking.facts.prompts import prompts
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE
from ivrsim.graph.extent import machine_reaches, reached_without_a_key

_CODE: Final = '<play type="tts">Your code is 2 5 1 7.</play>'
_FIX: Final = (
    'put the code behind a key: <menu maxDigits="1"><play type="tts">Press 1 to hear your code.</play>'
    '<keypress pressed="1">...</keypress></menu>'
)
_PYTHON: Final = 'put the code behind a key: Menu(max_digits=1)[Say("Press 1 to hear your code."), Keypress("1")[...]]'
_AMD: Final = "<amd><live><goto>live</goto></live><machine><hangup/></machine></amd>"


@rule(
    "IVR411",
    "code-without-key",
    NOTE,
    valid=(
        f"{_AMD}<menu name='live' maxDigits='1'><play type='tts'>Press 1 to hear your code.</play>"
        f"<keypress pressed='1'><goto>code</goto></keypress><keypress pressed='timeout'><hangup/></keypress></menu>"
        f"<play name='code' type='tts'>Your code is 2 5 1 7.</play>",
        f"{_AMD}<menu name='live' maxDigits='1'><play type='tts'>Press 1 to hear your code.</play>"
        f"<keypress pressed='default'>{_CODE}</keypress><keypress pressed='timeout'><hangup/></keypress></menu>",
        f"{_AMD}<catch name='live' type='digit' value='1' goto='code'>"
        f"<play type='tts'>Press 1 to hear your code.</play></catch><hangup/>"
        f"<play name='code' type='tts'>Your code is 2 5 1 7.</play>",
        f"{_AMD}<play name='live' type='tts'>Your order 2 0 4 1 7 ships today.</play>",
        f"{_AMD}<play name='live' type='tts'>Please call us at 2 1 3, 5 5 5, 1 2 1 2.</play>",
        f"{_AMD}<menu name='live' maxDigits='4'><play type='tts'>Enter your code.</play></menu>"
        "<play type='tts'>You entered ${call.lastinput}.</play>",
        f"<amd><live><hangup/></live><machine>{_CODE}</machine></amd>",
        _CODE,
    ),
    invalid=(
        f"<amd><live>{_CODE}</live><machine><hangup/></machine></amd>",
        f"{_AMD}<menu name='live' maxDigits='1'><play type='tts'>Press 1 to hear your code.</play>"
        f"<keypress pressed='1'><goto>code</goto></keypress></menu><play name='code' type='tts'>Your code is 2 5 1 7."
        "</play>",
        f"{_AMD}<play name='live' type='tts'>Your PIN is ${{pin}}.</play>",
        f"{_AMD}<if name='live' expr='${{contact.A}} == 1'>{_CODE}</if>",
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A code is told before anybody has pressed a key.

    ## What it does
    Follows a call on the live branch of an amd, with a callee who presses no key. Reports prompts on its way that tell
    a code (see IVR401 for what is one). What only a key leads to is not reported. Conditions are taken to go either
    way. Where the machine branch comes to the prompt as well, or the plan has no amd, IVR401 tells of it alone. The
    preset `otp` makes a warning of this note.

    ## Why is this bad
    A detector takes some mailboxes for people. Then the live branch runs, and the mailbox keeps the code for whoever
    plays its messages. An assistant that screens calls writes it down, too. None of them presses keys.

    ## Example
    ```xml
    <amd><live><goto>code</goto></live><machine><hangup/></machine></amd>
    <menu name="code" maxDigits="1" timeout="3500">
      <play type="tts">Your one-time code is 2 5 1 7. Press 1 to hear it again.</play>
      <keypress pressed="1"><goto>code</goto></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <amd><live><goto>ask</goto></live><machine><hangup/></machine></amd>
    <menu name="ask" maxDigits="1" timeout="5000">
      <play type="tts">This is Example Bank. Press 1 to hear your code.</play>
      <keypress pressed="1"><goto>code</goto></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    <hangup/>
    <menu name="code" maxDigits="1" timeout="3500">
      <play type="tts">Your one-time code is 2 5 1 7. Press 1 to hear it again.</play>
      <keypress pressed="1"><goto>code</goto></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    ```

    ## Fix safety
    There is no automatic fix: who is calling, the author must say.

    ## Source
    How often the platform's detector errs is not documented. The vendor's blog said in 2008 that it is right close to
    90 % of the time; docs/answering.md has this figure and later ones. The vendor's one-time-code sample tells the
    code at once (observed).
    """
    codes = subject.ask(prompts).codes
    if not codes:
        return
    told = subject.ask_engine(reached_without_a_key) - subject.ask_engine(machine_reaches)
    for number in codes:
        if subject.ask(prompts).places.get(number) in told:
            message = f"{subject.label(number)} tells the code before anybody has pressed a key"
            why = "a mailbox that is taken for a person keeps the code, and whoever plays its messages hears it"
            yield Hit(number, message, why, _FIX, _PYTHON)
