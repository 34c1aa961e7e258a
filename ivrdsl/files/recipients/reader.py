"""Reads a list of recipients: a number of them, or a file of any size, of which counts alone are kept."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, pairwise
from typing import Final, NamedTuple
from zoneinfo import available_timezones

from ivrdsl.errors import IvrError
from ivrdsl.files.recipients.blocks import BLOCK_BYTES, PARQUET, Block, RecipientFile, recipient_file
from ivrdsl.files.recipients.columns import FIRST_NUMBER, ZONE, columns_of
from ivrdsl.files.recipients.counts import BlockCount, ColumnLayout, RejectedRow, counted, read_rows, require_few
from ivrdsl.files.recipients.duplicates import NumberBuckets
from ivrdsl.files.recipients.rejects import Rejects
from ivrdsl.files.recipients.rows import TWICE, BadRow, GoodRow, RecipientKind

Spread = Callable[[Callable[[Block], BlockCount], Iterable[Block]], Iterable[BlockCount]]
"""Has blocks counted, and returns what comes of them in their order, as `map` does."""
MOST: Final = 1_000_000_000
"""Recipients."""


class Recipients(NamedTuple):
    """Who is called.

    Attributes:
        kinds: how many recipients there are of each kind, sorted.
        rows: of the file; how many there are, where it is a number.
        rejected: how many rows are not right, by reason; the commonest first.
        first_rejected: the first of them.
        ignored: the names of columns that were not read.
        rejected_file: where rows that are not right have been written to; "" where there are none.
    """

    kinds: Mapping[RecipientKind, int]
    rows: int
    rejected: Mapping[str, int] = {}
    first_rejected: tuple[RejectedRow, ...] = ()
    ignored: tuple[str, ...] = ()
    rejected_file: str = ""

    @property
    def good(self) -> int:
        """How many recipients there are."""
        return sum(self.kinds.values())


def read_recipients(
    source: str,
    attributes: Iterable[str] = (),
    *,
    rejected: str | None = None,
    spread: Spread = map,
    block_bytes: int = BLOCK_BYTES,
) -> Recipients:
    """Read recipients.

    Args:
        source: a number of them, or a file: CSV, CSV in gzip, Parquet, or a folder of Parquet.
        attributes: the names of those that matter; recipients who differ in nothing else are one kind.
        rejected: the file for rows that are not right; FILE.rejected.csv if not given.
        spread: who counts blocks.
        block_bytes: how much of a file is a block; it changes no result.

    Raises:
        IvrError: it is no file of recipients, none of its rows is right, or the others cannot be written aside.
    """
    if (size := _number(source)) is not None:
        return Recipients({RecipientKind("", "", (FIRST_NUMBER,), ()): size}, size)
    file = recipient_file(source)
    layout = _layout(file, attributes)
    names = list(layout.columns.names)
    path = f"{source.rstrip('/')}.rejected.csv" if rejected is None else rejected
    with NumberBuckets() as numbers, Rejects() as rejects:
        kinds: Counter[RecipientKind] = Counter()
        rows = 0
        for found in spread(partial(counted, layout), file.blocks(names, block_bytes)):
            rows += found.rows
            kinds.update(found.kinds)
            require_few(layout, len(kinds))
            numbers.add(found.numbers)
            rejects.add(found.rejected, layout.delimiter)
        for row, kind in _repeated(layout, file.blocks(names, block_bytes), numbers.repeated()):
            kinds[kind] -= 1
            rejects.add([row], layout.delimiter)
        good = {kind: count for kind, count in sorted(kinds.items()) if count}
        if rejects.counts:
            rejects.write(path, names, layout.delimiter)
        made = Recipients(
            good, rows, dict(rejects.counts.most_common()), tuple(rejects.first), layout.columns.ignored,
            path if rejects.counts else "",
        )  # fmt: skip
    if not good:
        told = f"none of its {rows:,} rows is right: {_told(made.rejected)}" if rows else "it has no rows"
        raise IvrError(f"{source}: {told}")
    return made


def _number(source: str) -> int | None:
    """A number of recipients, as 50000, 50_000 or 50,000; None for the name of a file.

    Raises:
        IvrError: nobody has so many, or none.
    """
    digits = source.strip().replace("_", "").replace(",", "")
    if not (digits.isascii() and digits.removeprefix("-").isdigit()):
        return None
    if len(digits) > len(str(MOST)) or not 1 <= int(digits) <= MOST:
        raise IvrError(f"{source[:40]} is no number of recipients from 1 to {MOST:,}")
    return int(digits)


def _layout(file: RecipientFile, attributes: Iterable[str]) -> ColumnLayout:
    names, delimiter = file.header()
    columns = columns_of(file.path, names, attributes)
    if file.format == PARQUET:
        columns = columns.narrowed()
    zones: frozenset[str] = frozenset()
    if ZONE in columns.places:
        zones = frozenset(available_timezones())
        if not zones:
            raise IvrError("this machine has no list of time zones: pip install tzdata")
    return ColumnLayout(file.path, file.format, delimiter, columns, zones)


def _repeated(
    layout: ColumnLayout, blocks: Iterable[Block], lines: "array[int]"
) -> Iterator[tuple[RejectedRow, RecipientKind]]:
    """Read lines again whose numbers stand in an earlier one."""
    if not lines:
        return
    for block, following in pairwise(chain(blocks, (None,))):
        assert block is not None  # only the last one is
        begin = bisect_left(lines, block.first)
        end = len(lines) if following is None else bisect_left(lines, following.first)
        wanted = set(lines[begin:end])
        for line, found, raw in read_rows(layout, block) if wanted else ():
            if line in wanted and isinstance(found, GoodRow):
                yield RejectedRow(line, BadRow(TWICE), raw), found.kind


def _told(rejected: Mapping[str, int]) -> str:
    """How many rows are not right, by reason."""
    return ", ".join(f"{count:,} {reason}" for reason, count in rejected.items())
