import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from comeback.adapters.apple.signing import PassSigner
from dev.runner.certificates import PASS_TYPE_ID, TEAM_ID, Certificates, provide_certificates


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return provide_certificates(tmp_path_factory.mktemp("certificates"))


def test_the_pass_certificate_names_pass_type_and_team_and_signs(made: Certificates) -> None:
    leaf = x509.load_pem_x509_certificate(made.passes[0].read_bytes())

    names = {attribute.oid: attribute.value for attribute in leaf.subject}
    assert (names[NameOID.USER_ID], names[NameOID.ORGANIZATIONAL_UNIT_NAME]) == (PASS_TYPE_ID, TEAM_ID)
    assert PassSigner(made.apple_secret()).sign(b"manifest")


def test_the_authority_issued_everything_for_long_enough(made: Certificates) -> None:
    authority = x509.load_pem_x509_certificate(made.ca_file.read_bytes())

    for file in (made.server[0], made.passes[0]):
        leaf = x509.load_pem_x509_certificate(file.read_bytes())
        leaf.verify_directly_issued_by(authority)
        assert (leaf.not_valid_after_utc - datetime.now(UTC)).days > 365


def test_openssl_takes_the_chain_as_strictly_as_it_can(made: Certificates) -> None:
    for file, purpose in ((made.server[0], "sslserver"), (made.passes[0], "sslclient")):
        command = ["openssl", "verify", "-x509_strict", "-CAfile", str(made.ca_file), "-purpose", purpose, str(file)]
        checked = subprocess.run(command, check=False, capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr


def test_nobody_else_may_read_the_keys(made: Certificates) -> None:
    keys = list((made.folder / "keys").glob("*.key"))

    assert len(keys) == 5
    assert all(key.stat().st_mode & 0o077 == 0 for key in keys)
    assert b"PRIVATE" not in made.google_account[0].read_bytes()


def test_they_are_made_once(made: Certificates) -> None:
    before = made.ca_file.read_bytes()

    assert provide_certificates(made.folder).ca_file.read_bytes() == before


@pytest.mark.parametrize("damage", ["missing", "nonsense"])
def test_what_no_longer_fits_is_made_again(tmp_path: Path, damage: str) -> None:
    made = provide_certificates(tmp_path)
    before = made.passes[0].read_bytes()
    if damage == "missing":
        made.ca_file.unlink()
    else:
        made.server[0].write_text("nonsense")

    again = provide_certificates(tmp_path)

    assert again.passes[0].read_bytes() != before
    assert PassSigner(again.apple_secret()).sign(b"manifest")
