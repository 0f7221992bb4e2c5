"""The stand-in for Google Wallet: what it refuses, what it remembers, and what it tells."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from time import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from comeback.adapters.google.account import ServiceAccount
from dev.google.account import AUDIENCE, GRANT, SCOPE
from dev.google.clock import shifted_by
from dev.google.desk import DeskError, GoogleDesk
from dev.google.documents import check
from dev.google.issuer import Issuer
from dev.google.refusals import Refused
from dev.google.server import GoogleServer
from dev.google.wallet import ISSUER_ID, Wallet

KEY = rsa.generate_private_key(65537, 2048)
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
ACCOUNT = ServiceAccount({
    "issuer_id": ISSUER_ID, "client_email": "svc@example.com",
    "private_key": KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
})  # fmt: skip
CLASS: dict[str, Any] = {
    "id": f"{ISSUER_ID}.c", "issuerName": "La Visage", "programName": "10 visits", "reviewStatus": "UNDER_REVIEW",
    "programLogo": {"sourceUri": {"uri": "https://example.com/logo.png"}},
}  # fmt: skip
CARD: dict[str, Any] = {
    "id": f"{ISSUER_ID}.o", "classId": CLASS["id"], "state": "ACTIVE",
    "loyaltyPoints": {"label": "Stamps", "balance": {"string": "1 of 10"}},
}  # fmt: skip


def assertion(**changed: Any) -> dict[str, str]:
    now = int(time())
    claims = {"iss": "svc@example.com", "scope": SCOPE, "aud": AUDIENCE, "iat": now, "exp": now + 3600, **changed}
    return {"grant_type": GRANT, "assertion": ACCOUNT.sign(claims)}


def issuer(state: Path | None = None) -> Issuer:
    made = Issuer(ISSUER_ID, time, lambda *_: None, state)
    made.insert("loyaltyClass", CLASS)
    made.insert("loyaltyObject", CARD)
    return made


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "no dot"}, {"id": "x.y"}, {"id": f"{ISSUER_ID}.with space"}, {"issuerName": ""}, {"surprise": 1},
        {"reviewStatus": "APPROVED"}, {"hexBackgroundColor": "red"}, {"programLogo": {}}, {"countryCode": "deu"},
        {"programLogo": {"sourceUri": {"uri": "http://example.com/logo.png"}}}, {"callbackOptions": {"url": "example.com"}},
        {"merchantLocations": [{"latitude": 1, "longitude": 1}] * 11}, {"textModulesData": [{"id": "t"}] * 11},
        {"textModulesData": {}}, {"enableSmartTap": "yes"}, {"multipleDevicesAndHoldersAllowedStatus": "ANY"},
    ],
)  # fmt: skip
def test_a_class_with_a_wrong_field_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        check("loyaltyClass", {**CLASS, **changed}, ISSUER_ID, whole_document=True)
    assert refusal.value.status == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "VOIDED"}, {"notifyPreference": "NOTIFY"}, {"barcode": {"type": "QR", "value": "x"}},
        {"barcode": {"type": "QR_CODE", "value": ""}}, {"loyaltyPoints": {"balance": {}}},
        {"loyaltyPoints": {"balance": {"string": "1", "int": 1}}}, {"loyaltyPoints": {"balance": {"int": 1.5}}},
        {"loyaltyPoints": {"balance": {"double": "1"}}}, {"validTimeInterval": {"end": {"date": "2026-12-31"}}},
        {"validTimeInterval": {"end": {"date": "soon"}}}, {"accountName": None}, {"hexBackgroundColor": "#000000"},
    ],
)  # fmt: skip
def test_an_object_with_a_wrong_field_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        check("loyaltyObject", {**CARD, **changed}, ISSUER_ID, whole_document=True)
    assert refusal.value.status == 400


@pytest.mark.parametrize(("kind", "document"), [("loyaltyClass", CLASS), ("loyaltyObject", CARD)])
def test_every_required_field_is_required(kind: str, document: dict[str, Any]) -> None:
    required = set(document) - {"loyaltyPoints"}
    for name in required:
        with pytest.raises(Refused):
            check(kind, {key: value for key, value in document.items() if key != name}, ISSUER_ID, whole_document=True)
    check(kind, {}, ISSUER_ID, whole_document=False)


def test_ids_of_another_issuer_are_forbidden() -> None:
    with pytest.raises(Refused) as refusal:
        check("loyaltyObject", {**CARD, "classId": "77.c"}, ISSUER_ID, whole_document=True)
    assert (refusal.value.status, refusal.value.body()["error"]["status"]) == (403, "PERMISSION_DENIED")


def test_an_object_needs_a_class_that_is_no_draft() -> None:
    made = Issuer(ISSUER_ID, time, lambda *_: None)
    with pytest.raises(Refused, match="Class"):
        made.insert("loyaltyObject", CARD)
    made.insert("loyaltyClass", {**CLASS, "reviewStatus": "DRAFT"})
    with pytest.raises(Refused, match="DRAFT"):
        made.insert("loyaltyObject", CARD)


def test_an_id_is_taken_for_ever() -> None:
    with pytest.raises(Refused) as refusal:
        issuer().insert("loyaltyObject", CARD)
    assert (refusal.value.status, refusal.value.reason) == (409, "existingResource")


def test_an_approved_class_is_changed_only_as_under_review() -> None:
    made = issuer()
    with pytest.raises(Refused, match="UNDER_REVIEW"):
        made.change("loyaltyClass", CLASS["id"], {"programName": "12 visits"}, replace=False)
    made.change("loyaltyClass", CLASS["id"], {"programName": "12 visits", "reviewStatus": "UNDER_REVIEW"}, replace=False)
    assert made.get("loyaltyClass", CLASS["id"])["reviewStatus"] == "APPROVED"


def test_a_patch_keeps_what_it_does_not_name_and_a_put_does_not() -> None:
    made = issuer()
    made.change("loyaltyObject", CARD["id"], {"accountName": "Jane"}, replace=False)
    assert made.get("loyaltyObject", CARD["id"]) == {**CARD, "accountName": "Jane", "hasUsers": False}
    made.change("loyaltyObject", CARD["id"], CARD, replace=True)
    assert made.get("loyaltyObject", CARD["id"]) == {**CARD, "hasUsers": False}


def test_an_object_stays_in_its_class() -> None:
    with pytest.raises(Refused):
        issuer().change("loyaltyObject", CARD["id"], {"classId": f"{ISSUER_ID}.d"}, replace=False)


def test_nobody_is_notified_of_what_has_not_changed_or_who_has_no_card() -> None:
    made = issuer()
    balance = {"loyaltyPoints": {"balance": {"string": "2 of 10"}}, "notifyPreference": "NOTIFY_ON_UPDATE"}
    made.change("loyaltyObject", CARD["id"], balance, replace=False)
    made.save(CARD["id"])
    made.change("loyaltyObject", CARD["id"], balance, replace=False)
    assert made.look(CARD["id"])["notifications"] == []
    assert "notifyPreference" not in made.get("loyaltyObject", CARD["id"])


def test_one_person_holds_a_card_once() -> None:
    made = issuer()
    with pytest.raises(Refused):
        made.remove(CARD["id"])
    made.save(CARD["id"])
    made.save(CARD["id"])
    assert made.look(CARD["id"])["holders"] == 1
    made.remove(CARD["id"])
    assert made.get("loyaltyObject", CARD["id"])["hasUsers"] is False


def test_what_was_stored_is_there_in_the_next_run(tmp_path: Path) -> None:
    file = tmp_path / "google.json"
    made = issuer(file)
    made.save(CARD["id"])
    made.store()
    assert Issuer(ISSUER_ID, time, lambda *_: None, file).get("loyaltyObject", CARD["id"])["hasUsers"] is True


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": int(time()) + 7200},
        {"iat": int(time()) + 3600, "exp": int(time()) + 7000},
        {"aud": "x"},
        {"scope": "x"},
        {"iss": ""},
        {"iat": None},
    ],
)
def test_only_a_right_assertion_gets_a_token(changed: dict[str, Any]) -> None:
    wallet = Wallet(PUBLIC)
    assert wallet.account.token(assertion())["token_type"] == "Bearer"
    with pytest.raises(Refused) as refusal:
        wallet.account.token(assertion(**changed))
    assert refusal.value.body()["error"] == "invalid_grant"


def test_an_unsigned_assertion_gets_no_token() -> None:
    form = assertion()
    for changed in ({"assertion": form["assertion"][:-4] + "AAAA"}, {"assertion": "a.b"}, {"grant_type": "password"}):
        with pytest.raises(Refused):
            Wallet(PUBLIC).account.token({**form, **changed})


def test_the_time_goes_with_a_file(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    now = shifted_by(file)
    assert abs(now() - time()) < 5
    file.write_text("3600")
    assert abs(now() - time() - 3600) < 5


class Receiver:
    """Takes callbacks and answers 200."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        bodies = self.bodies

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the overridden signature
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/google/callback"
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[GoogleServer]:
    with GoogleServer(Wallet(PUBLIC)) as running:
        yield running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


