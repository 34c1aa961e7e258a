"""`ivrdsl serve`: the local stand-in for the platform's HTTP API."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import echo

if TYPE_CHECKING:
    from ivrdsl.serve.base.settings import ServerSettings
    from ivrdsl.serve.running.server import Front

_FILE = syntax.path(dir_okay=False, path_type=Path)


def _pauses(value: str) -> tuple[int, ...]:
    words = value.replace(",", " ").split()
    if not all(word.isascii() and word.isdigit() and len(word) < 10 for word in words):
        raise syntax.BadValue(f"{value!r}: expected ms with commas, such as 500,2000")
    return tuple(map(int, words))


def _host_names(values: tuple[str, ...]) -> tuple[str, ...]:
    from ivrdsl.serve.base.addresses import problem_of_name

    for each in values:
        if problem := problem_of_name(each):
            raise syntax.BadValue(problem)
    return values


@syntax.command("serve")
@syntax.option(
    "--port",
    type=syntax.whole(0, 65535),
    default=8055,
    show_default=True,
    help="0 for any free one.",
)
@syntax.option("--host", default="127.0.0.1", show_default=True, help="Another address lets others in; you are warned.")
@syntax.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    callback=_host_names,
    help="A name under which others ask for it; may be repeated.",
)
@syntax.option("--login", default="login", show_default=True, envvar="IVRDSL_SERVE_LOGIN")
@syntax.option(
    "--password",
    default="password",
    show_default=True,
    envvar="IVRDSL_SERVE_PASSWORD",
    help="Better in IVRDSL_SERVE_PASSWORD: others can see command lines.",
)
@syntax.option("--any-login", is_flag=True, help="Take any login and password, for programs with several.")
@syntax.option("--database", type=_FILE, metavar="FILE", help="Keep everything in this SQLite file, not in memory.")
@syntax.option(
    "--keep",
    type=syntax.whole(1),
    metavar="N",
    help="Forget all but the last N texts, N calls, N deliveries.",
)
@syntax.option(
    "--clock",
    type=syntax.choice(["automatic", "real", "manual"]),
    default="automatic",
    show_default=True,
)
@syntax.option("--callee", default="human", show_default=True, metavar="NAME", help="Who answers ordinary numbers.")
@syntax.option("--callees", type=_FILE, metavar="FILE.toml", help="Who answers which numbers.")
@syntax.option("--strict", is_flag=True, help="Refuse dialplans in which `ivrdsl check` finds errors.")
@syntax.option("--strict-numbers", is_flag=True, help="Refuse bad numbers even without strictValidation.")
@syntax.option("--show-secrets", is_flag=True, help="Do not mask codes in transcripts and findings.")
@syntax.option(
    "--billing-step",
    "billing_step_s",
    type=syntax.whole(1, 3600),
    default=60,
    show_default=True,
    help="s",
)
@syntax.option("--billing-minimum", "billing_minimum_s", type=syntax.whole(0, 3600), default=0, help="s")
@syntax.option("--webhook-retries", "webhook_retries_ms", callback=_pauses, default="500,2000,8000", show_default=True)
@syntax.option(
    "--webhook-host",
    "webhook_hosts",
    multiple=True,
    callback=_host_names,
    metavar="NAME",
    help="Deliver webhooks to this host too, such as one of your Compose network; may be given again.",
)
@syntax.option("--allow-remote-webhooks", is_flag=True, help="Deliver webhooks to any host.")
@options.platform
@syntax.option("--record", type=_FILE, metavar="FILE.py", help="Keep what is sent as a pytest test that does it again.")
@syntax.option(
    "--tls-front",
    type=syntax.whole(0, 65535),
    metavar="PORT",
    help="Also be the proxy, with TLS, here.",
)
@syntax.option(
    "--ca-folder", type=syntax.path(file_okay=False, path_type=Path), help="Where its certificates are kept."
)
def command(
    port: int,
    host: str,
    platform_file: str | None,
    quirks: dict[str, str],
    tls_front: int | None,
    ca_folder: Path | None,
    **rest: Any,
) -> None:
    """Run a local stand-in for the platform's HTTP API. Nothing leaves the machine.

    Point a client at http://127.0.0.1:8055/v2, and a browser at http://127.0.0.1:8055/ to read texts and answer calls.
    Numbers 1 213 555 0100 to 0120 are callees of their own: docs/stand-in.md lists them.
    """
    _need_extra()
    from ivrdsl.serve.base.settings import ServerSettings
    from ivrdsl.serve.running.server import Runner, bound, port_of

    settings = ServerSettings(platform=options.platform_of(platform_file, quirks), host=host, **rest)
    listening = bound(host, port)
    front = None if tls_front is None else _front(tls_front, ca_folder)
    runner = Runner(settings, listening)
    _run(runner, front, lambda: _tell(settings, port_of(listening)))


def _need_extra() -> None:
    """End with a hint where the libraries of the extra are not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("starlette", "uvicorn", "httptools") if find_spec(name) is None]
    if missing:
        raise syntax.UsageError(f"{missing[0]} is not installed; the server needs: pip install 'ivrdsl[serve]'")


def _front(port: int, folder: Path | None) -> "Front":
    from ivrdsl.serve.running.authority import default_folder, tls_context
    from ivrdsl.serve.running.server import bound, port_of

    listening = bound("127.0.0.1", port)
    context, certificate = tls_context(folder or default_folder())
    address = f"http://127.0.0.1:{port_of(listening)}"
    echo(f"tls front    HTTPS_PROXY={address} REQUESTS_CA_BUNDLE={certificate}")
    return listening, context


def _tell(settings: "ServerSettings", port: int) -> None:
    """Say where the server is, and what is unusual about it."""
    from ivrdsl.serve.base.addresses import in_url

    host = in_url(settings.host)
    echo(f"page         http://{host}:{port}/")
    echo(f"api          http://{host}:{port}/v2    login {'any' if settings.any_login else settings.login}")
    if settings.webhook_hosts:
        echo(f"webhooks     are delivered to this machine, and to {', '.join(settings.webhook_hosts)}")
    if settings.record is not None:
        echo(f"record       {settings.record}: a test of all that is sent, codes included, for you alone to read")
    echo(f"store        {settings.database or 'memory: everything is forgotten when the server stops'}")
    for warning in _warnings(settings):
        echo(f"warning: {warning}", err=True)
    sys.stdout.flush()


def _warnings(settings: "ServerSettings") -> Iterator[str]:
    """What others may do that is not usual."""
    from ivrdsl.serve.base.addresses import in_url, is_of_this_machine
    from ivrdsl.serve.base.settings import DEFAULT_PASSWORD
    from ivrdsl.serve.store.database import is_open_to_others

    if not is_of_this_machine(f"http://{in_url(settings.host)}/"):
        yield f"{settings.host} lets other machines read every text and answer every call"
        if settings.any_login or settings.password == DEFAULT_PASSWORD:
            yield "the password is the one that everybody knows: set IVRDSL_SERVE_PASSWORD"
    if settings.allow_remote_webhooks:
        yield "webhooks are delivered to other machines"
    if settings.database is not None and is_open_to_others(settings.database):
        yield f"others on this machine can read {settings.database}: chmod 600 {settings.database}"


def _run(runner: Any, front: Any, ready: Any) -> None:
    import asyncio

    try:
        asyncio.run(runner.run(front=front, ready=ready))
    except KeyboardInterrupt:
        echo("stopped")
    except OSError as error:
        echo(f"ivrdsl: the server cannot run: {error.strerror or error}", err=True)
        sys.exit(exits.USAGE)
