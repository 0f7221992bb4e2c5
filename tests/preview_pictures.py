"""Cards drawn from plain faces, and what can be read off them."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageChops

from comeback.adapters.artwork.artist import PillowArtist
from comeback.adapters.artwork.previews.apple_card import HEADER, WIDTH
from comeback.adapters.artwork.previews.cards import PillowCards
from comeback.adapters.artwork.previews.letters import SCALE
from comeback.domain.card_face import AppleFace, GoogleFace, ShownCode, ShownField
from comeback.domain.contrast import rgb
from comeback.domain.design import Design
from comeback.ports.artwork import Artwork
from tests.builders import CARD

BACKGROUND, FOREGROUND, LABEL = "#20303f", "#ffffff", "#ff0000"
GROUND, PALE, RED = rgb(BACKGROUND), rgb(FOREGROUND), rgb(LABEL)
CODE = ShownCode("qr", f"cb1.{CARD}.00000000", "4K7M 2Q9T X3WD")
EDGE = 22 * SCALE
"""Around a card, in pixels."""
GOOGLE_EDGE = 22 * SCALE
LONG = "Donaudampfschifffahrtsgesellschaft mit Kapitän"
APPLE = AppleFace(
    BACKGROUND, FOREGROUND, LABEL, "La Visage", (ShownField("STAMPS", "6 of 10"),),
    (ShownField("NEXT REWARD", "A free haircut"), ShownField("MEMBER", "Anna", at_end=True)), (), CODE,
)  # fmt: skip
GOOGLE = GoogleFace(
    BACKGROUND, FOREGROUND, "La Visage", "10 visits", (ShownField("Stamps", "6 of 10"), ShownField("Rewards", "0")), (), CODE,
    "logo.png", "6.png",
)  # fmt: skip


@cache
def artwork() -> Artwork:
    return PillowArtist().sketch(Design(background=BACKGROUND), 10, 6)


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def apple(face: AppleFace = APPLE, *, logo: bytes | None = None, strip: bytes | None = None) -> Image.Image:
    """The card without the page around it."""
    pictures = artwork().images["logo@2x.png"], artwork().strips[6]["strip@2x.png"]
    given = pictures[0] if logo is None else logo, pictures[1] if strip is None else strip
    return without_page(PillowCards().apple(face, *given))


def google(face: GoogleFace = GOOGLE, *, logo: bytes | None = None, hero: bytes | None = None) -> Image.Image:
    pictures = artwork().logo, artwork().strips[6]["strip@2x.png"]
    given = pictures[0] if logo is None else logo, pictures[1] if hero is None else hero
    return without_page(PillowCards().google(face, *given))


def without_page(png: bytes) -> Image.Image:
    page = opened(png)
    return page.crop((EDGE, EDGE, page.width - EDGE, page.height - EDGE))


def points(picture: Image.Image, *box: float) -> Image.Image:
    """A part, in points."""
    return picture.crop((box[0] * SCALE, box[1] * SCALE, box[2] * SCALE, box[3] * SCALE))


def count(picture: Image.Image, colour: tuple[int, int, int]) -> int:
    """Pixels of exactly this colour."""
    return sum(number for number, one in picture.getcolors(picture.width * picture.height) or [] if one == colour)


def texts_across(picture: Image.Image, ground: tuple[int, int, int], gap: int = 20) -> list[tuple[int, int]]:
    """Where something stands, in runs of columns that are parted by at least `gap` empty ones."""
    differs = ImageChops.difference(picture, Image.new("RGB", picture.size, ground)).convert("L")
    filled, _ = differs.point(lambda level: 255 * (level > 8)).getprojection()
    runs: list[tuple[int, int]] = []
    for place in (place for place, is_filled in enumerate(filled) if is_filled):
        if runs and place - runs[-1][1] <= gap:
            runs[-1] = runs[-1][0], place
        else:
            runs.append((place, place))
    return runs


def head(face: AppleFace, logo: bytes | None = None) -> list[tuple[int, int]]:
    """What stands in the header, without the round corners."""
    return texts_across(points(apple(face, logo=logo), 0, 14, WIDTH, HEADER), GROUND)
