"""A phone takes a good pass and says what is wrong with any other (wallets.md §1)."""

import json
import zipfile
from collections.abc import Callable
from hashlib import sha1
from io import BytesIO
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder

from dev.phone.package import PassRejected, open_pass
from tests.certificates import Authority, Issued, authority, pass_certificate
from tests.memory.artwork import even_png
from tests.wallet_world import WalletWorld

Files = dict[str, bytes]
DETACHED = [PKCS7Options.DetachedSignature, PKCS7Options.Binary]


def good() -> Files:
    """The files of a pass as our door gives it."""
    with zipfile.ZipFile(BytesIO(WalletWorld().fetch().body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Files) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def signed(
    files: Files,
    issued: Issued | None = None,
    options: list[PKCS7Options] | None = None,
    digest: Any = None,
    *,
    with_intermediate: bool = True,
) -> Files:
    """With a manifest and a signature that fit."""
    signer = issued or pass_certificate()
    rest = {name: data for name, data in files.items() if name not in {"manifest.json", "signature"}}
    manifest = json.dumps({name: sha1(data).hexdigest() for name, data in rest.items()}).encode()
    builder = PKCS7SignatureBuilder().set_data(manifest).add_signer(signer.certificate, signer.key, digest or SHA256())
    if with_intermediate:
        builder = builder.add_certificate(authority().intermediate.certificate)
    return {**rest, "manifest.json": manifest, "signature": builder.sign(Encoding.DER, DETACHED if options is None else options)}


def refusal(data: bytes) -> str:
    with pytest.raises(PassRejected) as caught:
        open_pass(data, [authority().root.certificate])
    return str(caught.value)


def test_our_pass_is_taken() -> None:
    file = open_pass(zipped(good()), [authority().root.certificate])
    assert file.value("stamps") == "0 of 10"
    assert file.value("nothing") is None
    assert file.same_as(open_pass(zipped(signed(good())), [authority().root.certificate]))


@pytest.mark.parametrize("name", ["pass.json", "icon.png", "strip@2x.png"])
def test_a_file_that_was_changed_afterwards_is_noticed(name: str) -> None:
    files = good()
    files[name] = files[name].replace(files[name][-1:], b"?")
    assert refusal(zipped(files)) == f"{name} is not the file of the manifest"


def test_a_manifest_that_was_changed_afterwards_is_noticed() -> None:
    files = good()
    document = files["pass.json"].replace(b"0 of 10", b"9 of 10")
    manifest = json.loads(files["manifest.json"]) | {"pass.json": sha1(document).hexdigest()}
    changed = {**files, "pass.json": document, "manifest.json": json.dumps(manifest).encode()}
    assert refusal(zipped(changed)) == "the manifest is not the one that was signed"


def test_a_signature_that_was_changed_is_noticed() -> None:
    files = good()
    files["signature"] = files["signature"][:-1] + bytes([files["signature"][-1] ^ 1])
    assert refusal(zipped(files)) == "the signature is wrong"


@pytest.mark.parametrize("name", ["pass.json", "manifest.json", "signature"])
def test_what_every_pass_needs_is_missed(name: str) -> None:
    assert refusal(zipped({key: data for key, data in good().items() if key != name})) == f"{name} is missing"


def test_a_pass_without_an_icon_is_refused() -> None:
    files = {name: data for name, data in good().items() if not name.startswith("icon")}
    assert refusal(zipped(signed(files))) == "there is no icon"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("icon.png", b"GIF89a", "icon.png is no PNG"),
        ("icon.png", even_png(40, 40), "icon.png has the wrong size 40 x 40"),
        ("strip@2x.png", even_png(375, 144), "strip@2x.png has the wrong size 375 x 144"),
        ("logo@3x.png", even_png(500, 150), "logo@3x.png has the wrong size 500 x 150"),
        ("artwork@2x.png", even_png(716, 895), "artwork@2x.png has the wrong size 716 x 895"),
        ("primaryLogo.png", even_png(127, 30), "primaryLogo.png has the wrong size 127 x 30"),
    ],
)
def test_a_picture_that_is_none_or_of_another_size_is_refused(name: str, data: bytes, said: str) -> None:
    assert refusal(zipped(signed({**good(), name: data}))) == said


def test_a_poster_without_its_art_is_refused() -> None:
    files = good()
    document = json.dumps({**json.loads(files["pass.json"]), "posterGeneric": {}}).encode()
    said = refusal(zipped(signed({**files, "pass.json": document, "primaryLogo@3x.png": even_png(90, 90)})))
    assert said == "a poster needs artwork@3x.png"


