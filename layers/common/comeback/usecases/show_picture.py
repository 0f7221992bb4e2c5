"""Pictures that Google and customers' pages fetch from us; their addresses say what is on them and never change."""

import re
from dataclasses import dataclass

from comeback.ports.artwork import Artwork, ArtworkStore

_VERSION = re.compile(r"[0-9a-f]{32}")
_STAMPS = re.compile(r"([0-9]{1,2})(?:(@2x)?\.png|(\.webp))")
_NAMED = ("logo.png", "logo@3x.png", "logo.webp", "hero.png")


@dataclass(frozen=True, slots=True)
class ShowPicture:
    """`logo.png` for Google, `logo@3x.png` as on a pass, `hero.png` where the owner has one, and for the stamps of a card `0.png`
    to `<size>.png`, wide as Google wants them, or `0@2x.png` as on a pass; `logo.webp` and `0.webp` are the light ones for
    customers' pages. A set of an older drawing has neither these nor wide ones, and shows Google its strips.
    """

    artwork: ArtworkStore

    def __call__(self, version: str, name: str) -> bytes | None:
        """A PNG or WebP, as the name says; None when there is none."""
        if not _VERSION.fullmatch(version) or not (name in _NAMED or _STAMPS.fullmatch(name)):
            return None
        artwork = self.artwork.get(version)
        return picture_in(artwork, name) if artwork else None


def picture_in(artwork: Artwork, name: str) -> bytes | None:
    """The picture that has this name in the addresses of a set."""
    stamps = _STAMPS.fullmatch(name)
    if stamps is None:
        apart = {"logo.png": artwork.logo, "hero.png": artwork.hero, "logo.webp": artwork.page_logo}
        return apart.get(name, artwork.images.get(name)) or None
    number = int(stamps[1])
    if stamps[3]:
        return artwork.pages[number] if number < len(artwork.pages) else None
    if artwork.heroes and not stamps[2]:
        return artwork.heroes[number] or None if number < len(artwork.heroes) else None
    strip = f"strip{stamps[2] or '@3x'}.png"
    return artwork.strips[number].get(strip) if number < len(artwork.strips) else None
