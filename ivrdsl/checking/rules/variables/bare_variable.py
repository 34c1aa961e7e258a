"""Variables in an expression that are named without `${}`."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from ivrdsl.checking.facts.bare_names import BareName, bare_names
from ivrdsl.checking.facts.expressions import Written, rewrite
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import WARNING
from ivrdsl.findings.words import one_of, quoted
from ivrdsl.model.nodes import SetVar, Stash

_STEP: Final = r"\s*(?P<name>\$\{[^{}]*\})\s*(?P<sign>[-+])(?P=sign)\s*;?\s*"
_CHANGE: Final = r"^\s*(?P<name>\$\{[^{}]*\})\s*(?P<sign>[-+*/%])=\s*"
_ASSIGNMENT: Final = r"^\s*[A-Za-z_]\w*\s*=(?!=)\s*"

_SET = '<setvar varname="n">0</setvar>'


@rule(
    "IVR216",
    "bare-variable",
    WARNING,
    valid=(
        f'{_SET}<if expr="${{n}} &gt; 0"><hangup/></if>',
        f"{_SET}<if expr=\"'${{n}}' == 'n'\"><hangup/></if>",
        f'{_SET}<setvar varname="n">${{n}} + 1</setvar><stash varname="n">${{n}}</stash>',
        f'{_SET}<equal var="${{n}}" expr="n"><hangup/></equal>',  # a word, taken as it stands
        f'{_SET}<equal var="n" expr="\'${{n}}\'"><hangup/></equal>',
        f'{_SET}<if expr="var n = ${{n}}; n &gt; 2"><hangup/></if>',
        f'{_SET}<if expr="[1, 2].some(n =&gt; n == ${{n}})"><hangup/></if>',
        f"{_SET}<if expr=\"typeof n == 'undefined' || ${{n}} &gt; 1\"><hangup/></if>",
        '<setvar varname="sales">1</setvar><setvar varname="team">sales</setvar><stash varname="a">${team}${sales}'
        "</stash>",
        '<setvar varname="on">1</setvar><setvar varname="line">${on}</setvar><stash varname="a">on-line</stash>'
        '<stash varname="b">${line}</stash>',
        '<setvar varname="a">n + 1</setvar><stash varname="b">${a}</stash>',
        '<setvar varname="Math">1</setvar><if expr="Math.floor(${Math}) == 1"><hangup/></if>',
    ),
    invalid=(
        f'{_SET}<if expr="n"><hangup/></if>',
        f'{_SET}<if expr="!n || 1 == 2"><hangup/></if>',
        f'{_SET}<if expr="n == 1"><hangup/></if>',
        f'{_SET}<equal var="${{n}}" expr="n + 1"><hangup/></equal>',
        f'{_SET}<equal var="n" expr="1"><hangup/></equal>',
        f'{_SET}<setvar varname="n">n + 1</setvar>',
        f'{_SET}<setvar varname="n">n++</setvar>',
        f'{_SET}<setvar varname="n">n = n + 1</setvar>',
        f'{_SET}<stash varname="rounds">n * 2</stash>',
        f"{_SET}<stash varname=\"rounds\">n + ' rounds'</stash>",
        '<if expr="call.lastinput == 1"><hangup/></if>',
        '<if expr="global.time.hour.military &gt; 16"><hangup/></if>',
        '<equal var="call.lastinput" expr="1"><hangup/></equal>',
        '<setvar varname="count">0</setvar><if expr="cuont &gt; 3"><hangup/></if>',
        '<play type="tts">Hello ${age}.</play><if expr="age &gt; 17"><hangup/></if>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """An expression names a variable without the `${}` round it.

    ## What it does
    Reports names in the expressions of if, equal, notEqual, setvar and stash that JavaScript does not know, and that
    are variables. They may be the platform's, or the plan's, also when misspelt. Also reported is a `var` of equal that
    is such a name and no value. A setvar or stash may hold plain words, so it is reported only where it computes with
    variables alone.

    ## Why is this bad
    Variables are put in as text, before JavaScript sees the expression; it knows nothing of a plan's variables. So
    `n > 0` is an error, which counts as false, and `n + 1` is stored as it stands: callees hear "n + 1".

    ## Example
    ```xml
    <setvar varname="n">0</setvar>
    <if expr="n &gt; 0"><hangup/></if>
    ```

    ## Use instead
    ```xml
    <setvar varname="n">0</setvar>
    <if expr="${n} &gt; 0"><hangup/></if>
    ```

    ## Fix safety
    Unsafe: `${}` is put round the name, or round the variable that a misspelt name is near to. Conditions that failed
    may then be true.

    ## Source
    That variables are put in as text first: documented, by the vendor's examples. What a failing expression does:
    assumed (quirk `js_error`); that a setvar then stores its text: assumed (ruling 14.1).
    """
    for written, names in groupby(subject.ask(bare_names), key=_place):
        yield _hit(subject, written, list(names))


def _place(bare: BareName) -> Written:
    return bare.written


def _hit(subject: Subject, written: Written, names: list[BareName]) -> Hit:
    label = subject.label(written.element)
    shown = one_of(dict.fromkeys(quoted(each.shown) for each in names)).replace(" or ", " and ")
    mended = _mended(written.text, names)
    if written.field == "value" and written.attribute:
        message = f"{label} compares {shown}, which is the name of a variable and not its value"
        why = "two fixed texts are compared, so that the branch is taken always or never"
    else:
        stands = "stands" if len({each.shown for each in names}) == 1 else "stand"
        message = (
            f"{label}: {shown} {stands} without ${{}} in {quoted(written.text)}, and JavaScript knows no such name"
        )
        why = _why(subject, written)
    python = f'"{mended}"' if '"' not in mended else mended
    xml = mended.replace("&", "&amp;").replace("<", "&lt;")
    fix = f'write {written.attribute}="{xml}"' if written.attribute and '"' not in xml else f"write {xml}"
    if any(each.shown != each.variable for each in names):
        fix, python = f"{fix}, if that is meant", f"{python}, if that is meant"
    repair = rewrite(subject, written, mended)
    return Hit(written.element, message, why, fix, f"write {python}", repair=repair)


def _why(subject: Subject, written: Written) -> str:
    if isinstance(subject.node(written.element), SetVar | Stash):
        return "the expression fails, and the simulator stores its text as it stands: nothing is computed"
    return "the expression fails, which the simulator takes for false, whatever the variable holds"


def _mended(text: str, names: list[BareName]) -> str:
    """The text with every name as a variable; what it assigned is computed."""
    for each in sorted(names, key=lambda bare: -bare.start):
        text = f"{text[: each.start]}${{{each.variable}}}{text[each.end :]}"
    if step := re.fullmatch(_STEP, text):
        return f"{step['name']} {step['sign']} 1"
    return re.sub(_CHANGE, r"\g<name> \g<sign> ", re.sub(_ASSIGNMENT, "", text))
