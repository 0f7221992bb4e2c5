"""PassFiles: everything that does not differ between two cards of a design is prepared once per process."""

import json
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha1
from typing import Any

from comeback.adapters.apple.archive import Archive
from comeback.adapters.apple.signing import PassSigner
from comeback.domain.signing import PassIdentity
from comeback.ports.artwork import Artwork

_MOST_PREPARED = 64


class _Prepared:
    """The images of one state as finished zip entries, and their part of the manifest."""

    __slots__ = ("archive", "manifest")

    def __init__(self, images: Mapping[str, bytes]) -> None:
        files = sorted(images.items())
        self.archive = Archive(files)
        self.manifest = {name: _sha1(data) for name, data in files}


class SignedPassFiles:
    """Signs with one certificate."""

    def __init__(self, signer: PassSigner) -> None:
        """`signer` has been checked."""
        self._signer = signer
        self._prepared: OrderedDict[tuple[str, int | None], _Prepared] = OrderedDict()

    @property
    def identity(self) -> PassIdentity:
        """Of the certificate."""
        return self._signer.identity

    def build(self, document: Mapping[str, Any], artwork: Artwork, stamps: int | None) -> bytes:
        """One signature, three new zip entries."""
        prepared = self._prepare(artwork, stamps)
        body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        manifest = json.dumps({**prepared.manifest, "pass.json": _sha1(body)}, separators=(",", ":")).encode()
        return prepared.archive.closed_with((
            ("pass.json", body), ("manifest.json", manifest), ("signature", self._signer.sign(manifest)),
        ))  # fmt: skip

    def _prepare(self, artwork: Artwork, stamps: int | None) -> _Prepared:
        key = artwork.version, stamps
        prepared = self._prepared.get(key)
        if prepared is None:
            strip = artwork.strips[stamps] if stamps is not None else {}
            prepared = self._prepared[key] = _Prepared({**artwork.images, **strip})
            if len(self._prepared) > _MOST_PREPARED:
                self._prepared.popitem(last=False)
        else:
            self._prepared.move_to_end(key)
        return prepared


def _sha1(data: bytes) -> str:
    # Apple's format asks for SHA-1 here; what protects the pass is the SHA-256 signature over the manifest.
    return sha1(data, usedforsecurity=False).hexdigest()
