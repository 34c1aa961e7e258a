"""A file's name as other tools want it: from the folder where the command ran, with forward slashes, or as a URI."""

import os
from typing import Final
from urllib.parse import quote

_ONLY_IN_FILE_URIS: Final = ":"
"""A colon in the first part of a relative URI would read as a scheme; in a file URI it is a drive's."""


def inside(file: str, root: str) -> str | None:
    """The way from a folder to a file, with forward slashes; None for a file that is elsewhere.

    Args:
        file: as it was named on a command line.
        root: the folder, absolute.
    """
    path, top = os.path.abspath(os.path.join(root, file)), os.path.join(os.path.abspath(root), "")
    return path[len(top) :].replace(os.sep, "/") if path.startswith(top) and path != top else None


def relative_uri(path: str) -> str:
    """A relative URI of a path with forward slashes; bytes that are no text keep their values."""
    return quote(_path_bytes(path), safe="/")


def file_uri(file: str, root: str) -> str:
    """The absolute URI of a file: `file:///srv/plans/a%20b.xml`."""
    path = os.path.abspath(os.path.join(root, file)).replace(os.sep, "/")
    share = os.sep == "\\" and path.startswith("//")  # \\server\share: the server is the URI's host
    return "file:" + ("" if share else "///") + quote(_path_bytes(path if share else path.lstrip("/")), safe=_SAFE)


_SAFE: Final = "/" + _ONLY_IN_FILE_URIS


def _path_bytes(path: str) -> bytes:
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character, which no file system gave us
        return path.encode("utf-8", "replace")