@pytest.mark.parametrize("name", [".DS_Store", "card/pass.json", "card/icon.png", "notes.txt", "de.lproj/other.txt"])
def test_stray_files_and_folders_are_refused(name: str) -> None:
    assert "stray files" in refusal(zipped(signed({**good(), name: even_png(38, 38)})))


def test_a_file_that_the_manifest_does_not_name_is_refused() -> None:
    assert "manifest and files differ: ['logo.png']" in refusal(zipped({**good(), "logo.png": even_png(50, 50)}))


def test_translations_are_taken() -> None:
    files = signed({**good(), "de.lproj/pass.strings": b'"STAMPS" = "STEMPEL";', "de.lproj/logo@2x.png": even_png(100, 100)})
    assert "de.lproj/logo@2x.png" in open_pass(zipped(files), [authority().root.certificate]).images


def test_what_is_no_zip_is_refused() -> None:
    assert "no readable zip" in refusal(b"PK nothing")
    assert "no readable zip" in refusal(b"")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_stands_in_it_twice_is_refused() -> None:
    buffer = BytesIO(zipped(good()))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("pass.json", b"{}")
    assert refusal(buffer.getvalue()) == "a file stands in it twice"


@pytest.mark.parametrize("body", [b"rubbish", b"[]", b"\xff\xfe"])
def test_a_document_that_is_none_is_refused(body: bytes) -> None:
    assert "pass.json" in refusal(zipped(signed({**good(), "pass.json": body})))


# ---------------------------------------------------------------- the signature


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: signed(good(), options=[PKCS7Options.Binary]), "the signature is attached, not detached"),
        (lambda: signed(good(), options=[*DETACHED, PKCS7Options.NoAttributes]), "cannot be read"),
        (lambda: signed(good(), options=[*DETACHED, PKCS7Options.NoCerts]), "the signer's certificate is not inside"),
        (lambda: signed(good(), authority().pass_certificate(ended=True)), "was not valid when the pass was signed"),
        (lambda: signed(good(), authority().pass_certificate(team="OTHERTEAM1")), "for another pass type or team"),
        (lambda: signed(good(), authority().pass_certificate("pass.somebody.else")), "for another pass type or team"),
        (lambda: signed(good(), Authority("Somebody").pass_certificate()), "leads to no trusted authority"),
        (lambda: signed(good(), with_intermediate=False), "leads to no trusted authority"),
        (lambda: signed(good(), authority().server_certificate()), "is not RSA"),
        (lambda: {**good(), "signature": b""}, "cannot be read"),
        (lambda: {**good(), "signature": b"\x30\x80"}, "cannot be read"),
        (lambda: {**good(), "signature": good()["signature"][:-40]}, "cannot be read"),
        (lambda: {**good(), "signature": bytes.fromhex("300f06092a864886f70d010701a0020500")}, "no CMS SignedData"),
        (lambda: signed(good(), digest=SHA512()), "the digest is not SHA-256"),
    ],
)  # fmt: skip
def test_a_signature_that_vouches_for_nothing_is_refused(make: Callable[[], Files], said: str) -> None:
    assert said in refusal(zipped(make()))


@pytest.mark.parametrize(
    ("strings", "said"),
    [
        ({"de": '"A" = "B";', "en": '"C" = "D";'}, "the languages de, en have not the same keys"),
        ({"de": '"A" = "B"'}, 'de.lproj/pass.strings cannot be read from \'"A" = "B"\' on'),
        ({"de": b"\xff\xff"}, "de.lproj/pass.strings is neither UTF-16 nor UTF-8"),
    ],
)
def test_languages_are_readable_and_complete(strings: dict[str, str | bytes], said: str) -> None:
    files = {f"{name}.lproj/pass.strings": text if isinstance(text, bytes) else text.encode() for name, text in strings.items()}
    assert refusal(zipped(signed({**good(), **files}))) == said


def test_escaped_signs_of_a_language_are_what_they_stand_for() -> None:
    files = {**good(), "de.lproj/pass.strings": '"STAMPS" = "\\"a\\"\\n\\\\";\n'.encode("utf-16")}
    file = open_pass(zipped(signed(files)), [authority().root.certificate])
    assert file.in_language("de").style["headerFields"][0]["label"] == '"a"\n\\'
