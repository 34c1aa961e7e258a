"""Text in an expression that the platform takes for program code."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivrdsl.checking.facts import contents as c
from ivrdsl.checking.facts.bare_names import bare_starts
from ivrdsl.checking.facts.expressions import Written, conditions, rewrite, tree, values
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.findings.words import quoted

if TYPE_CHECKING:
    from ivrdsl.checking.facts.javascript import Piece

_UNSURE = {
    c.INPUT: 'is empty before the first input, and may hold "*" or "#"',
    c.CALLER: 'may hold a word such as "anonymous", or a part of one',
    c.CONTACT_DATA: "is data of the contact: it may be empty, or a text",
    c.REPLY: "is whatever a web server answered",
    c.ADDRESS: "is the URL of a recording",
    c.MOMENT: "is a date or a time such as 5/17/2024, which JavaScript divides",
    c.WORDS: "may be a text",
}


@rule(
    "IVR204",
    "unquoted-text-in-expression",
    WARNING,
    valid=(
        '<setvar varname="n">1</setvar><if expr="${n} == 3"><hangup/></if>',
        "<if expr=\"'${call.lastinput}' == 'yes'\"><hangup/></if>",
        '<setvar varname="n">${call.lastinput}</setvar>',
        '<setvar varname="n">1</setvar><setvar varname="n">${n} + 1</setvar>',
        '<equal var="${call.lastinput}" expr="yes"><hangup/></equal>',
        '<setvar varname="greeting">Hello ${contact.firstName}, you\'re == the best</setvar>',
        '<if expr="${global.time.hour.military} == 9"><hangup/></if>',
        '<setvar varname="n">\'${call.lastinput}\'.length</setvar><if expr="${n} == 3"><hangup/></if>',
        '<if expr="${call.lastinput}"><hangup/></if>',
        '<setvar varname="ok">true</setvar><if expr="${ok} == true"><hangup/></if>',
        '<if expr="isNaN(${call.lastinput})"><hangup/></if>',
        '<if expr="${call.phonenumber} == 2135551234"><hangup/></if>',
    ),
    invalid=(
        '<if expr="${call.callerid} == 15551234567"><hangup/></if>',
        '<if expr="${call.lastinput} &gt; 5"><hangup/></if>',
        '<setvar varname="area">\'${call.callerid}\'.substring(2,5)</setvar><if expr="${area} == 323"><hangup/></if>',
        '<setvar varname="who">Homer</setvar><if expr="${who} == Homer"><hangup/></if>',
        '<get varname="r">https://example.com/</get><if expr="${r} == 1"><hangup/></if>',
        '<setvar varname="x">${call.lastinput}.split("").join(" ")</setvar>',
        '<if expr="yes == ${answer}"><hangup/></if>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A text stands in an expression without quotes.

    ## What it does
    Reports variables outside quotes that are compared with a text, or that may hold something else than a number. Such
    are the caller's number ("anonymous"), the last input (empty), data of the contact, a server's reply. Also words
    without quotes that something is compared with, and text functions such as `.split` on a variable outside quotes.

    ## Why is this bad
    Variables are put in as text before JavaScript sees the expression: `anonymous == 15551234567` and ` == 1` are
    no comparisons but errors, and the condition counts as false.

    ## Example
    ```xml
    <get varname="status">https://example.com/status</get>
    <if expr="${status} == 'open'"><hangup/></if>
    ```

    ## Use instead
    ```xml
    <get varname="status">https://example.com/status</get>
    <if expr="'${status}' == 'open'"><hangup/></if>
    ```

    ## Fix safety
    Unsafe: where a variable is compared with a text or a bare word, quotes are put round both. Conditions that
    failed may then be true. In other places, and round data of the contact, that is for the author to do.

    ## Source
    That text needs quotes: documented on the vendor's page about if. That callers can be "anonymous": one of the
    vendor's samples. What a failing expression does: assumed (quirk `js_error`).
    """
    for written in subject.ask(conditions):
        if "${" in written.text or "=" in written.text:
            yield from _in_condition(subject, written)
    for written in subject.ask(values):
        if "${" in written.text and ("." in written.text or "=" in written.text):
            yield from _in_value(subject, written)


