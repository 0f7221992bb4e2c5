"""A small authority for tests, made on the spot: a root, Apple's intermediate under it, and what they issue."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

PASS_TYPE = "pass.dev.comeback.test"
TEAM = "TEST000001"
_START = datetime(2026, 1, 1, tzinfo=UTC)

_SIGNS = dict.fromkeys(
    ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
     "decipher_only"), False,
)  # fmt: skip
_CA: tuple[x509.ExtensionType, ...] = (
    x509.BasicConstraints(ca=True, path_length=None), x509.KeyUsage(key_cert_sign=True, crl_sign=True, **_SIGNS),
)  # fmt: skip

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Subject = list[tuple[x509.ObjectIdentifier, str]]


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its key, as PEM."""

    certificate: x509.Certificate
    key: Key = field(repr=False)

    @property
    def certificate_pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def key_pem(self) -> str:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    def write(self, folder: Path, name: str) -> tuple[Path, Path]:
        """Certificate and key as files."""
        certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
        certificate.write_text(self.certificate_pem)
        key.write_text(self.key_pem)
        return certificate, key


class Authority:
    """Issues as Apple does: servers' certificates from the root, pass certificates from the intermediate."""

    def __init__(self, name: str = "Test authority") -> None:
        self.root = _issue([(NameOID.COMMON_NAME, name)], None, *_CA)
        self.intermediate = _issue([(NameOID.COMMON_NAME, f"{name}: intermediate")], self.root, *_CA)

    def pass_certificate(self, pass_type: str = PASS_TYPE, team: str = TEAM, *, ended: bool = False) -> Issued:
        """As Apple's: UID and OU say for whom."""
        subject = [
            (NameOID.USER_ID, pass_type), (NameOID.COMMON_NAME, f"Pass Type ID: {pass_type}"),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, team),
        ]  # fmt: skip
        return _issue(subject, self.intermediate, key=_rsa_key(), days=1 if ended else 3650)

    def server_certificate(self) -> Issued:
        """For the loopback address."""
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")])
        return _issue([(NameOID.COMMON_NAME, "localhost")], self.root, names)

    def secret(self, issued: Issued, pass_type: str = PASS_TYPE, team: str = TEAM) -> dict[str, str]:
        """As the function finds it in Secrets Manager."""
        return {
            "pass_type_id": pass_type, "team_id": team, "certificate_pem": issued.certificate_pem,
            "private_key_pem": issued.key_pem, "wwdr_pem": self.intermediate.certificate_pem,
        }  # fmt: skip


@cache
def authority() -> Authority:
    """One for all tests."""
    return Authority()


@cache
def pass_certificate() -> Issued:
    """The pass certificate of `authority`."""
    return authority().pass_certificate()


@cache
def _rsa_key() -> rsa.RSAPrivateKey:
    """Apple issues for RSA keys, which take a while to make; so there is one. The others' kind does not matter."""
    return rsa.generate_private_key(65537, 2048)


def _issue(
    subject: Subject, issuer: Issued | None, *extensions: x509.ExtensionType, key: Key | None = None, days: int = 3650
) -> Issued:
    """By `issuer`, or by itself."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    issuing_key = issuer.key if issuer else key
    name = x509.Name([x509.NameAttribute(oid, value) for oid, value in subject])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_START)
        .not_valid_after(_START + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing_key.public_key()), critical=False)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=extension in _CA)
    return Issued(builder.sign(issuing_key, SHA256()), key)
