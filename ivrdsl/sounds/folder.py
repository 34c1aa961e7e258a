"""The files of sound in a folder and those in it, how long each is, and which of them have one name."""

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ivrdsl.errors import LoadError
from ivrdsl.sounds.headers import ENDINGS, BadSound, length_ms
from ivrdsl.sounds.keys import keys_of


class SoundFile(NamedTuple):
    """A file of sound.

    Attributes:
        path: where it is.
        keys: what plans may call it.
        ms: how long it is, in ms.
    """

    path: str
    keys: list[str]
    ms: int


class Folder(NamedTuple):
    """What a folder holds.

    Attributes:
        sounds: the files of sound, by path.
        problems: what is wrong with others: the path, and the reason.
        others: how many files do not end as sounds do.
    """

    sounds: list[SoundFile]
    problems: list[tuple[str, str]]
    others: int

    @property
    def lengths_ms(self) -> dict[str, int]:
        """The length of each sound in ms, by each of its keys."""
        return {key: sound.ms for sound in self.sounds for key in sound.keys}


def read_folder(folder: str) -> Folder:
    """Read the headers of all sounds in a folder and in the folders in it. Hidden files and folders are passed over.

    Raises:
        LoadError: there is no such folder, it cannot be read, or no sound is in it.
        IvrError: the extra `speech` is not installed.
    """
    files = list(_files(folder))
    named = [path for path in files if path.lower().endswith(ENDINGS)]
    if not named:
        raise LoadError(f"{folder} has no sounds: no file in it ends with {' or '.join(ENDINGS)}", usage=True)
    sounds, problems = [], []
    for path in named:
        try:
            sounds.append(SoundFile(path, keys_of(os.path.basename(path)), length_ms(path)))
        except BadSound as error:
            problems.append((path, str(error)))
    return Folder(sounds, problems + _contradictions(sounds), len(files) - len(named))


def _files(folder: str) -> Iterator[str]:
    """All files that are not hidden, in order."""

    def cannot_read(error: OSError) -> None:
        raise LoadError(f"{error.filename} cannot be read: {error.strerror}", usage=True)

    for here, folders, names in os.walk(folder, onerror=cannot_read):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (os.path.join(here, name) for name in sorted(names) if not name.startswith("."))


def _contradictions(sounds: Sequence[SoundFile]) -> list[tuple[str, str]]:
    """Sounds that a plan would call the same as one before, and that are not as long."""
    first: dict[str, SoundFile] = {}
    found = []
    for sound in sounds:
        for key in sound.keys:
            other = first.setdefault(key, sound)
            if other.ms != sound.ms:
                lengths = f"it is {sound.ms / 1000} s long, and {other.path} is {other.ms / 1000} s"
                found.append((sound.path, f"{lengths}: both would be {key}; keep one of them in this folder"))
                break
    return found
