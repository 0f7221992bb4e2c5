"""PassFiles: everything that does not differ between two cards of a design is prepared once per process."""

from codecs import BOM_UTF16_LE
from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha1
from json import JSONEncoder
from typing import Any

from comeback.adapters.apple.archive import Archive
from comeback.adapters.apple.signing import PassSigner
from comeback.domain.pass_languages import NO_STRINGS, Strings
from comeback.domain.signing import PassIdentity
from comeback.ports.artwork import Artwork

_MOST_PREPARED = 64
# Labels and sentences come again with every pass.
_MOST_QUOTED = 2048
_as_json = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r"})


class _Prepared:
    """The images of one state as finished zip entries, and their part of the manifest."""

    __slots__ = ("archive", "manifest")

    def __init__(self, images: Mapping[str, bytes]) -> None:
        files = sorted(images.items())
        self.archive = Archive(files)
        self.manifest = [_named(name, data) for name, data in files]


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

    def build(self, document: Mapping[str, Any], artwork: Artwork, stamps: int | None, strings: Strings = NO_STRINGS) -> bytes:
        """One signature, three new zip entries, and one for each language."""
        prepared = self._prepare(artwork, stamps)
        own = {"pass.json": _as_json(document).encode()}
        own |= {f"{language}.lproj/pass.strings": strings_file(said) for language, said in strings.items()}
        digests = [_named(name, data) for name, data in own.items()]
        manifest = f"{{{','.join(prepared.manifest + digests)}}}".encode()
        return prepared.archive.closed_with((
            *own.items(), ("manifest.json", manifest), ("signature", self._signer.sign(manifest)),
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


def strings_file(said: Mapping[str, str]) -> bytes:
    """A `pass.strings` in UTF-16, which Apple's own tools write."""
    lines = "".join(f"{_quoted(key)} = {_quoted(text)};\n" for key, text in said.items())
    return BOM_UTF16_LE + lines.encode("utf-16-le")


@lru_cache(_MOST_QUOTED)
def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _named(name: str, data: bytes) -> str:
    """A line of the manifest; names of files need no escapes."""
    # Apple's format asks for SHA-1 here; what protects the pass is the SHA-256 signature over the manifest.
    return f'"{name}":"{sha1(data, usedforsecurity=False).hexdigest()}"'
