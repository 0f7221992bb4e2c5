"""Who may come in to the REST API, what a refusal looks like, and what the document says."""

import json
import re
from typing import Any

import pytest

import comeback
from comeback.adapters.crm.transport import NothingDoneError
from comeback.domain.ids import render_id
from comeback.ports.crm import CrmBusyError
from comeback.ports.crm_writes import CrmUncertainError
from comeback.ports.directory import ApiKeyHolder
from comeback.web.api.entrance import OPEN
from comeback.web.api.problems import _TITLES, answer_for
from tests.api_world import JANE, MINE, OPERATOR_KEYS, PLACE, PROGRAM, Answered, ApiWorld, is_a_problem
from tests.handlers.events import http_event

PROGRAMS = "/api/v1/programs"
NOBODY = render_id("tn", 99, bytes(10))
# By the end of their paths: what is refused for its body is not looked for.
ACCEPTABLE: dict[str, dict[str, Any]] = {
    "cards": JANE, "adjustments": {"amount": 1, "reason": "Sorry"}, "scans": {"location_id": PLACE},
    "block": {"reason": "Lost"}, "unblock": {"reason": "Found"}, "answer": {"answer": "forgive"},
    "signing-identity": {"signing_identity": None},
    "recalculations": {"from": "2026-09-01", "to": "2026-09-02"}, "preview.png": {"design": {}},
}  # fmt: skip


@pytest.fixture
def world() -> ApiWorld:
    return ApiWorld()


def routes(world: ApiWorld) -> list[tuple[str, str]]:
    """Every method and path, with ids that exist nowhere."""
    kinds = {
        "program": "pr",
        "card": "cd",
        "tenant": "tn",
        "key": "ak",
        "job": "jb",
        "entry": "en",
        "item": "en",
        "customer": "cu",
    }
    sample = {f"{name}_id": render_id(prefix, 99, bytes(10)) for name, prefix in kinds.items()}
    sample |= {"location_id": str(PLACE), "visit_id": "1", "at": "5", "role": "icon"}
    resolver = world.door.app
    return [
        (route.method, re.sub(r"<(\w+)>", lambda name: sample[name[1]], route.path))
        for route in resolver._static_routes + resolver._dynamic_routes
    ]


def test_health_and_the_document_are_open(world: ApiWorld) -> None:
    health = world.call("GET", "/health", key=None)
    assert (health.status, health.json) == (200, {"status": "ok", "version": comeback.__version__})
    assert world.call("GET", "/api/v1/openapi.json", key=None).status == 200


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Bearer cb_unknown", "Basic Y2I6eA==", "Bearer op_x", "Bearer cb_" + "x" * 999]
)
def test_without_a_valid_key_every_route_is_closed(world: ApiWorld, authorization: str) -> None:
    for method, path in routes(world):
        if path in OPEN:
            continue
        # A body that is nothing: the key is looked at first.
        answer = world.call(method, path, key=None, raw="nothing", **({"authorization": authorization} if authorization else {}))
        is_a_problem(answer, 401)
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_one_realms_key_does_not_open_the_other(world: ApiWorld) -> None:
    is_a_problem(world.call("GET", PROGRAMS, key=OPERATOR_KEYS[0]), 401)
    is_a_problem(world.call("GET", "/operator/v1/tenants"), 401)


def test_the_scheme_is_read_in_any_case(world: ApiWorld) -> None:
    assert world.call("GET", PROGRAMS, key=None, authorization=f"bearer {world.key}").status == 200


def test_everything_of_another_tenant_is_not_found(world: ApiWorld) -> None:
    program = world.active_program()
    card = world.enrol(program)
    settings_of = f"{PROGRAMS}/{program}/connections/{PLACE}/settings"
    world.call("PUT", settings_of, {})
    for method, path, body in (
        ("GET", f"{PROGRAMS}/{program}", None),
        ("PATCH", f"{PROGRAMS}/{program}", {"title": "Mine now"}),
        ("POST", f"{PROGRAMS}/{program}/activate", None),
        ("POST", f"{PROGRAMS}/{program}/pause", None),
        ("GET", settings_of, None),
        ("PUT", settings_of, {"payment_gate": "none"}),
        ("POST", f"{PROGRAMS}/{program}/cards", JANE),
        ("GET", f"/api/v1/cards/{card['id']}", None),
        ("GET", f"/api/v1/cards/{card['id']}/entries", None),
        ("GET", f"/api/v1/connections/{PLACE}/visits/1/explanation", None),
    ):
        is_a_problem(world.call(method, path, body, key=world.other_key), 404)
        assert world.call(method, path, body).status in (200, 201, 404, 409)
    is_a_problem(world.call("GET", "/api/v1/cards", query=f"program_id={program}", key=world.other_key), 404)
    for listed in (PROGRAMS, "/api/v1/entries"):
        assert world.call("GET", listed, key=world.other_key).json["items"] == []
    assert [one["location_id"] for one in world.call("GET", "/api/v1/connections", key=world.other_key).json["items"]] == [999]


