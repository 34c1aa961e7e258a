"""Live branches that keep a person waiting for the first word."""

from collections.abc import Iterator
from typing import Final

from ivrdsl.checking.facts.detection import detections, silent_ms
from ivrdsl.checking.facts.onward import duration, straight
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING
from ivrsim.core import table as t
from ivrsim.core.instructions.base import KEYS, PROMPT, REPLY
from ivrsim.graph.flow import Flow

MOST_MS: Final = 2000
"""Silence that is too long, in ms."""

_GET: Final = "<get varname='x'>http://example.com/</get>"
_HELLO: Final = "<play type='tts'>Hello, this is Example Bank.</play>"


def _live(body: str) -> str:
    return f"<amd><live>{body}</live><machine><hangup/></machine></amd>"


@rule(
    "IVR412",
    "silence-for-person",
    WARNING,
    valid=(
        _live(f"<wait>1</wait>{_HELLO}"),
        _live(f"{_HELLO}<wait>3</wait>{_GET}"),
        _live(f"<wait>${{pause}}</wait>{_HELLO}"),
        _live(f"{_GET}<hangup/>"),
        _live(f"{_GET}<transfer timeout='25'>2135551234</transfer>"),
        _live(f"<play type='url'>http://example.com/hello.wav</play><wait>3</wait>{_HELLO}"),
        f"<amd><live>{_HELLO}</live><machine><wait>3</wait>{_HELLO}</machine></amd>",
        f"<wait>3</wait>{_HELLO}",
    ),
    invalid=(
        _live(f"<wait>1.5</wait><setvar varname='x'>1</setvar><wait>0.5</wait>{_HELLO}"),
        "<amd><live><goto>a</goto></live><machine><hangup/></machine></amd><menu name='a' maxDigits='1'><wait>2</wait>"
        f"{_HELLO}<keypress pressed='1'><hangup/></keypress></menu>",
        "<amd><live><goto>a</goto></live><machine><hangup/></machine></amd><menu name='a' maxDigits='1' timeout='3500'>"
        "<keypress pressed='1'><hangup/></keypress></menu>",
        _live(f"<play type='url'>http://example.com/silence.wav</play>{_HELLO}"),
        _live("<wait>3</wait><transfer timeout='25'>2135551234</transfer>"),
        _live(f"{_GET}{_HELLO}"),
        _live(f"{_GET}<if expr=\"'${{x}}' == 'yes'\">{_HELLO}</if>"),
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A person who has answered hears nothing for two seconds or more.

    ## What it does
    Follows the live branch of each amd to its first prompt, or until the call may go two ways. Reports what keeps a
    person in silence there for 2 s or longer. That is a wait, a sound whose name says that it is silent, or a menu that
    listens without having said anything. A request is a note: its server may take its time. The first 20 amds of a
    plan are looked at.

    ## Why is this bad
    People say hello, hear nothing, and hang up. They have heard nothing before either, while the detector listened.

    ## Example
    ```xml
    <amd>
      <live>
        <wait>2</wait>
        <play type="tts">Hello, this is Example Bank.</play>
      </live>
      <machine><hangup/></machine>
    </amd>
    ```

    ## Use instead
    ```xml
    <amd>
      <live><play type="tts">Hello, this is Example Bank.</play></live>
      <machine><hangup/></machine>
    </amd>
    ```

    ## Fix safety
    There is no automatic fix: some waits are meant.

    ## Source
    How long detection takes is assumed (`amd_delay_ms`), and so is how long a sound plays (`sound_ms`). A request waits
    up to `http_timeout_ms` (assumed). The 2 s are a measure that telemarketing in the United States knows: so soon must
    somebody speak after the callee has said hello (16 CFR 310.4(b)(4)). This is no advice on the law.
    """
    for detect in subject.ask(detections):
        if (hit := _until_words(subject, detect.live.to)) is not None:
            yield hit


def _until_words(subject: Subject, start: int) -> Hit | None:
    """What keeps the callee in silence from a place on, until something is said."""
    total_ms, asked = 0, None
    for place in straight(subject.ask_engine(Flow), start):
        instruction = subject.engine.table[place]
        ms = silent_ms(instruction) if instruction.awaits else 0
        if ms is None:
            return _asks(subject, asked) if instruction.awaits == PROMPT else None
        total_ms += ms
        if ms and total_ms >= MOST_MS:
            return _waits(subject, instruction, total_ms)
        if asked is None and instruction.awaits == REPLY:
            asked = instruction.element
        if instruction.asks:
            return _asks(subject, asked)
    return None


def _waits(subject: Subject, instruction: t.Instruction, total_ms: int) -> Hit:
    label = subject.label(instruction.element)
    does = "listens before anything is said" if instruction.awaits == KEYS else "comes before the first words"
    message = f"{label} {does}: a person who has answered hears nothing for {duration(total_ms)}"
    return _hit(instruction.element, message, "say who is calling first")


def _asks(subject: Subject, asked: int | None) -> Hit | None:
    if asked is None:
        return None
    message = f"{subject.label(asked)} comes before the first words: a person who has answered waits for its server"
    return _hit(asked, message, "say who is calling before it")._replace(severity=NOTE)


def _hit(element: int, message: str, fix: str) -> Hit:
    why = "people who hear nothing hang up, and detection has kept them waiting before"
    xml = f'{fix}: <play type="tts">Hello, this is ...</play>'
    return Hit(element, message, why, xml, f'{fix}: Say("Hello, this is ...")')
