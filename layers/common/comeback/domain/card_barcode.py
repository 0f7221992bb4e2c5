"""The code of a card in the words of each wallet (wallets.md §1.4, §4.3), and the links of its back."""

from collections.abc import Sequence
from html import escape
from typing import Any

from comeback.domain.design import Barcode, Link
from comeback.domain.words import Words

Json = dict[str, Any]

_APPLE: dict[Barcode, str] = {
    "qr": "PKBarcodeFormatQR", "pdf417": "PKBarcodeFormatPDF417", "aztec": "PKBarcodeFormatAztec",
    "code128": "PKBarcodeFormatCode128",
}  # fmt: skip
GOOGLE_BARCODES: dict[Barcode, str] = {"qr": "QR_CODE", "pdf417": "PDF_417", "aztec": "AZTEC", "code128": "CODE_128"}


def apple_barcodes(kind: Barcode, message: str, text: str) -> list[Json]:
    """The chosen format; the watch shows no Code 128, so that one is followed by a QR code."""
    formats = [_APPLE[kind], _APPLE["qr"]] if kind == "code128" else [_APPLE[kind]]
    return [{"format": one, "message": message, "messageEncoding": "iso-8859-1", "altText": text} for one in formats]


def links_field(links: Sequence[Link], words: Words) -> list[Json]:
    """One field of the back; the watch reads its plain value."""
    if not links:
        return []
    anchors = "\n".join(f'<a href="{escape(link.url)}">{escape(link.title)}</a>' for link in links)
    plain = "\n".join(f"{link.title}: {link.url}" for link in links)
    return [{"key": "links", "label": words.say("card.links"), "value": plain, "attributedValue": anchors}]
