import pytest

from comeback.domain.card_layout import Layout
from comeback.domain.contrast import contrast, rgb
from comeback.domain.design import Design, ShopPlace, artwork_version
from comeback.domain.design_images import Images
from comeback.domain.errors import FieldRefused
from comeback.domain.ids import LocationId


def test_equal_designs_have_the_same_pictures_and_others_not() -> None:
    assert artwork_version(Design(), 10) == artwork_version(Design(terms="other words"), 10)
    assert artwork_version(Design(), 10) != artwork_version(Design(), 9)
    assert artwork_version(Design(), 10) != artwork_version(Design(accent="#ffffff"), 10)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("background", "red"), ("foreground", "#FFF"), ("label", "#12345"), ("accent", "#1234567"), ("stamp", "cat"),
        ("logo_text", "x" * 41), ("terms", "x" * 5001), ("places", (ShopPlace(1, 2),) * 101), ("places", (ShopPlace(91, 0),)),
        ("places", (ShopPlace(0, 181),)), ("places", (ShopPlace(0),)), ("places", (ShopPlace(),)),
        ("places", (ShopPlace(0, None, "", LocationId(4564)),)),
    ],
)  # fmt: skip
def test_what_no_phone_could_show_is_refused_by_field(field: str, value: object) -> None:
    with pytest.raises(FieldRefused) as caught:
        Design(**{field: value})  # type: ignore[arg-type]
    assert {error.field for error in caught.value.errors} == {f"design.{field}"}


def test_channels() -> None:
    assert rgb("#0aff10") == (10, 255, 16)


def test_the_default_design_can_be_read() -> None:
    plain = Design()
    assert contrast(plain.foreground, plain.background) > 7
    assert contrast(plain.label, plain.background) > 7
    assert contrast(plain.accent, plain.background) > 4.5


def test_a_version_names_everything_that_a_design_says() -> None:
    assert Design().version == Design().version
    others = [Design(terms="x"), Design(images=Images(logo="a")), Design(layout=Layout(back=("member",))), Design(drawing=3)]
    assert len({Design().version, *(other.version for other in others)}) == 5


def test_pictures_of_an_older_drawing_keep_their_name() -> None:
    assert artwork_version(Design(drawing=3), 10) != artwork_version(Design(), 10)