def test_what_exists_nowhere_is_not_found(world: ApiWorld) -> None:
    for method, path in routes(world):
        if "_0" not in path:
            continue
        body = ACCEPTABLE.get(path.rpartition("/")[2], {}) if method in ("POST", "PUT", "PATCH") else None
        key = OPERATOR_KEYS[0] if path.startswith("/operator") else world.key
        kind = "image/png" if (method, path.endswith("/images/icon")) == ("PUT", True) else "application/json"
        is_a_problem(world.call(method, path, body, key=key, idempotency_key="1", content_type=kind), 404)


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1", "/api/v1/programs/", "/api/v1/programs/a/b/c", "/api/v1/cards/x"])
def test_an_unknown_address_is_a_problem(world: ApiWorld, path: str) -> None:
    is_a_problem(world.call("GET", path), 404)
    is_a_problem(world.call("DELETE", path), 404)


def test_outside_the_two_realms_there_is_nothing_and_no_key_is_asked_for(world: ApiWorld) -> None:
    is_a_problem(world.call("GET", "/api", key=None), 404)
    is_a_problem(world.call("GET", "/api/v10/programs", key=None), 404)


@pytest.mark.parametrize("raw", ["{", "[]", '"text"', "3", "null", "[" * 50_000, b"\xff\xfe", '{"a":1}}', "﻿{}"])
def test_a_body_that_is_no_json_object_is_malformed(world: ApiWorld, raw: str | bytes) -> None:
    refused = world.call("POST", PROGRAMS, raw=raw)
    is_a_problem(refused, 400)
    assert refused.fields == {"body"}


def test_a_body_that_is_no_base64_is_malformed(world: ApiWorld) -> None:
    event = http_event(
        "POST", PROGRAMS, body="%%%", headers={"authorization": f"Bearer {world.key}", "content-type": "application/json"}
    )
    is_a_problem(Answered(world.door({**event, "isBase64Encoded": True}, None)), 400)


def test_a_missing_body_is_a_field(world: ApiWorld) -> None:
    refused = world.call("POST", PROGRAMS)
    is_a_problem(refused, 422)
    assert refused.fields == {"body"}


def test_a_body_may_come_encoded(world: ApiWorld) -> None:
    assert world.call("POST", PROGRAMS, raw=json.dumps(PROGRAM).encode()).status == 201


def test_a_huge_body_is_too_large(world: ApiWorld) -> None:
    is_a_problem(world.call("POST", PROGRAMS, {**PROGRAM, "title": "x" * 70_000}), 413)


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "application/jsonp", "json"]
)
def test_a_body_of_another_kind_is_not_read(world: ApiWorld, kind: str) -> None:
    is_a_problem(world.call("POST", PROGRAMS, raw="title=x", content_type=kind), 415)


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_json_is_read_however_it_is_named(world: ApiWorld, kind: str) -> None:
    assert world.call("POST", PROGRAMS, PROGRAM, content_type=kind).status == 201


def test_a_failure_behind_the_door_is_a_problem_without_a_word_about_it(world: ApiWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Any:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(world.programs, "of_tenant", broken)
    answer = world.call("GET", PROGRAMS)
    is_a_problem(answer, 500)
    assert "secret" not in answer.text


def test_a_failure_at_the_door_is_a_problem_too(
    world: ApiWorld, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(digest: str) -> ApiKeyHolder:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(world.directory, "api_key", broken)
    answer = world.call("GET", PROGRAMS)
    is_a_problem(answer, 500)
    assert "secret detail" not in answer.text + capsys.readouterr().out


def test_an_answer_of_ours_that_breaks_its_own_shape_is_our_failure(world: ApiWorld) -> None:
    program = world.program()
    for key, stored in world.store.programs.items():
        object.__setattr__(stored, "lookback_days", "many")
        assert key[1] == program
    is_a_problem(world.call("GET", f"{PROGRAMS}/{program}"), 500)


def test_nothing_personal_and_no_key_is_logged(world: ApiWorld, capsys: pytest.CaptureFixture[str]) -> None:
    program = world.active_program()
    card = world.enrol(program, email="jane@example.com")
    world.call("GET", "/api/v1/cards", query="phone=%2B12125550123")
    world.call("POST", f"{PROGRAMS}/{program}/cards", {"phone": "Jane", "name": "Jane Doe"})
    world.operate("POST", f"/tenants/{MINE}/api-keys")
    world.call("GET", PROGRAMS, key="cb_wrong_secret")
    logged = capsys.readouterr().out
    assert '"operator_key"' in logged
    assert MINE in logged
    for secret in (
        "Jane",
        "Doe",
        "2125550123",
        "jane@",
        world.key,
        OPERATOR_KEYS[0],
        "cb_",
        card["links"]["page"].rpartition("/")[2],
    ):
        assert secret not in logged


def test_each_refusal_has_a_title() -> None:
    assert answer_for(ValueError("x")).status_code == 500
    assert all(kind and title for kind, title in _TITLES.values())


def test_whatever_keeps_altegio_from_being_asked_is_a_503() -> None:
    unreached = [NothingDoneError("no connection"), CrmBusyError("others go first"), CrmUncertainError("no answer", 5)]
    assert [answer_for(one).status_code for one in unreached] == [503, 503, 503]


def test_every_answer_carries_the_security_headers(world: ApiWorld) -> None:
    world.active_program()
    for answer in (
        world.call("GET", PROGRAMS),
        world.call("GET", PROGRAMS, key=None),
        world.call("GET", "/api/v1/entries", accept="text/csv"),
        world.call("GET", "/health", key=None),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
