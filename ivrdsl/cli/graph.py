"""`ivrdsl graph FILE`"""

import json
import os.path
import re
import sys
from typing import TYPE_CHECKING

from ivrdsl.cli import options, syntax
from ivrdsl.cli.output import echo, require_other, show_or_write
from ivrdsl.files.names import split

if TYPE_CHECKING:
    from ivrsim.picture.boxes import Picture

FORMATS = ("mermaid", "dot", "svg", "png")

_ENDINGS = {
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".dot": "dot",
    ".gv": "dot",
    ".svg": "svg",
    ".png": "png",
    ".json": "json",
}
"""What the name of a file says about its format."""
_DRAWN = ("svg", "png")
"""Formats of cards, which can be folded."""
_DRAWN_BY_OTHERS = (".pdf",)
"""Endings of files that dot makes of DOT."""


@syntax.command("graph")
@syntax.argument("file", plan="each")
@options.plan
@syntax.option(
    "--format",
    "format_",
    type=syntax.choice(FORMATS),
    help="What to draw; default is what -o ends in (.mmd, .dot, .svg, .png, .json), else mermaid.",
)
@syntax.option("--reachable", is_flag=True, help="Leave out what no call gets to; it is grey otherwise.")
@syntax.option("--all", "everything", is_flag=True, help="A box for every instruction, an arrow for every way.")
@syntax.option("--fold", is_flag=True, help="Of an SVG or PNG of 30 cards or more, show the first levels only.")
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
    fold: bool,
    secrets: list[re.Pattern[str]],
    show_secrets: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Draw a dialplan as the simulator runs it: a box for what the call does, an arrow for each way it can take.

    FILE is FILE.py, FILE.py:NAME or FILE.xml, or the name of a plan of the project. Dashed arrows are catches; dotted
    ones are for a callee who has hung up. A goto is no box of its own; names in brackets are quirks of the platform
    that a way leans on. An SVG or a PNG has cards instead: one for each menu, or for what happens between two
    decisions, and a row for each way out.
    """
    from ivrdsl.cli.plan import read_plan

    if as_json and format_:
        raise syntax.UsageError("--json is a format of its own: give it without --format")
    format_ = "json" if as_json else format_ or _format_of(output)
    _require_drawn(format_, output, fold=fold)
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
    data = _data_of(picture, format_, loaded.lines, fold=fold)
    show_or_write(data, output)
    _show_notes(picture, format_, data)


def _require_drawn(format_: str, output: str | None, *, fold: bool) -> None:
    """See to it that a format can be folded, and shown where it goes.

    Raises:
        UsageError: it cannot.
    """
    if fold and format_ not in _DRAWN:
        raise syntax.UsageError(f"--fold is for cards, and {format_} has none: give --format svg or --format png")
    if format_ == "png" and output is None and sys.stdout.isatty():
        raise syntax.UsageError("a terminal shows no PNG: write it to a file with -o FILE.png")


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


def _data_of(picture: "Picture", format_: str, lines: list[int | None], *, fold: bool) -> bytes:
    match format_:
        case "json":
            from ivrsim.picture.data import as_data

            return (json.dumps(as_data(picture, lines), indent=2) + "\n").encode()
        case "dot":
            from ivrsim.picture.dot import as_dot

            return as_dot(picture).encode()
        case "svg":
            from ivrsim.picture.svg import as_svg

            return as_svg(picture, fold=fold).encode()
        case "png":
            from ivrsim.picture.png import as_png

            return as_png(picture, fold=fold)
        case _:
            from ivrsim.picture.mermaid import as_mermaid

            return as_mermaid(picture).encode()


def _show_notes(picture: "Picture", format_: str, data: bytes) -> None:
    """Say on stderr what somebody who looks at the picture should know."""
    from ivrsim.picture.boxes import NOWHERE

    what, several = "box", "boxes"
    reached = [box.reached for box in picture.boxes]
    if format_ in _DRAWN:
        from ivrsim.picture.tree import cards_of

        what, several = "card", "cards"
        reached = [card.reached for card in cards_of(picture).cards if card.places]
    if grey := reached.count(NOWHERE):
        told = f"{what} is grey: no call gets to it" if grey == 1 else f"{several} are grey: no call gets to them"
        echo(f"{grey} of {len(reached)} {told}", err=True)
    if format_ == "mermaid":
        from ivrsim.picture.mermaid import MOST_ARROWS, MOST_CHARACTERS

        if len(picture.arrows) > MOST_ARROWS or len(data.decode()) > MOST_CHARACTERS:
            limits = f"maxEdges, {MOST_ARROWS}, and maxTextSize, {MOST_CHARACTERS}"
            echo(f"Mermaid draws this only with larger limits ({limits}); --format dot has none", err=True)
