"""A card as a poster: the same facts in other places, and only where a design brings the art."""

from dataclasses import replace
from typing import Any

import pytest

from comeback.domain.design import Design, artwork_version
from comeback.domain.design_images import Images
from comeback.domain.look import look_of
from comeback.domain.poster_style import poster_of
from dev.phone.package import PassFile
from tests import builders
from tests.wallet_world import WalletWorld, opened

ART = "a" * 64
PLAIN, POSTER = Design(languages=("de",)), Design(languages=("de",), images=Images(artwork=ART))


def fields(*keys: str) -> list[dict[str, Any]]:
    return [{"key": key, "label": key.upper(), "value": f"of {key}"} for key in keys]


def keys(poster: dict[str, Any]) -> dict[str, list[str]]:
    return {name: [field["key"] for field in group] for name, group in poster.items()}


@pytest.fixture
def world() -> WalletWorld:
    made = WalletWorld()
    made.prepare.images.put(builders.TENANT, ART, b"art")
    return made


def shown(world: WalletWorld, design: Design) -> PassFile:
    world.redesign(design)
    return opened(world.fetch())


def test_the_figure_is_in_the_header_and_all_else_where_there_is_room() -> None:
    card = {
        "headerFields": fields("stamps", "next"),
        "secondaryFields": fields("reward", "member"),
        "backFields": fields("terms"),
    }
    assert keys(poster_of(card)) == {
        "headerFields": ["stamps"], "primaryFields": ["next", "reward", "member"], "backFields": ["terms"],
    }  # fmt: skip


def test_what_has_no_room_on_the_front_begins_the_back_unless_it_is_told_there() -> None:
    front = fields("1", "2", "3", "4", "5", "6", "7")
    card = {
        "headerFields": front[:3], "secondaryFields": front[3:5], "auxiliaryFields": front[5:],
        "backFields": fields("terms", "back-7"),
    }  # fmt: skip
    assert keys(poster_of(card)) == {
        "headerFields": ["1"], "primaryFields": ["2", "3", "4", "5"], "footerFields": ["6"], "backFields": ["terms", "back-7"],
    }  # fmt: skip
    card["backFields"] = fields("terms")
    assert keys(poster_of(card))["backFields"] == ["7", "terms"]


def test_a_card_of_one_figure_is_a_poster_too() -> None:
    assert keys(poster_of({"headerFields": fields("balance")})) == {"headerFields": ["balance"]}


def test_fields_say_the_same_but_not_where_in_a_row_they_stand() -> None:
    (figure,), (member,) = fields("stamps"), fields("member")
    card = {"headerFields": [figure], "secondaryFields": [{**member, "textAlignment": "PKTextAlignmentRight"}]}
    assert poster_of(card) == {"headerFields": [figure], "primaryFields": [member]}


def test_a_design_with_art_adds_a_poster_and_its_pictures_to_the_pass(world: WalletWorld) -> None:
    plain, poster = shown(world, PLAIN), shown(world, POSTER)
    added = poster.document["posterGeneric"]
    assert keys(added)["headerFields"] == ["stamps"]
    assert {**poster.document, "posterGeneric": None} == {**plain.document, "posterGeneric": None}
    assert set(poster.images) - set(plain.images) == {"artwork@3x.png", "primaryLogo@3x.png"}


@pytest.mark.parametrize("images", [Images(), Images(primary_logo=ART)], ids=["nothing", "only a logo"])
def test_without_art_a_pass_is_what_it_was(world: WalletWorld, images: Images) -> None:
    before, again = shown(world, PLAIN), shown(world, replace(PLAIN, images=images))
    assert again == before
    assert "posterGeneric" not in again.document


def test_a_poster_speaks_the_languages_of_its_card(world: WalletWorld) -> None:
    german = shown(world, POSTER).in_language("de").document
    (header,), (classic,) = german["posterGeneric"]["headerFields"], german["storeCard"]["headerFields"]
    assert header == classic
    assert header["label"] == "STEMPEL"


def test_a_poster_is_as_silent_as_its_card(world: WalletWorld) -> None:
    world.redesign(POSTER)
    told = []
    for _ in range(9):
        world.change(stamps=1)
        document = opened(world.fetch()).document
        spoken = ["changeMessage" in document[style]["headerFields"][0] for style in ("storeCard", "posterGeneric")]
        assert spoken[0] == spoken[1]
        told.append(spoken[0])
    assert {True, False} == set(told)


def test_designs_without_art_and_their_pictures_keep_the_names_that_they_had() -> None:
    """Whatever is stored and what wallets were told is found by them."""
    plain, own = (Design(images=one, drawing=4) for one in (Images(), Images(logo=ART)))
    assert (plain.version, artwork_version(plain, 10)) == (
        "f71d3901a32efaa1686b93d651d4ddb5", "c7de19d530b039d840442eda8be1abb6",
    )  # fmt: skip
    assert (own.version, artwork_version(own, 10)) == (
        "eab49a1efb00bc367230b2151df140b5", "9cfbb6c6c81ce31328b8bb46dfbeb108",
    )  # fmt: skip
    assert repr(Images(logo="a")) == (
        "Images(icon='', logo='a', strip='', hero='', stamp_filled='', stamp_empty='', reward='')"
    )  # fmt: skip


def test_art_is_another_look() -> None:
    program = builders.program()
    looks = [look_of(replace(program, design=Design(images=one))) for one in (Images(), Images(artwork="a"), Images(artwork="b"))]
    assert len(set(looks)) == 3
    designs = [Design(images=one) for one in (Images(), Images(artwork="a"), Images(primary_logo="a"))]
    assert len({one.version for one in designs}) == len({artwork_version(one, 10) for one in designs}) == 3
