"""Programs, their designs and who signs their passes behind the API's door, over the world's memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.adapters.apple.certificates import CheckAppleFiles
from comeback.adapters.artwork.own_pictures import clean_picture
from comeback.adapters.posters.press import ReportlabPress
from comeback.adapters.words import languages, words_asked, words_for
from comeback.usecases.activate_program import ActivateProgram, PauseProgram
from comeback.usecases.choose_signing_identity import ChooseSigningIdentity
from comeback.usecases.create_program import CreateProgram
from comeback.usecases.design_images import PutImage, ReadImage, RemoveImage
from comeback.usecases.make_poster import MakePoster
from comeback.usecases.preview_card import PreviewCard
from comeback.usecases.save_signing_identity import SaveSigningIdentity
from comeback.usecases.write_settings import ReadSettings, WriteSettings
from comeback.web.api.design_routes import DesignCalls
from comeback.web.api.program_routes import ProgramCalls
from comeback.web.api.signing_routes import SigningCalls
from tests.memory.artwork import QuickArtist
from tests.memory.looks import MemoryLooks
from tests.memory.previews import MemoryCards

if TYPE_CHECKING:
    from collections.abc import Callable

    from comeback.ports.previews import CardPainter
    from tests.api_world import ApiWorld

_BASE = "https://comeback.example"


def program_calls(world: ApiWorld) -> ProgramCalls:
    """Wired as bootstrap wires them."""
    programs, connections, clock = world.programs, world.connections, world.clock
    return ProgramCalls(
        programs=programs,
        create=CreateProgram(programs, connections, world.ids, clock, languages()),
        change=world.change,
        activate=ActivateProgram(programs, connections, MemoryLooks(), world.draw, clock),
        pause=PauseProgram(programs, clock),
        write_settings=WriteSettings(programs, clock),
        read_settings=ReadSettings(programs),
        words=words_asked,
        poster=MakePoster(programs, connections, world.artwork, words_for, ReportlabPress, _BASE, {"en": "English"}),
    )


def design_calls(world: ApiWorld) -> DesignCalls:
    """The same for designs."""
    put, read = PutImage(world.change, world.images, clean_picture), ReadImage(world.programs, world.images)
    return DesignCalls(world.programs, world.change, put, RemoveImage(world.change), read, words_asked)


def preview_card(world: ApiWorld, painter: Callable[[], CardPainter] = MemoryCards) -> PreviewCard:
    """The same for pictures of cards."""
    return PreviewCard(
        world.programs, world.connections, world.artwork, words_for, QuickArtist, painter, world.clock, _BASE, world.images,
        languages(),
    )  # fmt: skip


def signing_calls(world: ApiWorld) -> SigningCalls:
    """The same for certificates."""
    save = SaveSigningIdentity(world.identities, world.signing_keys, CheckAppleFiles(world.clock), world.clock, world.ids)
    choose = ChooseSigningIdentity(world.programs, world.identities, world.clock)
    return SigningCalls(world.identities, lambda: save, choose, world.programs, world.clock, words_asked)
