"""The pictures of cards that documents show, and that tests hold every new drawing against.

`python -m tests.previews` draws them anew.
"""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image

from comeback.adapters.artwork.artist import PillowArtist
from comeback.adapters.artwork.previews.cards import PillowCards
from comeback.domain.card_content import pictured_size
from comeback.domain.design import Link
from comeback.domain.program import ProgramType
from comeback.domain.ready_designs import READY
from comeback.usecases.preview_card import PreviewCard, Sight
from tests import builders
from tests.preview_world import PreviewWorld

FOLDER = Path(__file__).parents[1] / "docs/screenshots/previews"
_COLOURS = 128
_TITLES = {
    ProgramType.CASHBACK: ("spa", "Cashback club"),
    ProgramType.MULTIPASS: ("barber", "Beard and hair"),
    ProgramType.DISCOUNT: ("clinic", "Regulars"),
    ProgramType.GIFT: ("nails", "A gift for you"),
}


def drawn_previews() -> Iterator[tuple[str, Image.Image]]:
    """Each with its name: both wallets beside each other, in the size that they are shown at."""
    for name, ready in READY.items():
        yield name, pair(PreviewWorld(design=ready.design), Sight(), Sight("google"))
    for kind, (name, title) in _TITLES.items():
        yield kind.value, pair(PreviewWorld(kind, READY[name].design, title=title), Sight(), Sight("google"))
    yield "back", pair(_told_at_length(), Sight(side="back"), Sight("google", "back"))
    yield "russian", pair(_told_at_length(), Sight(language="ru"), Sight("google", language="ru"))


def drawing(world: PreviewWorld) -> PreviewCard:
    """The use case with the painters that draw."""
    return replace(world.preview, artist=PillowArtist, painter=PillowCards)


def pair(world: PreviewWorld, left: Sight, right: Sight) -> Image.Image:
    """Two sights of one card; what is drawn for the first serves the second."""
    program = world.program
    state, size = world.preview.content(program, left).stamps_shown, pictured_size(program)
    world.artwork.put(PillowArtist().sketch(program.design, size, state if size else 0))
    both = [Image.open(BytesIO(drawing(world)(builders.TENANT, world.program.id, sight))) for sight in (left, right)]
    width, height = sum(one.width for one in both), max(one.height for one in both)
    picture = Image.new("RGB", (width, height), both[0].getpixel((0, 0)))
    picture.paste(both[0], (0, 0))
    picture.paste(both[1], (both[0].width, 0))
    return picture.reduce(2)


def _told_at_length() -> PreviewWorld:
    design = READY["fitness"].design
    links = (Link("Book a class", "https://example.com"), Link("Call us", "tel:+12125550100"))
    return PreviewWorld(design=replace(design, links=links, contact="12 Canal Street\nNew York", languages=("ru",)))


def main() -> None:
    """Write them."""
    FOLDER.mkdir(exist_ok=True)
    for name, picture in drawn_previews():
        picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
