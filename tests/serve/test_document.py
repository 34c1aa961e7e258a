"""The API's document: what clients need of it, and that the server keeps to it whatever is sent."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from ivrdsl.rest.objects import SHAPES
from ivrdsl.rest.operations import UNBUILT
from ivrdsl.serve.api.document import built, document
from ivrdsl.testing import LocalPlatform
from tests.needs import library
from tests.serve.conftest import Client
from tests.sizes import DAILY

schemathesis = library("schemathesis", "dev")
from hypothesis import HealthCheck, given, settings  # noqa: E402
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.generation import GenerationMode  # noqa: E402
from schemathesis.specs.openapi import checks  # noqa: E402

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


def operations() -> list[tuple[str, str]]:
    """Those that are built. What is not answers 501, which no check of a document forgives a server."""
    named = set(built())
    return [
        (path, method)
        for path, methods in document()["paths"].items()
        for method, each in methods.items()
        if each["operationId"] in named
    ]


EXAMPLES = 8 if settings().max_examples == DAILY else 200
"""For each operation and mode; more in the night."""


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
@pytest.mark.parametrize(("path", "method"), operations())
def test_no_request_gets_an_answer_that_is_not_documented(
    local_platform: LocalPlatform, path: str, method: str, mode: Any
) -> None:
    raw = httpx.get(f"{local_platform.url}/api-docs/swagger.json", trust_env=False).json()
    operation = schemathesis.openapi.from_dict(raw)[path][method]
    address = local_platform.url.removesuffix("/v2")

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=EXAMPLES == 8,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def run(case: Any) -> None:
        answer = case.call(base_url=f"{address}/v2", auth=(local_platform.login, local_platform.password))
        case.validate_response(answer, checks=CHECKS)

    given(case=operation.as_strategy(generation_mode=mode))(run)()


def test_it_is_had_without_a_login_and_names_the_host_of_the_request(client: Client) -> None:
    answer = client.http.get("/v2/api-docs/swagger.json", auth=lambda request: request)
    assert answer.status_code == 200
    assert (answer.json()["host"], answer.json()["schemes"]) == (
        httpx.URL(client.platform.url).netloc.decode(),
        ["http"],
    )
    with httpx.Client(proxy=client.platform.page, trust_env=False) as proxied:
        named = proxied.get("http://www.callfire.com/v2/api-docs/swagger.json")
    assert (named.json()["host"], named.json()["schemes"]) == ("api.callfire.com", ["http"])


def test_every_definition_that_is_named_is_there() -> None:
    text = json.dumps(document())
    named = {part.split('"')[0] for part in text.split("#/definitions/")[1:]}
    assert named <= set(document()["definitions"])
    assert set(SHAPES) <= set(document()["definitions"])


@pytest.mark.parametrize("operation", UNBUILT, ids=lambda each: each.name)
def test_what_is_not_built_says_so(client: Client, operation: Any) -> None:
    path = operation.path
    for name in ("id", "contactId", "number", "toNumber", "source", "keyword", "callerid", "key", "extension"):
        path = path.replace(f"{{{name}}}", "1")
    answer = client.http.request(operation.method, f"/v2{path}")
    assert answer.status_code == 501
    assert operation.name in answer.json()["message"]
    assert "sendTexts" in answer.json()["developerMessage"]
    assert client.http.request(operation.method, f"/v2{path}", auth=("who", "ever")).status_code == 401


def test_the_documentation_says_of_each_operation_what_it_does() -> None:
    page = (Path(__file__).parents[2] / "docs" / "stand-in.md").read_text(encoding="utf-8")
    table = page.split("## What it does of the platform")[1].split("\n## ")[0]
    assert [name for name in built() if f"`{name}`" not in table] == []
    assert [each.name for each in UNBUILT if f"`{each.name}`" in table] == []


def test_every_operation_of_the_vendors_document_is_known(shared: Any) -> None:
    theirs = json.loads((shared / "reference" / "callfire-v2-swagger.json").read_text(encoding="utf-8"))
    names = {(path, method): each["operationId"] for path, of in theirs["paths"].items() for method, each in of.items()}
    ours = document()["paths"]
    assert {(path, method): each["operationId"] for path, of in ours.items() for method, each in of.items()} == names
    for operation in UNBUILT:
        there = theirs["paths"][operation.path][operation.method.lower()].get("parameters", [])
        here = ours[operation.path][operation.method.lower()]["parameters"]
        wanted = [each for each in there if each["in"] != "formData" or each["name"] == "file"]
        assert {(each["name"], each["in"], each.get("type")) for each in here} == {
            (each["name"], each["in"], each.get("type")) for each in wanted
        }


def test_names_and_tags_are_those_of_the_vendors_document(shared: Any) -> None:
    theirs = json.loads((shared / "reference" / "callfire-v2-swagger.json").read_text(encoding="utf-8"))
    for path, methods in document()["paths"].items():
        for method, ours in methods.items():
            operation = theirs["paths"][path][method]
            assert (ours["operationId"], ours["tags"]) == (operation["operationId"], operation["tags"]), path
            known = {parameter["name"] for parameter in operation.get("parameters", [])}
            assert {parameter["name"] for parameter in ours["parameters"]} <= known, path
    for name, shape in SHAPES.items():
        fields = theirs["definitions"][name]["properties"]
        assert {field.name for field in shape.fields} <= set(fields), name
        for field in shape.fields:
            assert list(field.values) == (fields[field.name].get("enum") or list(field.values)), (name, field.name)


def test_fields_of_requests_are_complete(shared: Any) -> None:
    """What the vendor's document lets a request say, ours does: or a good request would be refused."""
    theirs = json.loads((shared / "reference" / "callfire-v2-swagger.json").read_text(encoding="utf-8"))
    for name in ("TextRecipient", "CallRecipient", "Recipient", "Webhook", "CallBroadcast", "RetryConfig"):
        assert {field.name for field in SHAPES[name].fields} == set(theirs["definitions"][name]["properties"]), name
