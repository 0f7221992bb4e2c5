"""The OpenAPI document: valid, complete, and what the routes really answer."""

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.api_document import ApiDocument
from tests.api_world import JANE, ApiWorld, api_document
from tests.template.reading import ROOT, template

OPEN = {"/health", "/api/v1/openapi.json"}
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    parsed: dict[str, Any] = ApiWorld().call("GET", "/api/v1/openapi.json", key=None).json
    return parsed


def test_it_is_a_valid_document_of_openapi(document: dict[str, Any]) -> None:
    # The schema of the specification itself, https://spec.openapis.org/oas/3.1/schema/2022-10-07 (Apache-2.0).
    schema = json.loads((ROOT / "tests/fixtures/openapi/schema-3.1.json").read_text())
    assert [problem.json_path for problem in Draft202012Validator(schema).iter_errors(document)] == []
    for component in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(component)


def test_the_schema_of_openapi_finds_mistakes(document: dict[str, Any]) -> None:
    schema = json.loads((ROOT / "tests/fixtures/openapi/schema-3.1.json").read_text())
    wrong = {**document, "paths": {"health": {"get": {"responses": {"all": {}}}}}}
    assert list(Draft202012Validator(schema).iter_errors(wrong))


def test_it_has_the_routes_of_the_template_and_no_other() -> None:
    routes = {
        (event["Properties"]["Method"], event["Properties"]["Path"])
        for resource in template()["Resources"].values()
        for event in resource.get("Properties", {}).get("Events", {}).values()
        if event["Type"] == "HttpApi" and event["Properties"]["Path"].startswith(("/api/", "/operator/", "/health"))
    }
    families = tuple(path.removesuffix("{proxy+}") for _, path in routes if path.endswith("{proxy+}"))
    alone = {(method, path) for method, path in api_document().operations if not path.startswith(families)}
    assert families
    assert alone == {(method, path) for method, path in routes if not path.endswith("{proxy+}")}


def test_it_has_the_routes_of_the_resolver_and_no_other() -> None:
    resolver = ApiWorld().door.app
    registered = {(route.method, route.openapi_path) for route in resolver._static_routes + resolver._dynamic_routes}
    assert set(api_document().operations) == registered


def test_every_operation_has_a_name_of_its_own_and_a_summary() -> None:
    operations = api_document().operations.values()
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert all(operation["summary"] for operation in operations)


def test_a_body_is_never_null_because_null_is_refused(document: dict[str, Any]) -> None:
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    bodies = [one["requestBody"]["content"] for one in operations if "requestBody" in one]
    schemas = [body["application/json"]["schema"] for body in bodies if "image/png" not in body]
    assert len(schemas) > 5
    assert all("$ref" in schema for schema in schemas)


def test_whatever_has_a_next_cursor_takes_limit_and_cursor(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    pages = {f"#/components/schemas/{name}" for name, one in schemas.items() if "next_cursor" in one.get("properties", {})}
    lists = [path["get"] for path in document["paths"].values() if "get" in path and _answer(path["get"]) in pages]
    assert len(lists) > 10
    assert [one["operationId"] for one in lists if not {"limit", "cursor"} <= {each["name"] for each in one["parameters"]}] == []


def _answer(operation: dict[str, Any]) -> str | None:
    schema = operation["responses"]["200"].get("content", {}).get("application/json", {}).get("schema", {})
    found: str | None = schema.get("$ref")
    return found


def test_headers_are_named_as_people_write_them(document: dict[str, Any]) -> None:
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    named = {one["name"] for operation in operations for one in operation.get("parameters", ()) if one["in"] == "header"}
    assert named == {"Idempotency-Key"}


@pytest.mark.parametrize("key", sorted(api_document().operations))
def test_an_operation_says_which_key_it_needs_and_how_it_refuses(key: tuple[str, str]) -> None:
    operation = api_document().operations[key]
    responses = operation["responses"]
    assert any(int(status) < 300 for status in responses)
    assert all(answer["content"] == PROBLEM for status, answer in responses.items() if int(status) >= 400)
    if key[1] in OPEN:
        assert operation["security"] == [{}]
        return
    assert operation["security"] == [{"operator_key" if key[1].startswith("/operator") else "tenant_key": []}]
    assert {"401", "404", "422", "500"} <= set(responses)
    assert {"400", "413", "415"} <= set(responses) or "requestBody" not in operation


def test_every_reference_leads_somewhere_and_every_schema_is_used(document: dict[str, Any]) -> None:
    names = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))
    assert names == set(document["components"]["schemas"])


@pytest.mark.parametrize(
    ("status", "kind", "change", "complaint"),
    [
        (202, "application/json", {}, "does not promise 202"),
        (200, "text/html", {}, "does not promise text/html"),
        (200, "application/json", {"size": "ten"}, "balance"),
        (200, "application/json", {"colour": "red"}, "colour"),
    ],
)
def test_an_answer_that_it_does_not_promise_is_noticed(status: int, kind: str, change: dict[str, Any], complaint: str) -> None:
    world = ApiWorld()
    card = world.enrol(world.active_program(), **JANE)
    broken = {**card, "balance": {**card["balance"], **change}}
    with pytest.raises(AssertionError, match=complaint):
        api_document().check("GET", f"/api/v1/cards/{card['id']}", status, kind, json.dumps(broken))


def test_an_address_that_it_does_not_have_is_answered_with_404_only() -> None:
    with pytest.raises(AssertionError, match="is not in the document"):
        ApiDocument({"paths": {}}).check("GET", "/api/v1/secret", 200, "application/json", "{}")