@pytest.fixture
def desk(server: GoogleServer, receiver: Receiver) -> Iterator[GoogleDesk]:
    server.wallet.issuer.insert("loyaltyClass", {**CLASS, "callbackOptions": {"url": receiver.url}})
    server.wallet.issuer.insert("loyaltyObject", CARD)
    desk = GoogleDesk(server.url)
    yield desk
    desk.callbacks()


def link(**payload: Any) -> str:
    claims = {
        "iss": "svc@example.com", "aud": "google", "typ": "savetowallet", "iat": int(time()),
        "payload": payload or {"loyaltyObjects": [{"id": CARD["id"]}]},
    }  # fmt: skip
    return f"https://pay.google.com/gp/v/save/{ACCOUNT.sign(claims)}"


def test_saving_and_removing_call_back(desk: GoogleDesk, receiver: Receiver) -> None:
    desk.save(link())
    desk.callbacks()
    desk.remove(CARD["id"])
    assert [(one["event"], one["outcome"]) for one in desk.callbacks()] == [("save", "200"), ("del", "200")]
    told = [json.loads(body["signedMessage"]) for body in receiver.bodies]
    assert [(one["eventType"], one["objectId"], one["classId"]) for one in told] == [
        ("save", CARD["id"], CLASS["id"]), ("del", CARD["id"], CLASS["id"]),
    ]  # fmt: skip


