"""The rules that need the whole document: goto targets, names, amd branches, menus without keys. No nodes are built.

A look that leaves the walking to libxml2 says whether anything is wrong at all (a third of the time of the one Python
loop over all elements that was tried first); the loop that knows numbers and elements runs only if so.
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, cast

from lxml import etree

from ivrdsl.diagnostics import ERROR, WARNING, Problem, Severity
from ivrdsl.words import Speller, did_you_mean, one_of, quoted
from ivrdsl.xml.validation.words import NodeWords, local, tag_of

DANGLING_GOTO: Final = ("IVR003", "dangling-goto")
DUPLICATE_NAME: Final = ("IVR004", "duplicate-name")
AMD_BRANCHES: Final = ("IVR013", "amd-without-both-branches")
NO_KEYPRESS: Final = ("IVR101", "menu-without-keypress")

_NAMES: Final = etree.XPath("/descendant::*/@name", smart_strings=False)

_Numbered = tuple[int, etree._Element]


class _Jump(NamedTuple):
    number: int
    element: etree._Element
    target: str


class _Found(NamedTuple):
    """What the pass collects. Names: the first tag of each name; again: later tags with a name that exists."""

    names: dict[str, _Numbered]
    again: list[_Numbered]
    jumps: list[_Jump]
    amds: list[_Numbered]
    menus: list[_Numbered]


def problems(root: etree._Element, *, any_case: bool = False) -> Iterator[Problem]:
    """Find what is wrong with the structure of a document.

    Args:
        root: the root element.
        any_case: also understand tags and attributes in a wrong letter case or a namespace (slower; only documents that
            the schema rejects can have them).
    """
    if not any_case and _clean(root):
        return
    found = _collect_any_case(root) if any_case else _collect(root)
    words = NodeWords()
    yield from _dangling(found, words)
    yield from _duplicates(found, words)
    for number, element in found.amds:
        yield from _amd(number, element, words)
    for number, element in found.menus:
        yield _menu(number, element, words)


def _clean(root: etree._Element) -> bool:
    """Whether there is certainly nothing to find."""
    names = cast("list[str]", _NAMES(root))
    known = set(names)
    if len(known) != len(names):
        return False
    for element in root.iter("goto"):
        if element.text not in known and (element.text or "").strip() not in known:
            return False
    for element in root.iter("catch"):
        if (element.get("goto") or "").strip() not in known:
            return False
    if any(len({tag_of(child) for child in element} & {"live", "machine"}) < 2 for element in root.iter("amd")):
        return False
    return all(next(element.iterchildren("keypress"), None) is not None for element in root.iter("menu"))


def _collect(root: etree._Element) -> _Found:
    """The pass for documents whose tags and attributes are spelt as the language spells them."""
    found = _Found({}, [], [], [], [])
    names, again, jumps, amds, menus = found
    for number, element in enumerate(root.iter("*")):
        name = element.get("name")
        if name is not None and names.setdefault(name, (number, element))[0] != number:
            again.append((number, element))
        tag = element.tag
        if tag == "goto":
            jumps.append(_Jump(number, element, element.text or ""))
        elif tag == "menu":
            if next(element.iterchildren("keypress"), None) is None:
                menus.append((number, element))
        elif tag == "catch":
            jumps.append(_Jump(number, element, element.get("goto") or ""))
        elif tag == "amd":
            amds.append((number, element))
    return found


def _collect_any_case(root: etree._Element) -> _Found:
    """The same for odd documents."""
    found = _Found({}, [], [], [], [])
    for number, element in enumerate(root.iter("*")):
        name = attribute(element, "name")
        if name is not None and found.names.setdefault(name, (number, element))[0] != number:
            found.again.append((number, element))
        match _tag(element):
            case "goto":
                found.jumps.append(_Jump(number, element, element.text or ""))
            case "catch":
                found.jumps.append(_Jump(number, element, attribute(element, "goto") or ""))
            case "menu" if "keypress" not in map(_tag, element):
                found.menus.append((number, element))
            case "amd":
                found.amds.append((number, element))
    return found


def attribute(element: etree._Element, name: str) -> str | None:
    """The value of an attribute written in whatever letter case."""
    value = element.get(name)
    if value is not None:
        return value
    return next((str(text) for key, text in element.items() if str(key).lower() == name.lower()), None)


def _tag(element: etree._Element) -> str:
    """The language's spelling of a tag."""
    from ivrdsl.xml.validation.letter_case import (
        right_tag,  # with the schema's tables, which a clean document does not need
    )

    return right_tag(local(tag_of(element)))


