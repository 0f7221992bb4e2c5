"""The stand-in for Google Wallet: what it refuses, what it remembers, and what it tells."""

from pathlib import Path
from time import time
from typing import Any

import pytest

from dev.google.account import AUDIENCE, GRANT, SCOPE
from dev.google.clock import shifted_by
from dev.google.documents import check
from dev.google.issuer import Issuer
from dev.google.refusals import Refused
from dev.google.wallet import ISSUER_ID, Wallet
from tests.dev.google_documents import ACCOUNT, CARD, CLASS, PUBLIC


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
