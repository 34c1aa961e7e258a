"""Pages of verdicts, and of the exit codes of commands: from docs/proofs.md and from `ivrdsl.cli.exits`."""

import ast
import inspect
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ivrdsl import from_xml
from ivrdsl.cli import exits
from ivrsim.proofs.question import EVERYTHING
from ivrsim.proofs.verdict import BROKEN, PROVED, UNDECIDED, VACUOUS
from ivrsim.proofs.verify import verify
from tests.reference.page import ReferencePage, codes, fence, section
from tests.reference.properties import PROOFS

EXAMPLES: Final = {
    PROVED: ("every-call-ends", '<dialplan name="Root">\n  <play type="tts">Hello.</play>\n  <hangup/>\n</dialplan>'),
    BROKEN: (
        "no-loop-without-callee",
        '<dialplan name="Root">\n  <play name="again" type="tts">Hello.</play>\n  <goto>again</goto>\n</dialplan>',
    ),
    UNDECIDED: (
        "every-branch-can-be-taken",
        "<dialplan name=\"Root\">\n  <if expr=\"'${contact.A}'.split('').reverse().join('') == 'xq7'\">\n"
        "    <hangup/>\n  </if>\n</dialplan>",
    ),
    VACUOUS: (
        "no-javascript-error",
        '<dialplan name="Root">\n  <hangup/>\n  <if expr="1 == 1"><hangup/></if>\n</dialplan>',
    ),
}
"""For each verdict a property and a plan of which it is the verdict."""


def pages() -> Iterator[ReferencePage]:
    """A page for each verdict."""
    return (_page(name, *row) for name, row in meanings().items())


def meanings() -> dict[str, tuple[str, str]]:
    """What each verdict means, and its exit code, as docs/proofs.md has them."""
    text = PROOFS.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (PROVED|BROKEN|UNDECIDED|VACUOUS) \| (.*) \| (.*) \|$", text, re.M)
    return {name: (means, code) for name, means, code in rows}


def verdict_of(name: str) -> str:
    """The verdict on the example of a verdict."""
    asked, plan = EXAMPLES[name]
    found = verify(from_xml(plan), asked=EVERYTHING)
    return next((each.verdict for each in found.verdicts if each.property == asked), "")


def _page(name: str, means: str, code: str) -> ReferencePage:
    asked, plan = EXAMPLES[name]
    text = f"A verdict of `ivrdsl verify`: {means}."
    text += section("Exit code", f"{code}.")
    text += section("Example", f"This is the verdict on `{asked}` of this plan:", fence("xml", plan))
    text += section(
        "See also", f"The other verdicts: {codes(each for each in EXAMPLES if each != name)}; docs/proofs.md."
    )
    return ReferencePage("verdict", name, f"{means[0].upper()}{means[1:]}.".partition("; ")[0].rstrip(".") + ".", text)


def exit_codes() -> dict[str, tuple[str, str]]:
    """For each exit code its name in `ivrdsl.cli.exits`, and what it means."""
    body = ast.parse(inspect.getsource(exits)).body
    found = {}
    for each, below in pairwise(body):
        if isinstance(each, ast.AnnAssign) and isinstance(each.value, ast.Constant) and isinstance(below, ast.Expr):
            assert isinstance(each.target, ast.Name)
            assert isinstance(below.value, ast.Constant)
            found[str(each.value.value)] = each.target.id, " ".join(str(below.value.value).split())
    return found


def exit_pages() -> Iterator[ReferencePage]:
    """A page for each exit code."""
    order = ", then ".join(str(code) for code in exits._WORST_FIRST)
    for code, (name, means) in exit_codes().items():
        text = f"An exit code of every command of ivrdsl. {means}"
        text += section("Of several", f"Of several plans the worst counts: {order}.")
        text += section("Example", f"After {_EXAMPLE[code]} a shell has `{code}` in `$?`.")
        yield ReferencePage("exit", code, means, text, (f"exit {code}", name))


_EXAMPLE: Final = {
    "0": "`ivrdsl explain Menu`",
    "1": "`ivrdsl check plan.xml`, where the plan has an error,",
    "2": "`ivrdsl explain no-such-word`",
    "3": "`ivrdsl verify plan.xml --max-steps 1`",
    "130": "`ivrdsl verify plan.xml` and Ctrl-C twice",
}
