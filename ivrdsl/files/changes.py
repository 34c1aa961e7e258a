"""Whether what runs have read has changed since: by what the system says of each file, and then by its content.

Theory of operation. Each file is looked at now and then. The list is short and exact, so whole folders need not be
watched. This works behind links, on network drives and in containers, and for files that are not there yet. An editor
may put a new file in place of the old one. A file that was touched and holds what it held has not changed.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Generic, NamedTuple, TypeVar

from ivrdsl.files import origins
from ivrdsl.files.origins import Signature

Owner = TypeVar("Owner", bound=Hashable)


class _Seen(NamedTuple):
    """What a file was when somebody read it.

    Attributes:
        signature: what the system said of it.
        digest: of its content.
        is_settled: whether it has been compared once more since it changed; a clock of files may be too coarse to
            tell two changes apart.
    """

    signature: Signature
    digest: bytes
    is_settled: bool


class Changes(Generic[Owner]):
    """What runs have read, and whose files have changed.

    Args:
        signature, digest: what is known of a path; see `files/origins.py`.
    """

    def __init__(
        self,
        signature: Callable[[str], Signature] = origins.signature,
        digest: Callable[[str], bytes] = origins.digest,
    ) -> None:
        self._signature = signature
        self._digest = digest
        self._of: dict[Owner, dict[str, bytes]] = {}
        self._seen: dict[str, _Seen] = {}
        self._has_news = False

    def __len__(self) -> int:
        return len(self._seen)

    def keep(self, owner: Owner, read: Mapping[str, Signature]) -> set[str]:
        """Note what a run has read, in place of what an earlier one has.

        Args:
            owner: whose run it was.
            read: each path, and what the system said of it before it was read.

        Returns:
            The paths that have changed since they were read: what came of the run is old.
        """
        old = {path for path, signature in read.items() if not self._is_still(path, signature)}
        self._of[owner] = {path: self._seen[path].digest for path in read}
        self._forget_unread()
        return old

    def drop(self, owner: Owner) -> None:
        """Forget an owner."""
        self._of.pop(owner, None)
        self._forget_unread()

    def look(self) -> dict[Owner, set[str]]:
        """Look at every file; those of each owner that have changed since they were read. Each change is told once."""
        for path, seen in self._seen.items():
            self._look_at(path, seen)
        if not self._has_news:
            return {}
        self._has_news = False
        found = {}
        for owner, paths in self._of.items():
            changed = {path for path, digest in paths.items() if digest != self._seen[path].digest}
            if changed:
                found[owner] = changed
                paths.update((path, self._seen[path].digest) for path in changed)
        return found

    def is_as(self, path: str, signature: Signature) -> bool:
        """Whether the system says of a file what it said before; its content is not compared."""
        return self._signature(path) == signature

    def _is_still(self, path: str, signature: Signature) -> bool:
        """Whether a file is what a run has read; notes what it is now."""
        seen = self._seen.get(path)
        now = self._signature(path)
        if seen is None or seen.signature != now or not seen.is_settled:
            digest = self._digest(path)
            now = self._signature(path)
            self._note(path, _Seen(now, digest, is_settled=now == signature))
        return now == signature

    def _look_at(self, path: str, seen: _Seen) -> None:
        now = self._signature(path)
        if now != seen.signature or not seen.is_settled:
            self._note(path, _Seen(now, self._digest(path), is_settled=now == seen.signature))

    def _note(self, path: str, seen: _Seen) -> None:
        before = self._seen.get(path)
        self._has_news |= before is not None and before.digest != seen.digest
        self._seen[path] = seen

    def _forget_unread(self) -> None:
        """Forget files that nobody has read."""
        left = set().union(*self._of.values())
        for path in [path for path in self._seen if path not in left]:
            del self._seen[path]
