"""Pytest plugin: collects call scripts (`*.call`) as tests, and gives tests written in Python a `dial` fixture.

This file is part of every pytest start where ivrdsl is installed, so it imports nothing of ivrdsl until it must. It
must when a call script is collected, the fixture is used, or an option names a platform.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ivrdsl.testing.options import names_platform, platform_for, platform_of
from ivrdsl.testing.usage import LASTING, USED, Used, use

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from ivrdsl.testing.async_twin import AsyncLocalPlatform
    from ivrdsl.testing.coverage import Covering
    from ivrdsl.testing.dial import Dial
    from ivrdsl.testing.items import CallScripts
    from ivrdsl.testing.local_server import RunningServer, ServerPool
    from ivrdsl.testing.plans import Played
    from ivrdsl.testing.sync_twin import LocalPlatform

POOL: pytest.StashKey[ServerPool] = pytest.StashKey()
"""The stand-ins that tests share, once somebody has needed one; each test finds its own empty."""
DIAL: pytest.StashKey[Dial] = pytest.StashKey()
"""A test's `dial`, which knows the calls that it made."""
NOTED: pytest.StashKey[list[Played]] = pytest.StashKey()
"""The calls that a test has made without `dial`."""
COVERING: pytest.StashKey[Covering] = pytest.StashKey()
"""The session's coverage, if somebody asks for it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("ivrdsl", "calls played offline by ivrdsl")
    group.addoption("--ivr-platform", metavar="NAME|FILE.toml", help="the platform that calls run on")
    group.addoption(
        "--ivr-quirk",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="another reading of what the platform does not document; may be repeated",
    )
    group.addoption("--ivr-cov", action="store_true", help="tell what the calls leave out of their plans")
    group.addoption(
        "--ivr-cov-fail-under",
        metavar="PERCENT",
        type=float,
        help="--ivr-cov, and fail when fewer branches are covered",
    )
    group.addoption(
        "--ivr-cov-save", metavar="DATA", help="--ivr-cov, and add to a data file, for ivrdsl cover --combine"
    )
    group.addoption(
        "--ivr-show-secrets", action="store_true", help="do not mask secrets of plans in what pytest reports of a test"
    )
    parser.addini("ivr_platform", "the platform that calls run on: its name, or a TOML file, from this file's folder")
    parser.addini("ivr_quirks", "other readings of what the platform does not document: KEY=VALUE", "linelist")


def pytest_configure(config: pytest.Config) -> None:
    """Bad options end the session before anything runs."""
    config.addinivalue_line(
        "markers",
        "local_platform(**settings): how the fixture local_platform behaves: see docs/stand-in.md",
    )
    if names_platform(config):
        platform_of(config)
    wanted = [config.getoption(each) is not None for each in ("--ivr-cov-save", "--ivr-cov-fail-under")]
    if config.getoption("--ivr-cov") or any(wanted):
        from ivrdsl.testing.coverage import Covering

        config.stash[COVERING] = Covering(config)


def pytest_report_header(config: pytest.Config) -> str:
    if not names_platform(config):
        return "ivrdsl: the default platform"
    from ivrdsl.testing.plans import described

    return f"ivrdsl: {described(platform_of(config))}"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CallScripts | None:
    if file_path.suffix != ".call":
        return None
    from ivrdsl.testing.items import CallScripts

    scripts: CallScripts = CallScripts.from_parent(parent, path=file_path)
    return scripts


@pytest.fixture
def dial(request: pytest.FixtureRequest) -> Dial:
    """Make calls to plans: `call = dial("plan.py:name")` or `dial(plan)`. See `ivrdsl.testing.dial.Dial`."""
    from ivrdsl.testing.dial import Dial

    folders: list[str | Path] = [request.path.parent, "", request.config.rootpath]
    found = Dial(platform_of(request.config), folders, lambda named: platform_for(request.config, named))
    request.node.stash[DIAL] = found
    return found


@pytest.fixture(scope="session")
def local_platform_settings() -> dict[str, Any]:
    """How the stand-ins of the session behave, as the options of `ivrdsl serve`: a conftest.py may say it otherwise."""
    return {}


@pytest.fixture
def local_platform(request: pytest.FixtureRequest, local_platform_settings: dict[str, Any]) -> LocalPlatform:
    """A stand-in for the platform's HTTP API, empty, with an inbox and a phone: `ivrdsl.testing.LocalPlatform`."""
    server = _empty_server(request, local_platform_settings)
    from ivrdsl.testing.sync_twin import LocalPlatform

    return LocalPlatform(server)


