"""Numbers of which a menu takes fewer digits than it asks for."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from ivrdsl.checking.facts.entries import NumberAsked, entries
from ivrdsl.checking.facts.expressions import only_variable
from ivrdsl.checking.facts.menus import set_max_digits
from ivrdsl.checking.facts.onward import MAX_PLACES, called, duration
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING
from ivrsim.core import table as t
from ivrsim.core.instructions.base import KEYS
from ivrsim.core.template import source_of
from ivrsim.core.variables import LAST_INPUT
from ivrsim.graph.flow import Flow
from ivrsim.graph.getters import BY_ITSELF
from ivrsim.graph.search import followed
from ivrsim.graph.usage import as_kept, reads, variables, writes

_PHONE: Final = (10, 11)
"""The digits of a phone number, and of one with the 1 in front."""
_ACTS: Final = ("stash", "transfer", "sms", "dnc")
_SAID: Final = {
    "stash": "is written into the report by {}",
    "transfer": "is called by {}",
    "sms": "is sent by {}",
    "dnc": "is barred by {}",
}

_ASKS: Final = (
    '<menu name="m" maxDigits="{}"><play type="tts">{}</play><keypress pressed="default">{}</keypress>{}</menu>'
)
_ENDS: Final = '<keypress pressed="timeout"><hangup/></keypress>'
_ZIP: Final = "Enter your five-digit zip code."
_STASH: Final = '<stash varname="zip">${call.lastinput}</stash>'


@rule(
    "IVR113",
    "incomplete-entry",
    WARNING,
    valid=(
        _ASKS.format(5, _ZIP, f"<if expr=\"'${{call.lastinput}}'.length == 5\">{_STASH}</if>", _ENDS),
        _ASKS.format(5, _ZIP, '<play type="tts">Sorry.</play><goto>m</goto>', _ENDS),
        # whoever hears it again, or a server that is asked, can tell that digits are missing
        _ASKS.format(5, _ZIP, f'<play type="tts">You entered ${{call.lastinput}}.</play>{_STASH}', _ENDS),
        _ASKS.format(5, _ZIP, f'<get varname="ok">https://example.com/?z=${{call.lastinput}}</get>{_STASH}', _ENDS),
        _ASKS.format(
            5,
            _ZIP,
            f'<setvar varname="z">${{call.lastinput}}</setvar>{_STASH}<if expr="${{z}} &gt; 9999"><hangup/></if>',
            _ENDS,
        ),
        _ASKS.format(5, "Enter up to 5 digits.", _STASH, _ENDS),
        _ASKS.format(5, "Enter 3 digits or more.", _STASH, _ENDS),
        _ASKS.format(8, "Enter your 4 to 8 digit code.", _STASH, _ENDS),
        _ASKS.format(10, "Enter your account number.", _STASH, _ENDS),
        _ASKS.format(11, "Enter your 10 digit phone number.", "<hangup/>", _ENDS),
        _ASKS.format(5, "Enter your two digit birth month and four digit year.", _STASH, _ENDS),
        '<menu maxDigits="5"><play type="tts">Enter your 5 digit code.</play><keypress pressed="10000-99999">'
        f"{_STASH}</keypress>{_ENDS}</menu>",
        _ASKS.format(6, "Enter your 5 digit code, then press pound.", "<hangup/>", _ENDS),
    ),
    invalid=(
        _ASKS.format(4, "Enter your 5 digit PIN.", "<hangup/>", _ENDS),
        _ASKS.format(7, "Enter your 5 digit PIN.", "<hangup/>", _ENDS),
        _ASKS.format(6, "Enter your 5 digit zip code, then press pound.", _STASH, _ENDS),
        _ASKS.format(5, "Ingrese los cinco dígitos de su código postal.", _STASH, _ENDS),
        _ASKS.format(
            5,
            _ZIP,
            '<setvar varname="z">${call.lastinput}</setvar><play type="tts">Thank you.</play>'
            '<stash varname="zip">${z}</stash>',
            _ENDS,
        ),
        _ASKS.format(3, "Enter the 3 digits.", '<transfer timeout="25">2135551234x${call.lastinput}</transfer>', _ENDS),
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A prompt asks for a number with so many digits, and the menu takes fewer for all of it.

    ## What it does
    Reads how many digits a prompt asks for, in English, Spanish or French, and compares it with the menu behind it.
    Reported are a `maxDigits` below that, and, as a note, one above it (one more is right where the prompt asks for #).
    Also reported is an entry that is stashed, called, sent or barred, and that nothing looks at. A condition that reads
    it, a prompt that says it again, and a web server that is asked all count as looking.

    ## Why is this bad
    Who stops in the middle, or slips, gets on after the timeout as if all were entered: half a number is in the report.
    A menu that takes too few digits leaves the others to the next menu.

    ## Example
    ```xml
    <menu name="ask" maxDigits="5" timeout="5">
      <play type="tts">Enter your five-digit zip code.</play>
      <keypress pressed="default"><stash varname="zip">${call.lastinput}</stash></keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu name="ask" maxDigits="5" timeout="5">
      <play type="tts">Enter your five-digit zip code.</play>
      <keypress pressed="default">
        <if expr="'${call.lastinput}'.length != 5"><goto>ask</goto></if>
        <stash varname="zip">${call.lastinput}</stash>
      </keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    ```

    ## Fix safety
    Unsafe: a `maxDigits` that is too low or too high becomes the count of digits. A test of the length is for the
    author to write.

    ## Source
    That a menu decides by what was entered when its time is over: assumed, not documented. That collecting ends at
    maxDigits keys: observed.
    """
    for entry in subject.ask(entries):
        limit = entry.menu.max_digits
        if limit is not None and limit < entry.digits:
            yield _too_few(subject, entry, limit)
            continue
        if limit is not None and limit > entry.digits and not entry.ended and not _has_longer(entry):
            yield _too_many(subject, entry, limit)
        act = _act_on_any_length(subject, entry)
        if act is not None:
            yield _unchecked(subject, entry, act)


