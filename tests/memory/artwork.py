"""Artwork in a dict, and an artist that draws nothing worth looking at."""

import struct
from collections.abc import Mapping
from dataclasses import replace
from zlib import compress, crc32

from comeback.domain.design import Design, artwork_version
from comeback.domain.design_images import Role
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
    """Even pictures of the right sizes, each state in a grey of its own."""

    def __init__(self) -> None:
        self.drawn: list[tuple[Design, int]] = []
        self.given: list[Mapping[Role, bytes]] = []

    def draw(self, design: Design, size: int, images: Mapping[Role, bytes] | None = None) -> Artwork:
        self.drawn.append((design, size))
        self.given.append(images or {})
        strips = tuple({"strip@2x.png": even_png(750, 288, stamps)} for stamps in range(size + 1))
        common = {"icon.png": even_png(38, 38), "icon@2x.png": even_png(76, 76)}
        if Role.ARTWORK in (images or {}):
            common |= {"artwork@3x.png": even_png(1074, 1344), "primaryLogo@3x.png": even_png(90, 90)}
        return Artwork(
            artwork_version(design, size),
            common,
            strips,
            even_png(660, 660),
            (images or {}).get(Role.HERO, b""),
            tuple(b"webp of %d" % stamps for stamps in range(size + 1)),
            b"webp of the logo",
            tuple(even_png(1032, 336, stamps) for stamps in range(size + 1)),
        )

    def sketch(self, design: Design, size: int, stamps: int, images: Mapping[Role, bytes] | None = None) -> Artwork:
        made = self.draw(design, size, images)
        heroes = (*(b"",) * stamps, made.heroes[stamps])
        return replace(made, strips=(*({},) * stamps, made.strips[stamps]), pages=(), page_logo=b"", heroes=heroes)


def even_png(width: int, height: int, grey: int = 0) -> bytes:
    """A PNG of one grey."""
    header = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    rows = compress((b"\0" + bytes([grey]) * width) * height)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data) for kind, data in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))
