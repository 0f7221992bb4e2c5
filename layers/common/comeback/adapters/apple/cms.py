"""Detached CMS signatures (RFC 5652), written out once: of a pass's signature only time, digest and RSA value are its own.

cryptography's builder makes the same bytes, the tests compare; it writes certificates and names anew for every pass.
"""

from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

_INTEGER, _OCTETS, _NULL, _OBJECT, _UTC_TIME, _GENERALIZED_TIME = 0x02, 0x04, 0x05, 0x06, 0x17, 0x18
_SEQUENCE, _SET, _TAGGED = 0x30, 0x31, 0xA0
_TAG = bytes((_TAGGED,))
# A UTCTime has two digits for the year, and they end here.
_FIRST_LONG_YEAR = 2050


def _der(tag: int, *parts: bytes) -> bytes:
    """One element (X.690)."""
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size) + content


_DATA = _der(_OBJECT, bytes.fromhex("2a864886f70d010701"))
_SIGNED_DATA = _der(_OBJECT, bytes.fromhex("2a864886f70d010702"))
_CONTENT_TYPE = _der(_OBJECT, bytes.fromhex("2a864886f70d010903"))
_MESSAGE_DIGEST = _der(_OBJECT, bytes.fromhex("2a864886f70d010904"))
_SIGNING_TIME = _der(_OBJECT, bytes.fromhex("2a864886f70d010905"))
_SHA256 = _der(_SEQUENCE, _der(_OBJECT, bytes.fromhex("608648016503040201")), _der(_NULL))
_RSA = _der(_SEQUENCE, _der(_OBJECT, bytes.fromhex("2a864886f70d010101")), _der(_NULL))
_PLAIN_DATA = _der(_SEQUENCE, _CONTENT_TYPE, _der(_SET, _DATA))
_VERSION = _der(_INTEGER, b"\1")
_PADDING, _HASH = PKCS1v15(), SHA256()
_DIGEST_SIZE = SHA256.digest_size


class _Time(NamedTuple):
    """A way to write a moment."""

    tag: int
    format: str
    size: int


class _Template(NamedTuple):
    """A signature without what is its own, whose sizes are always the same.

    `opening`, the moment, `middle` and the digest are the signed attributes; `before`, those, `after` and the RSA value are
    the whole.
    """

    before: bytes
    opening: bytes
    format: str
    middle: bytes
    after: bytes


_SHORT, _LONG = _Time(_UTC_TIME, "%y%m%d%H%M%SZ", 13), _Time(_GENERALIZED_TIME, "%Y%m%d%H%M%SZ", 15)


class DetachedSignatures:
    """Of one certificate: with signing time, and both certificates inside."""

    def __init__(self, leaf: Certificate, intermediate: Certificate, key: RSAPrivateKey) -> None:
        """`key` belongs to `leaf`."""
        certificates = sorted(one.public_bytes(Encoding.DER) for one in (leaf, intermediate))
        serial = leaf.serial_number
        number = _der(_INTEGER, serial.to_bytes(serial.bit_length() // 8 + 1))
        common = _VERSION + _der(_SET, _SHA256) + _der(_SEQUENCE, _DATA) + _der(_TAGGED, *certificates)
        signer = _VERSION + _der(_SEQUENCE, leaf.issuer.public_bytes(), number) + _SHA256
        self._short, self._long = (_template(common, signer, (key.key_size + 7) // 8, time) for time in (_SHORT, _LONG))
        self._key = key

    def sign(self, data: bytes, at: datetime) -> bytes:
        """The signature over exactly these bytes, made at this moment (UTC), DER."""
        before, opening, time, middle, after = self._short if at.year < _FIRST_LONG_YEAR else self._long
        attributes = b"".join((opening, at.strftime(time).encode(), middle, sha256(data).digest()))
        value = self._key.sign(attributes, _PADDING, _HASH)
        # Signed as a set, they stand here under another tag (RFC 5652, 5.4).
        return b"".join((before, _TAG, attributes[1:], after, value))


def _template(common: bytes, signer: bytes, value_size: int, time: _Time) -> _Template:
    """With zeros in the place of all that will be cut away."""
    moment = _der(_SEQUENCE, _SIGNING_TIME, _der(_SET, _der(time.tag, bytes(time.size))))
    digest = _der(_SEQUENCE, _MESSAGE_DIGEST, _der(_SET, _der(_OCTETS, bytes(_DIGEST_SIZE))))
    # In the order of their bytes, as DER has sets.
    attributes = _der(_SET, _PLAIN_DATA, moment, digest)
    end = _RSA + _der(_OCTETS, bytes(value_size))
    info = _der(_SEQUENCE, signer, attributes, end)
    whole = _der(_SEQUENCE, _SIGNED_DATA, _der(_TAGGED, _der(_SEQUENCE, common, _der(_SET, info))))
    return _Template(
        before=whole[: -len(attributes + end)],
        opening=attributes[: -len(digest) - time.size],
        format=time.format,
        middle=digest[:-_DIGEST_SIZE],
        after=end[:-value_size],
    )
