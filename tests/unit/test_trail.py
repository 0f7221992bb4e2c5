"""What the audit trail says of a program's fields."""

from dataclasses import replace

from comeback.domain.design import Design, ShopPlace
from comeback.domain.ids import LocationId
from comeback.domain.trail import differences, fields_of
from tests import builders


def test_long_texts_are_cut_and_lists_are_told_in_one_line() -> None:
    program = builders.program()
    before = fields_of(program)
    design = Design(terms="x" * 500, places=(ShopPlace(1.5, 2.0, "Here"),))
    after = fields_of(replace(program, design=design, locations=(builders.LA_VISAGE, LocationId(7))))
    found = differences(before, after)
    assert found["design.terms.after"] == "x" * 200 + "…"
    assert found["design.places.0.latitude.after"] == "1.5"
    assert found["locations.after"] == "4564, 7"


def test_what_is_the_same_does_not_differ() -> None:
    assert differences({"size": 10, "title": "A"}, {"size": 10, "title": "B", "locale": "en"}) == {
        "title.before": "A", "title.after": "B", "locale.after": "en",
    }  # fmt: skip