def _target(jump: _Jump) -> str:
    """The name that a jump means: trimmed; a comment may stand in the middle of a goto's text."""
    if len(jump.element) and _tag(jump.element) == "goto":
        return "".join(str(text) for text in jump.element.xpath("text()")).strip()
    return jump.target.strip()


def _dangling(found: _Found, words: NodeWords) -> Iterator[Problem]:
    names = found.names
    missing = [jump for jump in found.jumps if jump.target not in names and _target(jump) not in names]
    if not missing:
        return
    speller = Speller(names)
    for jump in missing:
        target = _target(jump)
        if "${" in target:
            continue
        message, fix = _dangling_words(jump, target, speller)
        why = "the simulator ends the call here; what the platform does is not documented (it may refuse the plan)"
        yield _problem(DANGLING_GOTO, ERROR, jump.number, jump.element, words, message, why, fix)


def _dangling_words(jump: _Jump, target: str, speller: Speller) -> tuple[str, str]:
    """What a jump to nowhere says, and its remedy."""
    write: Callable[[str], str] = (
        (lambda name: f"<goto>{name}</goto>") if _tag(jump.element) == "goto" else (lambda name: f'goto="{name}"')
    )
    what = "goto" if _tag(jump.element) == "goto" else "catch"
    if not target:
        return f"{what} has no target: it names no tag", f"write {write('name')} with the name of a tag"
    near = speller.near(target)
    same = [name for name in near if name.lower() == target.lower()]
    if same:
        named = one_of(map(quoted, same)).replace(" or ", " and ")
        message = f"{what} target {quoted(target)} differs in letter case from {named}; names are case-sensitive"
        return message, f"write {write(same[0])}"
    message = f"{what} target {quoted(target)} does not exist: no tag has this name"
    return message, did_you_mean(near) or f"give the tag that it should reach name={quoted(target)}"


def _duplicates(found: _Found, words: NodeWords) -> Iterator[Problem]:
    """One problem for each later tag with a name that exists."""
    targets = {_target(jump) for jump in found.jumps} if found.again else set()
    for number, element in found.again:
        name = attribute(element, "name") or ""
        _, first = found.names[name]
        aimed = name.strip() in targets or name in targets
        line = f" (line {first.sourceline})" if first.sourceline else ""
        message = f"the name {quoted(name)} is taken: {words.path(first)}{line} has it too"
        if aimed:
            why = "a goto means this name, and it is not documented which of the tags it reaches"
        else:
            why = "names should be unique; a goto to this one would have no clear target"
        fix = "give one of the two another name"
        if "goto" in (_tag(element), _tag(first)):
            fix += "; the name of a goto is its own, its target is the text inside"
        yield _problem(DUPLICATE_NAME, ERROR if aimed else WARNING, number, element, words, message, why, fix)


def _amd(number: int, element: etree._Element, words: NodeWords) -> Iterator[Problem]:
    present = {_tag(child) for child in element}
    lacking = [branch for branch in ("live", "machine") if branch not in present]
    if not lacking:
        return
    who = {"live": "a person", "machine": "an answering machine"}
    message = f"amd has no {' and no '.join(lacking)} branch"
    why = f"amd needs both; what {' or '.join(who[branch] for branch in lacking)} will hear is not defined"
    fix = "add " + " and ".join(f"<{branch}>...</{branch}>" for branch in lacking)
    if lacking == ["machine"]:
        fix += ", with <hangup/> inside to leave no message"
    yield _problem(AMD_BRANCHES, ERROR, number, element, words, message, why, fix)


def _menu(number: int, element: etree._Element, words: NodeWords) -> Problem:
    name = attribute(element, "name")
    message = f"menu {quoted(name)} has no keypress" if name is not None else "menu has no keypress"
    why = "whatever the callee presses, or fails to press, the call goes on with the tag behind the menu"
    fix = 'add <keypress pressed="1">...</keypress>, or play the prompts without a menu'
    return _problem(NO_KEYPRESS, WARNING, number, element, words, message, why, fix)


def _problem(
    rule: tuple[str, str],
    severity: Severity,
    number: int,
    element: etree._Element,
    words: NodeWords,
    message: str,
    why: str,
    fix: str,
) -> Problem:
    return Problem(*rule, severity, number, words.path(element), message, why, fix)
