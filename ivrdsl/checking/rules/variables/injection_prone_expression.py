"""Quotes in an expression that a value can close."""

from collections.abc import Iterator

from ivrdsl.checking.facts import contents as c
from ivrdsl.checking.facts.expressions import Written, conditions, tree, values
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING

_FROM = {
    c.CONTACT_DATA: "data of the contact",
    c.REPLY: "what a web server answers",
    c.ATTRIBUTE: "what the sender may give with the recipient",
}
_NUMBERS = ("contact.zipcode", "contact.workPhone", "contact.mobilePhone", "contact.homePhone")


@rule(
    "IVR207",
    "injection-prone-expression",
    WARNING,
    valid=(
        '<equal var="${contact.firstName}" expr="\'Bob\'"><hangup/></equal>',
        "<if expr=\"'${call.lastinput}' == '12'\"><hangup/></if>",
        '<if expr=\'"${contact.lastName}" == "Smith"\'><hangup/></if>',
        "<play type=\"tts\">It's '${contact.firstName}'</play>",
        "<setvar varname=\"a\">You're '${contact.firstName}', right?</setvar>",
        "<setvar varname=\"zip\">'${contact.zipcode}'.split('').join(' ')</setvar>",
    ),
    invalid=(
        "<setvar varname=\"a\">'${contact.lastName}'.toUpperCase()</setvar>",
        "<get varname=\"r\">https://example.com/</get><if expr=\"'${r}' == 'ok'\"><hangup/></if>",
        "<setvar varname=\"who\">${contact.A}</setvar><if expr=\"'${who}' == 'x'\"><hangup/></if>",
        "<if expr=\"'${last_name}' == 'Smith'\"><hangup/></if>",
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """Foreign text stands between single quotes in an expression, where an apostrophe ends it.

    ## What it does
    Reports variables in single quotes, inside expressions, that hold data of the contact. As a note, reports also those
    that hold a web server's reply or what may be an attribute of the recipient. Double quotes are left alone: few names
    have one. Phone numbers and zip codes are left alone too.

    ## Why is this bad
    Variables are put in as text. With O'Brien the expression becomes `'O'Brien' == 'Smith'`, which fails; and
    whoever writes the data can write program code.

    ## Example
    ```xml
    <if expr="'${contact.lastName}' == 'Smith'"><hangup/></if>
    ```

    ## Use instead
    The `var` of equal is no JavaScript:

    ```xml
    <equal var="${contact.lastName}" expr="'Smith'"><hangup/></equal>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    That variables are put in as text before the expression is read: documented by the vendor's examples.
    """
    for written in (*subject.ask(conditions), *subject.ask(values)):
        if "'" in written.text and "${" in written.text:
            yield from _in_text(subject, written)


def _in_text(subject: Subject, written: Written) -> Iterator[Hit]:
    parsed = tree(subject, written.text)
    if parsed is None:
        return
    from ivrdsl.checking.facts import javascript

    told: set[str] = set()
    for variable in javascript.in_quotes(parsed, written.text):
        name = variable.name
        kinds = [kind for kind in _FROM if kind in c.holds(subject, name)]
        if name and kinds and name not in told and name not in _NUMBERS:
            told.add(name)
            yield _hit(subject, written, name, kinds[0])


def _hit(subject: Subject, written: Written, name: str, kind: str) -> Hit:
    message = f"{subject.label(written.element)}: '${{{name}}}' puts {_FROM[kind]} between single quotes"
    why = "an apostrophe in it, as in O'Brien, ends the quotes: the expression fails, or does what the data says"
    if written.attribute:
        fix = f'write <equal var="${{{name}}}" expr="...">, whose var is no JavaScript'
        python = f'write Equal("${{{name}}}", ...), whose value is no JavaScript'
    else:
        fix = python = "put double quotes round it, which names seldom have"
    return Hit(written.element, message, why, fix, python, severity=WARNING if kind == c.CONTACT_DATA else NOTE)
