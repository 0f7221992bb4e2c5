"""The tag that phones bring back: it is digits, it grows, and no order of changes hides one."""

from hypothesis import given
from hypothesis import strategies as st

from comeback.domain.ids import CardId
from comeback.domain.update_tag import LATE_MS, UpdateTag, read_tag, tag_of

ANN, BEN = CardId("cd_ann"), CardId("cd_ben")
NOW = 1_790_000_000_000


def test_one_card_has_its_mark_as_tag() -> None:
    assert tag_of({ANN: NOW + 5_000}, NOW) == str(NOW + 5_000)


def test_the_tag_of_several_cards_begins_with_the_greatest_mark() -> None:
    assert tag_of({ANN: NOW, BEN: 7_000}, NOW).startswith(str(NOW))


def test_when_no_earlier_mark_can_come_any_more_nothing_is_named() -> None:
    assert read_tag(tag_of({ANN: 7_000, BEN: NOW - LATE_MS}, NOW)) == UpdateTag(NOW - LATE_MS)


def test_until_then_it_names_what_was_told() -> None:
    known = read_tag(tag_of({ANN: NOW + 5_000, BEN: 7_000}, NOW))
    assert (known.floor, len(known.told)) == (NOW - LATE_MS, 1)
    assert known.has(ANN, NOW + 5_000)
    assert known.has(BEN, 7_000)
    assert not known.has(BEN, NOW + 5_000)
    assert not known.has(ANN, NOW + 6_000)


def test_a_tag_of_the_first_seconds_of_time_is_one_too() -> None:
    assert read_tag(tag_of({ANN: 1, BEN: 2}, 0)).has(ANN, 1)


@given(st.none() | st.text() | st.from_regex(r"\A[0-9]{0,60}\Z"))
def test_what_is_no_tag_of_ours_knows_nothing_and_no_text_breaks_it(text: str | None) -> None:
    known = read_tag(text)
    assert known == UpdateTag() or (text is not None and text.isascii() and text.isdigit())


@given(st.lists(st.tuples(st.sampled_from([ANN, BEN]), st.integers(1, 3_000), st.integers(-9_000, 9_000)), min_size=1))
def test_every_change_is_told_once_with_a_greater_tag(changes: list[tuple[CardId, int, int]]) -> None:
    """Marks lie up to nine seconds before and after the moment at which they are stored."""
    marks, now = {ANN: NOW, BEN: NOW}, NOW
    tag = tag_of(marks, now)
    for card, passed, off in changes:
        now += passed
        marks[card] = max(marks[card] + 1, now + off)
        known = read_tag(tag)
        assert [one for one, mark in marks.items() if not known.has(one, mark)] == [card]
        tag, before = tag_of(marks, now), tag
        assert tag.isdigit()
        assert int(tag) > int(before)
