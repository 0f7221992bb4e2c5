"""A small authority for tests: everything is made on the spot and lives in the test's folder."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

PASS_TYPE = "pass.dev.comeback.test"
TEAM = "TEST000001"
_START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its key, as PEM."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey = field(repr=False)

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
    """Issues a pass certificate and a server's."""

    def __init__(self, name: str = "Test authority") -> None:
        key = rsa.generate_private_key(65537, 2048)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.root = Issued(_builder(subject, subject, key).add_extension(_ca(), critical=True).sign(key, SHA256()), key)

    def pass_certificate(self, pass_type: str = PASS_TYPE, team: str = TEAM) -> Issued:
        """As Apple's: UID and OU say for whom."""
        return self._issue([
            (NameOID.USER_ID, pass_type), (NameOID.COMMON_NAME, f"Pass Type ID: {pass_type}"),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, team),
        ])  # fmt: skip

    def server_certificate(self) -> Issued:
        """For the loopback address."""
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")])
        return self._issue([(NameOID.COMMON_NAME, "localhost")], names)

    def secret(self, issued: Issued, pass_type: str = PASS_TYPE, team: str = TEAM) -> dict[str, str]:
        """As the function finds it in Secrets Manager."""
        return {
            "pass_type_id": pass_type, "team_id": team, "certificate_pem": issued.certificate_pem,
            "private_key_pem": issued.key_pem, "wwdr_pem": self.root.certificate_pem,
        }  # fmt: skip

    def _issue(
        self, subject: list[tuple[x509.ObjectIdentifier, str]], names: x509.SubjectAlternativeName | None = None
    ) -> Issued:
        key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(oid, value) for oid, value in subject])
        builder = _builder(name, self.root.certificate.subject, key)
        if names:
            builder = builder.add_extension(names, critical=False)
        return Issued(builder.sign(self.root.key, SHA256()), key)


def _builder(subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_START)
        .not_valid_after(_START + timedelta(days=3650))
    )


def _ca() -> x509.BasicConstraints:
    return x509.BasicConstraints(ca=True, path_length=None)
