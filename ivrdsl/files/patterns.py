"""The files that a command line means by FILES: files, patterns and folders, to a list of plans in a stable order.

Python files must be named, or matched by a pattern that ends in .py. To see whether one holds a plan, one has to run
it, and nobody wants a whole folder run. So must files of calls (.call), whose plans are run. Links to folders are not
followed on the way down, so that there are no loops.
"""

import os
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from typing import Final, NamedTuple

from ivrdsl.errors import LoadError, XmlError
from ivrdsl.files.names import is_calls, is_python, read_bytes, split
from ivrdsl.files.origins import look_for
from ivrdsl.xml import read
from ivrdsl.xml.encoding import decode

SKIPPED_FOLDERS: Final = frozenset({"node_modules", "__pycache__"})
"""Folders of other people's files, beside the hidden ones (.git, .venv, .tox)."""
_WILD: Final = re.compile(r"[*?[]")
_SEPARATOR: Final = re.compile(r"[/\\]" if os.sep == "\\" else "/")
_HEAD_BYTES: Final = 64 * 1024
"""Bytes of a file in which the first tag is looked for; behind a longer prolog it is found by parsing."""
# Atomic and possessive: a hostile prolog full of comments must not make the search backtrack.
_FIRST_TAG: Final = (
    r"(?s)(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*)?>)*+<(?:[^\s<>/:]*:)?([^\s<>/]+)[\s/>]"
)
_DIALPLAN: Final = r"(?i)<(?:[\w.-]+:)?dialplan\b"
"""Both are texts: compiling them costs start-up time, and a file that is named needs neither."""

Unread = list[tuple[str, str]]


class Expanded(NamedTuple):
    """What the arguments of a command line mean.

    Attributes:
        sources: FILE or FILE.py:NAME, none twice: sorted by path within an argument, the arguments in their order.
        others: files that were found, not named, and are not dialplans.
        unread: arguments that give nothing, and folders that cannot be read, each with the reason.
        matched: those of the sources that a pattern or a folder gave, and nobody named.
    """

    sources: list[str]
    others: list[str]
    unread: Unread
    matched: frozenset[str] = frozenset()


def expand(arguments: Iterable[str]) -> Expanded:
    """Find the plans that arguments mean.

    Args:
        arguments: FILE or FILE.py:NAME, which stay as they are, present or not. Or a folder (the *.xml in it, at any
            depth), or a pattern such as `plans/**/*.xml`, where `**` stands for any number of folders. Folders and `*`
            leave out what is hidden.
    """
    parts = [_expansion(argument) for argument in arguments]
    sources: dict[str, str] = {}
    for source in (source for part in parts for source in part.sources):
        sources.setdefault(_identity(source), source)
    others = dict.fromkeys(other for part in parts for other in part.others)
    named = {_identity(source) for part in parts for source in part.sources if source not in part.matched}
    matched = frozenset(source for key, source in sources.items() if key not in named)
    unread = [each for part in parts for each in part.unread]
    return Expanded(list(sources.values()), list(others), unread, matched)


def files_like(pattern: str, folder: str) -> list[str]:
    """The files of a folder that a pattern, or a name, means, sorted; none where there are none."""
    plain = os.path.join(folder, pattern)
    look_for(plain)
    if os.path.exists(plain) or not _WILD.search(pattern):
        return [plain] if os.path.isfile(plain) else []
    from glob import escape  # few look for files

    return sorted(_matching(os.path.join(escape(folder), pattern), []))


def _expansion(argument: str) -> Expanded:
    unread: Unread = []
    path, name = split(argument)
    if os.path.isdir(argument):
        found = sorted(_in_folder(argument, unread))
    elif _WILD.search(path) and not os.path.exists(path) and not os.path.exists(argument):
        found = sorted(each for each in _matching(path, unread) if is_calls(path) or not is_calls(each))
    else:
        return Expanded([argument], [], [])
    for each in [each for each in found if split(each)[1] is not None]:  # else its first half would be run
        unread.append((each, f"{each}: a name with `.py:` inside means a plan in a Python file; rename the file"))
        found.remove(each)
    plans = [each for each in found if _may_be_plan(each)]
    if not plans and not unread:
        unread.append((argument, _nothing(argument, len(found))))
    others = sorted(set(found) - set(plans))
    sources = [f"{each}:{name}" if name else each for each in plans]
    return Expanded(sources, others, unread, frozenset(sources))


