"""Google's save and delete callbacks in their own words (wallets.md §4.7): envelope, key, message, and what is signed.

Everything here was sent by a stranger until its signatures are checked.
"""

import json
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

PROTOCOL = "ECv2SigningOnly"
SENDER = "GooglePayPasses"
_LONGEST_NONCE = 1024
_LATEST_MILLIS = 253_402_300_799_999  # the year 9999


class CallbackMalformed(Exception):  # noqa: N818 - a past-tense fact (style.md §4)
    """Not of the form that Google sends."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """The signatures, and what they are of, still as text."""

    protocol: str
    signature: bytes
    signed_key: str
    key_signatures: tuple[bytes, ...]
    signed_message: str


@dataclass(frozen=True, slots=True)
class IntermediateKey:
    """The key that signed the message: a DER SubjectPublicKeyInfo, and until when (ms) it may."""

    public_key: bytes
    expires_at_ms: int


@dataclass(frozen=True, slots=True)
class SaveOrDelete:
    """`event` is `save` or `del` so far; `nonce` is used once, `expires_at_ms` ends the message's life."""

    class_id: str
    object_id: str
    event: str
    nonce: str
    expires_at_ms: int


def parse_envelope(body: bytes) -> Envelope:
    """Raises CallbackMalformed."""
    document = _object(body)
    key = document.get("intermediateSigningKey")
    if not isinstance(key, dict) or not isinstance(key.get("signatures"), list):
        raise CallbackMalformed("no intermediate key")
    return Envelope(
        protocol=_text(document, "protocolVersion"),
        signature=_decoded(_text(document, "signature")),
        signed_key=_text(key, "signedKey"),
        key_signatures=tuple(_decoded(signature) for signature in key["signatures"]),
        signed_message=_text(document, "signedMessage"),
    )


def parse_key(signed_key: str) -> IntermediateKey:
    """Raises CallbackMalformed."""
    document = _object(signed_key)
    return IntermediateKey(_decoded(_text(document, "keyValue")), _millis(document.get("keyExpiration")))


def parse_message(signed_message: str) -> SaveOrDelete:
    """Raises CallbackMalformed."""
    document = _object(signed_message)
    nonce = _text(document, "nonce")
    if not 0 < len(nonce) <= _LONGEST_NONCE:
        raise CallbackMalformed("no nonce")
    return SaveOrDelete(
        class_id=_text(document, "classId"),
        object_id=_text(document, "objectId"),
        event=_text(document, "eventType"),
        nonce=nonce,
        expires_at_ms=_millis(document.get("expTimeMillis")),
    )


def signed_bytes(*parts: str) -> bytes:
    """Each part after its length in UTF-8 bytes, four bytes little-endian. Raises CallbackMalformed for a lone surrogate."""
    try:
        encoded = [part.encode() for part in parts]
    except UnicodeEncodeError:
        raise CallbackMalformed("not text") from None
    return b"".join(len(part).to_bytes(4, "little") + part for part in encoded)


def _object(text: bytes | str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise CallbackMalformed("no JSON") from None
    if not isinstance(document, dict):
        raise CallbackMalformed("no JSON object")
    return document


def _text(document: dict[str, Any], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str):
        raise CallbackMalformed(f"no {name}")
    return value


def _decoded(value: object) -> bytes:
    try:
        return b64decode(value, validate=True) if isinstance(value, str) else b""
    except ValueError:
        raise CallbackMalformed("no base64") from None


def _millis(value: object) -> int:
    """Google writes some of them as numbers and some as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LATEST_MILLIS:
        raise CallbackMalformed("no moment")
    return value
