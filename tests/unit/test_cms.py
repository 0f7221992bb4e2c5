"""Signatures that we write out ourselves: the bytes of cryptography's builder, and what openssl makes of them."""

import subprocess
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from hypothesis import given, settings
from hypothesis import strategies as st

from comeback.adapters.apple.cms import DetachedSignatures
from dev.phone.signature import verify
from tests.certificates import PASS_TYPE, TEAM, Issued, authority, pass_certificate

_OPTIONS = [PKCS7Options.DetachedSignature, PKCS7Options.Binary, PKCS7Options.NoCapabilities]
_SIGNING_TIME = bytes.fromhex("2a864886f70d010905310f170d")


def signatures(issued: Issued) -> DetachedSignatures:
    assert isinstance(issued.key, rsa.RSAPrivateKey)
    return DetachedSignatures(issued.certificate, authority().intermediate.certificate, issued.key)


@cache
def issued_for(bits: int, serial: int) -> Issued:
    key = rsa.generate_private_key(65537, bits)
    above = authority().intermediate
    builder = (
        x509.CertificateBuilder(above.certificate.subject, pass_certificate().certificate.subject, key.public_key(), serial)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
    )
    return Issued(builder.sign(above.key, SHA256()), key)


def by_builder(issued: Issued, data: bytes) -> bytes:
    """Now, as it knows no other time."""
    assert isinstance(issued.key, rsa.RSAPrivateKey)
    builder = PKCS7SignatureBuilder().set_data(data).add_signer(issued.certificate, issued.key, SHA256())
    return builder.add_certificate(authority().intermediate.certificate).sign(Encoding.DER, _OPTIONS)


def time_of(signature: bytes) -> datetime:
    text = signature.split(_SIGNING_TIME)[1][:13].decode()
    return datetime.strptime(f"20{text}", "%Y%m%d%H%M%S%z").astimezone(UTC)


@given(st.binary(max_size=3000))
@settings(max_examples=25)
def test_whatever_is_signed_the_bytes_are_those_of_the_builder_of_cryptography(data: bytes) -> None:
    expected = by_builder(pass_certificate(), data)
    assert signatures(pass_certificate()).sign(data, time_of(expected)) == expected


@pytest.mark.parametrize(("bits", "serial"), [(1024, 1), (1024, 128), (1024, 2**158 + 1), (3072, 255)])
def test_the_bytes_are_the_same_with_short_and_long_keys_and_serial_numbers(bits: int, serial: int) -> None:
    expected = by_builder(issued_for(bits, serial), b"{}")
    assert signatures(issued_for(bits, serial)).sign(b"{}", time_of(expected)) == expected


@given(
    st.binary(max_size=200),
    st.datetimes(datetime(2026, 1, 2), datetime(2035, 12, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds it
)
@settings(max_examples=25)
def test_a_phone_takes_it_for_every_moment_and_only_the_moment_differs(data: bytes, at: datetime) -> None:
    made = signatures(pass_certificate()).sign(data, at)
    signer = verify(made, data, [authority().root.certificate])
    assert (signer.pass_type_id, signer.team_id) == (PASS_TYPE, TEAM)
    assert time_of(made) == at.replace(microsecond=0)
    later = signatures(pass_certificate()).sign(data, at + timedelta(seconds=1))
    assert made[:-256].replace(f"{at:%y%m%d%H%M%S}Z".encode(), f"{time_of(later):%y%m%d%H%M%S}Z".encode()) == later[:-256]


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (datetime(2026, 11, 25, 8, 9, 10, tzinfo=UTC), "Nov 25 08:09:10 2026 GMT"),
        (datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC), "Dec 31 23:59:59 2049 GMT"),
        (datetime(2050, 1, 1, tzinfo=UTC), "Jan  1 00:00:00 2050 GMT"),
        (datetime(2105, 2, 3, tzinfo=UTC), "Feb  3 00:00:00 2105 GMT"),
    ],
)
def test_openssl_verifies_it_and_reads_the_moment_in_this_half_of_the_century_and_after(
    at: datetime, told: str, tmp_path: Path
) -> None:
    (tmp_path / "content").write_bytes(b"{}\n")
    (tmp_path / "root.pem").write_text(authority().root.certificate_pem)
    (tmp_path / "signature").write_bytes(signatures(pass_certificate()).sign(b"{}\n", at))
    common = ["openssl", "cms", "-inform", "DER", "-in", "signature"]
    verified = _run([*common, "-verify", "-binary", "-content", "content", "-CAfile", "root.pem", "-purpose", "any"], tmp_path)
    assert verified.returncode == 0
    printed = _run([*common, "-cmsout", "-print"], tmp_path).stdout
    kind = "UTCTIME" if at.year < 2050 else "GENERALIZEDTIME"
    assert f"{kind}:{told}" in printed


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
