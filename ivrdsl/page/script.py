"""The one script of the page: the player, the layout of cards, and what draws them."""

from functools import cache
from pathlib import Path
from typing import Final

from ivrdsl.page.document import asset, compact
import ivrsim

_ENGINE: Final = Path(ivrsim.__file__).parent
OF_THE_ENGINE: Final = (("automaton", "player.js"), ("picture", "layout.js"))
"""Files of the engine's: what they say is theirs, and said once."""
OF_THE_PAGE: Final = (
    "elements.js",
    "session.js",
    "links.js",
    "picture.js",
    "phone.js",
    "transcript.js",
    "proofs.js",
    "sheets.js",
    "main.js",
)
"""Files of the page's own; each may use those before it."""


@cache
def script() -> str:
    """All of them as one script, whose names nobody else sees."""
    parts = [(_ENGINE.joinpath(*path)).read_text(encoding="utf-8") for path in OF_THE_ENGINE]
    parts += [asset(name) for name in OF_THE_PAGE]
    return '(() => {\n"use strict";\n' + compact("\n".join(parts)) + "})();\n"
