"""Nothing about a person and no secret gets into the log: through every door and queue, whether things work or break."""

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from hashlib import sha256
from itertools import product
from types import ModuleType
from typing import Any

import pytest
from aws_lambda_powertools.utilities.batch.exceptions import BatchProcessingError
from botocore.exceptions import ClientError

from comeback.domain.ids import render_id
from comeback.domain.redirect import SignedUser
from comeback.ports.crm import CrmUnavailableError
from comeback.ports.queues import QueueUnavailableError
from tests.entrypoints import Aws, functions, secrets, started
from tests.handlers.events import http_event
from tests.unit.connecting import redirect

PRIVATE = (
    "Jane", "Qxdoe", "3155550175", "jane.qxdoe@example.com", "1990-02-28", "hook-secret-Hx71", "cb_api_key_Ap62", "op_key_Op53",
    "session-Se44", "csrf-Cs35", "link-token-Li26", "pass-token-Pa17", "push-token-Pu08", "partner-token-Pt99", "Eyelashes",
    "9f8e7d6c5b4a",
)  # fmt: skip
EVERYTHING = " ".join(PRIVATE)
TENANT, CUSTOMER = render_id("tn", 1, bytes(10)), render_id("cu", 1, bytes(10))
PROGRAM, CARD = render_id("pr", 1, bytes(10)), render_id("cd", 1, bytes(10))
# Harmless where it stands: an address of ours.
HEADERS = {
    "authorization": "Bearer cb_api_key_Ap62", "user-agent": EVERYTHING, "referer": f"https://x.example/{EVERYTHING}",
    "x-forwarded-for": "9f8e7d6c5b4a",
}  # fmt: skip
COOKIES = ["__Host-session=session-Se44", "__Host-connecting=link-token-Li26"]
PERSON = {"phone": "+13155550175", "name": "Jane Qxdoe", "email": "jane.qxdoe@example.com", "birthday": "1990-02-28"}
BOOKING = {
    "company_id": 4564, "resource": "record", "resource_id": 1, "status": "create",
    "data": {"date": "2026-09-21", "client": {"id": 5, **PERSON}, "comment": EVERYTHING, "services": [{"title": "Eyelashes"}]},
}  # fmt: skip
LIFECYCLE = {"salon_id": 4564, "application_id": 1, "event": "uninstall", "partner_token": "partner-token-Pt99"}
HOOK = {
    "Item": {
        "tenant_id": {"S": TENANT}, "status": {"S": "active"},
        "hook_secrets": {"L": [{"M": {"digest": {"S": sha256(b"hook-secret-Hx71").hexdigest()}}}]},
    }
}  # fmt: skip


def request(method: str, path: str, pattern: str | None = None, **more: Any) -> dict[str, Any]:
    """A request whose every part is private, but for the pattern of its route."""
    event = http_event(method, path, headers={**HEADERS, **more.pop("headers", {})}, cookies=COOKIES, **more)
    return {**event, "routeKey": f"{method} {pattern or path}"}


def sqs(body: str) -> dict[str, Any]:
    return {"Records": [{"messageId": "1", "eventSource": "aws:sqs", "body": body, "attributes": {}}]}


def message(kind: str, **fields: Any) -> dict[str, Any]:
    return sqs(json.dumps({"type": kind, "tenant_id": TENANT, **fields}))


