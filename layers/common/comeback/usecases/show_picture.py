"""Pictures that Google fetches from us; their addresses say what is on them and never change."""

import re
from dataclasses import dataclass

from comeback.ports.artwork import ArtworkStore

_VERSION = re.compile(r"[0-9a-f]{32}")
_STAMPS = re.compile(r"[0-9]{1,2}\.png")
_LARGEST = "strip@3x.png"
_NAMED = ("logo.png", "hero.png")


@dataclass(frozen=True, slots=True)
class ShowPicture:
    """`logo.png`, `hero.png` where the owner has one, and `0.png` to `<size>.png` for the stamps of a card."""

    artwork: ArtworkStore

    def __call__(self, version: str, name: str) -> bytes | None:
        """A PNG; None when there is none."""
        if not _VERSION.fullmatch(version) or not (name in _NAMED or _STAMPS.fullmatch(name)):
            return None
        artwork = self.artwork.get(version)
        if artwork is None:
            return None
        if name in _NAMED:
            return (artwork.logo if name == "logo.png" else artwork.hero) or None
        stamps = int(name.removesuffix(".png"))
        return artwork.strips[stamps].get(_LARGEST) if stamps < len(artwork.strips) else None
