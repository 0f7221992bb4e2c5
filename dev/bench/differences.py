"""What differs between two files of the same pass, and what is equal, file by file."""

import json
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha1
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography import x509

from dev.phone.der import OBJECT, OCTETS, SEQUENCE, SET, Node, read
from dev.phone.pictures import is_picture
from dev.phone.strings import is_strings, strings_of

_MANIFEST, _SIGNATURE, _DOCUMENT = "manifest.json", "signature", "pass.json"
_ABSENT, _CERTIFICATES = "absent", 0xA0
_NAMES = {
    "608648016503040201": "SHA-256", "2b0e03021a": "SHA-1", "2a864886f70d010903": "contentType",
    "2a864886f70d010904": "messageDigest", "2a864886f70d010905": "signingTime",
}  # fmt: skip


@dataclass(slots=True)
class Found:
    """One line for each thing that was compared."""

    equal: list[str] = field(default_factory=list)
    differ: list[str] = field(default_factory=list)

    def note(self, what: str, ours: object, theirs: object) -> None:
        """One thing that was compared; what differs is told of both."""
        if ours == theirs:
            self.equal.append(what)
        else:
            self.differ.append(f"{what}: {ours} here, {theirs} there")


def differences(ours: bytes, theirs: bytes) -> Found:
    """Both are complete passes."""
    found = Found()
    mine, other = _files(ours), _files(theirs)
    found.note("the names of the files", sorted(mine), sorted(other))
    _compare_json(found, json.loads(mine[_DOCUMENT]), json.loads(other[_DOCUMENT]))
    for name in sorted(name for name in mine.keys() & other.keys() if is_picture(name)):
        found.note(name, _digest(mine[name]), _digest(other[name]))
    for language, said in strings_of(mine).items():
        found.note(f"{language}.lproj/pass.strings as keys and texts", said, strings_of(other).get(language))
    found.note("bytes of all strings", _size_of_strings(mine), _size_of_strings(other))
    found.note("the manifest names every file by its SHA-1", _manifest_holds(mine), _manifest_holds(other))
    _compare_signatures(found, mine, other)
    found.note("how the zip is packed", _zip_of(ours), _zip_of(theirs))
    return found


def _compare_json(found: Found, mine: Any, other: Any, path: str = "pass.json") -> None:
    """The deepest places that differ."""
    if isinstance(mine, dict) and isinstance(other, dict) and mine != other:
        for key in sorted(mine.keys() | other.keys()):
            _compare_json(found, mine.get(key, _ABSENT), other.get(key, _ABSENT), f"{path} {key}")
    else:
        found.note(path, mine, other)


def _compare_signatures(found: Found, mine: Mapping[str, bytes], other: Mapping[str, bytes]) -> None:
    found.note("the signature's certificates", _certificates(mine), _certificates(other))
    found.note("the signature holds for openssl", _verified(mine), _verified(other))
    found.note("the signature's digest and attributes", _signed_with(mine), _signed_with(other))


def _files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _manifest_holds(files: Mapping[str, bytes]) -> bool:
    digests = {name: _digest(data) for name, data in files.items() if name not in {_MANIFEST, _SIGNATURE}}
    return bool(json.loads(files[_MANIFEST]) == digests)


def _digest(data: bytes) -> str:
    return sha1(data, usedforsecurity=False).hexdigest()


def _verified(files: Mapping[str, bytes]) -> bool:
    """Without the chain, whose certificates are compared by themselves."""
    command = ["openssl", "cms", "-verify", "-noverify", "-binary", "-inform", "DER", "-in", _SIGNATURE, "-content", _MANIFEST]
    with TemporaryDirectory() as folder:
        for name in (_SIGNATURE, _MANIFEST):
            (Path(folder) / name).write_bytes(files[name])
        return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def _signed_data(files: Mapping[str, bytes]) -> list[Node]:
    _, wrapped = read(files[_SIGNATURE]).children(OBJECT, 0xA0)
    return wrapped.children(SEQUENCE)[0].children()


def _certificates(files: Mapping[str, bytes]) -> list[str]:
    inside = next(part for part in _signed_data(files) if part.tag == _CERTIFICATES)
    return sorted({x509.load_der_x509_certificate(one.raw).subject.rfc4514_string() for one in inside})


def _signed_with(files: Mapping[str, bytes]) -> str:
    (signer,) = _signed_data(files)[-1]
    _, _, algorithm, attributes, _, _ = signer.children(None, SEQUENCE, SEQUENCE, 0xA0, SEQUENCE, OCTETS)
    oids = [next(iter(algorithm)), *(one.children(OBJECT, SET)[0] for one in attributes)]
    digest, *names = (_NAMES.get(oid.content.hex(), oid.content.hex()) for oid in oids)
    raw = [one.raw for one in attributes]
    return f"{digest}, {', '.join(sorted(names))}, {'' if raw == sorted(raw) else 'not '}in the order of DER"


def _size_of_strings(files: Mapping[str, bytes]) -> int:
    return sum(len(data) for name, data in files.items() if is_strings(name))


def _zip_of(data: bytes) -> str:
    """How it is packed."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
    kinds = {zipfile.ZIP_STORED: "stored", zipfile.ZIP_DEFLATED: "deflated"}
    packed = " and ".join(sorted({kinds.get(part.compress_type, "?") for part in parts}))
    flags = " and ".join(sorted({f"{part.flag_bits:#x}" for part in parts}))
    return f"{packed}, flags {flags}, dated {parts[0].date_time[0]}"
