"""Messages that are longer than what mailboxes keep."""

from collections.abc import Iterator
from typing import Final

from ivrdsl.checking.facts.detection import detections, least_ms
from ivrdsl.checking.facts.onward import duration
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrsim.core.instructions.base import GOES_ON, MACHINE, PARTY, PROMPT, SILENCE
from ivrsim.graph.flow import Flow
from ivrsim.graph.search import CheapestFirst

MOST_MS: Final = 120_000
"""What a mailbox keeps, in ms."""

_LONG: Final = " ".join(["Please bring your insurance card, your letter and the results of your last visit."] * 16)
_VERY_LONG: Final = f"{_LONG} {_LONG}"


def _message(body: str) -> str:
    return f"<amd><live><hangup/></live><machine>{body}<hangup/></machine></amd>"


def _say(text: str) -> str:
    return f'<play type="tts">{text}</play>'


@rule(
    "IVR513",
    "long-message",
    WARNING,
    valid=(
        _message(_say(_LONG)),
        _message(_say("Your package arrives today.")),
        _message("<play type='callfireid'>332123</play>" * 30),
        _message(f"<if expr=\"'${{contact.A}}' == 'x'\">{_say(_LONG)}<else>{_say(_LONG)}</else></if>"),
        f"<amd><live>{_say(_VERY_LONG)}</live><machine><hangup/></machine></amd>",
        _message("<wait>130</wait>"),
        _say(_VERY_LONG),
    ),
    invalid=(
        _message(_say(_LONG) + _say(_LONG)),
        _message("<wait>130</wait>" + _say("Please call us back at 2 1 3, 5 5 5, 1 2 1 2.")),
        "<amd><live><hangup/></live><machine><goto>m</goto></machine></amd><hangup/>"
        f"<play name='m' type='tts'>{_VERY_LONG}</play>",
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A message is longer than what common mailboxes keep.

    ## What it does
    Adds up what the machine branch of an amd says from the beep on, with its waits. Reports the first prompt that ends
    more than 120 s after the beep, whichever way the call goes there. Prompts take as long as the default platform
    measures their words; variables, and sounds whose length nothing in a plan tells, count as nothing. The first 20
    amds of a plan are looked at.

    ## Why is this bad
    The mailbox is full and closes the line. What stands at the end of the message is lost: mostly the number to call.

    ## Example
    ```xml
    <amd>
      <live><hangup/></live>
      <machine>
        <play type="tts">Hello. This is the Example Health Center with a message about your appointment for surgery.
          Please arrive two hours before your appointment, and come to the main entrance on Fourth Street, because
          the garage on Main Street is closed. Please do not eat anything after midnight, and do not drink anything
          but water. If you take medicine, please ask your doctor which of it you may take in the morning, and bring
          a list of all of it. Please bring your insurance card, an identity card with your picture, and the forms
          that we have sent to you by mail. If you have not received these forms, you will find them in the
          internet, where you can also see a map and a list of hotels near to us. Please leave jewelry, watches and
          other things of value at home. You will not be able to drive afterwards, so please make sure that somebody
          can take you home and stay with you during the first night. Whoever takes you home may wait in the lobby
          on the second floor, where we have coffee, newspapers and wireless internet. Please wear loose clothes,
          and shoes without laces. If you wear contact lenses, please bring your glasses instead. If you have a
          fever, a cough or a cold, or if you think that you may be pregnant, please tell us as soon as you can,
          because we may have to choose another day. If you need an interpreter, or if you use a wheelchair, please
          tell us at least three days before, so that everything is ready when you come. A nurse will call you on
          the day before, between two and six in the afternoon, and ask you some questions. If you have to cancel,
          please tell us one day before.</play>
        <play type="tts">And now for your bill. We have asked your insurance, and will send you an estimate of what
          you have to pay yourself. If you have no insurance, or if it has changed since your last visit, please
          tell us as soon as you can. You may pay by check, by card, or in parts, and we can help you to apply for
          assistance. The doctor who gives you the anesthesia and the laboratory may send you bills of their own. If
          you think that a bill is wrong, please write to us within thirty days. If you have any questions about all
          of this, please call us at 2 1 3, 5 5 5, 1 2 1 2, from Monday to Friday between eight and five. Thank you,
          and we look forward to seeing you.</play>
        <hangup/>
      </machine>
    </amd>
    ```

    ## Use instead
    ```xml
    <amd>
      <live><hangup/></live>
      <machine>
        <play type="tts">Hello. This is Example Bank. Please call us back at 2 1 3, 5 5 5, 1 2 1 2.</play>
        <hangup/>
      </machine>
    </amd>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    120 s is assumed: no carrier documents one limit for all its mailboxes. Two makers of telephone systems publish
    180 s (NFON: at most; PBXware 2.1: by default). That two to three minutes are common elsewhere is assumed, and
    so is that the shortest limits are 30 s to 60 s. A message of half a minute fits into all of them. How fast the
    platform speaks is assumed, too (`speech`).
    """
    for detect in subject.ask(detections):
        if (found := _too_late(subject, detect.machine.to)) is not None:
            number, ms = found
            message = f"{subject.label(number)} ends about {duration(ms // 1000 * 1000)} after the beep"
            why = f"many mailboxes keep {duration(MOST_MS)} or less, and what comes later is lost"
            yield Hit(number, message, why, "say who is calling and the number to call, in half a minute")


def _too_late(subject: Subject, start: int) -> tuple[int, int] | None:
    """The first prompt from a place on that ends too late, and how late that is at least, in ms."""
    table, flow = subject.engine.table, subject.ask_engine(Flow)

    def onward(place: int) -> Iterator[tuple[int, int, None]]:
        ms = least_ms(table[place])
        return ((target, ms, None) for target in flow.at(place, GOES_ON | MACHINE | PARTY | SILENCE))

    for place, begins_ms in CheapestFirst(start, onward):
        ends_ms = begins_ms + least_ms(table[place])
        if table[place].awaits == PROMPT and ends_ms > MOST_MS:
            return table[place].element, ends_ms
    return None
