"""A folder of `.call` files that a command makes: which files are its own, and whether it may write others."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ivrdsl.errors import LoadError
from ivrdsl.files.calls import plan_from, write_call_file
from ivrsim.core.platform import Platform
from ivrsim.script.callfile import WrittenCall

if TYPE_CHECKING:
    from ivrdsl.files.project import NamedPlan


class CallFolder:
    """A folder that a command writes `.call` files into. It never writes over a file that somebody else has made.

    Args:
        folder: the folder; it is made when the first file is written.
        command: the command, for example `ivrdsl paths`; its name stands in the first line of every file.
        plan: the plan that is called, as the command line names it; parameters: those of a plan that is a function.
        named: the plan, if it was named as the project names it. The files call it by that name where its file alone
            would be another call; else by its file.

    Raises:
        LoadError: the folder is a file, or the plan or a parameter has a line break, which no .call file can hold.
    """

    def __init__(
        self,
        folder: str,
        command: str,
        plan: str,
        parameters: Mapping[str, str],
        named: "NamedPlan | None" = None,
    ) -> None:
        for text in (plan, *parameters.values()):
            if text.splitlines() not in ([], [text]):
                raise LoadError(f"{text!r} has a line break, which no .call file can hold", usage=True)
        if os.path.exists(folder) and not os.path.isdir(folder):
            raise LoadError(f"{folder} is a file: give a folder", usage=True)
        self._folder = folder
        self._command = command
        self._plan = plan
        self._parameters = parameters
        self._named = named if named is not None and named.is_more_than_file else None

    @property
    def plan(self) -> str:
        """The plan as the files call it, but for the way from their folder."""
        return self._plan if self._named is None else self._named.name

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters that the files name: those that the project does not."""
        own = {} if self._named is None else self._named.parameters
        return {name: value for name, value in self._parameters.items() if own.get(name) != value}

    @property
    def given(self) -> Mapping[str, str]:
        """The values that are given to the calls of the files."""
        return {} if self._named is None else self._named.given

    def platform(self) -> Platform:
        """What the calls of the files are played on.

        Raises:
            LoadError: the project names none that there is.
        """
        return Platform() if self._named is None else self._named.platform()

    @property
    def mark(self) -> str:
        """What the first comment of every file begins with."""
        return f"made by {self._command}"

    def path(self, name: str) -> str:
        """Where a file of the folder stands."""
        return os.path.join(self._folder, name)

    def require_ours(self, paths: Iterable[str]) -> None:
        """Refuse to write over files that this command has not made.

        Raises:
            LoadError: one of these is there, and somebody else's.
        """
        for path in paths:
            if os.path.lexists(path) and not self._is_ours(path):
                raise LoadError(f"{path} is not {self.mark}, and stays as it is: give another folder", usage=True)

    def write(self, path: str, calls: Iterable[WrittenCall], notes: Sequence[str]) -> None:
        """Write a file in one step.

        Args:
            path: the file.
            calls: what it holds.
            notes: its first comments; the first one goes on with the mark.

        Raises:
            IvrError: it cannot be written.
        """
        first, *rest = notes
        plan = self.plan if self._named is not None else plan_from(os.path.dirname(path), self._plan)
        write_call_file(path, plan, self.parameters, calls, [f"{self.mark}: {first}", *rest])

    def left_over(self, paths: Sequence[str]) -> list[str]:
        """Files of earlier runs that this run has not written."""
        try:
            names = sorted(os.listdir(self._folder or "."))
        except OSError:
            return []
        found = [self.path(name) for name in names if name.endswith(".call")]
        return [path for path in found if path not in paths and self._is_ours(path)]

    def _is_ours(self, path: str) -> bool:
        begin = f"# {self.mark}".encode()
        try:
            with open(path, "rb") as file:
                return file.read(len(begin)) == begin
        except OSError:
            return False
