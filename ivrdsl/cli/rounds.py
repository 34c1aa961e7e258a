"""Looks at plans again when something has changed that they were loaded from: round by round.

Theory of operation. Runs are in other processes (`workers.py`), and write down what they read before they read it. So
this process runs nothing of the user's, and a run that never ends is ended when its files change. What a run has
found counts only if all that it read is still the same when it ends.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

from ivrdsl.cli.exits import CLEAN, USAGE, Ended
from ivrdsl.cli.look import Standing, Watched, look, meant, read_journal
from ivrdsl.cli.news import News, told
from ivrdsl.cli.summary import worst_of
from ivrdsl.cli.workers import Crew, Outcome, Work, Workers
from ivrdsl.files.changes import Changes
from ivrdsl.files.names import split
from ivrdsl.files.origins import Signature, place_of, signature

Key = tuple[str, str]
"""What a subject is called, and its source."""
_WORDS: Final[Key] = ("", "")
"""What the words of the command line mean is found out by a run, too."""
_MOST_TRIES: Final = 3
"""Runs after which what came out is told, though a file has changed meanwhile: the plan changes it itself."""


class Running(Protocol):
    """Runs that go on; see `Workers`."""

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended them."""

    def outcomes(self) -> Iterator[Outcome]:
        """What comes of them, in order."""


Run = Callable[[Work, Sequence[tuple[Any, ...]], Callable[[list[int], int], None]], Running]
"""Starts runs: what each does, the arguments of each, and who is told a few times a second how far they are."""


def processes(jobs: int, crew: Crew) -> Run:
    """Runs in processes of a crew, so many at a time."""
    return lambda work, runs, watch: Workers(work, runs, min(jobs, len(runs)), watch, crew)


class WatchRound(NamedTuple):
    """What is told of a round.

    Attributes:
        changed: the files for which it was run; none of the first one.
        problem: why nobody knows what the command line means, if it is so.
        subjects: all that are watched.
        ended: how the last run of each ended.
        done: those of which this round has found something, and what their runs have printed.
        news: what is otherwise than it was told before.
    """

    changed: Sequence[str]
    problem: Outcome | None
    subjects: Sequence[Watched]
    ended: Sequence[Ended]
    done: Sequence[tuple[Watched, Outcome]]
    news: Sequence[News]

    @property
    def code(self) -> int:
        """The exit code of a command that has found this."""
        problem = [] if self.problem is None else [self.problem.ended]
        return worst_of([*problem, *self.ended])

    @property
    def is_in_vain(self) -> bool:
        """Whether nothing could be looked at: the command was wrong."""
        return all(each.code == USAGE for each in self.ended)


class _Abandoned(Exception):  # noqa: N818  # never leaves this file
    """What a round reads has changed: what comes of it would be old."""


