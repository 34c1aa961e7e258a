"""Finds numbers that come twice in a list of any length: in buckets on the disk, one of which fits into memory."""

import tempfile
from array import array
from collections.abc import Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import IO, Final

from ivrdsl.files.recipients.counts import BUCKETS

_IN_MEMORY: Final = 1 << 16
"""Bytes of a bucket that go to no disk."""


class NumberBuckets:
    """All numbers of a list, each with its line; a context, which leaves no file behind."""

    def __init__(self) -> None:
        self._files: list[IO[bytes]] = []
        self._stack = ExitStack()

    def __enter__(self) -> "NumberBuckets":
        self._files = [
            self._stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY, prefix="ivrdsl-"))  # noqa: SIM115
            for _ in range(BUCKETS)
        ]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, numbers: "Mapping[int, array[int]]") -> None:
        """Add the numbers of a block; blocks come in the order of the file."""
        for bucket, found in numbers.items():
            self._files[bucket].write(found.tobytes())

    def repeated(self) -> "array[int]":
        """The lines of all numbers that stand in an earlier line, too; sorted."""
        lines = array("Q")
        for file in self._files:
            file.seek(0)
            found = array("Q")
            found.frombytes(file.read())
            numbers = found[0::2]
            if len(set(numbers)) < len(numbers):
                lines.extend(_repeated(numbers, found[1::2]))
        return array("Q", sorted(lines))


def _repeated(numbers: "array[int]", lines: "array[int]") -> "array[int]":
    seen: set[int] = set()
    found = array("Q")
    for number, line in zip(numbers, lines, strict=True):
        if number in seen:
            found.append(line)
        seen.add(number)
    return found
