"""Input that is read when another menu has taken its place."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from ivrdsl.checking.facts.onward import MAX_PLACES, called
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.findings.words import quoted
from ivrsim.core import table as t
from ivrsim.core.instructions.base import KEYS, PROMPT
from ivrsim.core.variables import LAST_INPUT
from ivrsim.graph.flow import Flow
from ivrsim.graph.getters import BY_ITSELF
from ivrsim.graph.inputs import Inputs
from ivrsim.graph.search import followed
from ivrsim.graph.usage import as_kept, reads

_ASKS = '<menu name="n" maxDigits="10"><keypress pressed="default">{}</keypress>{}</menu>'
_ENDS = '<keypress pressed="timeout"><hangup/></keypress>'
_SURE = (
    '<menu name="ok" maxDigits="1"><play type="tts">You entered ${{call.lastinput}}. Press 1 if that is right.</play>'
    '<keypress pressed="1">{}</keypress><keypress pressed="default"><goto>n</goto></keypress>{}</menu>'
)
_STASH = '<stash varname="account">${call.lastinput}</stash>'


@rule(
    "IVR215",
    "input-of-another-menu",
    WARNING,
    valid=(
        _ASKS.format(_STASH + _SURE.format("<hangup/>", _ENDS), _ENDS),
        _ASKS.format(
            '<setvar varname="a">${call.lastinput}</setvar>'
            + _SURE.format('<stash varname="b">${a}</stash><stash varname="c">${call.lastinput}</stash>', _ENDS),
            _ENDS,
        ),
        # either key may have been pressed, and the report says which
        _ASKS.format(
            '<menu name="ok" maxDigits="1"><keypress pressed="1"><goto>save</goto></keypress><keypress pressed="2">'
            f"<goto>save</goto></keypress>{_ENDS}</menu>",
            _ENDS,
        )
        + _STASH.replace("<stash", '<stash name="save"'),
        # silence at the second menu leaves the first one's input as it was
        _ASKS.format(
            f'<menu maxDigits="1"><keypress pressed="1"><hangup/></keypress><keypress pressed="timeout">{_STASH}'
            "</keypress></menu>",
            _ENDS,
        ),
        f'<menu maxDigits="1"><keypress pressed="1">{_SURE.format(_STASH, _ENDS)}</keypress></menu><hangup name="n"/>',
        _SURE.format(_STASH, _ENDS) + '<hangup name="n"/>',
    ),
    invalid=(
        _ASKS.format(_SURE.format("<goto>save</goto>", _ENDS), _ENDS)
        + '<hangup/><setvar name="save" varname="a">${call.lastinput}</setvar><stash varname="b">${a}</stash>',
        _ASKS.format("", _ENDS) + _SURE.format(_STASH, _ENDS),
        _ASKS.format(
            _SURE.format('<get varname="ok">https://example.com/?account=${call.lastinput}</get>', _ENDS), _ENDS
        ),
        _ASKS.format(
            _SURE.format("<if expr=\"'${call.lastinput}' == '0123456789'\"><hangup/></if>", _ENDS),
            _ENDS,
        ),
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """The last input is read when it is surely that of a later menu.

    ## What it does
    Reports a tag that reads `${call.lastinput}` where it can only be one key of the menu before it. That is reported if
    an earlier menu has taken an entry that nothing has kept by then. To say it to the callee is not to keep it. Where
    either of two keys may have been pressed, or the callee may have been silent, nothing is reported.

    ## Why is this bad
    `${call.lastinput}` is the input of the last menu that got any. Behind "press 1 if that is right" it is always 1:
    the report, or the web server, gets a 1 for the account number of every callee.

    ## Example
    ```xml
    <menu name="n" maxDigits="10" timeout="5">
      <play type="tts">Enter your account number.</play>
      <keypress pressed="default">
        <menu name="ok" maxDigits="1" timeout="5">
          <play type="tts">You entered ${call.lastinput}. Press 1 if that is right.</play>
          <keypress pressed="1"><stash varname="account">${call.lastinput}</stash></keypress>
          <keypress pressed="default"><goto>n</goto></keypress>
          <keypress pressed="timeout"><hangup/></keypress>
        </menu>
      </keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    ```

    ## Use instead
    ```xml
    <menu name="n" maxDigits="10" timeout="5">
      <play type="tts">Enter your account number.</play>
      <keypress pressed="default">
        <setvar varname="entry">${call.lastinput}</setvar>
        <menu name="ok" maxDigits="1" timeout="5">
          <play type="tts">You entered ${entry}. Press 1 if that is right.</play>
          <keypress pressed="1"><stash varname="account">${entry}</stash></keypress>
          <keypress pressed="default"><goto>n</goto></keypress>
          <keypress pressed="timeout"><hangup/></keypress>
        </menu>
      </keypress>
      <keypress pressed="timeout"><hangup/></keypress>
    </menu>
    ```

    ## Fix safety
    There is no automatic fix: write a setvar right behind the menu whose input is meant.

    ## Source
    That `call.lastinput` is the last input, set before the branch runs: documented.
    """
    if not subject.engine.reads_input:
        return
    told: set[int] = set()
    for entry in _unread(subject):
        for place, keys in _reads_behind(subject, entry.menu):
            if place in told:
                continue
            if {each.keys for each in subject.ask_engine(Inputs).sources(place)} == {keys}:
                told.add(place)
                yield _hit(subject, place, entry, keys)


class _Unread(NamedTuple):
    """An entry that nothing keeps until the next menu listens.

    Attributes:
        asked: where it was entered.
        menu: where the next menu listens.
    """

    asked: int
    menu: int


def _unread(subject: Subject) -> Iterator[_Unread]:
    table = subject.engine.table
    for place in range(len(table)):
        menu = subject.engine.menu_at(place)
        if menu is not None and menu.max_digits != 1:
            starts = [each.exit.to for each in menu.ranges] + ([] if menu.no_match.assumes else [menu.no_match.to])
            passed = list(_until_keys(subject, starts))
            if not any(_keeps_input(subject, table[each]) for each in passed):
                yield from (_Unread(place, each) for each in passed if table[each].awaits == KEYS and each != place)


def _until_keys(subject: Subject, starts: list[int]) -> Iterator[int]:
    """Where a call comes until a menu listens, that place included."""
    table, flow = subject.engine.table, subject.ask_engine(Flow)

    def onward(place: int) -> list[int]:
        return [] if table[place].awaits == KEYS else flow.at(place, BY_ITSELF)

    return islice(followed(starts, onward), MAX_PLACES)


def _reads_behind(subject: Subject, place: int) -> Iterator[tuple[int, str]]:
    """The places that read the input behind one key of a menu, before another one listens, each with that key."""
    menu = subject.engine.menu_at(place)
    for keys, way in menu.exact.items() if menu is not None else ():
        for each in _until_keys(subject, [way.to]):
            if _reads_input(subject, subject.engine.table[each]):
                yield each, keys


def _reads_input(subject: Subject, instruction: t.Instruction) -> bool:
    return instruction.awaits != KEYS and LAST_INPUT in as_kept(reads(instruction), subject.engine.platform)


def _keeps_input(subject: Subject, instruction: t.Instruction) -> bool:
    """Whether an instruction does more with the input than to say it."""
    return instruction.awaits != PROMPT and _reads_input(subject, instruction)


def _hit(subject: Subject, place: int, entry: _Unread, keys: str) -> Hit:
    table = subject.engine.table
    element = table[place].element
    asked, menu = called(subject, table[entry.asked].element), called(subject, table[entry.menu].element)
    message = f'{subject.label(element)} reads "call.lastinput", which is always {quoted(keys)} here: the key of {menu}'
    why = f"what was entered at {asked} is kept nowhere, and is lost when a key is pressed at {menu}"
    xml = (
        f'keep it right behind {asked}: <setvar varname="entry">${{call.lastinput}}</setvar>, and read ${{entry}} here'
    )
    python = f'keep it right behind {asked}: SetVar("entry", CALL.last_input), and read Var("entry") here'
    return Hit(element, message, why, xml, python)
