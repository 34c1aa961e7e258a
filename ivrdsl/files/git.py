"""Plans of another revision: `HEAD~1:plan.py` is the file as git has it there, with everything beside it as it was
then.

The files of the revision are written to a temporary folder, so that what a plan imports is of its time too. The
repository, its index and the files that are checked out are never touched. The folder is removed in any case.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from ivrdsl.errors import LoadError
from ivrdsl.files.names import split

_DRIVE: Final = re.compile(r"[A-Za-z]:[\\/]")
_QUIET: Final = ("-c", "core.fsmonitor=false", "-c", "core.sparseCheckout=false")


class Opened(NamedTuple):
    """A plan that can be loaded.

    Attributes:
        source: as `load` takes it.
        named: as the user named it.
        root: the temporary folder that holds the revision's files; "" for a plan that lies where the user said.
        revision: its name; "" likewise.
    """

    source: str
    named: str
    root: str = ""
    revision: str = ""

    def told(self, text: str) -> str:
        """Return a text in which files of the revision are called as git calls them."""
        if not self.root:
            return text
        for folder in (self.root, os.path.realpath(self.root), os.path.relpath(self.root)):
            text = text.replace(folder + os.sep, f"{self.revision}:")
        return text


def is_of_revision(source: str) -> bool:
    """Whether a plan is named by a revision, `REV:FILE` or `REV:FILE.py:NAME`. A file that is there is what it is."""
    path, _ = split(source)
    revision, colon, inside = path.partition(":")
    if os.path.exists(path) or _DRIVE.match(path) or (os.name == "nt" and len(revision) == 1):
        return False
    file_and_name = os.path.exists(revision) and not inside.endswith((".py", ".xml"))
    return bool(revision and colon and inside) and not file_and_name


@contextmanager
def opened(source: str) -> Iterator[Opened]:
    """Make a plan ready to be loaded, whether it lies in a folder or in a revision of a git repository.

    Args:
        source: `FILE.xml`, `FILE.py[:NAME]`, or the same behind `REV:`. As for git, a file of a revision is named from
            the top of the repository, or from the current folder if it begins with `./` or is only there.

    Raises:
        LoadError: there is no git, no repository, no such revision or no such file in it.
    """
    if not is_of_revision(source):
        yield Opened(source, source)
        return
    path, name = split(source)
    revision, _, inside = path.partition(":")
    repository = _Repository(revision)
    file = repository.find(inside)
    with tempfile.TemporaryDirectory(prefix="ivrdsl-", ignore_cleanup_errors=True) as folder:
        repository.write_to(folder)
        there = os.path.join(folder, *file.split("/"))
        if not os.path.isfile(there):
            raise LoadError(f"{inside} is no file in {revision}", usage=True)
        yield Opened(there if name is None else f"{there}:{name}", source, folder, revision)


@contextmanager
def apart(opened_: Opened) -> Iterator[None]:
    """Forget, after a plan was loaded in this block, the modules that it brought along.

    Two plans may each have a module of the same name beside them; what the first has imported is not for the second.
    """
    before = set(sys.modules)
    folder = opened_.root or os.path.dirname(os.path.realpath(split(opened_.source)[0]))
    inside = os.path.join(os.path.realpath(folder), "")
    try:
        yield
    finally:
        for name in set(sys.modules) - before:
            if any(os.path.realpath(place).startswith(inside) for place in _places(sys.modules[name])):
                del sys.modules[name]


def _places(module: object) -> list[str]:
    """The files and folders that a module was made of."""
    file = getattr(module, "__file__", None)
    try:
        folders = [str(folder) for folder in getattr(module, "__path__", None) or ()]
    except Exception:  # noqa: BLE001  # a module may have anything by this name
        folders = []
    return [each for each in (file, *folders) if isinstance(each, str)]


class _Repository:
    """The git repository of the current folder, as one revision has it."""

    def __init__(self, revision: str) -> None:
        self._revision = revision
        if revision.startswith("-"):
            raise LoadError(f"{revision} is no revision of git", usage=True)
        self._folder = _git("rev-parse", "--absolute-git-dir", missing="is in no repository of git")
        self._below = _git("rev-parse", "--show-prefix")
        wanted = f"{revision}^{{tree}}"
        self._tree = _git("rev-parse", "--verify", "--quiet", "--end-of-options", wanted, missing="")
        if not self._tree:
            raise LoadError(f"git has no revision {revision!r}", usage=True)

    def find(self, inside: str) -> str:
        """Return the way to a file from the top of the repository.

        Raises:
            LoadError: the revision has no such file.
        """
        asked = inside.replace(os.sep, "/")
        if os.path.isabs(inside):
            raise LoadError(f"{inside}: a file of a revision is named from the top of the repository", usage=True)
        here = _normal(self._below + asked)
        tried = [here] if asked.startswith(("./", "../")) else [_normal(asked), here]
        for path in tried:
            if path and not path.startswith("../") and self._has(path):
                return path
        raise LoadError(f"{inside}: there is no such file in {self._revision}", usage=True)

    def write_to(self, folder: str) -> None:
        """Write all files of the revision to a folder, as a checkout would."""
        with tempfile.TemporaryDirectory(prefix="ivrdsl-", ignore_cleanup_errors=True) as own:
            environment = {"GIT_INDEX_FILE": os.path.join(own, "index")}
            where = (f"--git-dir={self._folder}", f"--work-tree={folder}")
            told = f"git cannot read all of {self._revision}"
            _git(*where, "read-tree", self._tree, more=environment, missing=told, folder=folder)
            _git(*where, "checkout-index", "--all", "--force", more=environment, missing=told, folder=folder)

    def _has(self, path: str) -> bool:
        return _git("cat-file", "-t", f"{self._tree}:{path}", missing="") == "blob"


def _normal(path: str) -> str:
    return os.path.normpath(path).replace(os.sep, "/")


def _git(*words: str, missing: str | None = None, more: dict[str, str] | None = None, folder: str | None = None) -> str:
    """Run git, never through a shell, and return what it says.

    Args:
        words: its arguments.
        missing: what a failure means, in words; "" if it is an answer too, for which "" is returned.
        more: variables of its environment.
        folder: where it runs.

    Raises:
        LoadError: there is no git, or it failed.
    """
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", **(more or {})}
    try:
        done = subprocess.run(
            ["git", *_QUIET, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment,
            cwd=folder,
            check=False,
        )
    except FileNotFoundError:
        raise LoadError("a plan of a revision needs git, which is not installed", usage=True) from None
    except (OSError, ValueError) as error:  # the latter: a null character in a name
        raise LoadError(f"git cannot be run: {error}", usage=True) from None
    if done.returncode == 0:
        return done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")
    if missing == "":
        return ""
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    reason = said[-1].removeprefix("fatal: ") if said else f"exit code {done.returncode}"
    if missing == "is in no repository of git":
        raise LoadError(f"the current folder {missing}, so it has no revisions ({reason})", usage=True)
    raise LoadError(f"{missing or 'git failed'}: {reason}", usage=True)
