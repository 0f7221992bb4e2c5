"""A `.pkpass`, opened as strictly as a phone does (wallets.md §1)."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha1
from io import BytesIO
from typing import Any

from cryptography import x509

from dev.phone.signature import SignatureRefused, verify

_REQUIRED = ("formatVersion", "passTypeIdentifier", "teamIdentifier", "serialNumber", "organizationName", "description")
_STYLES = ("storeCard", "coupon", "generic", "eventTicket", "boardingPass")
_GROUPS = ("headerFields", "primaryFields", "secondaryFields", "auxiliaryFields", "backFields")
_PNG = b"\x89PNG\r\n\x1a\n"


class PassRejected(Exception):  # noqa: N818 - a fact about a pass
    """The phone does not take this pass; the text says why."""


@dataclass(frozen=True, slots=True)
class PassFile:
    """A verified pass."""

    document: Mapping[str, Any]
    images: Mapping[str, bytes]

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
        return next(dict(self.document[style]) for style in _STYLES if style in self.document)

    def fields(self) -> list[Mapping[str, Any]]:
        """All fields, in order of their groups."""
        return [field for group in _GROUPS for field in self.style.get(group, [])]

    def value(self, key: str) -> Any:
        """The value of a field; None when there is no such field."""
        return next((field["value"] for field in self.fields() if field["key"] == key), None)

    def same_as(self, other: "PassFile") -> bool:
        """Whether nothing visible differs."""
        return self.document == other.document and self.images == other.images


def open_pass(data: bytes, authorities: Sequence[x509.Certificate]) -> PassFile:
    """Unpack and verify. Raises PassRejected."""
    files = _unzip(data)
    for name in ("pass.json", "manifest.json", "signature"):
        if name not in files:
            raise PassRejected(f"{name} is missing")
    _check_manifest(files)
    document = _json(files["pass.json"], "pass.json")
    try:
        signer = verify(files["signature"], files["manifest.json"], authorities)
    except SignatureRefused as problem:
        raise PassRejected(str(problem)) from problem
    _check_document(document)
    if (signer.pass_type_id, signer.team_id) != (document["passTypeIdentifier"], document["teamIdentifier"]):
        raise PassRejected("the certificate is for another pass type or team")
    images = {name: content for name, content in files.items() if name.endswith(".png")}
    _check_images(images)
    return PassFile(document, images)


def _unzip(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            files = {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as problem:
        raise PassRejected(f"no readable zip: {problem}") from problem
    if len(names) != len(files):
        raise PassRejected("a file stands in it twice")
    return files


def _check_manifest(files: Mapping[str, bytes]) -> None:
    manifest = _json(files["manifest.json"], "manifest.json")
    listed, there = set(manifest), set(files) - {"manifest.json", "signature"}
    if listed != there:
        raise PassRejected(f"manifest and files differ: {sorted(listed ^ there)}")
    for name, digest in manifest.items():
        if sha1(files[name], usedforsecurity=False).hexdigest() != digest:
            raise PassRejected(f"{name} is not the file of the manifest")


def _check_document(document: Mapping[str, Any]) -> None:
    missing = [key for key in _REQUIRED if not document.get(key)]
    if missing or document["formatVersion"] != 1:
        raise PassRejected(f"pass.json lacks {missing or 'formatVersion 1'}")
    if sum(style in document for style in _STYLES) != 1:
        raise PassRejected("pass.json needs exactly one style")
    if "webServiceURL" in document and len(str(document.get("authenticationToken", ""))) < 16:
        raise PassRejected("the authentication token is shorter than 16 characters")
    keys = [field["key"] for field in PassFile(document, {}).fields()]
    if len(keys) != len(set(keys)):
        raise PassRejected("two fields have the same key")


def _check_images(images: Mapping[str, bytes]) -> None:
    if not any(name.startswith("icon") for name in images):
        raise PassRejected("there is no icon")
    bad = [name for name, content in images.items() if not content.startswith(_PNG)]
    if bad:
        raise PassRejected(f"not a PNG: {bad}")


def _json(data: bytes, name: str) -> dict[str, Any]:
    try:
        parsed = json.loads(data)
    except ValueError as problem:
        raise PassRejected(f"{name} is no JSON") from problem
    if not isinstance(parsed, dict):
        raise PassRejected(f"{name} is no object")
    return parsed
