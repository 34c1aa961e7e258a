"""Messages that ask to be called back, and do not say where."""

from collections.abc import Iterator

from ivrdsl.checking.facts.blanks import spaced_variables
from ivrdsl.checking.facts.contents import CALLER, PHONE, REPLY, holds
from ivrdsl.checking.facts.detection import detections
from ivrdsl.checking.facts.prompts import prompts
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE
from ivrdsl.wording.callback import asks_to_call, says_where
from ivrsim.core import table as t
from ivrsim.core.instructions.base import PROMPT
from ivrsim.graph.extent import machine_reaches
from ivrsim.graph.usage import reads


def _message(body: str) -> str:
    return f"<amd><live><hangup/></live><machine>{body}<hangup/></machine></amd>"


def _say(text: str) -> str:
    return f'<play type="tts">{text}</play>'


@rule(
    "IVR512",
    "message-without-number",
    NOTE,
    valid=(
        _message(_say("Hello, this is Example Bank. Please call us back at 2 1 3, 5 5 5, 1 2 1 2.")),
        _message(_say("Please call us back at (213) 555-1212.")),
        _message(_say("Please call us at two one three, five five five, one two one two.")),
        _message(_say("Please call us back at ${call.callerid}.")),
        _message(_say("Please call us back. Our number is ${office_phone}.")),
        _message(
            "<setvar varname='n'>'${call.callerid}'.split('').join(' ')</setvar>"
            + _say("Please call us back. Once more: ${n}.")
        ),
        _message(_say("Please call us back.") + _say("2 1 3, 5 5 5, 1 2 1 2.")),
        _message(_say("Please call us back.") + "<play type='callfireid'>332123</play>"),
        _message(_say("Please call us at the number on your bill.")),
        _message(_say("Please call us back, or visit example dot com.")),
        _message(_say("Your package arrives today.")),
        _message(_say("This is a reminder of your appointment tomorrow at nine.")),
        _message(_say("We will call you back tomorrow. You need not call us.")),
        _message(_say("This is a call from Example Bank.")),
        "<amd><live>" + _say("Please call us back.") + "</live><machine><hangup/></machine></amd>",
        _say("Please call us back."),
    ),
    invalid=(
        _message(_say("Hello ${contact.firstName}. Please return our call.")),
        _message(_say("Please call us back about your appointment on 5/17/2024.")),
        _message(_say("Llámenos, por favor.")),
        _message(_say("Veuillez nous rappeler.")),
        "<amd><live><hangup/></live><machine><goto>m</goto></machine></amd><hangup/>"
        "<play name='m' type='tts'>Please give us a call.</play>",
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A message for a mailbox asks to be called back, and says no number.

    ## What it does
    Reports a prompt on the machine branch of an amd that asks whoever hears it to call, in English, Spanish or French.
    It is reported where no prompt of the branch says where: none has a telephone number, and none speaks of a number, a
    website, a card or a bill. A variable counts as a number if it holds one, is spaced, is named like one, is the reply
    of a web server, or stands in the sentence that asks. Nobody knows what a sound says, so a branch that plays one is
    left alone. The first 20 amds of a plan are looked at.

    A message that asks for nothing, such as "your package arrives today", needs no number and is not reported. Each
    message of the vendor's samples that asks for a call says a number; those that say none ask for no call.

    ## Why is this bad
    Who plays the message has missed the call. The number that called may not be shown, may be another one than the one
    to call, or may take no calls.

    ## Example
    ```xml
    <amd>
      <live><hangup/></live>
      <machine>
        <play type="tts">This is Example Bank. Please call us back.</play>
        <hangup/>
      </machine>
    </amd>
    ```

    ## Use instead
    ```xml
    <amd>
      <live><hangup/></live>
      <machine>
        <play type="tts">This is Example Bank. Please call us back at 2 1 3, 5 5 5, 1 2 1 2.</play>
        <hangup/>
      </machine>
    </amd>
    ```

    ## Fix safety
    There is no automatic fix: the author knows the number.

    ## Source
    The vendor's samples for mailboxes say a number, digit by digit (observed).
    """
    for detect in subject.ask(detections):
        number = _asking(subject, detect)
        if number is not None:
            message = f"{subject.label(number)} asks to be called back, and the message says no number"
            why = "who plays the message does not know where to call"
            fix = "say the number, digit by digit: call us at 2 1 3, 5 5 5, 1 2 1 2"
            yield Hit(number, message, why, fix)


def _asking(subject: Subject, detect: t.Detect) -> int | None:
    """The first prompt of a machine branch that asks for a call, if nothing in the branch says where."""
    table, spoken = subject.engine.table, subject.ask(prompts).spoken
    reached = machine_reaches(subject.engine, starts=(detect.machine.to,))
    played = [table[place] for place in reached if table[place].awaits == PROMPT]
    asking = sorted(each.element for each in played if any(asks_to_call(spoken.get(each.element, ""))))
    return asking[0] if asking and not any(_tells(subject, each) for each in played) else None


def _tells(subject: Subject, prompt: t.Instruction) -> bool:
    """Whether a prompt may say where to call; of a sound nobody knows."""
    text = subject.ask(prompts).spoken.get(prompt.element)
    if text is None or says_where(text) or "${" in " ".join(asks_to_call(text)):
        return True
    return any(_may_be_number(subject, name) for name in reads(prompt) if name)


def _may_be_number(subject: Subject, name: str) -> bool:
    numbers = {CALLER, PHONE, REPLY}
    named = any(word in name.lower() for word in ("phone", "number", "tel"))
    return named or name in spaced_variables(subject) or not numbers.isdisjoint(holds(subject, name))
