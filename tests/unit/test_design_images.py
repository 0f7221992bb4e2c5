"""Pictures that owners brought, where they are drawn."""

from dataclasses import replace

import pytest

from comeback.domain.design import Design, artwork_version
from comeback.domain.design_images import Images, Role
from comeback.domain.errors import NotFound
from comeback.domain.look import look_of
from comeback.usecases.design_images import ReadImage
from comeback.usecases.prepare_artwork import PrepareArtwork
from tests import builders
from tests.memory.artwork import MemoryArtworkStore, QuickArtist
from tests.memory.own_images import MemoryOwnImages
from tests.memory.programs import MemoryPrograms
from tests.memory.store import Store

HERO = "a" * 64
OWN = Design(images=Images(hero=HERO))


def test_a_design_is_drawn_with_the_pictures_that_it_names() -> None:
    images, store = MemoryOwnImages(), MemoryArtworkStore()
    images.put(builders.TENANT, HERO, b"theirs")
    version = PrepareArtwork(QuickArtist(), store, images)(builders.TENANT, OWN, 2)
    assert version == artwork_version(OWN, 2) != artwork_version(Design(), 2)
    assert store.kept[version].hero == b"theirs"


def test_a_picture_that_is_gone_is_a_defect_and_nothing_is_drawn_without_it() -> None:
    images, store = MemoryOwnImages(), MemoryArtworkStore()
    images.put(builders.OTHER_TENANT, HERO, b"another's")
    with pytest.raises(LookupError, match="hero"):
        PrepareArtwork(QuickArtist(), store, images)(builders.TENANT, OWN, 2)
    assert store.kept == {}


def test_a_picture_that_is_gone_is_not_found() -> None:
    store, program = Store(), builders.program()
    store.programs[program.tenant_id, program.id] = replace(program, design=OWN)
    with pytest.raises(NotFound):
        ReadImage(MemoryPrograms(store), MemoryOwnImages())(program.tenant_id, program.id, Role.HERO)


def test_another_picture_is_another_look_and_when_it_came_is_none() -> None:
    program = builders.program()
    assert look_of(replace(program, design=OWN)) != look_of(program)
    assert look_of(replace(program, designed_at=builders.NOON)) == look_of(program)
