"""What an owner may ask of a design: legible, with room for everything."""

import pytest

from comeback.domain.card_layout import Label, Layout
from comeback.domain.contrast import contrast, readable_on
from comeback.domain.design import Design, Link, ShopPlace
from comeback.domain.design_images import WANTED, Images, Role
from comeback.domain.design_rules import check_design, new_design
from comeback.domain.errors import FieldRefused
from comeback.domain.ids import LocationId
from comeback.domain.ready_designs import LOOK, READY

HTTPS = Link("Book", "https://example.com/book?a=1")


def refused(design: Design, before: Design | None = None) -> set[str]:
    """The fields that are refused."""
    with pytest.raises(FieldRefused) as caught:
        check_design(design, before)
    return {error.field for error in caught.value.errors}


def test_ratios_are_those_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == pytest.approx(1)


@pytest.mark.parametrize("background", ["#000000", "#ffffff", "#777777", "#ff0000", "#00ff00", "#336699"])
def test_something_can_be_read_on_every_ground(background: str) -> None:
    assert contrast(readable_on(background, "#777777"), background) >= 4.5


def test_what_can_be_read_is_what_was_wanted() -> None:
    assert readable_on("#33202e", "#e9c6a4") == "#e9c6a4"


def test_text_that_cannot_be_read_is_refused_with_its_ratio() -> None:
    design = Design(background="#ffffff", foreground="#fff8f1", label="#777777")
    assert refused(design) == {"design.foreground", "design.label"}
    with pytest.raises(FieldRefused, match=r"#777777 cannot be read on #ffffff: contrast 4\.5 : 1, at least 4\.5 : 1|4\.4"):
        check_design(design)


def test_stamps_that_are_lost_on_their_ground_are_refused() -> None:
    assert refused(Design(accent=Design().background)) == {"design.accent"}
    check_design(Design(background="#ffffff", foreground="#000000", label="#000000"))


def test_a_new_design_names_its_ground_and_the_rest_can_be_seen_on_it() -> None:
    for ground in (Design().accent, Design().foreground, Design().label, "#ffffff", "#000000", "#777777"):
        check_design(new_design({"background": ground}))
    assert new_design({"background": "#ffffff"}).accent == Design().accent
    assert new_design({"background": Design().accent}).accent == "#ffffff"


def test_what_was_so_before_is_left_alone() -> None:
    faint = Design(background="#ffffff", foreground="#fff8f1", label="#000000")
    check_design(faint, faint)
    assert refused(Design(background="#ffffff", foreground="#eeeeee", label="#000000"), faint) == {"design.foreground"}


@pytest.mark.parametrize(
    ("layout", "field"),
    [
        (Layout(secondary=("nothing",)), "design.layout"),
        (Layout(secondary=("member",), back=("member",)), "design.layout"),
        (Layout(header=("member", "reward", "number")), "design.layout.header"),
        (Layout(secondary=("member", "reward", "number"), auxiliary=("next", "state")), "design.layout"),
        (Layout(auxiliary=("terms",)), "design.layout"),
    ],
)
def test_a_layout_has_room_for_what_it_names(layout: Layout, field: str) -> None:
    assert refused(Design(layout=layout)) == {field}


@pytest.mark.parametrize(
    ("label", "field"),
    [
        (Label("balance", "A long name"), "design.labels.balance"), (Label("member", "x" * 21), "design.labels.member"),
        (Label("member", " "), "design.labels.member"), (Label("cat", "Cat"), "design.labels.cat"),
    ],
)  # fmt: skip
def test_a_label_is_short_enough_for_both_wallets(label: Label, field: str) -> None:
    assert refused(Design(labels=(label,))) == {field}


@pytest.mark.parametrize(
    "url",
    [
        "example.com",
        "javascript:alert(1)",
        "https://",
        "https://a b",
        "tel:",
        "https://[",
        "https://ex.com/" + "a" * 500,
        "https://é.fr",
    ],
)
def test_a_link_is_an_address_that_a_phone_opens(url: str) -> None:
    assert refused(Design(links=(Link("Book", url),))) == {"design.links.0.url"}


