"""The benchmark of a first pass: what it says of two files of one pass."""

import json
import zipfile
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509

from comeback.adapters.words import languages
from dev.bench import sign_once
from dev.bench.differences import differences
from dev.bench.first_pass import compare
from dev.bench.our_passes import OurPasses, rsa_certificate
from dev.bench.save_links import OurLinks
from dev.bench.save_links import compare as compare_links
from dev.bench.table import Remark, Row
from dev.build.stand_in_secrets import made_up_secrets
from dev.phone.package import open_pass


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pass in all languages, as files and made."""
    folder = tmp_path_factory.mktemp("model")
    OurPasses(rsa_certificate(), languages()[1:]).write_model(folder)
    sign_once.main(folder)
    return folder


def changed(data: bytes, name: str, change: Callable[[bytes], bytes], packing: int = zipfile.ZIP_STORED) -> bytes:
    """The same pass with another file of this name."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w", packing) as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(zipfile.ZipInfo(part.filename), change(content) if part.filename == name else content, packing)
    return made.getvalue()


def without_primary_fields(document: bytes) -> bytes:
    read = json.loads(document)
    read["storeCard"]["primaryFields"] = []
    return json.dumps(read).encode()


def test_the_first_pass_of_a_process_is_one_that_a_phone_takes_in_every_language(model: Path) -> None:
    authority = x509.load_pem_x509_certificate((model / "wwdr.pem").read_bytes())
    made = open_pass((model / "ours.pkpass").read_bytes(), [authority])
    assert set(made.strings) == set(languages())
    assert made.document == json.loads((model / "pass.json").read_text())


def test_equal_passes_differ_in_nothing(model: Path) -> None:
    ours = (model / "ours.pkpass").read_bytes()
    found = differences(ours, ours)
    assert found.differ == []
    assert {"the names of the files", "icon.png", "ru.lproj/pass.strings as keys and texts"} <= set(found.equal)


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        ("pass.json", without_primary_fields, "pass.json storeCard primaryFields: absent here, [] there"),
        ("manifest.json", lambda _: b"{}", "the manifest names every file by its SHA-1: True here, False there"),
        ("manifest.json", lambda data: data + b" ", "the signature holds for openssl: True here, False there"),
        ("ru.lproj/pass.strings", lambda data: data.decode("utf-16").encode(), "bytes of all strings: "),
        ("icon.png", lambda data: data + b"x", "icon.png: "),
    ],
)
def test_a_file_that_differs_is_told(model: Path, name: str, change: Callable[[bytes], bytes], told: str) -> None:
    ours = (model / "ours.pkpass").read_bytes()
    assert any(line.startswith(told) for line in differences(ours, changed(ours, name, change)).differ)


def test_another_packing_is_told(model: Path) -> None:
    ours = (model / "ours.pkpass").read_bytes()
    packed = changed(ours, "", bytes, zipfile.ZIP_DEFLATED)
    told = "how the zip is packed: stored, flags 0x0, dated 1980 here, deflated, flags 0x0, dated 1980 there"
    assert differences(ours, packed).differ == [told]


def test_times_and_sizes_are_compared(model: Path) -> None:
    (model / "made.pkpass").write_bytes((model / "ours.pkpass").read_bytes())
    spent = {"first signed pass": 100, "the same after importing wallet_service": 300, "passkit-generator": 200}
    contenders = {name: partial(float, milliseconds) for name, milliseconds in spent.items()}
    first, served, size, equal = compare(model, contenders, rounds=1)
    assert isinstance(first, Row)
    assert isinstance(served, Row)
    assert isinstance(size, Row)
    assert (first.ratio, first.missed, served.ratio, size.ratio) == (0.5, False, 1.5, 1)
    assert isinstance(equal, Remark)


def test_save_links_are_counted_and_each_is_of_another_card() -> None:
    ours = OurLinks(made_up_secrets()["google"])
    assert len({ours.make(number) for number in range(3)}) == 3
    assert ours.round(0.001) > 0


def test_save_links_without_peers_are_told_in_one_line() -> None:
    assert compare_links(lambda _: 1310, {}, "there are none", rounds=1) == [Remark("1,310 links/s; there are none")]


def test_save_links_are_compared_with_each_peer() -> None:
    ahead, behind = compare_links(lambda _: 900, {"slow": lambda _: 900, "fast": lambda _: 1000}, rounds=1)
    assert isinstance(ahead, Row)
    assert isinstance(behind, Row)
    assert (ahead.against, ahead.missed, behind.against, behind.missed) == ("slow", False, "fast", True)
