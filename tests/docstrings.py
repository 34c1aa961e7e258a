"""Reads what docstrings say: the sentence that comes first, and what each name under a heading means."""

import re
from inspect import cleandoc
from typing import Any, NamedTuple


class Docstring(NamedTuple):
    """A docstring in parts.

    Attributes:
        text: all before the first heading, with its paragraphs.
        names: what each name under `heading` means.
        raises: what is raised, and when.
    """

    text: str
    names: dict[str, str]
    raises: dict[str, str]

    @property
    def summary(self) -> str:
        """The first paragraph, on one line."""
        return " ".join(self.text.split("\n\n")[0].split())


def read(documented: Any, heading: str = "Args") -> Docstring:
    """The docstring of a class or a function."""
    text = cleandoc(documented.__doc__ or "")
    return Docstring(
        re.split(r"^[A-Z]\w+:$", text, flags=re.M)[0].strip(), _under(text, heading), _under(text, "Raises")
    )


def _under(text: str, heading: str) -> dict[str, str]:
    """The entries under a heading; one for several names counts for each."""
    found = re.search(rf"^{heading}:\n((?:    .*\n?|\n)+)", text, flags=re.M)
    entries = re.findall(r"^    ([\w, ]+): (.*(?:\n        .*)*)", found[1], flags=re.M) if found else []
    return {name: " ".join(means.split()) for names, means in entries for name in names.split(", ")}
