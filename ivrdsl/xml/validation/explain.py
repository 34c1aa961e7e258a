"""What libxml2 says about attributes, values and texts, in the user's words: tag, attribute, value, what is allowed.

Works on a document whose tags all stand where they may (see places.py), so that libxml2 reports everything in one run.
"""

import re
from typing import Final

from lxml import etree

from ivrdsl.findings.words import Speller, did_you_mean, nearest_word, one_of, quoted
from ivrdsl.xml.lookalikes import holds_tags
from ivrdsl.xml.validation.problems import ProblemCollector
from ivrdsl.xml.validation.unions import Unions
from ivrdsl.xml.validation.vocabulary import Tag, Value, vocabulary
from ivrdsl.xml.validation.words import local, tag_of
from ivrdsl.xml.validation.xsd import MISSING_CHILD, Complaint

_ATTRIBUTE: Final = re.compile(r"Element '[^']*', attribute '([^']*)'")
_MISSING_ATTRIBUTE: Final = re.compile(r"The attribute '([^']*)' is required but missing")
_LIST: Final = re.compile(r"\s*[0-9*#]+(\s*[,;|/ ]\s*[0-9*#]+)+\s*")
_UNIT: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(ms|milliseconds?|s|sec|seconds?)?\s*", re.IGNORECASE)

_NEEDED: Final[dict[tuple[str, str], tuple[str, str]]] = {
    ("play", "type"): (
        "the platform cannot know whether the text is to be spoken or is an address; the callee may hear nothing",
        'write type="tts" for words to speak, "url" for a file, "callfireid" for a stored sound',
    ),
    ("keypress", "pressed"): (
        "no key can lead into this branch",
        'write pressed="1" (a key), "4-6" (a range), "default" (other keys) or "timeout" (silence)',
    ),
    ("if", "expr"): ("the condition is missing, so one of the two branches can never run", 'write expr="..."'),
    ("catch", "goto"): ("the event has nowhere to jump to", 'write goto="name" of a tag'),
    ("catch", "type"): ("nothing would be caught", 'write type="hangup", or type="digit" value="0"'),
    ("sms", "to"): ("the message has no receiver", 'write to="${call.callerid}" or a number'),
    ("text", "to"): ("the message has no receiver", 'write to="${call.callerid}" or a number'),
    ("setvar", "varname"): ("the value would be stored nowhere", 'write varname="name"'),
    ("stash", "varname"): ("the value would be stored nowhere", 'write varname="name"'),
}
_NO_OTHER: Final = (
    "only these values are documented; with another the platform may refuse the plan or ignore the setting"
)


class Explainer:
    """Turns complaints into problems of a report; one per attribute, however many words libxml2 has for it."""

    def __init__(self, report: ProblemCollector) -> None:
        self._report = report
        self._tags = vocabulary()
        self._unions = Unions()
        self._spellers: dict[str, Speller] = {}
        self._seen: set[tuple[etree._Element, str]] = set()

    def explain(self, element: etree._Element, complaint: Complaint) -> None:
        """Note one complaint about an element of the copy."""
        found = _ATTRIBUTE.match(complaint.words)
        missing = _MISSING_ATTRIBUTE.search(complaint.words)
        subject = found[1] if found else missing[1] if missing else complaint.kind
        if (element, subject) in self._seen:
            return
        self._seen.add((element, subject))
        tag = self._tags.get(tag_of(element))
        if tag is None or complaint.kind == "INTERNAL" or "not expected" in complaint.words:
            self._other(element, complaint)
        elif missing:
            self._missing_attribute(element, missing[1], complaint)
        elif found and found[1] in tag.attributes:
            self._attribute_value(element, found[1], tag.attributes[found[1]].value, complaint)
        elif found:
            self._unknown_attribute(element, found[1], tag, complaint)
        else:
            self._content(element, tag, complaint)

    def _missing_attribute(self, element: etree._Element, name: str, complaint: Complaint) -> None:
        tag = tag_of(element)
        why, fix = _NEEDED.get((tag, name), ("the tag cannot work without it", f'write {name}="..."'))
        message = f"<{tag}> has no {name} attribute"
        self._report.add(element, message, why=why, fix=fix, detail=complaint.words)

    def _unknown_attribute(self, element: etree._Element, name: str, tag: Tag, complaint: Complaint) -> None:
        tag_name = tag_of(element)
        value = quoted(str(element.get(name) or ""))
        if tag_name not in self._spellers:
            self._spellers[tag_name] = Speller(tag.attributes)
        fix = did_you_mean(self._spellers[tag_name].near(local(name))) or _allowed_attributes(tag_name, tag)
        message = f"<{tag_name}> has no attribute {local(name)} (here it is {value})"
        why = "the platform does not know it: it ignores the setting, or refuses the whole plan"
        self._report.add(element, message, why=why, fix=fix, detail=complaint.words)

    def _attribute_value(self, element: etree._Element, name: str, value: Value, complaint: Complaint) -> None:
        text = str(element.get(name) or "")
        message = f"{tag_of(element)} {name}={quoted(text)}: allowed is {value.allowed}"
        fix = value_fix(tag_of(element), name, text, value)
        detail = complaint.words + self._unions.why(value.type_name, text)
        self._report.add(element, message, why=_NO_OTHER, fix=fix, detail=detail)

    def _content(self, element: etree._Element, tag: Tag, complaint: Complaint) -> None:
        name = tag_of(element)
        if complaint.words.find(MISSING_CHILD) >= 0:
            self._missing_child(element, tag, complaint)
        elif tag.text is None:
            text = _stray_text(element)
            message = f"text directly inside <{name}>: {quoted(text)}"
            fix = 'put words to speak into <play type="tts">...</play>, and delete anything else'
            if holds_tags(text):
                fix = "these are tags that are still escaped: write < and > instead of &lt; and &gt;"
            why = f"<{name}> holds tags only; nobody would hear this text"
            self._report.add(element, message, why=why, fix=fix, detail=complaint.words)
        elif tag.text.type_name == "blank":
            message = f"<{name}> must be empty, but holds {quoted(_text(element))}"
            fix = f'write <{name}/>; words to speak go into <play type="tts"> in front of it'
            self._report.add(element, message, fix=fix, detail=complaint.words)
        else:
            text = _text(element)
            message = f"<{name}> holds {quoted(text)}: allowed is {tag.text.allowed}"
            fix = value_fix(name, "", text.strip(), tag.text)
            detail = complaint.words + self._unions.why(tag.text.type_name, text)
            self._report.add(element, message, why=_NO_OTHER, fix=fix, detail=detail)

    def _missing_child(self, element: etree._Element, tag: Tag, complaint: Complaint) -> None:
        present = {tag_of(child) for child in element}
        lacking = one_of(f"<{child}>" for child in sorted(tag.children - present)).replace(" or ", " and ")
        message = f"<{tag_of(element)}> lacks {lacking}"
        self._report.add(element, message, fix=f"add {lacking}", detail=complaint.words)

    def _other(self, element: etree._Element, complaint: Complaint) -> None:
        message = f"<{local(tag_of(element))}> is not what the schema expects here"
        self._report.add(element, message, fix="compare it with the language's reference", detail=complaint.words)


