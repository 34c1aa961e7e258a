"""Reads callers.toml: who answers, what they do, and how long that takes. docs/callers.md says what may stand there."""

from typing import Final

from ivrdsl.errors import CallersError
from ivrdsl.files.toml import read_toml
from ivrsim.callers.changes import with_changes
from ivrsim.callers.defaults import usual_callers
from ivrsim.callers.model import Callers
from ivrsim.core.platform import Platform

UNSOURCED: Final = "your file, no source"
"""What is listed as the source of numbers for which a file names none."""


def read_callers(path: str, platform: Platform) -> Callers:
    """Read a model of callers. What the file does not say is as usual on the platform, and listed as assumed.

    Raises:
        LoadError: the file cannot be read, or it says what it cannot; the text names the line and the nearest word.
    """
    file = read_toml(path)
    try:
        return with_changes(usual_callers(platform), file.table, unsourced=UNSOURCED)
    except CallersError as error:
        raise file.wrong(error.name, str(error)) from None
