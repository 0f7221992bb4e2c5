"""Messages by language: forms, amounts, dates, and what happens where something is missing."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from comeback.adapters.words import BabelWords, languages, words_asked, words_for
from comeback.domain.words import Money, Percent, Phrase

RULE = "rule.completed.client_day"


def test_one_and_many_have_forms_of_their_own() -> None:
    words = words_for("en")

    assert words.say(RULE, n=1) == "A stamp for each day with a visit."
    assert words.say(RULE, n=2) == "2 stamps for each day with a visit."


def test_amounts_are_written_as_the_readers_do() -> None:
    assert words_for("en").say("rule.amount_over.visit", n=1, amount=Money(123450, "USD")).endswith("more than $1,234.50.")
    assert words_for("en").say("rule.amount_over.visit", n=1, amount=Money(1234, "JPY")).endswith("more than ¥1,234.")


@pytest.mark.parametrize("value", [date(2026, 11, 5), datetime(2026, 11, 5, 23, 30, tzinfo=ZoneInfo("America/New_York"))])
def test_dates_are_told_in_the_zone_that_they_carry(value: date) -> None:
    said = words_for("en").say("rule.every_n.carry", n=1, amount=value)

    assert "5" in said
    assert "6" not in said.replace("2026", "").replace("/26", "")


def test_a_phrase_may_stand_in_another_one() -> None:
    inner = Phrase("rule.gate.full")

    assert words_for("en").tell(Phrase("rule.every_n.carry", {"n": 1, "amount": inner})).startswith("A stamp for every It counts")


def test_an_id_that_nobody_wrote_down_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        words_for("en").say("no.such.message")


@pytest.mark.parametrize("locale", ["en", "en-GB", "tlh", "", "x" * 40, "zz-ZZ"])
def test_a_locale_without_a_catalogue_is_told_in_english(locale: str) -> None:
    assert words_for(locale).language == "en"


def test_a_language_without_a_catalogue_cannot_be_made() -> None:
    with pytest.raises(FileNotFoundError):
        BabelWords("fi")


def test_english_comes_first_among_the_languages() -> None:
    assert languages()[0] == "en"


@pytest.mark.parametrize("header", ["", "tlh, fi;q=0.9", "en-US,en;q=0.5", "fi;q=x, en", ",;q=,", "en;q=0.1, fi", "x" * 9000])
def test_a_browser_that_reads_nothing_we_write_gets_english(header: str) -> None:
    assert words_asked(header).language == "en"


def test_a_locale_keeps_its_own_way_to_write_amounts_and_dates() -> None:
    british = words_for("en-GB")

    assert (british.language, british.write(date(2026, 12, 1)), british.write(Money(450, "GBP"))) == ("en", "1 Dec 2026", "£4.50")
    assert words_for("fr").write(Money(450, "EUR")) == "4,50\N{NO-BREAK SPACE}€"


@pytest.mark.parametrize(
    ("locale", "shares"), [("en", ["5%", "7.5%"]), ("de", ["5\N{NO-BREAK SPACE}%", "7,5\N{NO-BREAK SPACE}%"])]
)
def test_per_cents_are_whole_where_they_can_be(locale: str, shares: list[str]) -> None:
    assert [words_for(locale).write(Percent(hundredths)) for hundredths in (500, 750)] == shares
