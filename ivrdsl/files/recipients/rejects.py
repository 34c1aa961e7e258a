"""Rows that are not right: counted by reason, the first ones shown, and all written aside."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Final

from ivrdsl.errors import IvrError
from ivrdsl.files.recipients.counts import RejectedRow
from ivrdsl.files.writing import write_pieces

SHOWN: Final = 10
_IN_MEMORY: Final = 1 << 20
_PIECE: Final = 1 << 20


class Rejects:
    """Rows that are not right; a context, which leaves no file behind but the one that `write` writes.

    Attributes:
        counts: how many there are, by reason.
        first: the first of them.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.first: list[RejectedRow] = []
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY, prefix="ivrdsl-")  # noqa: SIM115  # closed with this

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, rows: Sequence[RejectedRow], delimiter: str) -> None:
        """Add rows."""
        for row in rows:
            self.counts[row.why.reason] += 1
            self._file.write(f"{row.line}{delimiter}{row.why.reason}{delimiter}".encode() + row.raw + b"\n")
        self.first = sorted((*self.first, *rows[:SHOWN]))[:SHOWN]

    def write(self, path: str, names: Sequence[str], delimiter: str) -> None:
        """Write all rows to a file: line, reason, and the row as it is.

        Raises:
            IvrError: it cannot be written.
        """
        header = delimiter.join(("line", "reason", *(_cell(name, delimiter) for name in names)))
        try:
            write_pieces(path, self._pieces(header.encode() + b"\n"))
        except OSError as error:
            told = f"rows that are not right cannot be written aside to {path}: {error.strerror or error}"
            raise IvrError(f"{told}; give --rejected FILE") from None

    def _pieces(self, header: bytes) -> Iterator[bytes]:
        yield header
        self._file.seek(0)
        while piece := self._file.read(_PIECE):
            yield piece


def _cell(name: str, delimiter: str) -> str:
    """A name as a cell of CSV."""
    return '"' + name.replace('"', '""') + '"' if delimiter in name or '"' in name else name
