"""The pictures of a pass: names, kinds and sizes (wallets.md §1.5)."""

import re
from collections.abc import Mapping
from typing import Any

_PNG = b"\x89PNG\r\n\x1a\n"
_NAME = re.compile(
    r"(?:[a-z]{2}(?:-[A-Z]{2})?\.lproj/)?(icon|logo|strip|thumbnail|background|footer|artwork|primaryLogo)(?:@([23])x)?\.png"
)
# Least and greatest width and height in points.
_SIZES: Mapping[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "icon": ((29, 29), (38, 38)),
    "logo": ((1, 1), (160, 50)),
    "strip": ((375, 98), (375, 144)),
    "thumbnail": ((60, 60), (90, 90)),
    "background": ((180, 220), (343, 503)),
    "footer": ((1, 1), (286, 15)),
    "artwork": ((358, 448), (358, 448)),
    "primaryLogo": ((30, 30), (126, 30)),
}


def is_picture(name: str) -> bool:
    """Whether a file may be a picture of a pass."""
    return _NAME.fullmatch(name) is not None


def picture_complaints(images: Mapping[str, bytes]) -> list[str]:
    """Everything that is wrong with the pictures; empty when nothing is."""
    found = [] if any(name.startswith("icon") for name in images) else ["there is no icon"]
    for name, data in sorted(images.items()):
        match = _NAME.fullmatch(name)
        if match is None:
            found.append(f"{name} is no picture of a pass")
            continue
        size = _size(data)
        least, most = _SIZES[match[1]]
        scale = int(match[2] or 1)
        if size is None:
            found.append(f"{name} is no PNG")
        elif not all(low * scale <= side <= high * scale for low, side, high in zip(least, size, most, strict=True)):
            found.append(f"{name} has the wrong size {size[0]} x {size[1]}")
    return found


def poster_complaints(document: Mapping[str, Any], images: Mapping[str, bytes]) -> list[str]:
    """A poster has art and a logo, sharp on the phones that show it."""
    wanted = {"artwork@3x.png", "primaryLogo@3x.png"} if "posterGeneric" in document else set()
    return [f"a poster needs {name}" for name in sorted(wanted - images.keys())]


def _size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG; None for anything else."""
    if not data.startswith(_PNG) or data[12:16] != b"IHDR" or not data.endswith(b"IEND\xaeB`\x82"):
        return None
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