def test_links_are_few_and_have_titles() -> None:
    assert refused(Design(links=(HTTPS,) * 11)) == {"design.links"}
    assert refused(Design(links=(Link("", HTTPS.url),))) == {"design.links.0.title"}
    check_design(Design(links=(HTTPS, Link("Call", "tel:+12125550123"), Link("Write", "mailto:a@b.example"))))


@pytest.mark.parametrize("languages", [("EN",), ("english",), ("en", "en"), tuple(f"a{chr(97 + n)}" for n in range(21))])
def test_languages_are_written_as_everywhere(languages: tuple[str, ...]) -> None:
    assert refused(Design(languages=languages)) == {"design.languages"}


def test_places_of_the_owner_need_no_location_and_others_one_of_the_program() -> None:
    here, there = ShopPlace(location_id=LocationId(1)), ShopPlace(50, 13, location_id=LocationId(2))
    check_design(Design(places=(here, ShopPlace(50, 13))), locations=[LocationId(1)])
    with pytest.raises(FieldRefused, match=r"Location 2 is not one of the program's\."):
        check_design(Design(places=(here, there)), locations=[LocationId(1)])


def test_a_place_that_was_named_before_may_move_among_others() -> None:
    left, new = ShopPlace(location_id=LocationId(2)), ShopPlace(location_id=LocationId(1))
    check_design(Design(places=(new, left)), Design(places=(left,)), locations=[LocationId(1)])


def test_a_full_design_is_fine() -> None:
    layout = Layout(("number",), ("reward", "member"), ("next",), ("debt",), ("milestones",))
    check_design(Design(layout=layout, labels=(Label("balance", "VISITS"),), links=(HTTPS,), languages=("en", "pt-BR")))


@pytest.mark.parametrize("name", READY)
def test_a_ready_design_can_be_read_well(name: str) -> None:
    design = READY[name].design
    check_design(design)
    assert contrast(design.foreground, design.background) > 9
    assert contrast(design.accent, design.background) > 3
    assert contrast(design.label, design.background) > 4.9


def test_ready_designs_are_all_different() -> None:
    assert list(READY) == ["salon", "barber", "nails", "spa", "clinic", "fitness"]
    for name in ("background", "accent", "stamp", "pattern"):
        assert len({getattr(one.design, name) for one in READY.values()}) == 6
    assert set(READY["spa"].look) == set(LOOK)


@pytest.mark.parametrize(
    ("role", "size", "said"),
    [
        (Role.STRIP, (1125, 432), ""), (Role.STRIP, (3000, 1152), ""), (Role.STRIP, (750, 288), "@2x only"),
        (Role.STRIP, (375, 144), "old phones only"), (Role.STRIP, (100, 50), "100 x 50."), (Role.STRIP, (1125, 1125), "cropped"),
        (Role.ICON, (114, 114), ""), (Role.ICON, (600, 114), "cropped to 114 x 114"), (Role.LOGO, (480, 150), ""),
        (Role.LOGO, (150, 150), ""), (Role.LOGO, (900, 150), "150 to 480 x 150"), (Role.LOGO, (150, 149), "(@3x)"),
        (Role.HERO, (1032, 336), ""), (Role.ARTWORK, (1074, 1344), ""), (Role.ARTWORK, (716, 896), "@2x only"),
        (Role.ARTWORK, (1500, 1344), "cropped"),
        (Role.PRIMARY_LOGO, (90, 90), ""), (Role.PRIMARY_LOGO, (500, 90), "90 to 378 x 90"),
        (Role.STAMP_EMPTY, (185, 186), "At least 186 x 186"), (Role.REWARD, (200, 200), ""),
    ],
)  # fmt: skip
def test_a_picture_has_the_size_that_its_place_wants(role: Role, size: tuple[int, int], said: str) -> None:
    refusal = WANTED[role].refusal(*size)
    assert said in refusal if said else refusal == ""


def test_images_are_known_by_their_role() -> None:
    images = Images(logo="a", reward="b")
    assert images.named == {Role.LOGO: "a", Role.REWARD: "b"}
    assert images.of(Role.ICON) == ""
