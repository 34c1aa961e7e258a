"""What `--ivr-cov` does in a pytest session: it adds up what the calls of all tests covered, and tells it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any, Final

import pytest

from ivrdsl.errors import IvrError
from ivrdsl.files import coverage as files
from ivrdsl.findings.render.safe import safe
from ivrdsl.testing.plans import Played
from ivrsim.coverage.shares import as_json, from_json, story
from ivrsim.coverage.tally import Coverage, Tally

_WORKER: Final = "ivrdsl_coverage"
"""The name under which a worker of pytest-xdist hands over what its tests covered."""
_COLOURS: Final[dict[str, dict[str, bool]]] = {
    "plan": {"bold": True},
    "missing": {"yellow": True},
    "unreachable": {"light": True},
    "verdict": {"bold": True},
}


class Covering:
    """The coverage of one session.

    Args:
        config: of the session.

    Raises:
        pytest.UsageError: an option is wrong, or the data file holds something else.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._here = os.path.realpath(config.invocation_params.dir)
        self._fail_under: float | None = config.getoption("--ivr-cov-fail-under")
        self._save: str | None = config.getoption("--ivr-cov-save")
        self._tally = Tally()
        self._others = Coverage()
        self._remark = ""
        if self._fail_under is not None and not 0 <= self._fail_under <= 100:
            raise pytest.UsageError(f"--ivr-cov-fail-under: {self._fail_under:g} is not a percentage from 0 to 100")
        if self._save is not None:
            self._save = os.path.join(self._here, self._save)
            self._require_data(self._save)

    @staticmethod
    def _require_data(path: str) -> None:
        """Refuse a data file that cannot be added to, before any test has run."""
        try:
            if os.path.lexists(path):
                files.read(path)
            elif not os.path.isdir(os.path.dirname(path)):
                raise IvrError(f"{os.path.dirname(path)}: there is no such folder")
        except IvrError as error:
            raise pytest.UsageError(f"--ivr-cov-save: {error}") from None

    def count(self, played: Iterable[Played], report: pytest.TestReport) -> None:
        """Count the calls of a test that has run; one that was skipped says nothing."""
        if report.outcome == "skipped" or (report.when != "call" and not report.failed):
            return
        once = {id(each.call.line): each for each in reversed(list(played))}  # a callee may play a call of `dial`
        for call, source, varies in reversed(once.values()):
            name = files.named(source, self._here) if source else ""
            self._tally.add(call.line, source=name, varies=varies, passed=report.passed)

    def add(self, worker: Any) -> None:
        """Add what a worker of pytest-xdist hands over."""
        told = getattr(worker, "workeroutput", {}).get(_WORKER)
        if told is not None:
            self._others = self._others.merge(from_json(json.loads(told)))

    @property
    def coverage(self) -> Coverage:
        return self._others.merge(self._tally.coverage())

    def finish(self, session: pytest.Session) -> None:
        """Save what was covered, and fail the session if that is too little."""
        output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[_WORKER] = json.dumps(as_json(self.coverage))
            return
        if session.config.getoption("collectonly"):
            return
        if self._save is not None:
            self._add_to_file(session, self._save)
        under = self._fail_under is not None and self.coverage.is_under(self._fail_under)
        if under and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _add_to_file(self, session: pytest.Session, path: str) -> None:
        shown = os.path.relpath(path, self._here)
        try:
            files.save(path, self.coverage)
            self._remark = f"added to {shown}"
        except IvrError as error:
            self._remark = str(error)
            session.exitstatus = pytest.ExitCode.USAGE_ERROR

    def tell(self, reporter: pytest.TerminalReporter) -> None:
        """Print the report."""
        if reporter.config.getoption("collectonly"):
            return
        reporter.section("coverage of dialplans")
        for kind, line in story(self.coverage, self._fail_under):
            reporter.write_line(safe(line), **_COLOURS.get(kind, {}))
        if self._remark:
            reporter.write_line(self._remark)
