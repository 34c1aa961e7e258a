"""Assignments where a comparison was meant."""

from collections.abc import Iterator

from ivrdsl.checking.facts.expressions import Written, conditions, parsed, rewrite
from ivrdsl.checking.rule import Hit, rule
from ivrdsl.checking.subject import Subject
from ivrdsl.findings.finding import ERROR
from ivrdsl.findings.words import quoted


@rule(
    "IVR205",
    "assignment-in-condition",
    ERROR,
    valid=(
        '<if expr="${a} == 1"><hangup/></if>',
        '<if expr="${a} &gt;= 1 &amp;&amp; ${b} &lt;= 2 || ${c} != 3 &amp;&amp; ${d} !== 4"><hangup/></if>',
        "<if expr=\"'${a}' == 'x=y'\"><hangup/></if>",
        '<if expr="var n = 1; n == ${a}"><hangup/></if>',
        '<if expr="[1,2].some(function(x) { var y = x; return y == ${a} })"><hangup/></if>',
        '<if expr="[1,2].some(x =&gt; x == ${a})"><hangup/></if>',
        '<setvar varname="a">x = 1</setvar>',
    ),
    invalid=(
        "<if expr=\"'${a}' = 'yes'\"><hangup/></if>",
        '<if expr="${a} == 1 || ${b} = 2"><hangup/></if>',
        '<equal var="${a}" expr="b = 1"><hangup/></equal>',
        '<if expr="${a} =&lt; 5"><hangup/></if>',
        '<if expr="${a} =&gt; 5"><hangup/></if>',
        '<if expr="${a} =! 5"><hangup/></if>',
        '<if expr="${a} =-5"><hangup/></if>',
        '<if EXPR="${a} = 5"><hangup/></if>',
    ),
)
def check(subject: Subject) -> Iterator[Hit]:
    """A condition assigns with = instead of comparing with ==.

    ## What it does
    Reports a single `=` in the expression of if, equal and notEqual, and operators that do not exist, as `=<`.

    ## Why is this bad
    `1 = 2` is an error, and a condition that fails counts as false (`no-javascript-error` of `ivrdsl verify`). Where it
    is none, what is assigned decides, and nothing is compared.

    ## Example
    ```xml
    <setvar varname="n">1</setvar>
    <if expr="${n} = 2"><hangup/></if>
    ```

    ## Use instead
    ```xml
    <setvar varname="n">1</setvar>
    <if expr="${n} == 2"><hangup/></if>
    ```

    ## Fix safety
    Unsafe: `==` is written for `=`, and the operator that is likely meant for one that does not exist. Calls then
    take the other branch.

    ## Source
    That `=` is no comparison: documented on the vendor's page about Boolean operators.
    """
    for written in subject.ask(conditions):
        if "=" in written.text and _has_single(written.text):
            from ivrdsl.checking.facts.javascript import assigned

            mended = assigned(parsed(subject, written.text), written.text)
            if mended:
                yield _hit(subject, written, mended)


def _has_single(text: str) -> bool:
    """Whether an equals sign is left when the operators that compare are taken away."""
    for operator in ("===", "!==", "==", "!=", "<=", ">="):
        text = text.replace(operator, "")
    return "=" in text


def _hit(subject: Subject, written: Written, mended: str) -> Hit:
    message = (
        f"{subject.label(written.element)}: {quoted(written.text)} has = or another operator that does not compare"
    )
    why = "it fails, which the simulator takes for false, or what is assigned decides: nothing is compared"
    repair = rewrite(subject, written, mended)
    if len(mended) >= 200:
        mended = "=="
    escaped = mended.replace("&", "&amp;").replace("<", "&lt;")
    fix, python = f"write {escaped}", f"write {mended}"
    return Hit(written.element, message, why, fix, python, repair=repair)