@pytest.fixture
def async_local_platform(request: pytest.FixtureRequest, local_platform_settings: dict[str, Any]) -> AsyncLocalPlatform:
    """`local_platform` with the same names to be awaited, in the event loop of whichever plugin runs the test."""
    server = _empty_server(request, local_platform_settings)
    from ivrdsl.testing.async_twin import AsyncLocalPlatform

    return AsyncLocalPlatform(server)


@pytest.fixture(scope="session")
def local_platform_session(
    request: pytest.FixtureRequest, local_platform_settings: dict[str, Any]
) -> Iterator[LocalPlatform]:
    """A stand-in for the whole session, beside those of tests: nothing is forgotten unless a test calls `reset`."""
    _need_serve()
    from ivrdsl.testing.sync_twin import local_platform as running

    with running(**_settings(request, local_platform_settings)) as platform:
        yield platform


def _need_serve() -> None:
    for library in ("starlette", "uvicorn", "httpx"):
        pytest.importorskip(library, reason="local_platform needs the extra ivrdsl[serve]")


def _settings(request: pytest.FixtureRequest, given: dict[str, Any]) -> dict[str, Any]:
    return dict(given) if "url" in given else {"platform": platform_of(request.config), **given}


def _empty_server(request: pytest.FixtureRequest, given: dict[str, Any]) -> RunningServer:
    """A stand-in that behaves as the test's markers say."""
    _need_serve()
    from ivrdsl.errors import IvrError
    from ivrdsl.testing.local_server import ServerPool

    options = _settings(request, given)
    for marker in reversed(list(request.node.iter_markers("local_platform"))):
        options.update(marker.kwargs)
    try:
        server = request.config.stash.setdefault(POOL, ServerPool({})).get(options)
    except IvrError as error:
        pytest.fail(str(error), pytrace=False)  # whose settings are wrong wants no frames of pytest
    use(platform=server)
    return server


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the stand-ins."""
    if POOL in config.stash:
        config.stash[POOL].close()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Note what a test uses, to mask its secrets. `--ivr-show-secrets` shows them."""
    token = USED.set(Used(shows=item.config.getoption("--ivr-show-secrets")))
    try:
        return (yield)
    finally:
        USED.reset(token)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A file that cannot be collected tells no secret of its plans either."""
    used = Used(shows=collector.config.getoption("--ivr-show-secrets"))
    token = USED.set(used)
    try:
        report = yield
    finally:
        USED.reset(token)
    _look_at(used, getattr(report, "call", None))  # as long as it is being made, a report of collection knows it
    if report.failed and (used or collector.path.suffix == ".call"):
        _mask(report, used)
    return report


@pytest.hookimpl(tryfirst=True)  # before any plugin writes it, or sends it to another process
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Mask what was added to a report since it was made, and the reports of subtests."""
    if used := USED.get():
        _mask(report, used)


@pytest.hookimpl(tryfirst=True)
def pytest_warning_recorded(warning_message: warnings.WarningMessage) -> None:
    used = USED.get()
    if used and not used.shows:
        from ivrdsl.testing.masks import mask_of, mask_warning

        mask_warning(warning_message, mask_of(used))


