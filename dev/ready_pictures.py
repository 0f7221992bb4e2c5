"""`python -m dev.ready_pictures`: the small pictures of the ready designs in the owner's pages, made anew."""

import io
import sys

from PIL import Image

from comeback.adapters.artwork.artist import PillowArtist
from comeback.domain.contrast import rgb
from comeback.domain.ready_designs import READY, ReadyDesign
from comeback.web.pages import PICTURES, picture_of

# Twice what they are shown at: the head of a card with its emblem, and the stamps below.
_WIDTH, _HEAD, _STRIP = 376, 64, 144
_SIZE, _COLLECTED, _COLOURS = 5, 3, 48


def main() -> int:
    """Exit status."""
    for old in PICTURES.glob("*.png"):
        old.unlink()
    for ready in READY.values():
        path = PICTURES / picture_of(ready)
        _draw(ready).quantize(_COLOURS).save(path, optimize=True)
        print(f"{path.name}: {path.stat().st_size / 1000:.1f} KB")
    return 0


def _draw(ready: ReadyDesign) -> Image.Image:
    artwork = PillowArtist().draw(ready.design, _SIZE)
    picture = Image.new("RGB", (_WIDTH, _HEAD + _STRIP), rgb(ready.design.background))
    logo = _opened(artwork.images["logo@2x.png"]).resize((40, 40), Image.Resampling.LANCZOS)
    picture.paste(logo, (16, 12), logo)
    strip = _opened(artwork.strips[_COLLECTED]["strip@2x.png"]).resize((_WIDTH, _STRIP), Image.Resampling.LANCZOS)
    picture.paste(strip.convert("RGB"), (0, _HEAD))
    return picture


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGBA")


if __name__ == "__main__":
    sys.exit(main())
