"""What an owner may upload to sign passes, and what is said of files that do not fit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)

from comeback.adapters.apple.certificates import CheckAppleFiles
from comeback.adapters.apple.signing import PassSigner
from comeback.adapters.words import words_for
from comeback.domain.signing import PassIdentity
from comeback.ports.signing import GivenFiles, SigningRefused
from tests.api_world import Clock
from tests.certificates import PASS_TYPE, TEAM, Authority, Issued, authority, pass_certificate


@cache
def other_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def pem(**changes: Any) -> GivenFiles:
    made = pass_certificate()
    given = GivenFiles(made.certificate_pem, made.key_pem, authority().intermediate.certificate_pem)
    return replace(given, **changes)


def key_pem(key: Any, password: str = "") -> str:
    encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    text: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    return text.decode()


def exported(issued: Issued, *above: x509.Certificate, password: str = "secret", key: Any = None) -> bytes:
    """As Keychain exports it."""
    encryption = BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(b"pass", key or issued.key, issued.certificate, above, encryption)


def check(given: GivenFiles, now: datetime | None = None) -> Any:
    clock = Clock()
    clock.moment = now or clock.moment
    return CheckAppleFiles(clock)(given)


def refused(given: GivenFiles, now: datetime | None = None) -> tuple[str, str]:
    with pytest.raises(SigningRefused) as refusal:
        check(given, now)
    assert words_for("en").tell(refusal.value.why)
    return refusal.value.field, refusal.value.why.id.removeprefix("signing.refused.")


def test_pem_files_are_read_into_what_signs() -> None:
    checked = check(pem())
    assert checked.key.names == PassIdentity(PASS_TYPE, TEAM)
    assert checked.ends_at == pass_certificate().certificate.not_valid_after_utc
    assert len(checked.fingerprint) == 64
    secret = authority().secret(pass_certificate())
    assert PassSigner({**secret, "private_key_pem": checked.key.private_key}).sign(b"manifest")


def test_a_key_with_a_password_is_stored_without_it() -> None:
    checked = check(pem(private_key=key_pem(pass_certificate().key, "secret"), password="secret"))
    load_pem_private_key(checked.key.private_key.encode(), None)
    assert checked.key == check(pem()).key


@pytest.mark.parametrize("inside", [True, False])
def test_a_pkcs12_file_may_hold_the_intermediate_or_leave_it_to_the_sender(inside: bool) -> None:
    above = authority().intermediate
    store = exported(pass_certificate(), *([authority().root.certificate, above.certificate] if inside else []))
    given = GivenFiles(pkcs12=store, password="secret", intermediate="" if inside else above.certificate_pem)
    assert check(given) == check(pem())


def test_a_secret_is_not_in_what_is_printed() -> None:
    given = pem(pkcs12=b"store", password="secret")
    assert not {"PRIVATE KEY", "secret", "store"} & {part for part in ("PRIVATE KEY", "secret", "store") if part in repr(given)}
    assert "PRIVATE KEY" not in repr(check(pem()))


def test_the_names_of_a_certificate_have_to_be_apples() -> None:
    for changed, said in (
        (authority().pass_certificate(pass_type="com.example"), "uid"),
        (authority().pass_certificate(pass_type=""), "uid"),
        (authority().pass_certificate(team="SHORT"), "team"),
    ):
        assert refused(pem(certificate=changed.certificate_pem)) == ("certificate", said)


def test_the_issuer_has_to_be_the_intermediate() -> None:
    other = Authority("Somebody else")
    assert refused(pem(intermediate=other.intermediate.certificate_pem)) == ("intermediate", "issuer")
    # The same name with another key, as in a chain that somebody made up.
    assert refused(pem(intermediate=Authority().intermediate.certificate_pem)) == ("intermediate", "issuer")
    # A certificate that may not issue any.
    assert refused(pem(intermediate=pass_certificate().certificate_pem)) == ("intermediate", "issuer")


def test_the_key_has_to_be_the_certificates() -> None:
    assert refused(pem(private_key=key_pem(other_key()))) == ("private_key", "key_other")
    assert refused(pem(private_key=key_pem(ec.generate_private_key(ec.SECP256R1())))) == ("private_key", "key_kind")
    assert refused(pem(private_key=key_pem(rsa.generate_private_key(65537, 1024)))) == ("private_key", "key_kind")


def test_a_certificate_is_valid_now() -> None:
    certificate = pass_certificate().certificate
    early, late = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    assert refused(pem(), early - timedelta(seconds=1)) == ("certificate", "early")
    assert refused(pem(), late) == ("certificate", "ended")
    ended = authority().pass_certificate(ended=True)
    assert refused(pem(certificate=ended.certificate_pem), datetime(2026, 11, 25, tzinfo=UTC)) == ("certificate", "ended")


@pytest.mark.parametrize("what", ["certificate", "private_key", "intermediate"])
def test_each_part_is_asked_for(what: str) -> None:
    assert refused(pem(**{what: ""})) == (what, f"no_{what}")


def test_what_cannot_be_read_is_named() -> None:
    assert refused(pem(certificate="no PEM")) == ("certificate", "certificate")
    assert refused(pem(intermediate="-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")) == (
        "intermediate", "certificate",
    )  # fmt: skip
    assert refused(pem(private_key="no PEM")) == ("private_key", "key")
    assert refused(pem(password="a password too many")) == ("private_key", "key")
    assert refused(pem(private_key=key_pem(pass_certificate().key, "secret"))) == ("private_key", "key")
    assert refused(pem(private_key=key_pem(pass_certificate().key, "secret"), password="wrong")) == ("private_key", "key")


def test_a_pkcs12_file_that_cannot_be_used_is_named() -> None:
    store = exported(pass_certificate())
    assert refused(GivenFiles(pkcs12=b"rubbish")) == ("pkcs12", "pkcs12")
    assert refused(GivenFiles(pkcs12=store, password="wrong")) == ("pkcs12", "pkcs12")
    assert refused(GivenFiles(pkcs12=store, password="secret")) == ("intermediate", "no_intermediate")
    alone = pkcs12.serialize_key_and_certificates(
        None, None, None, [pass_certificate().certificate], BestAvailableEncryption(b"secret")
    )
    assert refused(GivenFiles(pkcs12=alone, password="secret")) == ("pkcs12", "pkcs12_half")
