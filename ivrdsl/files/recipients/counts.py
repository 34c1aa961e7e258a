"""Counts the rows of a block: what a worker does. What it returns depends on the block alone."""

import csv
import io
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from ivrdsl.errors import IvrError
from ivrdsl.files.recipients.blocks import PARQUET, Block
from ivrdsl.files.recipients.cells import LONGEST_LINE, WITH_NUL, cells_of_bytes
from ivrdsl.files.recipients.columns import RecipientColumns
from ivrdsl.files.recipients.rows import BAD_CELLS, BadRow, GoodRow, RecipientKind, RowReader

BUCKETS: Final = 256
"""Numbers are divided by their last digits, so that those of a bucket fit into memory."""
MOST_KINDS: Final = 10_000


class ColumnLayout(NamedTuple):
    """How the rows of a file are read.

    Attributes:
        path: the file, for messages.
        format: see `blocks`.
        delimiter: between the cells of CSV.
        columns: where the columns are.
        zones: the names of all zones.
    """

    path: str
    format: str
    delimiter: str
    columns: RecipientColumns
    zones: frozenset[str]


class RejectedRow(NamedTuple):
    """A row that is not right.

    Attributes:
        line: of the file, counted from 1; in Parquet the number of the row.
        why: what is wrong with it.
        raw: as it stands in the file; rows of Parquet as CSV.
    """

    line: int
    why: BadRow
    raw: bytes


class BlockCount(NamedTuple):
    """What a block holds.

    Attributes:
        rows: of it; lines without anything are none.
        kinds: how many rows there are of each kind.
        numbers: by bucket, each number with its line behind it.
        rejected: what is not right, in order.
    """

    rows: int
    kinds: dict[RecipientKind, int]
    numbers: "dict[int, array[int]]"
    rejected: list[RejectedRow]


class ReadRow(NamedTuple):
    """A row with its place: its line, what it says, and how it stands in the file."""

    line: int
    found: GoodRow | BadRow
    raw: bytes


def counted(layout: ColumnLayout, block: Block) -> BlockCount:
    """Count a block.

    Raises:
        IvrError: there are more kinds of recipients than anybody has groups.
    """
    kinds: Counter[RecipientKind] = Counter()
    numbers: dict[int, array[int]] = {}
    rejected: list[RejectedRow] = []
    rows = 0
    for line, found, raw in read_rows(layout, block):
        rows += 1
        if isinstance(found, BadRow):
            rejected.append(RejectedRow(line, found, raw))
            continue
        kinds[found.kind] += 1
        bucket = found.number % BUCKETS
        if bucket not in numbers:
            numbers[bucket] = array("Q")
        numbers[bucket].extend((found.number, line))
    require_few(layout, len(kinds))
    return BlockCount(rows, dict(kinds), numbers, rejected)


def require_few(layout: ColumnLayout, kinds: int) -> None:
    """Refuse columns that divide recipients one by one.

    Raises:
        IvrError: they do.
    """
    if kinds > MOST_KINDS:
        told = f"more than {MOST_KINDS:,} kinds of recipients by {', '.join(layout.columns.dividing)}"
        raise IvrError(f"{layout.path}: there are {told}: divide them by what few of them differ in")


def read_rows(layout: ColumnLayout, block: Block) -> Iterator[ReadRow]:
    """Return the rows of a block, in order."""
    reader = RowReader(layout.columns, layout.zones)
    if layout.format == PARQUET:
        yield from _rows_of_parquet(reader, block)
        return
    width, delimiter = len(layout.columns.names), layout.delimiter
    for line, raw in enumerate(block.data.split(b"\n")[:-1], block.first):
        raw = raw.removesuffix(b"\r")
        if not raw.strip():
            continue
        cells = cells_of_bytes(raw, delimiter)
        if isinstance(cells, str):
            yield ReadRow(line, BadRow(cells), raw[:LONGEST_LINE])
        elif len(cells) != width:
            yield ReadRow(line, BadRow(BAD_CELLS), raw)
        else:
            yield ReadRow(line, reader.read(cells), raw)


def _rows_of_parquet(reader: RowReader, block: Block) -> Iterator[ReadRow]:
    import pyarrow

    with pyarrow.ipc.open_stream(block.data) as stream:  # pyarrow loads ipc by itself
        columns = [[_text(cell) for cell in column.to_pylist()] for column in stream.read_all().columns]
    for line, cells in enumerate(zip(*columns, strict=True), block.first):
        found = BadRow(WITH_NUL) if any("\0" in cell for cell in cells) else reader.read(cells)
        yield ReadRow(line, found, _as_csv(cells) if isinstance(found, BadRow) else b"")


def _text(cell: Any) -> str:
    """A cell of Parquet as CSV would have it: numbers often are floats there, as some rows have none."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bytes):
        return cell.decode(errors="replace")
    return str(cell)


def _as_csv(cells: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue().encode(errors="replace")
