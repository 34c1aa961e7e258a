"""Tags in the wrong place: every unknown or misplaced tag of a document is noted, and taken out of the copy, at once.

libxml2 stops looking at the siblings behind the first unexpected tag. What it says is right but only the beginning.
After it has found such an error this pass finds all of them, and leaves a copy whose tags all stand where they may.
"""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from ivrdsl.findings.words import Speller, one_of
from ivrdsl.xml.validation.hints import HINTS
from ivrdsl.xml.validation.problems import MARKUP, ProblemCollector
from ivrdsl.xml.validation.vocabulary import executables, vocabulary
from ivrdsl.xml.validation.words import local, tag_of

_HOMES: Final[dict[str, tuple[str, str]]] = {
    "keypress": ("menu", "put it inside the <menu> whose prompt offers the key"),
    "live": ("amd", "put it inside <amd>, beside <machine>"),
    "machine": ("amd", "put it inside <amd>, beside <live>"),
    "else": ("if", "put it inside <if>, as its last tag"),
    "dialplan": ("", "a document has one <dialplan>, its root; use a name and <goto> to divide the call"),
}


class Places:
    """One walk from the root downwards over the copy of a report.

    Args:
        report: where to note problems.
        words: libxml2's words by how they begin, for the last line of a finding.
    """

    def __init__(self, report: ProblemCollector, words: dict[str, str]) -> None:
        self._report = report
        self._words = words
        self._tags = vocabulary()
        self._speller = Speller(self._tags)

    def settle(self) -> None:
        """Note and repair everything."""
        todo = [self._report.copy]
        while todo:
            parent = todo.pop()
            if parent.tag == "amd":
                self._merge_branches(parent)
            elif parent.tag == "if":
                self._place_else(parent)
            todo.extend(self._settle_children(parent))

    def _settle_children(self, parent: etree._Element) -> Iterator[etree._Element]:
        """Repair one body; yields the children with bodies of their own."""
        allowed = self._tags[tag_of(parent)].children
        work = _elements(parent)[::-1]
        moved: set[etree._Element] = set()
        while work:
            child = work.pop()
            tag = tag_of(child)
            if tag not in allowed and child not in moved:
                self._note(child, parent)
                if parent.tag == "amd" and tag in executables():
                    parent.addnext(child)
                    work.append(child)
                    moved.add(child)
                else:
                    work.extend(_unwrap(child)[::-1])
            elif self._tags[tag].text is not None:
                if len(child):
                    work.extend(self._empty(child)[::-1])
            else:
                yield child

    def _note(self, child: etree._Element, parent: etree._Element) -> None:
        tag = tag_of(child)
        detail = self._unexpected_tag(tag)
        if tag not in self._tags:
            self._report.add(child, f"unknown tag <{local(tag)}>", fix=self._unknown_fix(tag), detail=detail)
            return
        where = f"<{tag}> cannot stand directly inside <{tag_of(parent)}>"
        if parent.tag == "amd":
            fix = "put it inside <live> (a person answers) or <machine> (a machine does)"
        else:
            home, fix = _HOMES.get(tag, ("", "put it inside a tag that holds other tags"))
            where += f"; its place is <{home}>" if home else ""
        self._report.add(child, where, fix=fix, detail=detail)

    def _unexpected_tag(self, tag: str) -> str:
        return self._words.get(f"Element '{tag}': This element is not expected", "")

    def _unknown_fix(self, tag: str) -> str:
        if tag.startswith("{"):
            return "dialplans have no namespaces: write the tag without a prefix and without xmlns"
        hint = HINTS.get(tag.lower().replace("-", "").replace("_", ""))
        if hint is not None:
            return hint
        near = self._speller.near(tag)
        if near:
            return f"did you mean {one_of(f'<{word}>' for word in near)}?"
        return f"use one of {', '.join(sorted(executables()))}, or delete it"

    def _empty(self, element: etree._Element) -> list[etree._Element]:
        """Take the tags out of a tag that holds text only; the known ones are checked as if they stood behind it."""
        tag = tag_of(element)
        inside = [local(tag_of(child)) for child in _elements(element)]
        known = [child for child in element.iterdescendants("*") if child.tag in self._tags]
        detail = self._words.get(f"Element '{tag}': Element content is not allowed", "")
        listed = one_of(f"<{name}>" for name in dict.fromkeys(inside[:50]))
        if not inside:
            pass
        elif tag == "play" and not known:
            self._report.add(
                element,
                f"mark-up inside a prompt: {listed}",
                why="the platform reads it as dialplan tags, not as mark-up of the speech (VTML)",
                fix="write &lt; for each < of it, or put the prompt into <![CDATA[ ... ]]>",
                rule=MARKUP,
                detail=detail,
            )
        else:
            holds = "text only" if tag not in {"hangup", "record"} else "nothing"
            fix = f"close </{tag}> before the next tag begins, or delete what is inside"
            self._report.add(element, f"<{tag}> holds {holds}, but {listed} stands inside", fix=fix, detail=detail)
        inner = set(known)
        tops = [child for child in known if inner.isdisjoint(_between(child, element))]
        for child in tops:
            _before_next(element, child)
        for child in list(element):
            element.remove(child)
        return tops

    def _merge_branches(self, amd: etree._Element) -> None:
        """A second <live> or <machine>: its body is checked as part of the first one."""
        first: dict[str, etree._Element] = {}
        for branch in _elements(amd):
            tag = tag_of(branch)
            if tag not in {"live", "machine"}:
                continue
            if tag not in first:
                first[tag] = branch
                continue
            message = f"a second <{tag}> in the same <amd>"
            fix = f"keep one <{tag}>, with everything that is to happen in it"
            self._report.add(branch, message, fix=fix, detail=self._unexpected_tag(tag))
            first[tag].extend(branch[:])
            amd.remove(branch)

    def _place_else(self, condition: etree._Element) -> None:
        """An <else> that is not the last tag of its <if>: what it holds is checked as part of the if."""
        children = _elements(condition)
        last_else = max((at for at, child in enumerate(children) if child.tag == "else"), default=-1)
        for at, child in enumerate(children[:-1]):
            if child.tag != "else":
                continue
            if at < last_else:
                message, fix = "more than one <else> in the same <if>", "keep one <else>, as the last tag of the <if>"
            else:
                message = f"<else> is not the last tag of its <if>: <{local(tag_of(children[at + 1]))}> follows"
                fix = "move the tags behind </else> in front of it, or behind </if>"
            self._report.add(child, message, fix=fix, detail=self._unexpected_tag(tag_of(children[at + 1])))
            _unwrap(child)


def _elements(parent: etree._Element) -> list[etree._Element]:
    return list(parent.iterchildren("*"))


def _between(element: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    """The ancestors of an element below `top`."""
    for above in element.iterancestors():
        if above is top:
            return
        yield above


def _unwrap(element: etree._Element) -> list[etree._Element]:
    """Replace an element by its children; its own text goes with it."""
    children = _elements(element)
    for child in children:
        child.tail = None
        element.addprevious(child)
    _remove(element)
    return children


def _remove(element: etree._Element) -> None:
    """Remove an element but not the text behind it, which may be in a wrong place too."""
    parent, previous, tail = element.getparent(), element.getprevious(), element.tail
    if tail and tail.strip():
        if previous is not None:
            previous.tail = (previous.tail or "") + tail
        elif parent is not None:
            parent.text = (parent.text or "") + tail
    if parent is not None:
        parent.remove(element)


def _before_next(element: etree._Element, child: etree._Element) -> None:
    """Put a descendant behind an element, after those that were put there before."""
    child.tail = None
    following = element.getnext()
    if following is not None:
        following.addprevious(child)
        return
    parent = element.getparent()
    if parent is not None:
        parent.append(child)
