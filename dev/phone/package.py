"""A `.pkpass`, opened as strictly as a phone does (wallets.md §1)."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha1
from io import BytesIO
from typing import Any

from cryptography import x509

from dev.phone.pictures import is_picture, picture_complaints, poster_complaints
from dev.phone.rules import GROUPS, STYLES, complaints
from dev.phone.signature import SignatureRefused, verify
from dev.phone.strings import Strings, is_strings, replaced, strings_of

_FILES = ("pass.json", "manifest.json", "signature")


class PassRejected(Exception):  # noqa: N818 - a fact about a pass
    """The phone does not take this pass; the text says why."""


@dataclass(frozen=True, slots=True)
class PassFile:
    """A verified pass, and by language what it says in the place of its texts."""

    document: Mapping[str, Any]
    images: Mapping[str, bytes]
    strings: Strings = field(default_factory=dict)

    @property
    def serial(self) -> str:
        """The serial number."""
        return str(self.document["serialNumber"])

    @property
    def pass_type(self) -> str:
        """The pass type identifier."""
        return str(self.document["passTypeIdentifier"])

    @property
    def style(self) -> Mapping[str, Any]:
        """The field groups."""
        return next(dict(self.document[style]) for style in STYLES if style in self.document)

    def fields(self) -> list[Mapping[str, Any]]:
        """All fields, in order of their groups."""
        return [field for group in GROUPS for field in self.style.get(group, [])]

    def value(self, key: str) -> Any:
        """The value of a field; None when there is no such field."""
        return next((field["value"] for field in self.fields() if field["key"] == key), None)

    def same_as(self, other: "PassFile") -> bool:
        """Whether nothing visible differs: a message is told once, and nobody sees that it is gone from a pass."""
        return (_seen(self.document), self.images, self.strings) == (_seen(other.document), other.images, other.strings)

    def in_language(self, language: str) -> "PassFile":
        """As somebody sees it whose phone speaks this language."""
        return replace(self, document=replaced(self.document, self.strings.get(language, {})))


def open_pass(data: bytes, authorities: Sequence[x509.Certificate]) -> PassFile:
    """Unpack and verify. Raises PassRejected."""
    files = _unzip(data)
    for name in _FILES:
        if name not in files:
            raise PassRejected(f"{name} is missing")
    _check_manifest(files)
    document = _json(files["pass.json"], "pass.json")
    try:
        signer = verify(files["signature"], files["manifest.json"], authorities)
    except SignatureRefused as problem:
        raise PassRejected(str(problem)) from problem
    if wrong := complaints(document):
        raise PassRejected(f"pass.json: {'; '.join(wrong)}")
    if (signer.pass_type_id, signer.team_id) != (document["passTypeIdentifier"], document["teamIdentifier"]):
        raise PassRejected("the certificate is for another pass type or team")
    images = {name: content for name, content in files.items() if name.endswith(".png")}
    if wrong := [*picture_complaints(images), *poster_complaints(document, images)]:
        raise PassRejected("; ".join(wrong))
    try:
        return PassFile(document, images, strings_of(files))
    except ValueError as problem:
        raise PassRejected(str(problem)) from problem


def _seen(part: Any) -> Any:
    """A document without its messages."""
    if isinstance(part, list):
        return [_seen(one) for one in part]
    if isinstance(part, Mapping):
        return {name: _seen(one) for name, one in part.items() if name != "changeMessage"}
    return part


def _unzip(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            files = {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as problem:  # RuntimeError: it wants a password.
        raise PassRejected(f"no readable zip: {problem}") from problem
    if len(names) != len(files):
        raise PassRejected("a file stands in it twice")
    stray = [name for name in names if name not in _FILES and not is_picture(name) and not is_strings(name)]
    if stray:
        raise PassRejected(f"stray files: {stray}")
    return files


def _check_manifest(files: Mapping[str, bytes]) -> None:
    manifest = _json(files["manifest.json"], "manifest.json")
    listed, there = set(manifest), set(files) - {"manifest.json", "signature"}
    if listed != there:
        raise PassRejected(f"manifest and files differ: {sorted(listed ^ there)}")
    for name, digest in manifest.items():
        if sha1(files[name], usedforsecurity=False).hexdigest() != digest:
            raise PassRejected(f"{name} is not the file of the manifest")


def _json(data: bytes, name: str) -> dict[str, Any]:
    try:
        parsed = json.loads(data)
    except ValueError as problem:
        raise PassRejected(f"{name} is no JSON") from problem
    if not isinstance(parsed, dict):
        raise PassRejected(f"{name} is no object")
    return parsed
