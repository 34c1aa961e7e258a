"""Variables that nothing sets."""

from collections.abc import Iterator

from ivrdsl.checking.facts.contents import looks_like_attribute, names_set
from ivrdsl.checking.facts.expressions import marked
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import NOTE, WARNING, Severity
from ivrdsl.findings.words import Speller, did_you_mean, quoted
from ivrdsl.model.system import OLD_COLUMN, SYSTEM, is_documented, is_observed, is_system
from ivrsim.core.variables import LAST_INPUT
from ivrsim.graph.unset import NEVER, unset_reads
from ivrsim.graph.usage import variables

_WHY = "the simulator puts in nothing; what the platform does is not documented (it may speak the ${...} as it stands)"
_OF_CALL = ("callerid", "dnis", "phonenumber", "lastinput")


@rule(
    "IVR201",
    "undefined-variable",
    WARNING,
    valid=(
        '<play type="tts">Hello ${contact.firstName}, ${contact.AB}, it is ${global.time.hour}.</play>',
        '<setvar varname="n">1</setvar><play type="tts">${n}</play>',
        '<get varname="reply">https://example.com/</get><play type="tts">${reply}</play>',
        '<setvar varname="a1">x</setvar><setvar varname="n">1</setvar><play type="tts">${a${n}}</play>',
        '<setvar varname="call.note">x</setvar><play type="tts">${call.note}</play>',
        '<stash varname="only">1</stash><play type="tts">${only}</play>',
        '<hangup/><play type="tts">${never}</play>',
    ),
    invalid=(
        '<play type="tts">${call.foo}</play>',
        '<play type="tts">${call.callerID}</play>',
        '<play type="tts">Hello ${first_name}</play>',
        '<play type="tts">${call.field.d}</play>',
        '<play type="tts">${call.lastinput}</play>',
        '<play type="tts">${n}</play><setvar varname="n">1</setvar>',
        '<setvar varname="${n}">1</setvar>',
        '<transfer callerid="${callerid}">2135551234</transfer>',
        '<play type="tts">${global.hour}</play>',
        '<play type="tts">${contact.EMAIL}</play>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A variable is read that nothing has set.

    ## What it does
    Reports variables that no way to the place of reading sets, and system variables (`call.`, `contact.`, `global.`)
    that the vendor does not document. It is a note where the name could be an attribute that the sender gives with
    each recipient. It is one for names that only plans have and no page of the vendor, too: `call.lastTransfer`, and
    the old spelling `call.field.x` of a sheet's column. The simulator and `ivrdsl verify` take these to be there, and
    list that as assumed (quirk `undocumented_variables`).

    Whether a call comes to the tag is asked as if conditions could go either way. With the values that there are,
    `ivrdsl verify` knows (`no-unset-variable`): there an attribute is set only with `--attribute`. The documented ones
    are:

    - `call.callerid`, `call.callerid.alpha`, `call.dnis`, `call.phonenumber`, `call.id`, `call.lastinput`, `call.path`
    - `contact.A` to `contact.ZZ`, `contact.firstName`, `.lastName`, `.zipcode`, `.workPhone`, `.mobilePhone`,
      `.homePhone`
    - `global.date`, `global.date.month`, `.day`, `.year`, `.dayOfWeek`, `global.time`, `global.time.hour`,
      `global.time.hour.military`

    ## Why is this bad
    The callee hears a gap, and a condition with a gap in it is false, or fails. What the platform does with such a
    variable is not documented.

    ## Example
    ```xml
    <setvar varname="firstChoice">sales</setvar>
    <play type="tts">You chose ${firstchoice}.</play>
    ```

    ## Use instead
    ```xml
    <setvar varname="firstChoice">sales</setvar>
    <play type="tts">You chose ${firstChoice}.</play>
    ```

    ## Fix safety
    There is no automatic fix.

    ## Source
    System variables and that letter case matters: documented. What is in a variable that was never set: assumed
    (quirk `undefined_variable`). That recipients' attributes are variables too: assumed (quirk
    `recipient_attributes_as_vars`).
    """
    if not subject.ask(marked):
        return
    usage = subject.ask_engine(variables)
    table = subject.engine.table
    columns = _old_columns(subject)
    yield from (_old(element, column) for column, element in columns.items())
    old = {f"contact.{column.upper()}" for column in columns}
    for name, places in usage.read.items():
        if is_system(name) and name not in usage.written and not is_documented(name) and name not in old:
            yield _unknown_hit(subject, table[places[0]].element, name)
    seen: set[str] = set()
    speller = Speller(names_set(subject))
    for unset in sorted(subject.ask_engine(unset_reads), key=lambda each: table[each.place].element):
        stashed = unset.name in usage.stashed and unset.name not in usage.written
        if unset.certainty == NEVER and unset.name not in seen and not stashed:
            seen.add(unset.name)
            yield _never(subject, table[unset.place].element, unset.name, speller)


def _old_columns(subject: Subject) -> dict[str, int]:
    """The columns that are written `call.field.x`, each with the first element that does so."""
    found: dict[str, int] = {}
    for written in subject.ask(marked):
        for piece in written.text.split("${" + OLD_COLUMN)[1:]:
            column, closing, _ = piece.partition("}")
            if closing and column.isalnum():
                found.setdefault(column, written.element)
    return found


def _old(element: int, column: str) -> Hit:
    message = f"{quoted(OLD_COLUMN + column)} is not among the documented variables: an old spelling of a column"
    why = "nobody says that the platform still knows it; if it does not, the callee hears a gap"
    name = column.upper()
    return Hit(element, message, why, f"write ${{contact.{name}}}", f'write CONTACT.column("{name}")', severity=NOTE)


def _unknown_hit(subject: Subject, element: int, name: str) -> Hit:
    if is_observed(name):
        message = f"the system variable {quoted(name)} is not documented; only some users' plans have it"
        return Hit(element, message, _WHY, "listen to a real call before you rely on it", severity=NOTE)
    near = Speller(SYSTEM).near(name)
    message = f"{subject.label(element)} reads {quoted(name)}, and there is no such system variable"
    if near and near[0].lower() == name.lower():
        message += "; letter case matters"
    return Hit(element, message, _WHY, did_you_mean(near) or "see `ivrdsl explain IVR201` for the names there are")


def _never(subject: Subject, element: int, name: str, speller: Speller) -> Hit:
    label = subject.label(element)
    if name == LAST_INPUT:
        message = f"{label} reads {quoted(name)} before any menu has asked for keys"
        return Hit(element, message, _WHY, "read it in or behind a menu")
    if name in subject.ask_engine(variables).written:
        setter = subject.label(subject.engine.table[subject.ask_engine(variables).written[name][0]].element)
        message = f"{label} reads {quoted(name)}, which no call has set by then ({setter} sets it elsewhere)"
        return Hit(element, message, _WHY, f"set {name} on every way to this place")
    if getattr(subject.node(element), "variable", None) == f"${{{name}}}":
        message = f'{label}: varname="${{{name}}}" reads the variable {quoted(name)}, which nothing sets, for the name'
        said = f"{label}: its variable has a name that reads the variable {quoted(name)}, which nothing sets"
        fix, python = f'write varname="{name}"', f'write "{name}" as the variable'
        return Hit(element, message, _WHY, fix, python, python_message=said)
    severity, fix = _advice(speller, name)
    message = f"{label} reads the variable {quoted(name)}, which nothing in the plan sets"
    return Hit(element, message, _WHY, fix, severity=severity)


def _advice(speller: Speller, name: str) -> tuple[Severity, str]:
    near = speller.near(name)
    if near:
        return WARNING, did_you_mean(near)
    folded = name.lower().replace("_", "")
    if folded in _OF_CALL:
        return WARNING, did_you_mean([f"call.{folded}"])
    if not looks_like_attribute(name):
        return WARNING, "set it before, or write a name of letters, digits and underscores"
    of_contact = [known for known in sorted(SYSTEM) if known.lower() == f"contact.{folded}"]
    rest = f"; or did you mean {quoted(of_contact[0])}?" if of_contact else ""
    return NOTE, f"set it before, unless the sender gives {name} as an attribute of every recipient{rest}"
