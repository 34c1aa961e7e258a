"""Menus that take no key."""

from collections.abc import Iterator

from ivrdsl.checking.facts.onward import input_is_read
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.model.nodes import Keypress, Menu
from ivrsim.graph.silence import has_branch


@rule(
    "IVR101",
    "menu-without-keypress",
    WARNING,
    valid=(
        '<menu maxDigits="4"><play type="tts">Enter your code.</play></menu>'
        "<if expr=\"'${call.lastinput}' == '1234'\"><hangup/></if>",
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A menu has no keypress at all.

    ## What it does
    Reports a menu without any keypress, those for silence and for other keys included.

    ## Why is this bad
    Whatever the callee presses, or fails to press, the call goes on with the tag behind the menu, after it has
    waited for keys that nobody reads.

    ## Example
    ```xml
    <menu name="tickets"><play type="tts">All tickets are sold.</play></menu>
    <hangup/>
    ```

    ## Use instead
    ```xml
    <play type="tts">All tickets are sold.</play>
    <hangup/>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    One of the vendor's samples has such a menu before a transfer, so that silence is transferred (observed).
    """
    for collect in subject.collects:
        if has_branch(collect) or _has_unread(subject, collect.element):
            continue
        if not input_is_read(subject, collect.no_match.to):  # such a menu takes an entry
            yield _hit(collect.element, subject.node(collect.element))


def _has_unread(subject: Subject, menu: int) -> bool:
    """Whether a menu has a keypress that cannot be read; the schema says what is wrong with that."""
    return any(subject.elements[child].node.tag.lower() == Keypress.tag for child in subject.engine.children[menu])


def _hit(number: int, menu: Menu) -> Hit:
    message = f'menu "{menu.name}" has no keypress' if menu.name is not None else "menu has no keypress"
    why = "whatever the callee presses, or fails to press, the call goes on with the tag behind the menu"
    xml = 'add <keypress pressed="1">...</keypress>, or play the prompts without a menu'
    return Hit(number, message, why, xml, 'add Keypress("1")[...], or play the prompts without a menu')
