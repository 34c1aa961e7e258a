"""The `#` behind an entry that the next menu takes for its input."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from ivrdsl.checking.facts.entries import NumberAsked, entries
from ivrdsl.checking.facts.menus import set_max_digits
from ivrdsl.checking.facts.onward import called
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrsim.core import table as t
from ivrsim.core.instructions.base import PROMPT, RECORDING
from ivrsim.core.keys import taken
from ivrsim.graph.flow import Flow
from ivrsim.graph.getters import BY_ITSELF
from ivrsim.graph.search import followed

MAX_PLACES: Final = 100
"""How far a call is followed that takes no time; behind so many tags the key is taken to be lost."""

_ASKS: Final = (
    '<menu name="pin" maxDigits="{}"><play type="tts">{}</play><keypress pressed="default">{}</keypress>{}</menu>'
)
_ENDS: Final = '<keypress pressed="timeout"><hangup/></keypress>'
_POUND: Final = "Enter your four-digit PIN, followed by the pound key."
_CONFIRM: Final = (
    '<menu name="ok" maxDigits="1"><play type="tts">Press 1 if that is right.</play>'
    '<keypress pressed="1"><hangup/></keypress><keypress pressed="timeout"><hangup/></keypress>'
    '<keypress pressed="default"><goto>pin</goto></keypress></menu>'
)


@rule(
    "IVR111",
    "hash-left-over",
    WARNING,
    valid=(
        _ASKS.format(5, _POUND, _CONFIRM, _ENDS),
        _ASKS.format(4, "Enter your four-digit PIN.", _CONFIRM, _ENDS),
        _ASKS.format(4, _POUND, '<play type="tts">One moment.</play>' + _CONFIRM, _ENDS),
        _ASKS.format(4, _POUND, '<play type="tts">Thank you.</play><hangup/>', _ENDS),
        _ASKS.format(10, "Enter up to 10 digits, followed by the pound key.", _CONFIRM, _ENDS),
        _ASKS.format(10, "Enter your account number followed by the pound key.", _CONFIRM, _ENDS),
        f'<play type="tts">Say your name, then press pound.</play><record varname="a" timeout="30000"/>{_CONFIRM}'
        '<hangup name="pin"/>',
    ),
    invalid=(
        _ASKS.format(4, "Ingrese su código de 4 dígitos seguido de la tecla numeral.", _CONFIRM, _ENDS),
        _ASKS.format(4, "Entrez votre code à 4 chiffres suivi du dièse.", _CONFIRM, _ENDS),
        _ASKS.format(4, _POUND, '<record varname="a" timeout="30000"/>', _ENDS),
        _ASKS.format(4, _POUND, "<if expr=\"'${call.lastinput}' == '1234'\"><hangup/></if><goto>pin</goto>", _ENDS),
        _ASKS.format(4, _POUND, '<setvar varname="pin">${call.lastinput}</setvar>', _ENDS) + _CONFIRM,
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A prompt asks for # behind a number, and the menu ends before: the next menu gets that key.

    ## What it does
    Reports a menu whose `maxDigits` is just the count of digits for which a prompt asks, "followed by pound", where
    another menu or a recording comes at once. Prompts are read in English, Spanish and French. Where a prompt outside
    of a menu, or anything else that takes time, comes first, the key is dropped there, and nothing is reported.

    ## Why is this bad
    The menu ends with the last digit. The `#` then cuts the prompt of the next menu short and is its whole input, or
    ends a recording before it has begun. The callee has done as they were told, and hears that it was wrong.

    ## Example
    ```xml
    <menu name="pin" maxDigits="4">
      <play type="tts">Enter your four-digit PIN, followed by the pound key.</play>
      <keypress pressed="default">
        <menu name="ok" maxDigits="1">
          <play type="tts">You entered ${call.lastinput}. Press 1 if that is right.</play>
          <keypress pressed="1"><hangup/></keypress>
          <keypress pressed="default"><goto>pin</goto></keypress>
          <keypress pressed="timeout"><hangup/></keypress>
        </menu>
      </keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu name="pin" maxDigits="5">
      <play type="tts">Enter your four-digit PIN, followed by the pound key.</play>
      <keypress pressed="default">
        <menu name="ok" maxDigits="1">
          <play type="tts">You entered ${call.lastinput}. Press 1 if that is right.</play>
          <keypress pressed="1"><hangup/></keypress>
          <keypress pressed="default"><goto>pin</goto></keypress>
          <keypress pressed="timeout"><hangup/></keypress>
        </menu>
      </keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    ```

    ## Fix safety
    Unsafe: `maxDigits` becomes one more. Who does not press `#` then waits until the menu gives up waiting for another
    key.

    ## Source
    The vendor's samples take 11 keys where they ask for 10 digits and pound (observed). That `#` is no part of the
    input: observed. What becomes of a key that comes before a menu listens, or when it speaks: assumed (quirks
    `type_ahead`, `barge_in`, `first_hash`).
    """
    for entry in subject.ask(entries):
        if entry.ended and entry.menu.max_digits == entry.digits:
            place = _next_listener(subject, entry)
            if place is not None:
                yield _hit(subject, entry, subject.engine.table[place])


def _next_listener(subject: Subject, entry: NumberAsked) -> int | None:
    """Where the first menu or recording listens that takes a key at the very moment when an entry is complete."""
    plan, flow = subject.engine, subject.ask_engine(Flow)

    def onward(place: int) -> list[int]:
        return [] if plan.table[place].awaits else flow.at(place, BY_ITSELF)

    for place in islice(followed(_taken_by(entry), onward), MAX_PLACES):
        instruction = plan.table[place]
        cut = instruction.cut_to() if instruction.awaits == PROMPT else None
        if cut is not None:
            return cut
        if instruction.awaits == RECORDING or plan.menu_at(place) is not None:
            return place
    return None


def _taken_by(entry: NumberAsked) -> list[int]:
    """Where a menu leads with so many digits."""
    menu = entry.menu
    found = [way.to for keys, way in menu.exact.items() if len(keys) == entry.digits]
    found += [each.exit.to for each in menu.ranges if entry.digits in each.lengths]
    return [*found, menu.no_match.to]


def _hit(subject: Subject, entry: NumberAsked, listener: t.Instruction) -> Hit:
    menu, next_ = called(subject, entry.menu.element), called(subject, listener.element)
    digits = entry.digits
    told = f"{menu} ends with digit {digits} ({{}}), so that {next_} gets the # for which the prompt asks"
    if isinstance(listener, t.Collect):
        what = "takes its branch for that key" if taken(listener, "#").exit else "is its whole input, a wrong one"
        why = f"the # cuts the prompt there short and {what}: who does as they are told is told that it was wrong"
    else:
        why = "the # ends the recording before a word is said"
    xml = f'write maxDigits="{digits + 1}", or do not ask for #'
    python = f"write max_digits={digits + 1}, or do not ask for #"
    repair = set_max_digits(subject, entry.menu.element, digits + 1)
    message, said = told.format("maxDigits"), told.format("max_digits")
    return Hit(entry.menu.element, message, why, xml, python, repair=repair, python_message=said)
