"""What Apple says about `pass.json`, rule by rule (wallets.md §1.2 to 1.4); stricter than a phone, which drops silently what
it does not know.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

STYLES = ("storeCard", "coupon", "generic", "eventTicket", "boardingPass")
GROUPS = ("headerFields", "primaryFields", "secondaryFields", "auxiliaryFields", "backFields")
_MOST_IN_A_ROW = {"storeCard": 4, "coupon": 4, "generic": 4}
_POSTER = "posterGeneric"
_MOST_ON_A_POSTER = {"headerFields": 1, "primaryFields": 4, "footerFields": 1, "backFields": None}
_OLD_BARCODES = {f"PKBarcodeFormat{name}" for name in ("QR", "PDF417", "Aztec", "Code128")}
_BARCODES = _OLD_BARCODES | {f"PKBarcodeFormat{name}" for name in ("EAN13", "Code39", "Codabar", "I2of5")}
_ALIGNMENTS = {f"PKTextAlignment{name}" for name in ("Left", "Center", "Right", "Natural")}
_DATE_STYLES = {f"PKDateStyle{name}" for name in ("None", "Short", "Medium", "Long", "Full")}
_NUMBER_STYLES = {f"PKNumberStyle{name}" for name in ("Decimal", "Percent", "Scientific", "SpellOut")}
_DETECTORS = {f"PKDataDetectorType{name}" for name in ("PhoneNumber", "Link", "Address", "CalendarEvent")}
_COLOUR = re.compile(r"rgb\((\d{1,3}), (\d{1,3}), (\d{1,3})\)")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})")

Check = Callable[[Any], bool]


def complaints(document: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong with a `pass.json`; empty for a good one."""
    found = [f"{key} is missing" for key in _REQUIRED if key not in document]
    found += _unfit(document, _TOP, "")
    styles = [style for style in STYLES if style in document]
    if len(styles) != 1:
        found.append(f"exactly one style is needed, there are {styles}")
    if ("webServiceURL" in document) != ("authenticationToken" in document):
        found.append("webServiceURL and authenticationToken need each other")
    if "appLaunchURL" in document and "associatedStoreIdentifiers" not in document:
        found.append("appLaunchURL needs associatedStoreIdentifiers")
    found += _barcodes(document.get("barcodes", ()))
    for style in styles:
        found += _style(style, document[style])
    if _POSTER in document:
        found += _poster(document[_POSTER])
    return found


def _style(style: str, groups: Any) -> Iterator[str]:
    if not isinstance(groups, dict) or not all(isinstance(groups.get(group, []), list) for group in GROUPS):
        yield f"{style} is no object of field groups"
        return
    yield from (f"{style}.{name} is no field group" for name in groups if name not in (*GROUPS, "transitType"))
    count = {group: len(groups.get(group, [])) for group in GROUPS}
    row = count["secondaryFields"] + count["auxiliaryFields"]
    if count["headerFields"] > 3 or count["primaryFields"] > 1 or row > _MOST_IN_A_ROW.get(style, 8):
        yield f"{style} has more fields than are shown"
    yield from _fields(groups, GROUPS)


def _poster(groups: Any) -> Iterator[str]:
    """Beside one of the classic styles, whose keys it may use again."""
    if not isinstance(groups, dict) or not all(isinstance(group, list) for group in groups.values()):
        yield f"{_POSTER} is no object of field groups"
        return
    yield from (f"{_POSTER}.{name} is no group of a poster" for name in groups if name not in _MOST_ON_A_POSTER)
    if any(most and len(groups.get(name, [])) > most for name, most in _MOST_ON_A_POSTER.items()):
        yield f"{_POSTER} has more fields than are shown"
    yield from (f"{_POSTER}.{one}" for one in _fields(groups, _MOST_ON_A_POSTER))


def _fields(groups: Mapping[str, Any], names: Iterable[str]) -> Iterator[str]:
    """What is wrong with the fields of a style; a key stands once in it."""
    seen: set[str] = set()
    for group in names:
        for place, field in enumerate(groups.get(group, [])):
            where = f"{group}[{place}]"
            yield from _field(field, where, is_back=group == "backFields")
            key = str(field.get("key")) if isinstance(field, dict) else ""
            if key in seen:
                yield f"{where}: the key {key} is there twice"
            seen.add(key)


def _field(field: Any, where: str, *, is_back: bool) -> Iterator[str]:
    if not isinstance(field, dict):
        yield f"{where} is no object"
        return
    yield from (f"{where}.{key} is missing" for key in ("key", "value") if key not in field)
    yield from _unfit(field, _FIELD, f"{where}.")
    if "dataDetectorTypes" in field and not is_back:
        yield f"{where}.dataDetectorTypes works on the back only"
    if {"numberStyle", "currencyCode"} <= field.keys():
        yield f"{where} is a number or an amount, not both"


