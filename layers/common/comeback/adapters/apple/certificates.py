"""What an owner uploads to sign their own passes: read, and compared part by part (wallets.md §1.7).

A certificate that does not fit signs without complaint and the passes install nowhere; so it is refused here, by name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509.oid import NameOID

from comeback.domain.signing import CheckedKey, PassIdentity, SigningKey
from comeback.ports.signing import SigningRefused

if TYPE_CHECKING:
    from datetime import datetime

    from comeback.ports.signing import GivenFiles
    from comeback.ports.system import Clock

_PASS_TYPE = re.compile(r"pass\.[A-Za-z0-9.-]{1,200}")
_TEAM = re.compile(r"[A-Z0-9]{10}")
_KEY_BITS = 2048
_Parts = tuple[x509.Certificate, Any, x509.Certificate]


class CheckAppleFiles:
    """CheckFiles for what Apple's developer pages give out, and Keychain exports."""

    def __init__(self, clock: Clock) -> None:
        """`clock` tells what has ended."""
        self._clock = clock

    def __call__(self, given: GivenFiles) -> CheckedKey:
        """Raises SigningRefused."""
        leaf, key, intermediate = _from_pkcs12(given) if given.pkcs12 else _from_pem(given)
        if not isinstance(key, RSAPrivateKey) or key.key_size != _KEY_BITS:
            raise SigningRefused("private_key", "signing.refused.key_kind")
        if leaf.public_key() != key.public_key():
            raise SigningRefused("private_key", "signing.refused.key_other")
        names = _names_of(leaf)
        _check_issuer(leaf, intermediate)
        now = self._clock.now()
        _check_dates("certificate", leaf, now)
        _check_dates("intermediate", intermediate, now)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return CheckedKey(
            SigningKey(names, _pem(leaf), pem, _pem(intermediate)), leaf.fingerprint(SHA256()).hex(), leaf.not_valid_after_utc,
            intermediate.not_valid_after_utc,
        )  # fmt: skip


def _from_pkcs12(given: GivenFiles) -> _Parts:
    try:
        store = load_pkcs12(given.pkcs12, given.password.encode())
    except UnsupportedAlgorithm:
        raise SigningRefused("pkcs12", "signing.refused.pkcs12_old") from None
    except (ValueError, TypeError):
        raise SigningRefused("pkcs12", "signing.refused.pkcs12") from None
    if store.cert is None or store.key is None:
        raise SigningRefused("pkcs12", "signing.refused.pkcs12_half")
    leaf = store.cert.certificate
    inside = (one.certificate for one in store.additional_certs if one.certificate.subject == leaf.issuer)
    return leaf, store.key, _intermediate(given) or next(inside, None) or _lacking("intermediate")


def _from_pem(given: GivenFiles) -> _Parts:
    leaf = _certificate("certificate", given.certificate) or _lacking("certificate")
    intermediate = _intermediate(given) or _lacking("intermediate")
    if not given.private_key:
        _lacking("private_key")
    try:
        key = load_pem_private_key(given.private_key.encode(), given.password.encode() or None)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # TypeError: a password too many, or none
        raise SigningRefused("private_key", "signing.refused.key") from None
    return leaf, key, intermediate


def _intermediate(given: GivenFiles) -> x509.Certificate | None:
    return _certificate("intermediate", given.intermediate)


def _certificate(file: str, text: str) -> x509.Certificate | None:
    if not text:
        return None
    try:
        return x509.load_pem_x509_certificate(text.encode())
    except ValueError:
        raise SigningRefused(file, "signing.refused.certificate") from None


def _lacking(file: str) -> Any:
    raise SigningRefused(file, f"signing.refused.no_{file}")


def _names_of(leaf: x509.Certificate) -> PassIdentity:
    pass_type, team = _subject(leaf, NameOID.USER_ID), _subject(leaf, NameOID.ORGANIZATIONAL_UNIT_NAME)
    if not _PASS_TYPE.fullmatch(pass_type):
        raise SigningRefused("certificate", "signing.refused.uid", found=pass_type[:80] or "-")
    if not _TEAM.fullmatch(team):
        raise SigningRefused("certificate", "signing.refused.team", found=team[:80] or "-")
    return PassIdentity(pass_type, team)


def _subject(leaf: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    values = [str(attribute.value) for attribute in leaf.subject.get_attributes_for_oid(oid)]
    return values[0] if len(values) == 1 else ""


def _check_issuer(leaf: x509.Certificate, intermediate: x509.Certificate) -> None:
    try:
        leaf.verify_directly_issued_by(intermediate)
        basic = intermediate.extensions.get_extension_for_class(x509.BasicConstraints)
    except (InvalidSignature, TypeError, ValueError, x509.ExtensionNotFound):
        raise SigningRefused("intermediate", "signing.refused.issuer", issuer=leaf.issuer.rfc4514_string()[:120]) from None
    if not basic.value.ca:
        raise SigningRefused("intermediate", "signing.refused.issuer", issuer=leaf.issuer.rfc4514_string()[:120])


def _check_dates(file: str, certificate: x509.Certificate, now: datetime) -> None:
    if now >= certificate.not_valid_after_utc:
        raise SigningRefused(file, "signing.refused.ended", day=certificate.not_valid_after_utc.date().isoformat())
    if now < certificate.not_valid_before_utc:
        raise SigningRefused(file, "signing.refused.early", day=certificate.not_valid_before_utc.date().isoformat())


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
