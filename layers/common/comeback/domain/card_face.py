"""What a wallet makes of a card's data: each text in the reader's language and form, in the place where it is shown.

Read from the very documents that phones and Google get, so that a picture of a card cannot say anything else.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from comeback.domain.card_layout import FRONT_ROOM, HEADER_ROOM
from comeback.domain.contrast import readable_on
from comeback.domain.money import exponent_of
from comeback.domain.words import Money, Words

Json = dict[str, Any]

_COLOURS = ("foregroundColor", "backgroundColor", "labelColor")
_ANCHOR = re.compile(r"<a [^>]*>([^<]*)</a>")
_GOOGLE_CODES = {"QR_CODE": "qr", "PDF_417": "pdf417", "AZTEC": "aztec", "CODE_128": "code128"}
_APPLE_CODES = {
    "PKBarcodeFormatQR": "qr", "PKBarcodeFormatPDF417": "pdf417", "PKBarcodeFormatAztec": "aztec",
    "PKBarcodeFormatCode128": "code128",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownField:
    """A text under its label. `at_end`: it stands at the right; `links`: titles within the text that lead somewhere."""

    label: str
    text: str
    at_end: bool = False
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A barcode (`domain.design.Barcode`), and what people read below it."""

    kind: str
    message: str
    text: str


@dataclass(frozen=True, slots=True)
class AppleFace:
    """A store card; colours are `#rrggbb`. `front`: the one row of secondary and auxiliary fields; `back`: the details."""

    background: str
    foreground: str
    label: str
    logo_text: str
    header: tuple[ShownField, ...]
    front: tuple[ShownField, ...]
    back: tuple[ShownField, ...]
    code: ShownCode
    is_voided: bool = False


@dataclass(frozen=True, slots=True)
class GoogleFace:
    """A loyalty card. `foreground` is Google's own choice; `logo` and `hero` are the names of the pictures that it fetches;
    `back`: what one reads below the card.
    """

    background: str
    foreground: str
    issuer: str
    title: str
    points: tuple[ShownField, ...]
    back: tuple[ShownField, ...]
    code: ShownCode
    logo: str
    hero: str
    is_over: bool = False


def apple_face(document: Json, said: Mapping[str, str], words: Words) -> AppleFace:
    """`said`: the strings of the reader's language, `words` its way to write amounts and dates."""
    colours = [_hexadecimal(document[name]) for name in _COLOURS]
    groups = {name: tuple(_apple_field(field, said, words) for field in fields) for name, fields in document["storeCard"].items()}
    code = document["barcodes"][0]
    row = groups.get("secondaryFields", ()) + groups.get("auxiliaryFields", ())
    return AppleFace(
        foreground=colours[0], background=colours[1], label=colours[2],
        logo_text=said.get(document["logoText"], document["logoText"]),
        header=groups.get("headerFields", ())[:HEADER_ROOM], front=row[:FRONT_ROOM], back=groups.get("backFields", ()),
        code=ShownCode(_APPLE_CODES[code["format"]], code["message"], code["altText"]),
        is_voided=document.get("voided", False),
    )  # fmt: skip


def google_face(loyalty_class: Json, loyalty_object: Json, words: Words) -> GoogleFace:
    """The object's picture goes before that of its class."""
    card, program = _told(loyalty_object, words.language), _told(loyalty_class, words.language)
    code, background = card["barcode"], program["hexBackgroundColor"]
    points = [card[name] for name in ("loyaltyPoints", "secondaryLoyaltyPoints") if name in card]
    return GoogleFace(
        background=background, foreground=readable_on(background, "#ffffff"),
        issuer=program["issuerName"], title=program["programName"],
        points=tuple(ShownField(one["label"], _balance(one["balance"], words)) for one in points),
        back=tuple(_google_back(program, card)),
        code=ShownCode(_GOOGLE_CODES[code["type"]], code["value"], code["alternateText"]),
        logo=_named(program["programLogo"]), hero=_named(card.get("heroImage") or program["heroImage"]),
        is_over=card["state"] != "ACTIVE",
    )  # fmt: skip


def _apple_field(field: Json, said: Mapping[str, str], words: Words) -> ShownField:
    links = tuple(unescape(title) for title in _ANCHOR.findall(field.get("attributedValue", "")))
    text = "\n".join(links) if links else _value(field, said, words)
    at_end = field.get("textAlignment") == "PKTextAlignmentRight"
    return ShownField(said.get(field["label"], field["label"]), text, at_end, links)


def _value(field: Json, said: Mapping[str, str], words: Words) -> str:
    """As a phone writes it."""
    value = field["value"]
    if "currencyCode" in field:
        return words.write(Money(round(value * 10 ** exponent_of(field["currencyCode"])), field["currencyCode"]))
    if "dateStyle" in field:
        return words.write(datetime.fromisoformat(value).date())
    return said.get(value, value) if isinstance(value, str) else words.write(value)


def _balance(balance: Json, words: Words) -> str:
    if money := balance.get("money"):
        currency = money["currencyCode"]
        return words.write(Money(int(money["micros"]) // 10 ** (6 - exponent_of(currency)), currency))
    return words.write(balance["int"]) if "int" in balance else str(balance["string"])


def _google_back(program: Json, card: Json) -> Sequence[ShownField]:
    texts = [ShownField(text["header"], text["body"]) for text in (*card["textModulesData"], *program["textModulesData"])]
    links = tuple(link["description"] for link in program["linksModuleData"]["uris"])
    name = [ShownField(program["accountNameLabel"], card["accountName"])] if card["accountName"] else []
    linked = [ShownField("", "\n".join(links), links=links)] if links else []
    number = [ShownField(program["accountIdLabel"], card["accountId"])] if card["accountId"] else []
    return [*name, *number, *texts, *linked]


def _told(part: Any, language: str) -> Any:
    """Each text by its translation, where there is one."""
    if isinstance(part, list):
        return [_told(one, language) for one in part]
    if not isinstance(part, dict):
        return part
    told = {name: _told(one, language) for name, one in part.items() if not name.startswith("localized")}
    for name, one in part.items():
        if name.startswith("localized"):
            plain = name.removeprefix("localized")
            plain = plain[0].lower() + plain[1:]
            said = {text["language"]: text["value"] for text in one["translatedValues"]}
            told[plain] = said.get(language, told[plain])
    return told


def _named(image: Json) -> str:
    return str(image["sourceUri"]["uri"]).rpartition("/")[2]


def _hexadecimal(colour: str) -> str:
    """From `rgb(1, 2, 3)`."""
    return "#" + "".join(f"{int(channel):02x}" for channel in colour.removeprefix("rgb(").removesuffix(")").split(","))