def _nothing(argument: str, others: int) -> str:
    if others:
        files = "the only file there is not a dialplan" if others == 1 else f"the {others} files are not dialplans"
        return f"{argument}: nothing to check: {files}"
    if os.path.isdir(argument):
        return f"{argument}: nothing to check: there are no *.xml files in this folder (name Python files one by one)"
    hint = "" if is_python(argument) or is_calls(argument) else " (Python files need a pattern that ends in .py)"
    return f"{argument}: nothing to check: no file matches{hint}"


def _identity(source: str) -> str:
    """What identifies a file, in whatever spelling, links among them."""
    path, name = split(source)
    return f"{os.path.realpath(path)}:{name or ''}"


def _in_folder(folder: str, unread: Unread) -> Iterator[str]:
    """The XML files in a folder and the folders in it."""
    for here in _folders(folder, unread):
        names = (name for name in _names(here, unread) if name.lower().endswith(".xml") and not name.startswith("."))
        yield from filter(_is_file, (_join(here, name) for name in names))


def _matching(pattern: str, unread: Unread) -> Iterator[str]:
    """The files that a pattern matches, each once."""
    drive, rest = os.path.splitdrive(pattern)
    start = drive + os.sep if _SEPARATOR.match(rest) else drive or "."
    parts = [part for part in _SEPARATOR.split(rest) if part]
    found = set(_below(start, parts, unread))
    return (path for path in found if _is_file(path) and (is_python(pattern) or not is_python(path)))


def _below(folder: str, parts: list[str], unread: Unread) -> Iterator[str]:
    """What the parts of a pattern match in a folder."""
    part, *rest = parts
    if part == "**":
        while rest and rest[0] == "**":
            rest.pop(0)
        for each in _folders(folder, unread):
            yield from _below(each, rest or ["*"], unread)
        return
    names = [part] if not _WILD.search(part) else [n for n in _names(folder, unread) if _fits(n, part)]
    for path in (_join(folder, name) for name in names):
        if not rest:
            yield path
        elif os.path.isdir(path):
            yield from _below(path, rest, unread)


def _fits(name: str, part: str) -> bool:
    return fnmatch(name, part) and not _is_skipped(name) if not part.startswith(".") else fnmatch(name, part)


def _folders(folder: str, unread: Unread) -> Iterator[str]:
    """A folder, and all below it but those that are skipped."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        yield here
        paths = [_join(here, name) for name in _names(here, unread) if not _is_skipped(name)]
        waiting += [path for path in paths if os.path.isdir(path) and not os.path.islink(path)]


def _names(folder: str, unread: Unread) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError as error:
        reason = (folder, f"{folder} cannot be read: {error.strerror}")
        if reason not in unread:
            unread.append(reason)
        return []


def _join(folder: str, name: str) -> str:
    return name if folder == "." else os.path.join(folder, name)


def _is_skipped(name: str) -> bool:
    return name.startswith(".") or name in SKIPPED_FOLDERS


def _is_file(path: str) -> bool:
    """Whether it is a file, or a link to nothing, which its reader will report; not a pipe, which may never end."""
    return os.path.isfile(path) or (os.path.islink(path) and not os.path.exists(path))


def _may_be_plan(path: str) -> bool:
    """Whether a file that was found is to be checked: a dialplan, a broken one, Python, or what cannot be read."""
    if is_python(path) or is_calls(path):
        return True
    try:
        head = read_bytes(path, _HEAD_BYTES)
        first = re.match(_FIRST_TAG, decode(head))
        return (first is not None and _is_dialplan(first[1])) or _is_dialplan_within(read_bytes(path, read.MAX_BYTES))
    except LoadError:
        return True


def _is_dialplan_within(content: bytes) -> bool:
    """Whether a file that does not begin as a dialplan is one: by its root, or by any dialplan tag if it is broken."""
    if not re.search(_DIALPLAN, decode(content)):
        return False
    try:
        return _is_dialplan(str(read.parse(content).tag))
    except XmlError:
        return True


def _is_dialplan(tag: str) -> bool:
    return tag.rpartition("}")[2].lower() == "dialplan"