def events() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every door and queue."""
    hook = {"path_parameters": {"location_id": "4564", "secret": "hook-secret-Hx71"}}
    path = "/altegio/hooks/4564/hook-secret-Hx71"
    for body in (json.dumps(BOOKING), EVERYTHING, json.dumps({**BOOKING, "resource": EVERYTHING}), json.dumps(BOOKING).encode()):
        yield "webhook", request("POST", path, "/altegio/hooks/{location_id}/{secret}", body=body, **hook)
    signed = redirect(SignedUser(7, "Jane Qxdoe", "jane.qxdoe@example.com"), 4564)
    yield "oauth_callback", request("GET", "/altegio/connect", query=signed)
    yield "oauth_callback", request("GET", "/altegio/connect", query=f"salon_id={EVERYTHING}&user_data={EVERYTHING}")
    for body in (json.dumps(LIFECYCLE), json.dumps({**LIFECYCLE, "partner_token": "partner"}), EVERYTHING):
        yield "oauth_callback", request("POST", "/altegio/lifecycle", body=body)
    cards = f"/api/v1/programs/{PROGRAM}/cards"
    operator = {"authorization": f"Bearer {secrets()['operator']['keys'][0]}"}
    for body in (json.dumps(PERSON), EVERYTHING, json.dumps({EVERYTHING: EVERYTHING})):
        json_body = {"body": body, "headers": {"content-type": "application/json"}}
        yield "api", request("POST", cards, "/api/v1/programs/{program_id}/cards", **json_body)
    yield "api", request("GET", "/api/v1/cards", query="phone=%2B13155550175")
    yield "api", request("GET", f"/api/v1/cards/{EVERYTHING}", "/api/v1/cards/{card_id}")
    yield "api", request("GET", "/operator/v1/tenants", query=f"cursor={EVERYTHING}", headers=operator)
    yield "api", request("GET", "/operator/v1/tenants", headers={"authorization": "Bearer op_key_Op53"})
    yield "console", request("GET", "/console")
    yield "console", request("GET", "/console/sign-in/link-token-Li26", "/console/sign-in/{token}")
    yield "console", request("POST", "/console/sign-in/link-token-Li26", "/console/sign-in/{token}", form={"x": EVERYTHING})
    yield "console", request("POST", "/console/sign-out", form={"csrf_token": "csrf-Cs35"})
    apple = {"headers": {"authorization": "ApplePass pass-token-Pa17"}}
    devices = "/apple/v1/devices/9f8e7d6c5b4a/registrations/pass.example.comeback"
    serial = {"body": json.dumps({"pushToken": "push-token-Pu08"})}
    yield "wallet_service", request("POST", f"{devices}/{CARD}", "/apple/v1/{proxy+}", **apple, **serial)
    yield "wallet_service", request("DELETE", f"{devices}/{CARD}", "/apple/v1/{proxy+}", **apple)
    yield "wallet_service", request("GET", devices, "/apple/v1/{proxy+}", query=f"passesUpdatedSince={EVERYTHING}")
    yield "wallet_service", request("GET", f"/apple/v1/passes/pass.example.comeback/{CARD}", "/apple/v1/{proxy+}", **apple)
    yield "wallet_service", request("POST", "/apple/v1/log", body=json.dumps({"logs": [EVERYTHING, {"x": EVERYTHING}]}))
    yield "wallet_service", request("GET", f"/c/{CARD}.1.pass-token-Pa17/pass.pkpass", "/c/{token}/pass.pkpass")
    place = {"location_id": 4564, "received_at": "2026-09-21T15:00:00+00:00"}
    yield (
        "accrual",
        message("VisitChanged", **place, record_id=1, client_id=5, visit_id=None, date="2026-09-21", source="webhook"),
    )
    yield "accrual", message("ClientChanged", **place, client_id=5, source="webhook")
    yield "accrual", message("DayDue", customer_id=CUSTOMER, date="2026-09-21")
    yield "accrual", message("CustomerEnrolled", customer_id=CUSTOMER, program_id=PROGRAM)
    yield "accrual", message("ConnectRequested", location_id=4564, user_id=7, job_id=render_id("jb", 1, bytes(10)))
    changed = {"customer_id": CUSTOMER, "program_id": PROGRAM, "card_id": CARD, "mark": 2}
    yield "pass_update", message("CardChanged", **changed)
    for queue in ("accrual", "pass_update"):
        yield queue, sqs(EVERYTHING)
        yield queue, message("DayDue", **{EVERYTHING: EVERYTHING})
        yield queue, message("CardChanged" if queue == "accrual" else "DayDue", customer_id=CUSTOMER, date=EVERYTHING)
    head = {"kind": {"S": "head"}, "mark": {"N": "2"}, **{f"{name}_id": {"S": EVERYTHING} for name in ("tenant", "customer")}}
    for image in (
        {**head, "program_id": {"S": PROGRAM}, "card_id": {"S": CARD}},
        {"kind": {"S": "day"}, "due_sk": {"S": EVERYTHING}, "pk": {"S": f"T#{EVERYTHING}"}},
    ):
        old = {**image, "mark": {"N": "1"}, "due_sk": {"S": ""}}
        yield "relay", {"Records": [{"eventID": "1", "dynamodb": {"SequenceNumber": "1", "NewImage": image, "OldImage": old}}]}
    for job in ("sweep", "connection_check", EVERYTHING):
        yield "reconcile", {"job": job}


PROBLEMS = (
    None,
    RuntimeError(EVERYTHING),
    ClientError({"Error": {"Code": "ValidationException", "Message": EVERYTHING}}, "Query"),
    QueueUnavailableError(EVERYTHING),
    CrmUnavailableError(EVERYTHING),
)
ANSWERS: tuple[dict[str, Any], ...] = ({}, {"get_item": HOOK})


def run(module: ModuleType, event: dict[str, Any]) -> dict[str, Any]:
    """One invocation; what leaves a handler is written out, as Lambda's runtime does."""
    try:
        return module.handler(event, None)  # type: ignore[no-any-return]
    except Exception:  # noqa: BLE001 - as the runtime catches whatever comes
        traceback.print_exc()
        return {}


@pytest.fixture(autouse=True)
def _every_logger_writes() -> Iterator[None]:
    """As in Lambda, where a handler of the root logger writes to the same log; but everything, not from INFO on."""
    handler, root = logging.StreamHandler(sys.stdout), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize("folder", sorted({folder for folder, _ in events()}))
def test_nothing_private_is_written_whether_it_works_or_breaks(folder: str, capfd: pytest.CaptureFixture[str]) -> None:
    aws = Aws()
    with started(f"functions/{folder}", aws) as module:
        for (name, event), aws.problem, aws.answers in product(events(), PROBLEMS, ANSWERS):
            if name != folder:
                continue
            answer = run(module, event)
            written = "".join(capfd.readouterr())
            leaked = [text for text in PRIVATE if text in written]
            assert leaked == [], (event, written)
            assert EVERYTHING not in str(answer)


def test_every_function_with_input_from_outside_is_tried() -> None:
    tried = {f"functions/{folder}" for folder, _ in events()}
    assert set(functions()) - tried == {"functions/ledger_guard"}  # Its input is the keys of entries: ids of ours.


def test_what_breaks_is_noted_by_its_type_and_place(capfd: pytest.CaptureFixture[str]) -> None:
    with started("functions/accrual", Aws(RuntimeError(EVERYTHING))) as module, pytest.raises(BatchProcessingError) as raised:
        module.handler(message("DayDue", customer_id=CUSTOMER, date="2026-09-21"), None)
    written = capfd.readouterr().out
    assert '"error":"RuntimeError"' in written
    assert "settle_due_day.py:" in written
    assert "RuntimeError" in str(raised.value)
