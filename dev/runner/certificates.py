"""The one local authority and what it issues: the pass certificate and the stand-ins' server certificate.

Everything is made once and kept; what is missing, no longer fits or soon ends is made again.
"""

import fcntl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASS_TYPE_ID = "pass.dev.comeback.local"  # noqa: S105  an identifier
TEAM_ID = "LOCAL00001"
OWNERS_PASS_TYPE_ID, OWNERS_TEAM_ID = "pass.dev.comeback.owner", "OWNER00001"
GOOGLE_ISSUER_ID = "3388000000000000001"
_VALID = timedelta(days=730)
_RENEW = timedelta(days=30)

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Subject = list[tuple[x509.ObjectIdentifier, str]]


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files of one folder; private keys lie in a folder of their own that only the owner may read."""

    folder: Path

    @property
    def ca_file(self) -> Path:
        """The authority."""
        return self.folder / "ca.pem"

    @property
    def server(self) -> tuple[Path, Path]:
        """Certificate and key of servers on the loopback address."""
        return self.folder / "keys" / "server.pem", self.folder / "keys" / "server.key"

    @property
    def passes(self) -> tuple[Path, Path]:
        """Certificate and key that sign passes and log in to the push service, as Apple's do."""
        return self.folder / "keys" / "pass.pem", self.folder / "keys" / "pass.key"

    @property
    def owners(self) -> tuple[tuple[Path, Path], ...]:
        """Two certificates of an owner's own pass type, one after the other, and their keys: for trying out identities."""
        keys = self.folder / "keys"
        return tuple((keys / f"owner{number}.pem", keys / f"owner{number}.key") for number in (1, 2))

    @property
    def google_account(self) -> tuple[Path, Path]:
        """Public and private key of the local Google service account."""
        return self.folder / "google-service-account.pem", self.folder / "keys" / "google-service-account.key"

    def apple_secret(self) -> dict[str, str]:
        """As the functions find it in Secrets Manager."""
        certificate, key = self.passes
        return {
            "pass_type_id": PASS_TYPE_ID, "team_id": TEAM_ID, "certificate_pem": certificate.read_text(),
            "private_key_pem": key.read_text(), "wwdr_pem": self.ca_file.read_text(),
        }  # fmt: skip

    def google_secret(self) -> dict[str, str]:
        """As the functions find it in Secrets Manager: Google's JSON file with the issuer beside."""
        return {
            "issuer_id": GOOGLE_ISSUER_ID, "client_email": "comeback@local.iam.gserviceaccount.com",
            "private_key": self.google_account[1].read_text(),
        }  # fmt: skip


def provide_certificates(folder: Path) -> Certificates:
    """The folder's certificates, made if need be; several stacks may share a folder."""
    certificates = Certificates(folder)
    keys = folder / "keys"
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (keys / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _usable(certificates, datetime.now(UTC)):
            _make(certificates)
    return certificates


def _usable(certificates: Certificates, now: datetime) -> bool:
    files = (*certificates.server, *certificates.passes, *sum(certificates.owners, ()), *certificates.google_account)
    if not all(file.exists() for file in files):
        return False
    try:
        authority = x509.load_pem_x509_certificate(certificates.ca_file.read_bytes())
        for file in (certificates.server[0], certificates.passes[0], *(one for one, _ in certificates.owners)):
            leaf = x509.load_pem_x509_certificate(file.read_bytes())
            leaf.verify_directly_issued_by(authority)
            if leaf.not_valid_after_utc < now + _RENEW:
                return False
    except (OSError, ValueError, TypeError, InvalidSignature):
        return False
    return True


def _make(certificates: Certificates) -> None:
    authority = _Authority()
    loopback = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")])
    server_key = ec.generate_private_key(ec.SECP256R1())
    server = authority.issue([(NameOID.COMMON_NAME, "localhost")], server_key, ExtendedKeyUsageOID.SERVER_AUTH, loopback)
    _write(certificates.server, server, server_key)
    _make_pass_certificate(authority, certificates.passes, PASS_TYPE_ID, TEAM_ID)
    for files in certificates.owners:
        _make_pass_certificate(authority, files, OWNERS_PASS_TYPE_ID, OWNERS_TEAM_ID)
    google = rsa.generate_private_key(65537, 2048)
    public, private = certificates.google_account
    public.write_bytes(google.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    _write_key(private, google)
    certificates.ca_file.write_bytes(authority.certificate.public_bytes(Encoding.PEM))


def _make_pass_certificate(authority: "_Authority", files: tuple[Path, Path], pass_type_id: str, team_id: str) -> None:
    key = rsa.generate_private_key(65537, 2048)
    names: Subject = [
        (NameOID.USER_ID, pass_type_id), (NameOID.COMMON_NAME, f"Pass Type ID: {pass_type_id}"),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, team_id), (NameOID.ORGANIZATION_NAME, "Comeback"),
    ]  # fmt: skip
    _write(files, authority.issue(names, key, ExtendedKeyUsageOID.CLIENT_AUTH), key)


class _Authority:
    """Its key is not kept: a certificate more means all of them anew."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Comeback local authority")])
        usage = _usage(key_cert_sign=True, crl_sign=True)
        builder = _builder(self._name, self._name, self._key).add_extension(usage, critical=True)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.certificate = builder.sign(self._key, SHA256())

    def issue(
        self, subject: Subject, key: Key, purpose: x509.ObjectIdentifier, names: x509.SubjectAlternativeName | None = None
    ) -> x509.Certificate:
        """A certificate for `key`, of the strict form that Python's and OpenSSL's checks ask for."""
        name = x509.Name([x509.NameAttribute(oid, value) for oid, value in subject])
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        builder = (
            _builder(name, self._name, key)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(issuer, critical=False)
        )
        if names is not None:
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self._key, SHA256())


def _builder(subject: x509.Name, issuer: x509.Name, key: Key) -> x509.CertificateBuilder:
    start = datetime.now(UTC) - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + _VALID)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature, key_cert_sign=key_cert_sign, crl_sign=crl_sign, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _write(files: tuple[Path, Path], certificate: x509.Certificate, key: Key) -> None:
    files[0].write_bytes(certificate.public_bytes(Encoding.PEM))
    _write_key(files[1], key)


def _write_key(file: Path, key: Key) -> None:
    file.touch(mode=0o600)
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
