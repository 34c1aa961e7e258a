"""The one script of the page: the player, the layout of cards, and what draws them."""

from functools import cache
from pathlib import Path
from typing import Final

from ivrdsl.page.brevity import small_script
from ivrdsl.page.document import asset
from ivrsim.automaton.trial import player_source
from ivrsim.picture import layout

_LAYOUT: Final = Path(layout.__file__).with_suffix(".js")
OF_THE_PAGE: Final = ("elements.js", "session.js", "links.js", "picture.js", "phone.js", "transcript.js", "main.js")
"""Files of the page's own; each may use those before it."""


@cache
def script(*, plays: bool = True) -> str:
    """All of them as one script, whose names nobody else sees.

    Args:
        plays: whether there is a call to play; else the script has what makes tabs, and no more.
    """
    own = OF_THE_PAGE if plays else (OF_THE_PAGE[0], OF_THE_PAGE[-1])
    of_the_engine = [player_source(), _LAYOUT.read_text(encoding="utf-8")] if plays else []
    parts = [*of_the_engine, *map(asset, own)]
    return small_script("\n".join(['(() => {\n"use strict";', *parts, "})();"]))