def _barcodes(barcodes: Any) -> Iterator[str]:
    if not isinstance(barcodes, list | tuple):
        return
    for place, barcode in enumerate(barcodes):
        if not isinstance(barcode, dict):
            yield f"barcodes[{place}] is no object"
            continue
        yield from (f"barcodes[{place}].{key} is missing" for key in _BARCODE if key not in barcode and key != "altText")
        yield from _unfit(barcode, _BARCODE, f"barcodes[{place}].")
    if barcodes and not any(isinstance(one, dict) and one.get("format") in _OLD_BARCODES for one in barcodes):
        yield "older phones need one of the old barcode formats"


def _unfit(values: Mapping[str, Any], checks: Mapping[str, Check], prefix: str) -> Iterator[str]:
    for key, value in values.items():
        if key not in checks:
            yield f"{prefix}{key} is unknown"
        elif not checks[key](value):
            yield f"{prefix}{key} cannot be {value!r}"


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _colour(value: Any) -> bool:
    match = _COLOUR.fullmatch(value) if isinstance(value, str) else None
    return match is not None and all(int(channel) <= 255 for channel in match.groups())


def _moment(value: Any) -> bool:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _within(limit: float) -> Check:
    return lambda value: _number(value) and abs(value) <= limit


def _secure(value: Any) -> bool:
    """Https; without it only to the own machine, as a phone in developer mode allows."""
    try:
        parts = urlsplit(value)
        return (parts.scheme == "https" and bool(parts.hostname)) or parts.hostname in {"127.0.0.1", "localhost"}
    except (ValueError, AttributeError, TypeError):
        return False


def _latin1(value: Any) -> bool:
    return _text(value) and all(ord(character) < 256 for character in value)


def _one_of(*values: str) -> Check:
    return lambda value: isinstance(value, str) and value in values


def _all(check: Check, most: int | None = None) -> Check:
    return lambda value: isinstance(value, list) and len(value) <= (most or len(value)) and all(map(check, value))


def _shaped(needed: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    def check(value: Any) -> bool:
        return isinstance(value, dict) and needed.keys() <= value.keys() and not list(_unfit(value, {**needed, **optional}, ""))

    return check


def _object(value: Any) -> bool:
    return isinstance(value, dict)


_LOCATION = _shaped(
    {
        "latitude": lambda value: _number(value) and abs(value) <= 90,
        "longitude": lambda value: _number(value) and abs(value) <= 180,
    },
    {"altitude": _number, "relevantText": _text},
)
_NFC = _shaped(
    {"message": lambda value: _text(value) and len(value.encode()) <= 64, "encryptionPublicKey": _text},
    {"requiresAuthentication": _flag},
)
_BARCODE: Mapping[str, Check] = {
    "format": _one_of(*_BARCODES), "message": _latin1, "messageEncoding": _text, "altText": _text,
}  # fmt: skip
_REQUIRED = ("formatVersion", "passTypeIdentifier", "teamIdentifier", "serialNumber", "organizationName", "description")
_TOP: Mapping[str, Check] = {
    "formatVersion": lambda value: value == 1 and not isinstance(value, bool),
    "passTypeIdentifier": lambda value: _text(value) and value.startswith("pass.") and len(value) > 5,
    "teamIdentifier": lambda value: isinstance(value, str) and re.fullmatch(r"[A-Z0-9]{10}", value) is not None,
    "serialNumber": _text, "organizationName": _text, "description": _text, "logoText": _text,
    "foregroundColor": _colour, "backgroundColor": _colour, "labelColor": _colour,
    "webServiceURL": _secure, "authenticationToken": lambda value: _text(value) and len(value) >= 16,
    "locations": _all(_LOCATION, 10), "maxDistance": _number, "beacons": _all(_object, 10),
    "relevantDate": _moment, "relevantDates": _all(_object), "expirationDate": _moment,
    "voided": _flag, "sharingProhibited": _flag, "suppressStripShine": _flag,
    "associatedStoreIdentifiers": _all(_number), "appLaunchURL": _text, "nfc": _NFC,
    "featuredActions": _all(_object, 2), "userInfo": _object, _POSTER: _object,
    "barcodes": lambda value: isinstance(value, list) and bool(value),
    **dict.fromkeys(STYLES, _object),
}  # fmt: skip
_FIELD: Mapping[str, Check] = {
    "key": _text, "label": lambda value: isinstance(value, str), "value": lambda value: isinstance(value, str) or _number(value),
    "changeMessage": lambda value: _text(value) and "%@" in value, "textAlignment": _one_of(*_ALIGNMENTS),
    "dateStyle": _one_of(*_DATE_STYLES), "timeStyle": _one_of(*_DATE_STYLES), "isRelative": _flag, "ignoresTimeZone": _flag,
    "numberStyle": _one_of(*_NUMBER_STYLES),
    "currencyCode": lambda value: isinstance(value, str) and re.fullmatch(r"[A-Z]{3}", value) is not None,
    "attributedValue": _text, "dataDetectorTypes": _all(_one_of(*_DETECTORS)), "semantics": _object,
}  # fmt: skip
