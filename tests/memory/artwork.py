"""Artwork in a dict, and an artist that draws nothing worth looking at."""

from comeback.domain.design import Design, artwork_version
from comeback.ports.artwork import Artwork


class MemoryArtworkStore:
    """Content-addressed."""

    def __init__(self) -> None:
        self.kept: dict[str, Artwork] = {}

    def has(self, version: str) -> bool:
        return version in self.kept

    def get(self, version: str) -> Artwork | None:
        return self.kept.get(version)

    def put(self, artwork: Artwork) -> None:
        self.kept[artwork.version] = artwork


class QuickArtist:
    """Pictures that name what they stand for."""

    def draw(self, design: Design, size: int) -> Artwork:
        strips = tuple({"strip@2x.png": b"strip of %d" % stamps} for stamps in range(size + 1))
        return Artwork(artwork_version(design, size), {"icon.png": b"icon"}, strips)
