"""Ids: fixed length, sortable by time, recognisable (interfaces.md §6)."""

import pytest

from comeback.domain.ids import is_id, render_id


def test_an_id_has_a_prefix_and_sorts_by_time() -> None:
    early, late = render_id("tn", 1_000, bytes(10)), render_id("tn", 1_001, bytes(10))
    assert early < late
    assert len(early) == len(late) == 29
    assert is_id("tn", early)


def test_an_id_needs_its_randomness() -> None:
    with pytest.raises(ValueError, match="10 random bytes"):
        render_id("tn", 1, bytes(9))


@pytest.mark.parametrize("text", ["", "tn_", "pr_" + "0" * 26, "tn_" + "0" * 25, "tn_" + "U" * 26, "tn_" + "0" * 26 + "\n"])
def test_what_is_no_id_of_its_kind(text: str) -> None:
    assert not is_id("tn", text)
