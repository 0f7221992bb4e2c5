"""Every rule of pass.json that a phone knows (wallets.md §1.2 to 1.4)."""

from typing import Any

import pytest

from dev.phone.rules import complaints
from tests.wallet_world import WalletWorld

FIELD = {"key": "one", "value": 1}
BARCODE = {"format": "PKBarcodeFormatQR", "message": "m", "messageEncoding": "iso-8859-1"}


def fields(count: int) -> list[dict[str, Any]]:
    return [{**FIELD, "key": str(place)} for place in range(count)]


def document(**changes: Any) -> dict[str, Any]:
    """Ours with changes; None takes a key away."""
    world = WalletWorld()
    made = {**world.document(), **changes}
    return {key: value for key, value in made.items() if value is not None}


def test_our_document_breaks_no_rule() -> None:
    assert complaints(document()) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"formatVersion": 2}, "formatVersion"),
        ({"formatVersion": True}, "formatVersion"),
        ({"formatVersion": None}, "formatVersion"),
        ({"passTypeIdentifier": "dev.comeback"}, "passTypeIdentifier"),
        ({"teamIdentifier": "SHORT"}, "teamIdentifier"),
        ({"serialNumber": 7}, "serialNumber"),
        ({"serialNumber": None}, "serialNumber"),
        ({"description": " "}, "description"),
        ({"organizationName": None}, "organizationName"),
        ({"backgroundColor": "#33202e"}, "backgroundColor"),
        ({"labelColor": "rgb(1,2,3)"}, "labelColor"),
        ({"foregroundColor": "rgb(1, 2, 256)"}, "foregroundColor"),
        ({"webServiceURL": "http://comeback.example"}, "webServiceURL"),
        ({"webServiceURL": "https://[x"}, "webServiceURL"),
        ({"webServiceURL": 7}, "webServiceURL"),
        ({"webServiceURL": None}, "need each other"),
        ({"authenticationToken": "short"}, "authenticationToken"),
        ({"authenticationToken": None}, "need each other"),
        ({"expirationDate": "2026-12-31"}, "expirationDate"),
        ({"expirationDate": "2026-12-31T23:59:59"}, "expirationDate"),
        ({"expirationDate": "2026-13-31T23:59Z"}, "expirationDate"),
        ({"voided": 1}, "voided"),
        ({"voided": "true"}, "voided"),
        ({"locations": [{"latitude": 91, "longitude": 0}]}, "locations"),
        ({"locations": [{"latitude": 1}]}, "locations"),
        ({"locations": [{"latitude": 1, "longitude": 1}] * 11}, "locations"),
        ({"nfc": {"message": "x" * 65, "encryptionPublicKey": "k"}}, "nfc"),
        ({"appLaunchURL": "app://x"}, "associatedStoreIdentifiers"),
        ({"featuredActions": [{}] * 3}, "featuredActions"),
        ({"customerName": "Jane"}, "customerName is unknown"),
        ({"coupon": {}}, "exactly one style"),
        ({"storeCard": None}, "exactly one style"),
        ({"storeCard": []}, "no object of field groups"),
        ({"barcodes": []}, "barcodes"),
        ({"barcodes": ["x"]}, "barcodes[0]"),
        ({"barcodes": "x"}, "barcodes"),
        ({"barcodes": [{**BARCODE, "message": "€"}]}, "barcodes[0].message"),
        ({"barcodes": [{"format": "QR"}]}, "barcodes[0]"),
        ({"barcodes": [{**BARCODE, "format": "PKBarcodeFormatEAN13"}]}, "old barcode formats"),
        ({"storeCard": {"headerFields": [FIELD, FIELD]}}, "there twice"),
        ({"storeCard": {"fields": []}}, "storeCard.fields"),
        ({"storeCard": {"headerFields": "x"}}, "no object of field groups"),
        ({"storeCard": {"headerFields": ["x"]}}, "no object"),
        ({"storeCard": {"headerFields": fields(4)}}, "more fields than are shown"),
        ({"storeCard": {"secondaryFields": fields(5)}}, "more fields than are shown"),
        ({"storeCard": {"headerFields": [{"key": "one"}]}}, "value is missing"),
        ({"storeCard": {"headerFields": [{"value": 1}]}}, "key"),
        ({"storeCard": {"headerFields": [{**FIELD, "value": None}]}}, "value"),
        ({"storeCard": {"headerFields": [{**FIELD, "x": 1}]}}, "x"),
        ({"storeCard": {"headerFields": [{**FIELD, "changeMessage": "New!"}]}}, "changeMessage"),
        ({"storeCard": {"headerFields": [{**FIELD, "textAlignment": "right"}]}}, "textAlignment"),
        ({"storeCard": {"headerFields": [{**FIELD, "dataDetectorTypes": []}]}}, "back only"),
        ({"posterGeneric": []}, "posterGeneric is no object of field groups"),
        ({"posterGeneric": {"headerFields": "x"}}, "posterGeneric is no object of field groups"),
        ({"posterGeneric": {"secondaryFields": []}}, "posterGeneric.secondaryFields is no group of a poster"),
        ({"posterGeneric": {"headerFields": fields(2)}}, "posterGeneric has more fields than are shown"),
        ({"posterGeneric": {"primaryFields": fields(5)}}, "posterGeneric has more fields than are shown"),
        ({"posterGeneric": {"footerFields": fields(2)}}, "posterGeneric has more fields than are shown"),
        ({"posterGeneric": {"primaryFields": [FIELD], "backFields": [FIELD]}}, "backFields[0]: the key one is there twice"),
        ({"storeCard": {"headerFields": [{**FIELD, "numberStyle": "PKNumberStyleDecimal", "currencyCode": "USD"}]}}, "not both"),
    ],
)
def test_each_rule_of_the_document_is_known(changes: dict[str, Any], said: str) -> None:
    found = complaints(document(**changes))
    assert [said in one for one in found].count(True) >= 1, found


def test_what_apple_allows_beyond_our_own_use_is_taken() -> None:
    changes = {
        "webServiceURL": "http://127.0.0.1:8787/apple", "relevantDates": [{"date": "2026-12-31T23:59Z"}], "maxDistance": 100,
        "nfc": {"message": "m", "encryptionPublicKey": "k", "requiresAuthentication": True},
        "posterGeneric": {"headerFields": [FIELD], "primaryFields": fields(4), "footerFields": [{**FIELD, "key": "x"}]},
        "barcodes": [{**BARCODE, "format": "PKBarcodeFormatEAN13"}, BARCODE],
        "storeCard": {"primaryFields": [FIELD], "backFields": [{"key": "web", "value": "x", "dataDetectorTypes": []}]},
    }  # fmt: skip
    assert complaints(document(**changes)) == []
