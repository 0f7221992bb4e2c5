import pytest

from comeback.domain.design import Design, ShopPlace, artwork_version, rgb
from comeback.domain.errors import FieldRefused


def test_equal_designs_have_the_same_pictures_and_others_not() -> None:
    assert artwork_version(Design(), 10) == artwork_version(Design(terms="other words"), 10)
    assert artwork_version(Design(), 10) != artwork_version(Design(), 9)
    assert artwork_version(Design(), 10) != artwork_version(Design(accent="#ffffff"), 10)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("background", "red"), ("foreground", "#FFF"), ("label", "#12345"), ("accent", "#1234567"), ("stamp", "cat"),
        ("logo_text", "x" * 41), ("terms", "x" * 5001), ("places", (ShopPlace(1, 2),) * 11), ("places", (ShopPlace(91, 0),)),
        ("places", (ShopPlace(0, 181),)),
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


def contrast(one: str, other: str) -> float:
    """As WCAG 2 defines it: 4.5 is enough for text, 7 is good."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = (level / 255 for level in rgb(colour))
    linear = (level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4 for level in channels)
    return sum(weight * level for weight, level in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
