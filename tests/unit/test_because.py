"""Reasons: an English text for the books, and the same in the language of a card."""

import pytest

from comeback.adapters.words import languages, words_for
from comeback.domain.because import _TEXTS, Because, reason_of, said

WHY = (Because("cashback", amount=450, currency="USD"), Because("spent", amount=-2000, currency="USD"))


def test_the_books_name_the_currency_and_a_card_writes_money_as_its_reader_does() -> None:
    assert reason_of(WHY) == "cashback +4.50 USD, spent -20.00 USD"
    assert said(WHY, words_for("en")) == "cashback +$4.50, spent -$20.00"
    assert reason_of(()) is None


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (Because("membership_frozen", "Haircuts"), "membership frozen: Haircuts"), (Because("membership_new"), "new membership"),
        (Because("gift_card", "GC-1"), "gift card GC-1"), (Because("cashback", amount=0, currency="JPY"), "cashback 0 JPY"),
    ],
)  # fmt: skip
def test_a_reason_names_what_it_is_about(one: Because, text: str) -> None:
    assert reason_of([one]) == text


@pytest.mark.parametrize("language", languages())
def test_every_reason_can_be_said_in_every_language(language: str) -> None:
    for name, text in _TEXTS.items():
        assert said([Because(name, "{0}")], words_for(language))
        assert language != "en" or words_for("en").say(f"because.{name}", title="T") == text.format(title="T")
