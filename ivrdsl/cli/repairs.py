"""Files that `check --fix` mends: what each would become, shown or written."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ivrdsl.checking.control import Control
from ivrdsl.checking.repair import mended
from ivrdsl.errors import LoadError
from ivrdsl.files.names import is_calls, is_python, read_bytes, require_file, split


class Mend(NamedTuple):
    """A file that can be mended.

    Attributes:
        file: its path.
        old, new: its content, before and after.
        repairs: how many were made.
    """

    file: str
    old: bytes
    new: bytes
    repairs: int

    def diff(self) -> str:
        """The change as a unified diff."""
        from ivrdsl.findings.render.diff import unified
        from ivrdsl.xml.encoding import decode

        return unified(decode(self.old), decode(self.new), self.file)

    def write(self) -> None:
        """Write the file.

        Raises:
            LoadError: it cannot be written, or was changed meanwhile.
        """
        from ivrdsl.files.writing import write_back

        write_back(self.file, self.new, was=self.old)


def mends(
    sources: Sequence[str], unread: list[tuple[str, str]], control: Control, *, unsafe: bool, max_bytes: int
) -> Iterator[Mend]:
    """Yield the XML files that change; others are mended by their authors, whom the findings tell how."""
    for source in sources:
        path, _ = split(source)
        if is_python(path) or is_calls(path):
            continue
        try:
            require_file(path)
            old = read_bytes(path, max_bytes)
        except LoadError as error:
            unread.append((source, str(error)))
            continue
        new, repairs = mended(old, path, unsafe=unsafe, max_bytes=max_bytes, control=control)
        if new != old:
            yield Mend(path, old, new, repairs)
