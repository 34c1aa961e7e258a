"""How a plan is named on a command line, and how its file is read. Knows no nodes, so that checking XML needs none."""

from pathlib import Path

from ivrdsl.errors import LoadError


def split(source: str) -> tuple[Path, str | None]:
    """Split `FILE.py:NAME`; NAME is None when it is not given."""
    path, colon, name = source.rpartition(":")
    if colon and path.endswith(".py"):
        return Path(path), name
    return Path(source), None


def is_python(path: Path) -> bool:
    return path.suffix == ".py"


def require_file(path: Path) -> None:
    """Raise LoadError unless the path is a file that can be read."""
    if path.is_dir():
        raise LoadError(f"{path} is a directory; name a file", usage=True)
    if not path.exists():
        raise LoadError(f"{path}: there is no such file", usage=True)


def read_bytes(path: Path, max_bytes: int) -> bytes:
    """Read a file, not more of it than needed to see that it is too large."""
    try:
        with path.open("rb") as file:
            return file.read(max_bytes + 1)
    except OSError as error:
        raise LoadError(f"{path} cannot be read: {error.strerror}", usage=True) from None


def shown(file: str, path: Path) -> str:
    """A file's name as users know it: as they wrote it, or from the current folder if it is in there."""
    if not file:
        return str(path)
    full = Path(file)
    if full.resolve() == path.resolve():
        return str(path)
    return str(full.relative_to(Path.cwd())) if full.is_relative_to(Path.cwd()) else file
