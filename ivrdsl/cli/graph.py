"""`ivrdsl graph FILE`"""

import json
import os.path
import re
from typing import TYPE_CHECKING

from ivrdsl.cli import options, syntax
from ivrdsl.cli.output import echo, require_other, show_or_write
from ivrdsl.files.names import split

if TYPE_CHECKING:
    from ivrsim.picture.boxes import Picture

FORMATS = ("mermaid", "dot")

_ENDINGS = {".mmd": "mermaid", ".mermaid": "mermaid", ".dot": "dot", ".gv": "dot", ".json": "json"}
"""What the name of a file says about its format."""
_DRAWN_BY_OTHERS = (".svg", ".png", ".pdf")
"""Endings of files that dot makes of DOT."""


@syntax.command("graph")
@syntax.argument("file", plan="each")
@options.plan
@syntax.option(
    "--format",
    "format_",
    type=syntax.choice(FORMATS),
    help="Which language to draw in; default is what -o ends in (.mmd, .dot, .json), else mermaid.",
)
@syntax.option("--reachable", is_flag=True, help="Leave out what no call gets to; it is grey otherwise.")
@syntax.option("--all", "everything", is_flag=True, help="A box for every instruction, an arrow for every way.")
@options.secrets
@syntax.option("--show-secrets", is_flag=True, help="Do not mask secrets.")
@syntax.option("-o", "--output", type=syntax.path(dir_okay=False), help="Write the picture to a file.")
@options.as_json
def command(
    file: str,
    plan: options.PlanOptions,
    format_: str | None,
    reachable: bool,
    everything: bool,
    secrets: list[re.Pattern[str]],
    show_secrets: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Draw a dialplan as the simulator runs it: a box for what the call does, an arrow for each way it can take.

    FILE is FILE.py, FILE.py:NAME or FILE.xml, or the name of a plan of the project. Dashed arrows are catches; dotted
    ones are for a callee who has hung up. A goto is no box of its own; names in brackets are quirks of the platform
    that a way leans on.
    """
    from ivrdsl.cli.plan import read_plan

    if as_json and format_:
        raise syntax.UsageError("--json is a format of its own: give it without --format")
    format_ = "json" if as_json else format_ or _format_of(output)
    require_other(output, [split(file)[0]])
    platform = plan.platform()
    loaded = read_plan(file, plan)
    from ivrsim.compiling.compile import compile_plan
    from ivrsim.picture.draw import draw

    picture = draw(
        compile_plan(loaded.plan, platform),
        everything=everything,
        only_reached=reachable,
        show_secrets=show_secrets,
        secrets=secrets,
    )
    text = _text_of(picture, format_, loaded.lines)
    show_or_write(text.encode(), output)
    _show_notes(picture, format_, text)


def _format_of(output: str | None) -> str:
    """The format that the name of a file asks for.

    Raises:
        UsageError: it is one that other programs make.
    """
    stem, ending = os.path.splitext(output or "")
    if ending.lower() in _DRAWN_BY_OTHERS:
        kind = ending[1:].lower()
        raise syntax.UsageError(
            f"graph writes no {kind.upper()}: write {stem}.dot, and  dot -T{kind} {stem}.dot -o {output}  draws it"
        )
    return _ENDINGS.get(ending.lower(), FORMATS[0])


def _text_of(picture: "Picture", format_: str, lines: list[int | None]) -> str:
    match format_:
        case "json":
            from ivrsim.picture.data import as_data

            return json.dumps(as_data(picture, lines), indent=2) + "\n"
        case "dot":
            from ivrsim.picture.dot import as_dot

            return as_dot(picture)
        case _:
            from ivrsim.picture.mermaid import as_mermaid

            return as_mermaid(picture)


def _show_notes(picture: "Picture", format_: str, text: str) -> None:
    """Say on stderr what somebody who looks at the picture should know."""
    from ivrsim.picture.boxes import NOWHERE

    grey = sum(box.reached == NOWHERE for box in picture.boxes)
    if grey:
        boxes, them = ("box is", "it") if grey == 1 else ("boxes are", "them")
        echo(f"{grey} of {len(picture.boxes)} {boxes} grey: no call gets to {them}", err=True)
    if format_ == "mermaid":
        from ivrsim.picture.mermaid import MOST_ARROWS, MOST_CHARACTERS

        if len(picture.arrows) > MOST_ARROWS or len(text) > MOST_CHARACTERS:
            limits = f"maxEdges, {MOST_ARROWS}, and maxTextSize, {MOST_CHARACTERS}"
            echo(f"Mermaid draws this only with larger limits ({limits}); --format dot has none", err=True)
