"""A card always has a name: the first text that says something."""

from comeback.domain.card_content import first_said


def test_the_first_text_with_something_in_it_is_said() -> None:
    assert first_said("", " \n", "  Ten visits ", "La Visage") == "Ten visits"


def test_where_nobody_says_anything_nothing_is_said() -> None:
    assert first_said("", "\t") == ""