def value_fix(tag: str, attribute: str, text: str, value: Value) -> str:
    """What to write instead of a bad value, as pointedly as the value allows."""
    if attribute == "pressed" and _LIST.fullmatch(text):
        keys = re.findall(r"[0-9*#]+", text)[:3]
        return "there are no lists; write one tag a key: " + " ".join(f'<keypress pressed="{key}">' for key in keys)
    if attribute == "pressed" and text.strip().lower() in {"any", "other", "else", "*.*", "nomatch"}:
        return 'write pressed="default" for every key that has no branch of its own'
    if attribute == "pressed" and text.strip().lower() in {"", "none", "noinput", "no-input", "silence"}:
        return 'write pressed="timeout" for a callee who presses nothing'
    if value.choices == ("true", "false") and text.strip().lower() in {"yes", "1", "on", "no", "0", "off"}:
        right = "true" if text.strip().lower() in {"yes", "1", "on"} else "false"
        return f'write {attribute}="{right}"'
    if attribute == "timeout" or tag == "wait":
        return _time_fix(tag, attribute, text)
    if value.choices:
        return nearest_word(text, value.choices) or f"write one of: {one_of(value.choices)}"
    return f"write {value.allowed}"


def _time_fix(tag: str, attribute: str, text: str) -> str:
    """A time with its unit, or a fraction, turned into what the tag counts in."""
    unit = {"menu": "seconds up to 1000, milliseconds above", "record": "milliseconds"}.get(tag, "seconds")
    found = _UNIT.fullmatch(text[:40])
    if found is None or float(found[1]) == 0:
        return f"write a number without a unit; it counts {unit}"
    number = float(found[1])
    seconds = number / 1000 if (found[2] or "").lower().startswith("m") else number
    if tag == "wait":
        return f"write <wait>{seconds:g}</wait>; it counts seconds"
    whole = seconds.is_integer() and (tag == "transfer" or (tag == "menu" and seconds <= 1000))
    in_units = int(seconds) if whole else max(1, round(seconds)) if tag == "transfer" else round(seconds * 1000)
    return f'write {attribute}="{in_units}"; it counts {unit}'


def _allowed_attributes(tag_name: str, tag: Tag) -> str:
    names = sorted(tag.attributes)
    return f"<{tag_name}> takes {one_of(names).replace(' or ', ' and ')}; delete the other one"


def _text(element: etree._Element) -> str:
    """All text of an element that holds text only, comments left out."""
    return (element.text or "") + "".join(child.tail or "" for child in element)


def _stray_text(element: etree._Element) -> str:
    """The first text that is not blank among the children of a body."""
    texts = [element.text or "", *(child.tail or "" for child in element)]
    return next((text for text in texts if text.strip()), "")