def _mask(report: pytest.TestReport | pytest.CollectReport, used: Used) -> None:
    properties = isinstance(report, pytest.TestReport) and report.user_properties
    if not used.shows and (report.longrepr or report.sections or properties):
        from ivrdsl.testing.masks import mask_of, mask_report

        mask_report(report, mask_of(used))


def _look_at(used: Used | None, call: pytest.CallInfo[Any] | None) -> None:
    if used is not None and call is not None and call.excinfo is not None:
        used.failure(call.excinfo.value)


@pytest.hookimpl(wrapper=True, tryfirst=True)  # around the plugins that add to reports
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails shows the calls that it dialled, and ends its traceback in its own lines."""
    used = USED.get()
    for server in LASTING:
        use(platform=server)
    _look_at(used, call)
    if call.excinfo is not None and not item.config.getoption("fulltrace"):
        from ivrdsl.testing.frames import without_ours

        call.excinfo = without_ours(call.excinfo)
    report = yield
    _look_at(used, call)  # a failure of unittest is known only now
    if COVERING in item.config.stash:
        item.config.stash[COVERING].count(_calls_of(item), report)
    if report.when == "call" and report.failed and call.excinfo is not None:
        report.sections += _transcripts(item, call.excinfo.value)
        report.sections += [("call script", script) for script in _scripts(call.excinfo.value)]
    if used is not None and report.failed:
        report.sections += [("local platform", story) for each in used.platforms if (story := each.story())]
    if used is not None and DIAL in item.stash:
        for each in item.stash[DIAL].calls:  # a thread of the test's may have dialled, where nothing is noted
            used.call(each)
    if used:
        _mask(report, used)
        _say_what_is_masked(report, used)
    return report


def _say_what_is_masked(report: pytest.TestReport, used: Used) -> None:
    """An assertion about a code that is masked cannot be understood by who does not know that it is."""
    if report.failed and not used.shows:
        from ivrdsl.wording.mask import MASK

        if MASK in report.longreprtext:
            report.sections.append(("secrets", f"{MASK} stands for a code; --ivr-show-secrets shows it"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Note the calls that are made without `dial`, by callees and machines of Hypothesis."""
    if COVERING not in item.config.stash:
        return (yield)
    from ivrdsl.testing.plans import PLAYED

    token = PLAYED.set(item.stash.setdefault(NOTED, []))
    try:
        return (yield)
    finally:
        PLAYED.reset(token)


def _calls_of(item: pytest.Item) -> list[Played]:
    """The calls that a test has made so far: as a call script, by `dial`, or noted otherwise."""
    dialled = item.stash[DIAL].played if DIAL in item.stash else getattr(item, "played", [])
    return [*dialled, *item.stash.get(NOTED, [])]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if COVERING in session.config.stash:
        session.config.stash[COVERING].finish(session)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if COVERING in terminalreporter.config.stash:
        terminalreporter.config.stash[COVERING].tell(terminalreporter)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker of pytest-xdist has run its tests."""
    if COVERING in node.config.stash:
        node.config.stash[COVERING].add(node)


def _transcripts(item: pytest.Item, error: BaseException) -> list[tuple[str, str]]:
    """The calls of a test that failed: those that it dialled, and those in its variables."""
    dialled = item.stash[DIAL].calls if DIAL in item.stash else []
    if not dialled and "ivrsim.play.call" not in sys.modules:
        return []
    from ivrdsl.testing.dial import sections

    return sections(dialled, error)


def _scripts(error: BaseException) -> list[str]:
    """The call scripts that a `CallMachine` noted when it failed; `ivrdsl.testing.machine` writes the two signs."""
    begin, end = "# --- call script ---\n", "# --- end of the call script ---"
    scripts: list[str] = []
    for note in getattr(error, "__notes__", ()):
        _, found, rest = note.partition(begin)
        script, closed, _ = rest.partition(end)
        if found and closed:
            scripts.append(script)
    return scripts