def _in_condition(subject: Subject, written: Written) -> Iterator[Hit]:
    parsed = tree(subject, written.text)
    if parsed is None:
        return
    from ivrdsl.checking.facts import javascript

    words = javascript.bare_words(parsed) if written.attribute and _is_if(subject, written) else []
    if words:
        told = subject.ask(bare_starts).get(written, ())  # by IVR216
        words = [each for each in words if each.start not in told]
    pieces = javascript.unquoted(parsed)
    met = [*words, *(each for each in pieces if each.against)]
    if words:
        beside = javascript.beside_bare_words(parsed)
        met += [each for each in pieces if each not in met and (each.start, each.end) in beside]
    if met:
        yield _text_hit(subject, written, met)
    named = {each.name for each in met}
    for piece in pieces:
        unsure = [_UNSURE[kind] for kind in sorted(c.holds(subject, piece.name)) if kind in _UNSURE]
        if piece.name and piece.name not in named and (unsure or piece.member) and not _is_tested(written.text):
            named.add(piece.name)
            yield _unsure(subject, written, piece.name, unsure, piece.member)


def _is_if(subject: Subject, written: Written) -> bool:
    return not hasattr(subject.node(written.element), "value")


def _is_tested(text: str) -> bool:
    """Whether the condition asks by itself whether it has a number."""
    return "isNaN(" in text


def _in_value(subject: Subject, written: Written) -> Iterator[Hit]:
    parsed = tree(subject, written.text)
    if parsed is None:
        return
    from ivrdsl.checking.facts import javascript

    pieces = javascript.unquoted(parsed)
    met = [each for each in pieces if each.against]
    if met:
        yield _text_hit(subject, written, met)
    told = {each.name for each in met}
    for piece in pieces:
        if piece.name and piece.name not in told and piece.member:
            told.add(piece.name)
            yield _unsure(subject, written, piece.name, [], piece.member)


def _text_hit(subject: Subject, written: Written, pieces: "list[Piece]") -> Hit:
    text = written.text
    for piece in sorted(pieces, key=lambda each: -each.start):
        text = f"{text[: piece.start]}'{text[piece.start : piece.end]}'{text[piece.end :]}"
    shown = written.text[pieces[0].start : pieces[0].end]
    with_ = "" if pieces[0].name is None else f" and is compared with the text {quoted(pieces[0].against or '')}"
    message = f"{subject.label(written.element)}: {quoted(shown)} stands without quotes{with_}"
    why = "its value becomes program code: a word there is no text but an error, which the simulator takes for false"
    names = [piece.name for piece in pieces if piece.name and c.CONTACT_DATA in c.holds(subject, piece.name)]
    if names:  # single quotes would end at the apostrophe of O'Brien, which is IVR207
        fix = f'compare it with <equal var="${{{names[0]}}}" expr="...">, whose var is no JavaScript'
        return Hit(written.element, message, why, fix, f'compare it with Equal("${{{names[0]}}}", ...)[...]')
    repair = rewrite(subject, written, text)
    return Hit(written.element, message, why, f"write {_as_xml(written, text)}", f"write {text}", repair=repair)


def _as_xml(written: Written, text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'expr="{escaped}"' if written.attribute and '"' not in text else escaped


def _unsure(subject: Subject, written: Written, name: str, unsure: list[str], member: str) -> Hit:
    shown = f"${{{name}}}"
    if member:
        message = f"{subject.label(written.element)}: .{member} stands behind {quoted(shown)} without quotes"
        why = "its value becomes program code: 123.split is an error"
        return Hit(written.element, message, why, f"write '{shown}'.{member}")
    message = f"{subject.label(written.element)}: {quoted(shown)} stands without quotes and {unsure[0]}"
    why = "its value becomes program code: a word or a gap there is an error, which the simulator takes for false"
    fix = f"write '{shown}' with quotes; compared with a number, it is still read as one"
    return Hit(written.element, message, why, fix)