def test_callbacks_can_come_twice_or_get_lost(desk: GoogleDesk, receiver: Receiver) -> None:
    desk.spoil_callbacks(copies=2)
    desk.save_object(CARD["id"])
    desk.callbacks()
    desk.spoil_callbacks(lose=1)
    desk.remove(CARD["id"])
    assert [one["outcome"] for one in desk.callbacks()] == ["200", "200", "lost"]
    assert receiver.bodies[0] == receiver.bodies[1]


@pytest.mark.parametrize(
    "offered",
    [
        {"loyaltyObjects": []},
        {"loyaltyObjects": [{"id": "x.y"}]},
        {"loyaltyClasses": []},
        {"loyaltyObjects": [{"id": CARD["id"], "note": "x" * 2000}]},
    ],
)
def test_a_link_that_offers_nothing_or_is_too_long_is_refused(desk: GoogleDesk, offered: dict[str, Any]) -> None:
    with pytest.raises(DeskError):
        desk.save(link(**offered))


def opened(url: str, method: str = "GET") -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method)) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def test_a_person_sees_the_card_and_adds_it(server: GoogleServer, desk: GoogleDesk) -> None:
    url = link().replace("https://pay.google.com", server.url)
    status, page = opened(url)
    assert status == 200
    assert all(text in page for text in ("10 visits", "La Visage", "1 of 10", "Add to Google Wallet"))
    assert desk.state()["saved"] == []
    assert opened(url, "POST")[0] == 200
    assert desk.state()["saved"] == [CARD["id"]]
    assert opened(f"{url}x")[0] == 400


def test_calls_without_a_token_and_unknown_ones_are_refused(server: GoogleServer) -> None:
    for path, method, status in (
        ("/walletobjects/v1/loyaltyObject/x.y", "GET", 401), ("/anything", "GET", 401), ("/__control/nothing", "POST", 404),
    ):  # fmt: skip
        assert opened(f"{server.url}{path}", method)[0] == status


def test_after_a_reset_nothing_is_left(desk: GoogleDesk) -> None:
    desk.reset()
    state = desk.state()
    assert (state["classes"], state["objects"], state["calls"]) == ([], [], {})
    with pytest.raises(DeskError):
        desk.look(CARD["id"])
