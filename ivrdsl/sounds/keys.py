"""Under which keys a platform file lists a sound: what a plan may call it. And the table itself, as TOML."""

import os
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

_IN_URLS: Final = "!$&'()*+,;=:@~"
"""Characters that the last part of a URL has as they are [RFC 3986]."""
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_NUMBER: Final = re.compile(r"[0-9]+")


def keys_of(name: str) -> list[str]:
    """What a plan may call a file: a sound's number, if that is its name, and the last part of a URL.

    A name that a URL cannot hold stands in it as `my%20sound.mp3`; one that it should not hold, such as `café.wav`, may
    be written either way.
    """
    stem = os.path.splitext(name)[0]
    number = [stem] if _NUMBER.fullmatch(stem) else []
    as_it_is = [name] if name.isprintable() and not set(name) & set(" ?#%") else []
    return list(dict.fromkeys([*number, *as_it_is, quote(os.fsencode(name), safe=_IN_URLS)]))


def as_toml(lengths_ms: Mapping[str, int]) -> str:
    """A table of lengths for a platform file, sorted by key; the blank line before it is for what it is put behind.

    Args:
        lengths_ms: by key, in ms.
    """
    return "\n[sounds_s]\n" + "".join(f"{_spelled(key)} = {ms / 1000}\n" for key, ms in sorted(lengths_ms.items()))


def _spelled(key: str) -> str:
    """A key of ours: it has no control characters, which TOML would want escaped."""
    return key if _BARE.fullmatch(key) else '"' + re.sub(r'(["\\])', r"\\\1", key) + '"'
