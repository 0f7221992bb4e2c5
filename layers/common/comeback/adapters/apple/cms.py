"""Detached CMS signatures (RFC 5652), written out: of a pass's signature only digest, time and RSA value are its own.

cryptography's builder makes the same bytes, the tests compare; it writes certificates and names anew for every pass.
"""

from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

_INTEGER, _OCTETS, _NULL, _OBJECT, _UTC_TIME, _GENERALIZED_TIME = 0x02, 0x04, 0x05, 0x06, 0x17, 0x18
_SEQUENCE, _SET, _TAGGED = 0x30, 0x31, 0xA0
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


class DetachedSignatures:
    """Of one certificate: with signing time, and both certificates inside."""

    def __init__(self, leaf: Certificate, intermediate: Certificate, key: RSAPrivateKey) -> None:
        """`key` belongs to `leaf`."""
        certificates = sorted(one.public_bytes(Encoding.DER) for one in (leaf, intermediate))
        serial = leaf.serial_number
        number = _der(_INTEGER, serial.to_bytes(serial.bit_length() // 8 + 1))
        self._common = _VERSION + _der(_SET, _SHA256) + _der(_SEQUENCE, _DATA) + _der(_TAGGED, *certificates)
        self._signer = _VERSION + _der(_SEQUENCE, leaf.issuer.public_bytes(), number) + _SHA256
        self._key = key

    def sign(self, data: bytes, at: datetime) -> bytes:
        """The signature over exactly these bytes, made at this moment (UTC), DER."""
        digest = _der(_SEQUENCE, _MESSAGE_DIGEST, _der(_SET, _der(_OCTETS, sha256(data).digest())))
        # In the order of their bytes, as DER has sets.
        attributes = _PLAIN_DATA + _der(_SEQUENCE, _SIGNING_TIME, _der(_SET, _time(at))) + digest
        value = self._key.sign(_der(_SET, attributes), _PADDING, _HASH)
        signer = _der(_SEQUENCE, self._signer, _der(_TAGGED, attributes), _RSA, _der(_OCTETS, value))
        return _der(_SEQUENCE, _SIGNED_DATA, _der(_TAGGED, _der(_SEQUENCE, self._common, _der(_SET, signer))))


def _time(at: datetime) -> bytes:
    if at.year < _FIRST_LONG_YEAR:
        return _der(_UTC_TIME, f"{at:%y%m%d%H%M%SZ}".encode())
    return _der(_GENERALIZED_TIME, f"{at:%Y%m%d%H%M%SZ}".encode())
