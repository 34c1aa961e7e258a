"""The recorded sounds that somebody has, by what plans call them; a soft noise stands for all others."""

from collections.abc import Sequence
from typing import Final

from ivrdsl.model.structs import replace
from ivrdsl.sounds import pcm, tones
from ivrdsl.sounds.folder import SoundFile
from ivrdsl.sounds.headers import BadSound
from ivrdsl.sounds.tracks import Sound
from ivrsim.core.lengths import file_of
from ivrsim.core.platform import Platform

NOBODY_HAS_IT: Final = Sound(tones.noise(), again=True)
"""Stands for what is heard and nobody has."""


class Library:
    """Recorded sounds.

    Args:
        sounds: those that there are.

    Attributes:
        files: their paths.
    """

    def __init__(self, sounds: Sequence[SoundFile] = ()) -> None:
        self.files = [each.path for each in sounds]
        self._lengths_ms = {key: each.ms for each in sounds for key in each.keys}
        self._paths = {key: each.path for each in sounds for key in each.keys}
        self._read: dict[tuple[str, int], Sound] = {}
        self._unplayed: dict[str, str] = {}
        self._told: set[str] = set()

    def on(self, platform: Platform) -> Platform:
        """A platform on which these sounds are as long as they are."""
        return replace(platform, sounds_ms=tuple(sorted({**dict(platform.sounds_ms), **self._lengths_ms}.items())))

    def told(self) -> list[tuple[str, str]]:
        """The files that a call would have played and that cannot be, and why; each is told once."""
        new = [(path, reason) for path, reason in self._unplayed.items() if path not in self._told]
        self._told.update(self._unplayed)
        return new

    def sound(self, name: str, ms: int) -> Sound:
        """The beginning of a sound, or what stands for it.

        Args:
            name: as the plan has it: a number, or a URL.
            ms: how much of it, in ms.
        """
        path = self._paths.get(name) or self._paths.get(file_of(name))
        if path is None:
            return NOBODY_HAS_IT
        if (path, ms) not in self._read:
            self._read[path, ms] = self._file(path, ms)
        return self._read[path, ms]

    def _file(self, path: str, ms: int) -> Sound:
        try:
            return Sound(pcm.read(path, ms))
        except BadSound as error:
            self._unplayed[path] = str(error)
            return NOBODY_HAS_IT
