"""Pictures for customers' pages: WebP, which at 3x weighs half of the pass's PNG at 2x, and never more than is allowed."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from comeback.adapters.artwork.strips import Strips

# Quality and share of the pixels: from what nobody tells from the pass's picture to what fits even if all of it is grain. Below
# 34 the colours of stamps suffer, while two thirds of the pixels in a better quality, as many as at 2x, only look softer.
_STEPS = (
    (82, 1.0), (74, 1.0), (66, 1.0), (58, 1.0), (50, 1.0), (42, 1.0), (34, 1.0),
    (64, 0.67), (52, 0.67), (40, 0.67), (28, 0.67), (14, 0.67), (0, 0.67),
)  # fmt: skip
_LAST = len(_STEPS) - 1


def light_strips(drawn: Strips, most_bytes: int) -> tuple[bytes, ...]:
    """All with the quality of the heavier end, so that nothing but a stamp changes from one to the next."""
    step = max(_light(end, most_bytes, 0)[1] for end in (drawn.empty, drawn.full))
    webps = []
    for picture in drawn.each():
        webp, step = _light(picture, most_bytes, step)
        webps.append(webp)
    return tuple(webps)


def light_logo(picture: Image.Image, most_bytes: int) -> bytes:
    """Without any loss, unless it is a photograph."""
    exact = _webp(picture, 40, lossless=True)
    return exact if len(exact) <= most_bytes else _light(picture, most_bytes, 0)[0]


def _light(picture: Image.Image, most_bytes: int, step: int) -> tuple[bytes, int]:
    """As good as fits, from a step on; and the step that it took."""
    quality, share = _STEPS[step]
    width, height = round(picture.width * share), round(picture.height * share)
    smaller = picture if share == 1 else picture.resize((width, height), Image.Resampling.LANCZOS)
    webp = _webp(smaller, quality)
    return (webp, step) if len(webp) <= most_bytes or step == _LAST else _light(picture, most_bytes, step + 1)


def _webp(picture: Image.Image, quality: int, *, lossless: bool = False) -> bytes:
    buffer = BytesIO()
    # Soft edges lose levels with the colours.
    # A higher method takes three times as long and saves 4 %.
    picture.save(buffer, "WEBP", quality=quality, alpha_quality=quality, lossless=lossless, method=2)
    return buffer.getvalue()
