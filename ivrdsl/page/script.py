"""The one script of the page: the player, the layout of cards, and what draws them."""

from functools import cache
from pathlib import Path
from typing import Final

import ivrsim
from ivrdsl.page.brevity import small_script
from ivrdsl.page.document import asset

_ENGINE: Final = Path(ivrsim.__file__).parent
OF_THE_ENGINE: Final = (("automaton", "player.js"), ("picture", "layout.js"))
"""Files of the engine's: what they say is theirs, and said once."""
OF_THE_PAGE: Final = ("elements.js", "session.js", "links.js", "picture.js", "phone.js", "transcript.js", "main.js")
"""Files of the page's own; each may use those before it."""


@cache
def script() -> str:
    """All of them as one script, whose names nobody else sees."""
    parts = [_ENGINE.joinpath(*path).read_text(encoding="utf-8") for path in OF_THE_ENGINE]
    return joined_script(*parts, *map(asset, OF_THE_PAGE))


def joined_script(*parts: str) -> str:
    """Several scripts as one."""
    return small_script("\n".join(['(() => {\n"use strict";', *parts, "})();"]))
