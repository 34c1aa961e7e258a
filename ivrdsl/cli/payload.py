"""`ivrdsl payload FILE --to NUMBER`"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ivrdsl.cli import exits, options, syntax
from ivrdsl.cli.output import echo, show_document, show_findings, show_json
from ivrdsl.errors import RequestError
from ivrdsl.findings.finding import ERROR, NOTE, Finding, counts

if TYPE_CHECKING:
    from ivrdsl.files.project import NamedPlan
    from ivrdsl.requests.bodies import Body
    from ivrdsl.requests.lint import Remark


class _Request(NamedTuple):
    """What is printed: where a body goes, and the body, which is None when the plan or the message has errors."""

    path: str
    query: dict[str, str]
    findings: "list[Finding]"
    remarks: "list[Remark]"
    body: "Body | None"


def _attributes(values: tuple[str, ...]) -> dict[str, str]:
    """Attributes have names of any characters, and each name once."""
    found: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals or not name.strip():
            raise syntax.BadValue(f"{value!r} is not name=value")
        if name in found:
            raise syntax.BadValue(f"{name!r} is given twice")
        found[name] = text
    return found


@syntax.command("payload")
@syntax.argument("file", plan="each", required=False)
@syntax.named
@syntax.option("--text", "message", metavar="MESSAGE", help="A text message, instead of the plan FILE.")
@syntax.option("--to", "numbers", multiple=True, required=True, metavar="NUMBER", help="Whom; may be repeated.")
@syntax.option("--from", "from_number", metavar="NUMBER", help="The caller id.")
@syntax.option(
    "--attribute", "attributes", multiple=True, callback=_attributes, metavar="NAME=VALUE",
    help="An attribute of every recipient; may be repeated.",
)  # fmt: skip
@syntax.option(
    "--campaign",
    "campaign_id",
    type=syntax.whole(1, 2**63 - 1),
    metavar="ID",
    help="The campaign to send through.",
)
@syntax.option("--strict", is_flag=True, help="Ask that nothing is sent if one number is wrong.")
@syntax.option("--curl", is_flag=True, help="As a curl command, which reads the login from the environment.")
@options.parameters
@options.as_json
@options.max_bytes
def command(
    file: str | None,
    message: str | None,
    numbers: tuple[str, ...],
    from_number: str | None,
    attributes: dict[str, str],
    campaign_id: int | None,
    strict: bool,
    curl: bool,
    parameters: dict[str, str],
    as_json: bool,
    max_bytes: int,
    named: "NamedPlan | None",
) -> None:
    """Print the request that has a call made, or a text sent. Nothing is sent.

    FILE is FILE.py, FILE.py:NAME or FILE.xml (NAME defaults to `dialplan`), or the name of a plan of the project. A
    plan with errors is not written.

    The curl command reads CALLFIRE_LOGIN, CALLFIRE_PASSWORD and CALLFIRE_URL from the environment when somebody runs
    it; without CALLFIRE_URL it sends to `ivrdsl serve` on this machine.
    """
    if (file is None) == (message is None):
        raise syntax.UsageError("give the FILE of a plan, or a message with --text: one of them")
    if message is not None and parameters:
        raise syntax.UsageError("-p is for the plan of a FILE; a message has --attribute")
    if curl and as_json:
        raise syntax.UsageError("--curl and --json: give one of them")
    shared = {"from_number": from_number, "attributes": attributes}
    query = {"campaign_id": campaign_id, "strict_validation": strict}
    try:
        if file is None:
            request = _text_request(message or "", numbers, shared, query)
        else:
            request = _call_request(
                file, numbers, shared, query, parameters=parameters, max_bytes=max_bytes, named=named
            )
    except RequestError as error:  # without the name of the Python function, which nobody called here
        raise syntax.UsageError(str(error).partition(": ")[2]) from None
    if as_json:
        _print_json(request)
    else:
        _print(request, curl=curl)
    exits.end(found=request.body is None)


def _call_request(
    file: str,
    numbers: Sequence[str],
    shared: dict[str, Any],
    query: dict[str, Any],
    *,
    parameters: dict[str, str],
    max_bytes: int,
    named: "NamedPlan | None",
) -> _Request:
    from ivrdsl.checking.sources import check_source
    from ivrdsl.files.load import Plans
    from ivrdsl.requests import CallRecipient, lint_calls, send_calls_body, send_calls_query

    asked = send_calls_query(**query)
    for number in numbers:  # a wrong number is told before a wrong plan: it needs no second look
        CallRecipient(number, **shared)
    checked = check_source(file, parameters, Plans(), max_bytes=max_bytes, control=options.project_control(named))
    findings = checked.findings
    if counts(findings)["errors"]:
        return _Request("/calls", asked, findings, [], None)
    plan = checked.loaded.plan
    recipients = [CallRecipient(number, dialplan=plan, **shared) for number in numbers]
    return _Request("/calls", asked, findings, lint_calls(recipients), send_calls_body(recipients))


def _text_request(message: str, numbers: Sequence[str], shared: dict[str, Any], query: dict[str, Any]) -> _Request:
    from ivrdsl.requests import TextRecipient, lint_texts, send_texts_body, send_texts_query

    asked = send_texts_query(**query)
    recipients = [TextRecipient(number, message=message, **shared) for number in numbers]
    body = send_texts_body(recipients)
    remarks = lint_texts(recipients)
    wrong = any(remark.severity == ERROR for remark in remarks)
    return _Request("/texts", asked, [], remarks, None if wrong else body)


def _print(request: _Request, *, curl: bool) -> None:
    from ivrdsl.requests.curl import as_curl, as_json

    told = [finding for finding in request.findings if finding.severity != NOTE]
    if told:
        show_findings(told, "full", err=True)
    for remark in dict.fromkeys(each._replace(path="") for each in request.remarks):  # all get the same message
        echo(_remark_text(remark), err=True)
    if request.body is not None:
        text = as_curl(request.path, request.query, request.body) if curl else as_json(request.body) + "\n"
        show_document(text.encode())


def _remark_text(remark: "Remark") -> str:
    """A remark as findings are told."""
    from ivrdsl.findings.render.safe import safe

    title = f"{remark.severity} {remark.name}: {remark.message}"
    return "\n".join([safe(title), f"   why  {safe(remark.why)}", f"   fix  {safe(remark.fix)}"])


def _print_json(request: _Request) -> None:
    from ivrdsl.findings.render.as_json import as_data

    data = as_data(request.findings) | {
        "remarks": [remark._asdict() for remark in request.remarks],
        "method": "POST",
        "path": f"/v2{request.path}",
        "query": request.query,
        "body": request.body,
    }
    show_json(data)
