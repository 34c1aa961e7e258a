"""`ivrdsl certify`: plays drawn calls, and looks whether each is in the states of a certificate."""

import re
from typing import TYPE_CHECKING, Any, Final

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import echo, show_json, show_lines
from ivrdsl.errors import IvrError

if TYPE_CHECKING:
    from ivrsim.certificates.certificate import Certificate
    from ivrsim.certificates.checker import Examined, Outside
    from ivrsim.core.table import Plan
    from ivrsim.search.world import World

VERSION: Final = 1
_NO_PROOF: Final = (
    "this is a test of the certificate, and no proof of it: that the values which were tried stand for all others is "
    "not looked at again"
)


@syntax.command("certify")
@syntax.argument("certificate", metavar="FILE")
@syntax.argument("file", plan="each", metavar="PLAN")
@options.plan
@syntax.option("--calls", type=syntax.whole(1), default=200, show_default=True, help="Calls to play.")
@syntax.option("--seed", type=syntax.whole(0), default=0, show_default=True, help="Another one draws other calls.")
@options.world
@options.secrets
@options.as_json
@options.show_secrets
def command(
    certificate: str,
    file: str,
    plan: options.PlanOptions,
    calls: int,
    seed: int,
    world: "World",
    secrets: list[re.Pattern[str]],
    as_json: bool,
    show_secrets: bool,
) -> None:
    """Test a certificate that `ivrdsl verify PLAN --certificate FILE` has written.

    Calls are drawn and played; after each event the call must be in some state of the certificate. PLAN, and what it is
    called with, must be as they were for verify. Exit code 1 when a call leaves the certificate, with that call; 2 when
    the file is no certificate of this plan, platform and world. It is a test, and no proof.
    """
    from ivrdsl.cli.plan import read_plan
    from ivrsim.certificates.checker import examine
    from ivrsim.compiling.compile import compile_plan

    platform = plan.platform()
    loaded = read_plan(file, plan, valid=True)
    ready = compile_plan(loaded.plan, platform)
    read = _read(certificate, ready, world)
    found = examine(read, ready, world, calls=calls, seed=seed)
    if as_json:
        show_json(_data(read, found, ready, secrets, show_secrets))
    else:
        _show(read, found, ready, plan.replay(file))
    exits.end(found=found.outside is not None)


def _read(path: str, plan: "Plan", world: "World") -> "Certificate":
    """Read a certificate.

    Raises:
        IvrError: the file cannot be read, or is no certificate of this plan and world.
    """
    from ivrdsl.files.certificates import read_certificate
    from ivrsim.certificates.reader import CertificateError, certificate_from

    data = read_certificate(path)
    try:
        return certificate_from(data, plan, world)
    except CertificateError as error:
        raise IvrError(f"{path}: {error}") from None


def _where(outside: "Outside", plan: "Plan") -> str:
    """What a call did where it left the certificate."""
    kind, value = outside.hole.event
    label = plan.elements[plan.table[outside.hole.place].element].label
    what = f"{kind} {value}" if value else kind
    return f"no state of it is that of this call after its event {outside.hole.number + 1} ({what}), at {label}"


def _show(certificate: "Certificate", found: "Examined", plan: "Plan", replay: str) -> None:
    from ivrsim.play.story import story
    from ivrsim.proofs.verdicts import command_of

    outside = found.outside
    if outside is not None:
        show_lines([("BROKEN", "LEFT  a call leaves the certificate"), ("because", f"      {_where(outside, plan)}")])
        show_lines(list(story(outside.drawn.call.transcript())))
        echo(f"   replay  {command_of(replay, outside.drawn.script)}\n")
    states, edges = len(certificate.states), sum(map(len, certificate.edges))
    held = "the last one left it" if outside is not None else "none left it"
    echo(f"{found.calls} calls played, {found.events} events; {held}: {states} states, {edges} edges")
    echo(f"it says that it proves {', '.join(certificate.proves) or 'nothing'}")
    echo(_NO_PROOF)


def _data(
    certificate: "Certificate", found: "Examined", plan: "Plan", secrets: list[re.Pattern[str]], show_secrets: bool
) -> dict[str, Any]:
    """What came of it, in the shape of schemas/certify.schema.json."""
    return {
        "version": VERSION,
        "calls": found.calls,
        "events": found.events,
        "states": len(certificate.states),
        "edges": sum(map(len, certificate.edges)),
        "proves": list(certificate.proves),
        "proof": False,
        "outside": found.outside and _outside(found.outside, plan, secrets, show_secrets),
    }


def _outside(outside: "Outside", plan: "Plan", secrets: list[re.Pattern[str]], show_secrets: bool) -> dict[str, Any]:
    from ivrsim.play.story import mask_of

    mask = mask_of(outside.drawn.call.transcript(), secrets, shows=show_secrets)
    return {
        "event": outside.hole.number + 1,
        "because": mask.masked(_where(outside, plan)),
        "script": mask.deep(outside.drawn.script),
    }
