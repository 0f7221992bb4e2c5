"""What loyalty classes and objects may say (wallets.md §4.1 to §4.3); unknown fields are refused as Google does."""

from typing import Any

from dev.google.fields import (
    Check,
    address,
    anything,
    between,
    exactly_one,
    filled,
    flag,
    like,
    listed,
    moment,
    number,
    one_of,
    record,
    text,
    whole,
)
from dev.google.refusals import Refused, invalid

_LOCALIZED = record(
    {
        "kind": text,
        "defaultValue": record({"kind": text, "language": filled, "value": text}, ("language", "value")),
        "translatedValues": listed(record({"kind": text, "language": filled, "value": text}, ("language", "value"))),
    },
    ("defaultValue",),
)
_IMAGE = record(
    {"kind": text, "sourceUri": record({"uri": address}, ("uri",)), "contentDescription": _LOCALIZED, "privateImageId": text}
)
_TEXTS = listed(
    record({"id": filled, "header": text, "body": text, "localizedHeader": _LOCALIZED, "localizedBody": _LOCALIZED}), 10
)
_LINKS = record({"uris": listed(record({"kind": text, "id": text, "uri": text, "description": text}, ("uri",)))})
_PLACES = listed(record({"latitude": between(-90, 90), "longitude": between(-180, 180)}, ("latitude", "longitude")), 10)
_MESSAGES = listed(
    record(
        {"id": text, "header": text, "body": text, "messageType": one_of("TEXT", "TEXT_AND_NOTIFY"), "displayInterval": anything}
    ),
    10,
)
_BALANCE = exactly_one({
    "string": text, "int": whole, "double": number, "money": record({"kind": text, "micros": text, "currencyCode": text}),
})  # fmt: skip
_POINTS = record({"label": text, "localizedLabel": _LOCALIZED, "balance": _BALANCE})
_BARCODE = record(
    {
        "kind": text,
        "type": one_of(
            "QR_CODE", "AZTEC", "PDF_417", "CODE_128", "CODE_39", "CODABAR", "DATA_MATRIX", "EAN_8", "EAN_13", "ITF_14", "UPC_A",
            "TEXT_ONLY",
        ),
        "renderEncoding": text,
        "value": filled,
        "alternateText": text,
        "showCodeText": _LOCALIZED,
    },
    ("type", "value"),
)  # fmt: skip
_INTERVAL = record({"kind": text, "start": record({"date": moment}), "end": record({"date": moment})})
_SHARED: dict[str, Check] = {
    "kind": text, "id": filled, "version": text, "heroImage": _IMAGE, "textModulesData": _TEXTS,
    "imageModulesData": listed(anything, 1), "linksModuleData": _LINKS, "valueAddedModuleData": listed(anything, 15),
    "merchantLocations": _PLACES, "messages": _MESSAGES,
}  # fmt: skip
_LABELS = (
    "rewardsTier",
    "rewardsTierLabel",
    "secondaryRewardsTier",
    "secondaryRewardsTierLabel",
    "accountIdLabel",
    "accountNameLabel",
)
_CLASS: dict[str, Check] = {
    **_SHARED,
    **dict.fromkeys(_LABELS, text),
    **{f"localized{name[0].upper()}{name[1:]}": _LOCALIZED for name in (*_LABELS, "issuerName", "programName")},
    "issuerName": filled,
    "programName": filled,
    "programLogo": _IMAGE,
    "wideProgramLogo": _IMAGE,
    "reviewStatus": one_of("UNDER_REVIEW", "DRAFT", "underReview", "draft"),
    "hexBackgroundColor": like("#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3}"),
    "countryCode": like("[A-Z]{2}"),
    "homepageUri": anything,
    "callbackOptions": record({"url": address}, ("url",)),
    "multipleDevicesAndHoldersAllowedStatus": one_of("MULTIPLE_HOLDERS", "ONE_USER_ALL_DEVICES", "ONE_USER_ONE_DEVICE"),
    "classTemplateInfo": anything,
    "enableSmartTap": flag,
    "redemptionIssuers": listed(text),
    "viewUnlockRequirement": one_of("UNLOCK_NOT_REQUIRED", "UNLOCK_REQUIRED_TO_VIEW"),
    "securityAnimation": anything,
    "notifyPreference": one_of("NOTIFY_ON_UPDATE"),
}
_OBJECT: dict[str, Check] = {
    **_SHARED,
    "classId": filled,
    "classReference": anything,
    "state": one_of("ACTIVE", "COMPLETED", "EXPIRED", "INACTIVE"),
    "accountId": text,
    "accountName": text,
    "loyaltyPoints": _POINTS,
    "secondaryLoyaltyPoints": _POINTS,
    "barcode": _BARCODE,
    "rotatingBarcode": anything,
    "validTimeInterval": _INTERVAL,
    "linkedOfferIds": listed(text),
    "linkedObjectIds": listed(text),
    "smartTapRedemptionValue": text,
    "passConstraints": anything,
    "groupingInfo": anything,
    "saveRestrictions": anything,
    "disableExpirationNotification": flag,
    "hasUsers": flag,
    # `NOTIFY` stands in some of Google's texts; the API refuses it.
    "notifyPreference": one_of("NOTIFY_ON_UPDATE"),
}
_REQUIRED = {
    "loyaltyClass": ("id", "issuerName", "programName", "programLogo", "reviewStatus"),
    "loyaltyObject": ("id", "classId", "state"),
}
_FIELDS = {"loyaltyClass": _CLASS, "loyaltyObject": _OBJECT}
_ID = like(r"[0-9]{1,20}\.[A-Za-z0-9._-]{1,200}")

KINDS = frozenset(_FIELDS)


def check(kind: str, document: Any, issuer_id: str, *, whole_document: bool) -> None:
    """Raises Refused: 400 for a wrong field, 403 for an id of another issuer. A patch may leave out everything."""
    record(_FIELDS[kind], _REQUIRED[kind] if whole_document else ())(document, "")
    for name in ("id", "classId"):
        if name in document:
            check_id(document[name], issuer_id)
    if "programLogo" in document and "sourceUri" not in document["programLogo"]:
        raise invalid("programLogo.sourceUri is required.")


def check_id(name: str, issuer_id: str) -> None:
    """Raises Refused."""
    try:
        _ID(name, "id")
    except Refused:
        raise invalid(f"Request contains an invalid argument. Invalid resource ID: {name}.") from None
    if name.partition(".")[0] != issuer_id:
        raise Refused(403, "permissionDenied", "Permission denied.")
