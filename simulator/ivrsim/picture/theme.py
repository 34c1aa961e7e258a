"""How cards look: the style sheet, light and dark, and a sign for each kind: colour is never the only one."""

from typing import Final

FONTS: Final = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, 'Liberation Sans', 'Noto Sans', 'DejaVu Sans',"
    " sans-serif"
)

LIGHT: Final = {
    "ground": "#f4f6f8",
    "card": "#ffffff",
    "edge": "#c3ccd6",
    "rule": "#e4e9ee",
    "ink": "#17212b",
    "soft": "#52606e",
    "line": "#6b7a89",
    "key": "#eef2f6",
    "start": "#1b7340",
    "keys": "#a04a00",
    "prompt": "#1659a0",
    "question": "#7a5c00",
    "deed": "#6a3a9e",
    "error": "#b3261e",
    "caught": "#8a5a00",
    "never": "#767f88",
    "lit": "#ffe9a8",
}
DARK: Final = {
    "ground": "#12171c",
    "card": "#1d252d",
    "edge": "#45525f",
    "rule": "#303a44",
    "ink": "#e9eef3",
    "soft": "#a9b5c1",
    "line": "#8593a1",
    "key": "#2b3640",
    "start": "#6fcf97",
    "keys": "#f0a35e",
    "prompt": "#7db8f5",
    "question": "#e3c25a",
    "deed": "#c39bf0",
    "error": "#ff8a80",
    "caught": "#e0b060",
    "never": "#8d98a3",
    "lit": "#45390c",
}
_ACCENTS: Final = {
    "start": "start",
    "keys": "keys",
    "prompt": "prompt",
    "pause": "prompt",
    "question": "question",
    "transfer": "deed",
    "recording": "deed",
    "action": "deed",
    "error": "error",
    "end": "soft",
    "note": "question",
    "passing": "soft",
    "astray": "never",
}
"""By the kind of a card: its colour."""

_SHAPE: Final = f"""\
.flow text {{ font-family: {FONTS}; font-size: 12px; white-space: pre; unicode-bidi: isolate; }}
.flow .head, .flow .said {{ font-size: 13px; }}
.flow .named {{ font-weight: 600; }}
.flow .number, .flow .assumed {{ font-size: 11px; }}
.flow .count, .flow .key {{ font-weight: 600; }}
.flow .note {{ font-style: italic; }}
.flow .face, .flow .cap {{ stroke-width: 1; }}
.flow .rule {{ stroke-width: 1; }}
.flow .icon, .flow .plus {{ fill: none; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }}
.flow .line {{ fill: none; stroke-width: 1.6; stroke-linejoin: round; }}
.flow .caught.line {{ stroke-dasharray: 6 4; }}
.flow .hung-up.line {{ stroke-dasharray: 1.6 4; stroke-linecap: round; }}
.flow .unreached .face, .flow .after .face {{ stroke-dasharray: 5 4; }}
.flow .band {{ fill: none; }}
.flow .lit.line {{ stroke-width: 4; }}
.flow .lit .face {{ stroke-width: 3; }}
.flow a {{ cursor: pointer; text-decoration: none; }}
.flow a:hover .to, .flow a:focus .to {{ text-decoration: underline; }}
.flow .card:target .face {{ stroke-width: 3; }}
.flow .row:not(.folded) > .fold, .flow .folded > .port {{ display: none; }}
"""


def _colours(colour: dict[str, str]) -> str:
    kinds = "".join(
        f".flow .of-{kind} .bar {{ fill: {colour[each]}; }}\n.flow .of-{kind} .icon {{ stroke: {colour[each]}; }}\n"
        for kind, each in _ACCENTS.items()
    )
    return f"""\
svg.flow:root {{ background: {colour["ground"]}; }}
.flow .ground {{ fill: {colour["ground"]}; }}
.flow .face {{ fill: {colour["card"]}; stroke: {colour["edge"]}; }}
.flow .rule {{ stroke: {colour["rule"]}; }}
.flow text {{ fill: {colour["ink"]}; }}
.flow .soft, .flow .number, .flow .note, .flow .assumed, .flow .to {{ fill: {colour["soft"]}; }}
.flow .cap {{ fill: {colour["key"]}; stroke: {colour["edge"]}; }}
.flow .line {{ stroke: {colour["line"]}; }}
.flow .plus {{ stroke: {colour["soft"]}; }}
.flow .port {{ fill: {colour["line"]}; }}
{kinds}.flow .caught.line {{ stroke: {colour["caught"]}; }}
.flow .caught .port {{ fill: {colour["caught"]}; }}
.flow .never.line {{ stroke: {colour["never"]}; }}
.flow .never .port, .flow .unreached .bar {{ fill: {colour["never"]}; }}
.flow .unreached .icon {{ stroke: {colour["never"]}; }}
.flow .unreached text {{ fill: {colour["soft"]}; }}
.flow .card:target .face {{ stroke: {colour["prompt"]}; }}
.flow .lit .face, .flow .lit > .band {{ fill: {colour["lit"]}; }}
.flow .lit .face {{ stroke: {colour["soft"]}; }}
"""


STYLE: Final = f"{_SHAPE}{_colours(LIGHT)}@media (prefers-color-scheme: dark) {{\n{_colours(DARK)}}}\n"
"""The style sheet of a drawing; every rule of it is about what is inside `.flow`."""
_NAMED: Final = "".join([f"--flow-{name}: light-dark({LIGHT[name]}, {DARK[name]}); " for name in LIGHT])
PAGE_STYLE: Final = f".flow {{ {_NAMED}}}\n{_SHAPE}{_colours({name: f'var(--flow-{name})' for name in LIGHT})}"
"""The same in fewer bytes, for a page in a browser of today."""

ICONS: Final = {
    "start": "M4.5 2.5h2l1 3L6 6.5A7 7 0 0 0 9.5 10l1-1.5 3 1v2A1.5 1.5 0 0 1 12 13 10 10 0 0 1 3 4q0-1.5 1.5-1.5z",
    "keys": "M3.5 3.5h.01M8 3.5h.01M12.5 3.5h.01M3.5 8h.01M8 8h.01M12.5 8h.01M3.5 12.5h.01M8 12.5h.01M12.5 12.5h.01",
    "prompt": "M2.5 3h11v7.5h-6l-3 2.5v-2.5h-2z",
    "pause": "M8 2a6 6 0 1 0 .01 0zM8 5v3.2l2 1.3",
    "question": "M8 1.8l6.2 6.2L8 14.2 1.8 8z",
    "transfer": "M2 5.5h11M10 2.5l3 3-3 3M14 11H3M6 8.5L3 11l3 2.5",
    "recording": "M8 2a6 6 0 1 0 .01 0zM8 6.2a1.8 1.8 0 1 0 .01 0z",
    "action": "M3 3.5h10M3 8h10M3 12.5h6",
    "end": "M3.5 3.5h9v9h-9z",
    "error": "M8 2l6.5 11.5h-13zM8 6.5v3.2M8 11.6h.01",
    "note": "M3 2.5h7l3 3v8H3zM10 2.5v3h3",
    "passing": "M2.5 8h10M9 4.5L12.5 8 9 11.5",
    "astray": "M2.5 8h3M7 8h2M10.5 8h3",
}
"""By the kind of a card: the path of its sign, 16 pixels wide and high."""
