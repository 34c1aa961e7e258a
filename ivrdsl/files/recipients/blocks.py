"""Files of recipients, cut into blocks of whole rows: CSV, plain or compressed by gzip, and Parquet.

A block brings its bytes with it. So whoever counts it needs no file, and a cluster no disk that all can see.
"""

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final, NamedTuple

from ivrdsl.errors import IvrError
from ivrdsl.files.recipients.cells import LONGEST_LINE, cells_of

CSV: Final = "CSV"
PARQUET: Final = "Parquet"
BLOCK_BYTES: Final = 1 << 20
_BOM: Final = b"\xef\xbb\xbf"
_DELIMITERS: Final = ",;\t|"
_BATCH_ROWS: Final = 1 << 15
_GZIP: Final = b"\x1f\x8b"
_FOREIGN: Final = {
    b"PK\x03\x04": "a workbook, or another archive: save the sheet as CSV in UTF-8",
    b"\xff\xfe": "text in UTF-16: save it as CSV in UTF-8",
    b"\xfe\xff": "text in UTF-16: save it as CSV in UTF-8",
    b"BZh": "compressed by bzip2: unpack it, or use gzip",
    b"\xfd7zX": "compressed by xz: unpack it, or use gzip",
    b"\x28\xb5\x2f\xfd": "compressed by zstd: unpack it, or use gzip",
}


class Block(NamedTuple):
    """Rows of a file.

    Attributes:
        first: the line of the first one, counted from 1; in Parquet the number of the row.
        data: the lines of CSV, each with its line end; of Parquet a stream of Arrow.
    """

    first: int
    data: bytes


