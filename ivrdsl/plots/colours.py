"""The colours of plots: those of the page and of the drawing, by what they stand for, light and dark."""

from typing import Final

from ivrsim.picture.theme import DARK, FONTS, LIGHT

GROUND: Final = LIGHT["card"]
INK: Final = LIGHT["ink"]
SOFT: Final = LIGHT["soft"]
RULE: Final = LIGHT["rule"]
FIRST: Final = LIGHT["prompt"]
SECOND: Final = LIGHT["keys"]
THIRD: Final = LIGHT["deed"]
FOURTH: Final = LIGHT["start"]
LINES: Final = (FIRST, SECOND, THIRD, FOURTH)
"""For several things in one plot; `DASHES` tells them apart where colours do not."""
DASHES: Final = ("-", (0, (6, 2)), (0, (2, 2)), (0, (6, 2, 2, 2)))

_NAMES: Final = {LIGHT[name]: name for name in ("card", "ink", "soft", "rule", "prompt", "keys", "deed", "start")}
_SHAPE: Final = f"""\
.plot {{ stroke-linejoin: round; stroke-linecap: butt; fill: #000; }}
.plot text {{ font-family: {FONTS}; white-space: pre; unicode-bidi: isolate; }}
.plot .mark {{ paint-order: stroke; stroke-width: 4px; }}
"""


def colour_name(hex_colour: str) -> str:
    """The class of what is drawn in a colour.

    Raises:
        KeyError: it is none of ours.
    """
    return _NAMES[hex_colour]


def _rules(colours: dict[str, str]) -> str:
    rules = [
        f".plot .f-{name} {{ fill: {colours[name]}; }}\n.plot .s-{name} {{ stroke: {colours[name]}; }}\n"
        for name in _NAMES.values()
    ]
    return f"{''.join(rules)}.plot .mark {{ stroke: {colours['card']}; }}\n"


PAGE_PLOTS: Final = _SHAPE + _rules({name: f"light-dark({LIGHT[name]}, {DARK[name]})" for name in LIGHT})
"""The style of plots that stand in a file for a browser."""
ALONE: Final = f"{_SHAPE}{_rules(LIGHT)}@media (prefers-color-scheme: dark) {{\n{_rules(DARK)}}}\n"
"""The style of a plot that is a file of its own."""