def _has_longer(entry: NumberAsked) -> bool:
    """Whether a branch of the menu is for a longer number, or the 1 in front of a phone number has its place."""
    menu = entry.menu
    if (entry.digits, menu.max_digits) == _PHONE:
        return True
    lengths = [*map(len, menu.exact), *(length for each in menu.ranges for length in each.lengths)]
    return any(length > entry.digits for length in lengths)


def _act_on_any_length(subject: Subject, entry: NumberAsked) -> t.Instruction | None:
    """The first thing that is done with an entry, if nothing ever looks at how long it is; else None."""
    plan, flow = subject.engine, subject.ask_engine(Flow)

    def onward(place: int) -> list[int]:
        return [] if plan.table[place].awaits == KEYS else flow.at(place, BY_ITSELF)

    behind = [plan.table[place] for place in islice(followed([entry.menu.no_match.to], onward), MAX_PLACES)]
    readers = [each for each in behind if each.awaits != KEYS and LAST_INPUT in as_kept(reads(each), plan.platform)]
    used = list(readers)
    copies: set[str] = set()
    todo = list(readers)
    while todo:
        each = todo.pop()
        for name in _copied_to(subject, each) - copies:
            copies.add(name)
            found = [plan.table[place] for place in subject.ask_engine(variables).read.get(name, ())]
            used += found
            todo += found
    if subject.ask_engine(variables).read_any or not all(_only_keeps(each) for each in used):
        return None
    return next((each for each in used if each.deed in _ACTS), None)


def _copied_to(subject: Subject, instruction: t.Instruction) -> set[str]:
    """The variable that an instruction sets to what it reads."""
    return as_kept(writes(instruction), subject.engine.platform) if type(instruction) is t.Assign else set()


def _only_keeps(instruction: t.Instruction) -> bool:
    """Whether an instruction puts what it reads somewhere, and does not look at it."""
    if instruction.javascript:
        return not instruction.asks and bool(only_variable(source_of(instruction.program())))
    return instruction.deed in _ACTS


def _too_few(subject: Subject, entry: NumberAsked, limit: int) -> Hit:
    why = "the menu decides before the number is complete, and what is pressed after that goes to the next menu"
    return _limited(subject, entry, limit, why)


def _too_many(subject: Subject, entry: NumberAsked, limit: int) -> Hit:
    wait = duration(entry.menu.interdigit_ms)
    why = f"who has entered all of them waits {wait} in silence, and a slip makes the number longer"
    return _limited(subject, entry, limit, why)._replace(severity=NOTE)


def _limited(subject: Subject, entry: NumberAsked, limit: int, why: str) -> Hit:
    menu, prompt = subject.label(entry.menu.element), subject.label(entry.prompt)
    keys = "one key" if limit == 1 else f"{limit} keys"
    message, said = (
        f"{menu} takes {keys} ({written}), but {prompt} asks for {entry.digits} digits"
        for written in (f'maxDigits="{limit}"', f"max_digits={limit}")
    )
    digits = entry.digits + entry.ended
    repair = set_max_digits(subject, entry.menu.element, digits)
    fix, python = f'write maxDigits="{digits}"', f"write max_digits={digits}"
    return Hit(entry.menu.element, message, why, fix, python, repair=repair, python_message=said)


def _unchecked(subject: Subject, entry: NumberAsked, act: t.Instruction) -> Hit:
    menu, prompt = subject.label(entry.menu.element), subject.label(entry.prompt)
    done = _SAID[act.deed].format(called(subject, act.element))
    message = f"{prompt} asks for {entry.digits} digits, and {menu} takes fewer as well: what was entered {done}"
    why = "who stops before the last digit gets on when the time is over, as if the number were complete"
    test = f"'${{call.lastinput}}'.length != {entry.digits}"
    xml = f'look at it first: <if expr="{test}"><goto>...</goto></if>'
    return Hit(entry.menu.element, message, why, xml, f'look at it first: If("{test}")[Goto(...)]')
