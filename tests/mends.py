"""How plans are mended: for each property that a call can break, a change of the document after which it holds.

A mend is as small as a program can make it without knowing what the author meant. It may take a prompt or a loop away.
"""

import re
from collections.abc import Callable
from typing import Final

from lxml import etree

from ivrdsl import from_xml
from ivrdsl.wording import offers
from ivrsim.proofs.builtin import BUILT_IN
from ivrsim.proofs.question import EVERYTHING, Asked
from ivrsim.proofs.verdict import PROVED, VACUOUS, Verdict
from ivrsim.proofs.verify import verify

Tree = etree._Element
Mend = Callable[[list[Tree], Verdict], None]

_BRANCH: Final = "keypress"
_MOST_ROUNDS: Final = 8
"""How often one mend is made, each time of what is still broken."""


def mended(document: bytes, verdict: Verdict, asked: Asked = EVERYTHING) -> bytes | None:
    """Return a document with a broken property mended; None where no way to mend it is known that helps.

    Args:
        document: the plan.
        verdict: what is broken, with the call that shows it.
        asked: with what the verdict was found.
    """
    prop = next(each for each in BUILT_IN if each.name == re.sub(r"-\d+-", "-N-", verdict.name))
    for mend in MENDS.get(prop.name, ()):
        changed, broken = document, verdict
        for _ in range(_MOST_ROUNDS):
            changed = _after(mend, changed, broken)
            now = verify(from_xml(changed), asked=asked._replace(properties=(prop,))).verdicts
            if not now or now[0].verdict in (PROVED, VACUOUS):
                return changed
            if not now[0].witnesses:
                break
            broken = now[0]
    return None


def _after(mend: Mend, document: bytes, verdict: Verdict) -> bytes:
    root = etree.fromstring(document)
    mend(list(root.iter("*")), verdict)
    return etree.tostring(root)


def _told(verdict: Verdict, *kinds: str) -> list[int]:
    """The numbers of the elements of which the call tells something."""
    return [entry.element for entry in verdict.witnesses[0].transcript.of_kind(*kinds)]


def _hang_up(element: Tree) -> None:
    """Put a hang-up in the place of an element, under its name."""
    name = element.get("name")
    tail = element.tail
    element.clear()
    element.tag, element.tail = "hangup", tail
    if name:
        element.set("name", name)


def _end_gotos_that_lead_back(elements: list[Tree], verdict: Verdict) -> None:
    places = {each.get("name"): number for number, each in enumerate(elements)}
    for number, each in enumerate(elements):
        if each.tag == "goto" and places.get((each.text or "").strip(), number) <= number:
            _hang_up(each)


def _end_all_gotos(elements: list[Tree], verdict: Verdict) -> None:
    for each in elements:
        if each.tag == "goto":
            _hang_up(each)


def _play_once(elements: list[Tree], verdict: Verdict) -> None:
    """Hang up after the prompt that is played too often."""
    played = _told(verdict, "prompt")
    element = elements[max(set(played), key=played.count)]
    parent = element.getparent()
    parent.insert(parent.index(element) + 1, etree.Element("hangup"))


def _add_branch(pressed: str) -> Mend:
    """Let every menu that has no such branch hang up on it."""

    def mend(elements: list[Tree], verdict: Verdict) -> None:
        for menu in elements:
            known = {(each.get("pressed") or "").lower() for each in menu}
            if menu.tag == "menu" and pressed not in known:
                etree.SubElement(etree.SubElement(menu, _BRANCH, pressed=pressed), "hangup")

    return mend


def _write_names_out(elements: list[Tree], verdict: Verdict) -> None:
    """Put a value in the place of every variable that is read before it is set."""
    names = {entry.details["variable"] for entry in verdict.witnesses[0].transcript.of_kind("undefined")}
    for each in elements:
        for name in names:
            if each.text:
                each.text = each.text.replace("${" + name + "}", "1")
            for key, value in each.items():
                each.set(key, value.replace("${" + name + "}", "1"))


def _hang_up_at_once(elements: list[Tree], verdict: Verdict) -> None:
    elements[0][:] = [etree.Element("hangup")]


def _evaluate_nothing(elements: list[Tree], verdict: Verdict) -> None:
    for number in _told(verdict, "error"):
        element = elements[number]
        if element.tag in ("if", "equal", "notEqual"):
            element.set("expr", "1")
        else:
            element.text = "1"


