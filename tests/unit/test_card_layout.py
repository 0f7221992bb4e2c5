"""Facts in the places and words that an owner chose."""

from typing import Any

from comeback.adapters.words import words_for
from comeback.domain.card_barcode import apple_barcodes, links_field
from comeback.domain.card_layout import Label, Layout, arranged
from comeback.domain.design import Link


def card() -> dict[str, Any]:
    groups = {
        "headerFields": ["stamps"], "secondaryFields": ["reward", "member"], "backFields": ["latest", "back-reward", "terms"],
    }  # fmt: skip
    return {name: [{"key": key, "label": key.upper(), "value": key} for key in keys] for name, keys in groups.items()}


def keys(found: dict[str, Any]) -> dict[str, list[str]]:
    return {name.removesuffix("Fields"): [field["key"] for field in group] for name, group in found.items()}


def test_nothing_moves_by_itself() -> None:
    assert arranged(card(), Layout()) == card()


def test_facts_stand_where_they_are_put() -> None:
    found = arranged(card(), Layout(header=("member",), auxiliary=("reward",), back=("terms",)))
    assert keys(found) == {
        "header": ["stamps", "member"], "secondary": [], "auxiliary": ["reward"], "back": ["latest", "back-reward", "terms"],
    }  # fmt: skip


def test_a_fact_that_moves_to_the_back_is_told_there_at_length_and_once() -> None:
    assert keys(arranged(card(), Layout(back=("reward", "member")))) == {
        "header": ["stamps"], "secondary": [], "back": ["latest", "terms", "back-reward", "member"],
    }  # fmt: skip


def test_a_fact_of_the_back_comes_to_the_front() -> None:
    found = keys(arranged(card(), Layout(secondary=("terms",))))
    assert found["secondary"] == ["reward", "member", "terms"]
    assert "terms" not in found["back"]


def test_what_is_hidden_stands_nowhere_and_what_is_missing_leaves_no_gap() -> None:
    found = keys(arranged(card(), Layout(hidden=("reward", "latest"), auxiliary=("debt",))))
    assert found == {"header": ["stamps"], "secondary": ["member"], "back": ["terms"]}


def test_what_nobody_has_put_in_front_gives_way_to_what_an_owner_has() -> None:
    full = card()
    full["secondaryFields"][1]["textAlignment"] = "PKTextAlignmentRight"
    full["backFields"] += [{"key": key, "label": key, "value": key} for key in ("number", "debt", "points", "loyalty")]
    three = arranged(full, Layout(secondary=("number", "debt"), auxiliary=("points",)))
    assert keys(three)["secondary"] == ["reward", "number", "debt"]
    assert three["backFields"][0] == {"key": "member", "label": "MEMBER", "value": "member"}
    four = keys(arranged(full, Layout(secondary=("number", "debt"), auxiliary=("points", "loyalty"))))
    assert (four["secondary"], four["auxiliary"]) == (["number", "debt"], ["points", "loyalty"])
    assert four["back"] == ["member", "latest", "back-reward", "terms"]


def test_labels_are_the_owners_on_front_and_back() -> None:
    found = arranged(card(), Layout(), (Label("balance", "VISITS"), Label("reward", "Gift")))
    assert found["headerFields"][0]["label"] == "VISITS"
    assert [field["label"] for field in found["secondaryFields"]] == ["Gift", "MEMBER"]
    assert found["backFields"][1]["label"] == "Gift"


def test_a_code_that_the_watch_cannot_show_is_followed_by_one_that_it_can() -> None:
    assert [one["format"] for one in apple_barcodes("code128", "x", "y")] == ["PKBarcodeFormatCode128", "PKBarcodeFormatQR"]
    assert [one["format"] for one in apple_barcodes("aztec", "x", "y")] == ["PKBarcodeFormatAztec"]


def test_links_are_tapped_on_the_phone_and_read_on_the_watch() -> None:
    (field,) = links_field([Link("Book & come", 'https://example.com/?a=1&b="')], words_for("en"))
    assert field["value"] == 'Book & come: https://example.com/?a=1&b="'
    assert field["attributedValue"] == '<a href="https://example.com/?a=1&amp;b=&quot;">Book &amp; come</a>'
    assert links_field([], words_for("en")) == []
