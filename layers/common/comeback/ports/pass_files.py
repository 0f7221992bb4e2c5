"""Signed pass files."""

from collections.abc import Mapping
from typing import Any, Protocol

from comeback.domain.pass_languages import NO_STRINGS, Strings
from comeback.domain.signing import PassIdentity
from comeback.ports.artwork import Artwork


class PassFiles(Protocol):
    """Packs and signs; the identity is that of its certificate."""

    @property
    def identity(self) -> PassIdentity:
        """What the certificate may sign."""

    def build(self, document: Mapping[str, Any], artwork: Artwork, stamps: int | None, strings: Strings = NO_STRINGS) -> bytes:
        """A complete `.pkpass` with the strip of `stamps` (None: without a strip), and what its languages say."""