class Rounds:
    """Looks at what words of a command line mean, and again at what has changed.

    Args:
        words: files, folders, patterns or names; none for all plans of the project.
        values: of the options of the commands that are run; see `look`.
        run: starts runs.
        changes: what they have read.
        progress: is told how far they are: the names that go on, how many have ended, and of how many.
    """

    def __init__(
        self,
        words: Sequence[str],
        values: Mapping[str, Any],
        run: Run,
        changes: Changes[Key],
        progress: Callable[[Sequence[str], int, int], None] = lambda going, ended, of: None,
    ) -> None:
        self._words = words
        self._values = values
        self._run = run
        self._changes = changes
        self._progress = progress
        self._subjects: dict[Key, Watched] = {}
        self._stale = {_WORDS}
        self._tries: dict[Key, int] = {}
        self._changed: set[str] = set()
        self._problem: Outcome | None = None
        self._outcomes: dict[Key, Outcome] = {}
        self._untold: set[Key] = set()
        self._standings: dict[Key, Standing] = {}

    def heed(self) -> bool:
        """Look whether something has changed since the last look."""
        return bool(self._heed())

    def _heed(self) -> set[Key]:
        found = self._changes.look()
        self._stale |= found.keys()
        self._changed = self._changed.union(*found.values())
        return set(found)

    def next(self) -> WatchRound | None:
        """Do what there is to do; what is to be told of it, None if it was abandoned because more has changed.

        Raises:
            KeyboardInterrupt: Ctrl-C came.
        """
        try:
            if _WORDS in self._stale:
                self._find_subjects()
            todo = [key for key in self._subjects if key in self._stale]
            for key, outcome in self._look_at(todo):
                self._outcomes[key] = outcome
                self._untold.add(key)
        except _Abandoned:
            return None
        return None if self._stale else self._told()

    def _find_subjects(self) -> None:
        for _, outcome in self._runs(meant, {_WORDS: (self._words,)}):
            self._problem = None if outcome.ended.code == CLEAN else outcome
            found: list[Watched] = outcome.ended.handed or []
            before, self._subjects = self._subjects, {(each.name, each.source): each for each in found}
            for gone in before.keys() - self._subjects.keys():
                self._changes.drop(gone)
                self._outcomes.pop(gone, None)
                self._stale.discard(gone)
            self._stale |= {
                key for key, each in self._subjects.items() if key not in before or before[key].beside != each.beside
            }
            self._untold &= self._subjects.keys()

    def _look_at(self, todo: Sequence[Key]) -> Iterator[tuple[Key, Outcome]]:
        return self._runs(look, {key: (self._subjects[key], self._values) for key in todo})

    def _runs(self, work: Work, arguments: Mapping[Key, tuple[Any, ...]]) -> Iterator[tuple[Key, Outcome]]:
        """What comes of runs that is not old; the others stay stale.

        Raises:
            _Abandoned: what one of them reads, or has read the last time, has changed.
            KeyboardInterrupt: Ctrl-C came.
        """
        if not arguments:
            return
        keys = list(arguments)
        files = {key: _file_of(key) for key in keys}  # watched even if a run dies before it has read them
        with tempfile.TemporaryDirectory(prefix="ivrdsl-") as folder:
            journals = [os.path.join(folder, str(number)) for number in range(len(keys))]

            def watch(going: list[int], ended: int) -> None:
                self._progress([keys[number][0] for number in going], ended, len(keys))
                self._require_unchanged({keys[number]: journals[number] for number in going})

            running = self._run(work, [(*arguments[key], at) for key, at in zip(keys, journals, strict=True)], watch)
            try:
                for key, at, outcome in zip(keys, journals, running.outcomes(), strict=False):
                    if running.interrupted:
                        break
                    if self._is_whole(key, {**files[key], **read_journal(at)}):
                        yield key, outcome
            finally:  # it may have come at any time, while a round was being given up, too
                if running.interrupted:
                    raise KeyboardInterrupt

    def _require_unchanged(self, going: Mapping[Key, str]) -> None:
        """Look at what runs that go on have read, so far and the last time.

        Args:
            going: their journals.

        Raises:
            _Abandoned: it has changed.
        """
        changed = self._heed()
        if _WORDS in changed or not changed.isdisjoint(going):
            raise _Abandoned
        for path, before in (pair for at in going.values() for pair in read_journal(at).items()):
            if not self._changes.is_as(path, before):
                self._changed.add(path)
                raise _Abandoned

    def _is_whole(self, key: Key, read: Mapping[str, Signature]) -> bool:
        """Whether all that a run has read is as it was; then it has been looked at."""
        old = self._changes.keep(key, read)
        self._tries[key] = self._tries.get(key, 0) + 1
        if old and self._tries[key] < _MOST_TRIES:
            return False
        del self._tries[key]
        self._stale.discard(key)
        return True

    def _told(self) -> WatchRound:
        changed, self._changed = _named(self._changed), set()
        done = [(self._subjects[key], self._outcomes[key]) for key in self._subjects if key in self._untold]
        self._untold.clear()
        ended = [self._outcomes[key].ended for key in self._subjects]
        now = {key: self._outcomes[key].ended.handed or Standing() for key in self._subjects}
        news, self._standings = told(self._standings, now)
        return WatchRound(changed, self._problem, list(self._subjects.values()), ended, done, news)


def _file_of(key: Key) -> dict[str, Signature]:
    """The file of a subject, and what it is now."""
    if key == _WORDS:
        return {}
    path = os.path.abspath(split(key[1])[0])
    return {path: signature(path)}


def _named(paths: Iterable[str]) -> list[str]:
    """What people call files that have changed; a folder only where none of its files has."""
    found = {place_of(path) for path in paths}
    folders = {os.path.dirname(each) or os.curdir for each in found}
    return sorted(found - folders)
