"""The signed file: what stands in it, who vouches for it, and what is prepared once (wallets.md §1.1, §1.7)."""

import json
import subprocess
import zipfile
from dataclasses import replace
from hashlib import sha1
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from comeback.adapters.apple.pass_file import SignedPassFiles
from comeback.adapters.apple.signing import PassCertificateError, PassSigner
from comeback.adapters.words import words_for
from comeback.domain.passes import PassContent, pass_json
from comeback.domain.signing import PassIdentity
from dev.phone.package import open_pass
from tests import builders
from tests.certificates import PASS_TYPE, TEAM, Authority, authority, pass_certificate
from tests.memory.artwork import QuickArtist
from tests.wallet_world import pass_files

ARTWORK = QuickArtist().draw(builders.program().design, 10)
IDENTITY = PassIdentity(PASS_TYPE, TEAM)


def document(stamps: int = 3, name: str = "Zoë") -> dict[str, Any]:
    content = PassContent(
        builders.card(balance=stamps),
        builders.program(),
        name,
        "La Visage",
        words=words_for("en"),
        token="a-token-of-enough-length",
        web_service_url="https://x.example/apple",
    )
    return pass_json(content, IDENTITY)


def built(stamps: int | None = 3, **changes: Any) -> bytes:
    return pass_files().build(document(**changes), ARTWORK, stamps)


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_pass_is_a_zip_of_exactly_what_its_manifest_names() -> None:
    files = unzipped(built())
    manifest = json.loads(files["manifest.json"])
    assert set(files) == {*manifest, "manifest.json", "signature"}
    assert set(manifest) == {"pass.json", "icon.png", "icon@2x.png", "strip@2x.png"}
    assert manifest == {name: sha1(files[name]).hexdigest() for name in manifest}
    assert json.loads(files["pass.json"]) == document()


def test_openssl_verifies_the_detached_signature_over_the_manifest(tmp_path: Path) -> None:
    files = unzipped(built())
    for name in ("manifest.json", "signature"):
        (tmp_path / name).write_bytes(files[name])
    (tmp_path / "root.pem").write_text(authority().root.certificate_pem)
    verify = ["openssl", "smime", "-verify", "-inform", "DER", "-in", "signature", "-content", "manifest.json",
              "-CAfile", "root.pem", "-purpose", "any", "-out", "verified"]  # fmt: skip
    assert _run(verify, tmp_path).returncode == 0
    assert (tmp_path / "verified").read_bytes() == files["manifest.json"]
    printed = _run(["openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", "signature"], tmp_path).stdout
    assert "eContent: <ABSENT>" in printed
    assert "signingTime" in printed
    assert "sha256" in printed
    (tmp_path / "manifest.json").write_bytes(files["manifest.json"].replace(b"icon", b"ikon"))
    assert _run(verify, tmp_path).returncode != 0


def test_openssl_verifies_the_pass_of_every_state(tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text(authority().root.certificate_pem)
    for stamps in (None, *range(11)):
        files = unzipped(built(stamps))
        for name in ("manifest.json", "signature"):
            (tmp_path / name).write_bytes(files[name])
        verify = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "signature", "-content", "manifest.json",
                  "-CAfile", "root.pem", "-purpose", "any", "-out", "verified"]  # fmt: skip
        assert _run(verify, tmp_path).returncode == 0


def test_the_certificate_inside_is_for_the_pass_type_and_team_of_the_pass(tmp_path: Path) -> None:
    files = unzipped(built())
    (tmp_path / "signature").write_bytes(files["signature"])
    printed = _run(["openssl", "pkcs7", "-inform", "DER", "-in", "signature", "-print_certs", "-noout"], tmp_path).stdout
    shown = json.loads(files["pass.json"])
    subjects = [line.replace(" ", "") for line in printed.splitlines() if line.startswith("subject")]
    assert any(f"UID={shown['passTypeIdentifier']}," in one and f"OU={shown['teamIdentifier']}" in one for one in subjects)
    assert len(subjects) == 2


def test_every_state_has_its_own_strip_and_a_phone_takes_it() -> None:
    root = [authority().root.certificate]
    for stamps in range(11):
        file = open_pass(built(stamps), root)
        assert file.images["strip@2x.png"] == ARTWORK.strips[stamps]["strip@2x.png"]
    assert "strip@2x.png" not in open_pass(built(None), root).images


def test_two_builds_of_one_state_differ_in_nothing_but_the_signature() -> None:
    one, other = unzipped(built()), unzipped(built())
    assert list(one) == list(other)
    assert {name: data for name, data in one.items() if name != "signature"} == {
        name: data for name, data in other.items() if name != "signature"
    }


def test_pictures_are_read_and_hashed_once_per_design_and_state() -> None:
    files = SignedPassFiles(PassSigner(authority().secret(pass_certificate())))
    first = unzipped(files.build(document(), ARTWORK, 3))
    # The same version is the same pictures, so what another object of this version holds is never looked at.
    second = unzipped(files.build(document(), replace(ARTWORK, images={}, strips=()), 3))
    assert first["manifest.json"] == second["manifest.json"]


def test_designs_that_were_not_used_for_long_are_forgotten() -> None:
    files = SignedPassFiles(PassSigner(authority().secret(pass_certificate())))
    for number in range(70):
        files.build(document(), replace(ARTWORK, version=str(number)), 0)
        files.build(document(), replace(ARTWORK, version="0"), 0)
    emptied = replace(ARTWORK, images={})
    assert "icon.png" in unzipped(files.build(document(), replace(emptied, version="0"), 0))
    assert "icon.png" in unzipped(files.build(document(), replace(emptied, version="69"), 0))
    assert "icon.png" not in unzipped(files.build(document(), replace(emptied, version="1"), 0))


# ---------------------------------------------------------------- the certificate is checked at the start


def secret(**changes: str) -> dict[str, str]:
    return {**authority().secret(pass_certificate()), **changes}


SOMEBODY = Authority("Somebody")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pass_type_id": "pass.somebody.else"}, "UID"),
        ({"team_id": "OTHERTEAM1"}, "OU"),
        ({"wwdr_pem": SOMEBODY.intermediate.certificate_pem}, "WWDR"),
        ({"certificate_pem": SOMEBODY.intermediate.certificate_pem}, "UID"),
        ({"certificate_pem": "rubbish"}, "no readable"),
        ({"private_key_pem": ""}, "no readable"),
    ],
)
def test_what_does_not_fit_together_is_named_before_the_first_pass(changes: dict[str, str], said: str) -> None:
    with pytest.raises(PassCertificateError, match=said):
        PassSigner(secret(**changes))


def test_a_missing_part_is_named() -> None:
    with pytest.raises(PassCertificateError, match="wwdr_pem"):
        PassSigner({key: value for key, value in secret().items() if key != "wwdr_pem"})


def test_a_key_that_is_not_the_certificates_is_refused() -> None:
    key = rsa.generate_private_key(65537, 1024)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(PassCertificateError, match="does not belong"):
        PassSigner(secret(private_key_pem=pem))


def test_a_key_that_apple_does_not_issue_is_refused() -> None:
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(PassCertificateError, match="RSA"):
        PassSigner(secret(private_key_pem=key))


def test_no_error_about_the_certificate_shows_the_key() -> None:
    with pytest.raises(PassCertificateError) as caught:
        PassSigner(secret(team_id="OTHERTEAM1"))
    assert "PRIVATE" not in str(caught.value)


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
