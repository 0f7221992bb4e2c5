"""How somebody came to their card."""

from comeback.domain.arrival import Arrival, arrival_of


def test_labels_of_an_address_are_kept_by_their_names() -> None:
    given = {
        "utm_source": "insta",
        "utm_medium": " story ",
        "utm_campaign": "May",
        "src": "poster",
        "ref": "JANE10",
        "other": "x",
    }
    assert arrival_of(given) == Arrival("insta", "story", "May", "poster", "JANE10")
    assert arrival_of({"src": "poster"}).labels == {"src": "poster"}
    assert arrival_of({}).labels == {}


def test_what_no_label_looks_like_is_cut_to_one() -> None:
    assert arrival_of({"ref": "r" * 5_000}).ref == "r" * 100
    assert arrival_of({"ref": "a\x00b\n"}).ref == "ab"