class RecipientFile(NamedTuple):
    """A file of recipients.

    Attributes:
        path: the file; of Parquet also a folder of files.
        format: `CSV` or `PARQUET`.
        is_packed: whether it is compressed by gzip.
    """

    path: str
    format: str
    is_packed: bool = False

    def header(self) -> tuple[list[str], str]:
        """The names of the columns, and what divides them.

        Raises:
            IvrError: it cannot be read, or has none.
        """
        if self.format == PARQUET:
            return _parquet_names(self.path), ","
        with self._opened() as file:
            line = file.readline(LONGEST_LINE + 1).removeprefix(_BOM)
        if len(line) > LONGEST_LINE:
            raise IvrError(f"{self.path}: its first line is longer than {LONGEST_LINE:,} bytes: no list of columns is")
        try:
            text = line.decode().rstrip("\r\n")
        except UnicodeDecodeError:
            raise IvrError(f"{self.path}: its first line is not UTF-8: save it as CSV in UTF-8") from None
        if "\r" in text:
            raise IvrError(f"{self.path}: its lines end with a carriage return alone: save it with usual line ends")
        delimiter = max(_DELIMITERS, key=text.count)
        if not text.strip():
            raise IvrError(f"{self.path}: its first line is empty, and should name the columns")
        cells = cells_of(text, delimiter)
        if isinstance(cells, str):
            raise IvrError(f"{self.path}: its first line, which names the columns, has {cells}")
        return [each.strip() for each in cells], delimiter

    def blocks(self, columns: list[str], block_bytes: int = BLOCK_BYTES) -> Iterator[Block]:
        """The rows, without the names of the columns.

        Args:
            columns: which are read; CSV is read wholly.
            block_bytes: about how large a block is.

        Raises:
            IvrError: it cannot be read.
        """
        if self.format == PARQUET:
            yield from _parquet_blocks(self.path, columns, max(block_bytes * _BATCH_ROWS // BLOCK_BYTES, 1))
            return
        with self._opened() as file:
            file.readline()
            yield from _lines(file, block_bytes)

    @contextmanager
    def _opened(self) -> Iterator[IO[bytes]]:
        try:
            with gzip.open(self.path, "rb") if self.is_packed else open(self.path, "rb") as file:
                yield file  # type: ignore[misc]  # gzip's file is one
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise IvrError(f"{self.path}: it is cut off or damaged: gzip cannot unpack it") from None
        except OSError as error:
            raise IvrError(f"{self.path} cannot be read: {error.strerror or error}") from None


def recipient_file(path: str) -> RecipientFile:
    """Return what a file of recipients is, by its content.

    Raises:
        IvrError: there is none, or it is something else.
    """
    if os.path.isdir(path):
        return RecipientFile(path, PARQUET)
    if not os.path.exists(path):
        from ivrdsl.files.names import near_file

        near = near_file(path, [path])
        raise IvrError(f"{path}: there is no such file, and it is no number of recipients{near and f'; {near}'}")
    if not os.path.isfile(path):
        raise IvrError(f"{path} is no ordinary file, and has to be read from its beginning more than once")
    try:
        with open(path, "rb") as file:
            begin = file.read(4)
    except OSError as error:
        raise IvrError(f"{path} cannot be read: {error.strerror}") from None
    if not begin:
        raise IvrError(f"{path} is empty: its first line names the columns, such as number,zone,group")
    for magic, told in _FOREIGN.items():
        if begin.startswith(magic):
            raise IvrError(f"{path} is {told}")
    return RecipientFile(path, PARQUET if begin == b"PAR1" else CSV, begin.startswith(_GZIP))


def _lines(file: IO[bytes], block_bytes: int) -> Iterator[Block]:
    """Cut the rest of a file at line ends. Of a line that is too long the begin stays."""
    first, rest = 2, b""
    while data := file.read(block_bytes):
        data = rest + data
        cut = data.rfind(b"\n") + 1
        block, rest = data[:cut], data[cut:]
        if block:
            yield Block(first, block)
            first += block.count(b"\n")
        if len(rest) > LONGEST_LINE:
            _skip_line(file, block_bytes)
            yield Block(first, rest[: LONGEST_LINE + 1] + b"\n")
            first, rest = first + 1, b""
    if rest:
        yield Block(first, rest + b"\n")


def _skip_line(file: IO[bytes], block_bytes: int) -> None:
    while (data := file.readline(block_bytes)) and not data.endswith(b"\n"):
        pass


# --- Parquet ----------------------------------------------------------------------------------------------------------


def _parquet() -> Any:
    try:
        import pyarrow.parquet
    except ModuleNotFoundError as error:
        raise IvrError(f"{error.name} is not installed; Parquet needs: pip install 'ivrdsl[campaign]'") from None
    return pyarrow.parquet


def _parts(path: str) -> list[str]:
    """The files of a folder, as Dask and others write them, in the order of their numbers and names."""
    if not os.path.isdir(path):
        return [path]
    names = [name for name in os.listdir(path) if name.endswith(".parquet")]
    if not names:
        raise IvrError(f"{path} is a folder without a file *.parquet")
    return [os.path.join(path, name) for name in sorted(names, key=lambda name: (len(name), name))]


@contextmanager
def _reading(path: str) -> Iterator[None]:
    import pyarrow

    try:
        yield
    except (pyarrow.ArrowException, OSError) as error:
        reason = " ".join(str(error).split())
        raise IvrError(f"{path} cannot be read as Parquet: {reason}"[:300]) from None


def _parquet_names(path: str) -> list[str]:
    parquet = _parquet()
    names: list[str] | None = None
    for part in _parts(path):
        with _reading(part), parquet.ParquetFile(part) as file:
            found = list(file.schema_arrow.names)
        if names is not None and found != names:
            raise IvrError(f"{part}: its columns are {', '.join(found)}; those of the files before: {', '.join(names)}")
        names = found
    return names or []


def _parquet_blocks(path: str, columns: list[str], rows: int) -> Iterator[Block]:
    import pyarrow

    parquet = _parquet()
    first = 1
    for part in _parts(path):
        with _reading(part), parquet.ParquetFile(part) as file:
            for batch in file.iter_batches(batch_size=rows, columns=columns):
                stream = io.BytesIO()
                with pyarrow.ipc.new_stream(stream, batch.schema) as writer:
                    writer.write_batch(batch.select(columns))
                yield Block(first, stream.getvalue())
                first += batch.num_rows
