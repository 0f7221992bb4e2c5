"""The detached CMS signature of a pass (RFC 5652), verified as a phone does: content, attributes, signer, chain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from dev.phone.der import OBJECT, OCTETS, SEQUENCE, SET, DerError, Node, read

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_DATA = bytes.fromhex("2a864886f70d010701")
_CONTENT_TYPE = bytes.fromhex("2a864886f70d010903")
_MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
_SIGNING_TIME = bytes.fromhex("2a864886f70d010905")
_SHA256 = bytes.fromhex("608648016503040201")


_UTC_TIME = 0x17


class SignatureRefused(Exception):  # noqa: N818 - a fact about a pass
    """The signature does not make the pass valid; the text says why."""


@dataclass(frozen=True, slots=True)
class Signer:
    """What the certificate says it may sign."""

    pass_type_id: str
    team_id: str


def verify(signature: bytes, manifest: bytes, authorities: Sequence[x509.Certificate]) -> Signer:
    """The signer of a manifest. Raises SignatureRefused."""
    try:
        return _verify(signature, manifest, authorities)
    except (DerError, KeyError, IndexError, ValueError) as problem:
        raise SignatureRefused(f"the signature cannot be read: {problem}") from problem


def _verify(signature: bytes, manifest: bytes, authorities: Sequence[x509.Certificate]) -> Signer:
    kind, wrapped = read(signature).children(OBJECT, 0xA0)
    if kind.content != _SIGNED_DATA:
        raise SignatureRefused("the signature is no CMS SignedData")
    parts = wrapped.children(SEQUENCE)[0].children(None, SET, SEQUENCE)
    if len(list(parts[2])) != 1:
        raise SignatureRefused("the signature is attached, not detached")
    certificates = [x509.load_der_x509_certificate(node.raw) for part in parts if part.tag == 0xA0 for node in part]
    signers = list(parts[-1])
    if len(signers) != 1:
        raise SignatureRefused(f"{len(signers)} signers instead of one")
    leaf = _check_signer(signers[0], manifest, certificates)
    _check_chain(leaf, certificates, authorities)
    return Signer(_subject(leaf, NameOID.USER_ID), _subject(leaf, NameOID.ORGANIZATIONAL_UNIT_NAME))


def _check_signer(signer: Node, manifest: bytes, certificates: Sequence[x509.Certificate]) -> x509.Certificate:
    _, who, algorithm, signed, _, value = signer.children(None, SEQUENCE, SEQUENCE, 0xA0, SEQUENCE, OCTETS)[:6]
    serial = int.from_bytes(who.children(SEQUENCE, 0x02)[1].content, signed=True)
    leaf = next((one for one in certificates if one.serial_number == serial), None)
    if leaf is None:
        raise SignatureRefused("the signer's certificate is not inside")
    if next(iter(algorithm)).content != _SHA256:
        raise SignatureRefused("the digest is not SHA-256")
    _check_attributes({next(iter(one)).content: one.children(OBJECT, SET)[1] for one in signed}, manifest, leaf)
    key = leaf.public_key()
    if not isinstance(key, RSAPublicKey):
        raise SignatureRefused("the signer's key is not RSA")
    try:
        # The attributes are signed as a SET, though they are tagged [0] inside.
        key.verify(value.content, bytes([SET]) + signed.raw[1:], PKCS1v15(), SHA256())
    except InvalidSignature:
        raise SignatureRefused("the signature is wrong") from None
    return leaf


def _check_attributes(attributes: Mapping[bytes, Node], manifest: bytes, leaf: x509.Certificate) -> None:
    if not {_SIGNING_TIME, _CONTENT_TYPE} <= attributes.keys():
        raise SignatureRefused("the signing time or the content type is missing")
    if next(iter(attributes[_CONTENT_TYPE])).content != _DATA:
        raise SignatureRefused("the content type is not plain data")
    if not leaf.not_valid_before_utc <= _moment(next(iter(attributes[_SIGNING_TIME]))) <= leaf.not_valid_after_utc:
        raise SignatureRefused("the certificate was not valid when the pass was signed")
    if next(iter(attributes[_MESSAGE_DIGEST])).content != sha256(manifest).digest():
        raise SignatureRefused("the manifest is not the one that was signed")


def _moment(time: Node) -> datetime:
    """A UTCTime (two digits of the year) or GeneralizedTime."""
    text = time.content.decode("ascii")
    return datetime.strptime(f"20{text}" if time.tag == _UTC_TIME else text, "%Y%m%d%H%M%S%z")


def _check_chain(leaf: x509.Certificate, inside: Sequence[x509.Certificate], authorities: Sequence[x509.Certificate]) -> None:
    """From the leaf over certificates in the pass to an authority that the phone trusts."""
    current = leaf
    for _ in range(len(inside) + 1):
        if any(_issued(current, authority) for authority in authorities):
            return
        above = next((one for one in inside if one != current and _issued(current, one)), None)
        if above is None:
            break
        current = above
    raise SignatureRefused("the certificate leads to no trusted authority")


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True


def _subject(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    values = certificate.subject.get_attributes_for_oid(oid)
    return str(values[0].value) if values else ""