def _end_instead(elements: list[Tree], verdict: Verdict) -> None:
    for number in _told(verdict, "error"):
        _hang_up(elements[number])


def _hang_up_on_machines(elements: list[Tree], verdict: Verdict) -> None:
    root = elements[0]
    for each in elements:
        if each.tag == "machine":
            each[:] = [etree.Element("hangup")]
    amd = etree.fromstring("<amd><live><goto>mendLive</goto></live><machine><hangup/></machine></amd>")
    start = etree.fromstring('<setvar name="mendLive" varname="mended">1</setvar>')
    root[:] = [amd, start, *root]


def _say_it_first(elements: list[Tree], verdict: Verdict) -> None:
    """Say the secret, or what is said around it, before all else."""
    secret = re.search(r'"(.*)"', verdict.expect)
    assert secret is not None
    elements[0][:] = [_said(f"Your code is {secret[1]}."), *elements[0]]


def _said(text: str) -> Tree:
    said = etree.Element("play", type="tts")
    said.text = text
    return said


def _go_on_by_key(elements: list[Tree], verdict: Verdict) -> None:
    """Let nobody go on who presses no key."""
    menu = etree.fromstring(
        '<menu maxDigits="1" timeout="5000"><play type="tts">Press 1 to go on.</play>'
        '<keypress pressed="1"><goto>mendOn</goto></keypress><keypress pressed="timeout"><hangup/></keypress>'
        '<keypress pressed="default"><hangup/></keypress></menu>'
    )
    elements[0][:] = [menu, etree.fromstring('<setvar name="mendOn" varname="mended">1</setvar>'), *elements[0]]


def _say_it_after_a_greeting(elements: list[Tree], verdict: Verdict) -> None:
    """Say what a mailbox must keep when its greeting is over."""
    words = re.search(r'"(.*)"', verdict.expect)
    assert words is not None
    pause = etree.Element("wait")
    pause.text = "10"
    elements[0][:] = [pause, _said(f"{words[1]} Please call 2 1 3, 5 5 5, 0 1 0 0."), *elements[0]]


def _take_offered_keys(elements: list[Tree], verdict: Verdict) -> None:
    """Give each menu the branches that its prompts offer; a prompt outside of a menu gets one of its own."""
    for each in elements:
        if each.tag == "play" and each.get("type") == "tts":
            keys = [offer.keys for offer in offers(" ".join((each.text or "").split())) if offer.kind == "key"]
            if keys:
                _take(each, keys)


def _take(play: Tree, keys: list[str]) -> None:
    parent = play.getparent()
    menu = next((each for each in play.iterancestors("menu") if parent is each), None)
    if menu is None:
        menu = etree.Element("menu", maxDigits=str(max(map(len, keys))))
        parent.replace(play, menu)
        menu.append(play)
        etree.SubElement(etree.SubElement(menu, _BRANCH, pressed="timeout"), "hangup")
    for key in keys:
        if key not in {each.get("pressed") for each in menu}:
            etree.SubElement(etree.SubElement(menu, _BRANCH, pressed=key), "hangup")


MENDS: Final[dict[str, tuple[Mend, ...]]] = {
    "every-call-ends": (_end_gotos_that_lead_back, _end_all_gotos, _end_instead),
    "no-loop-without-callee": (_end_gotos_that_lead_back, _end_all_gotos, _end_instead),
    "at-most-N-plays": (_end_gotos_that_lead_back, _end_all_gotos, _play_once),
    "call-ends-in-time": (_hang_up_at_once,),
    "machine-never-hears-secret": (_hang_up_on_machines,),
    "machine-never-hears-secret-misjudged": (_go_on_by_key,),
    "person-hears-secret": (_say_it_first,),
    "person-hears-secret-misjudged": (_say_it_first,),
    "mailbox-keeps-number": (_say_it_after_a_greeting,),
    "offered-keys-work": (_take_offered_keys,),
    "no-key-swallowed": (_add_branch("default"),),
    "silence-never-acts": (_add_branch("timeout"),),
    "no-call-ends-in-error": (_end_instead,),
    "no-unset-variable": (_write_names_out,),
    "no-javascript-error": (_evaluate_nothing,),
}
"""For each property the ways to mend it, the gentlest first; what no call can show has none."""
