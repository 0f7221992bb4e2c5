"""Pictures of a card: drawn once per design and size, then only read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from comeback.domain.design import Design
from comeback.domain.design_images import Role


@dataclass(frozen=True, slots=True)
class Artwork:
    """All pictures of one design and size, as PNG. `images` are those of every pass, by file name; `strips` those of each
    state, from no stamp to all of them; `logo` is large and square, for Google, which cuts it to a circle; `hero`: the owner's
    own wide picture for Google, if there is one. `pages` has the strips again, and `page_logo` the logo, as light WebP for
    customers' pages (`Design.is_drawn_for_pages`); `heroes`: the stamps of each state as wide as Google wants them, which a
    set of an older drawing has not. `version` names the content (`domain.design.artwork_version`).
    """

    version: str
    images: Mapping[str, bytes]
    strips: tuple[Mapping[str, bytes], ...]
    logo: bytes = b""
    hero: bytes = b""
    pages: tuple[bytes, ...] = ()
    page_logo: bytes = b""
    heroes: tuple[bytes, ...] = ()


class ArtworkStore(Protocol):
    """Content-addressed: what is stored under a version never changes."""

    def has(self, version: str) -> bool:
        """Whether the pictures are there already."""

    def get(self, version: str) -> Artwork | None:
        """The pictures; None when they were never drawn."""

    def put(self, artwork: Artwork) -> None:
        """Store a set; doing it again changes nothing."""


class Artist(Protocol):
    """Draws; takes seconds and a large library, so never in a request of a phone."""

    def draw(self, design: Design, size: int, images: Mapping[Role, bytes] | None = None) -> Artwork:
        """The whole set for cards of `size` stamps; `images`: the owner's own. No stamps at all: one strip, the ground."""

    def sketch(self, design: Design, size: int, stamps: int, images: Mapping[Role, bytes] | None = None) -> Artwork:
        """The same set, quickly, for somebody who waits: with the pictures of one state, nothing for the others or pages."""
