"""The same cards in every language: nothing stays behind in English, and each wallet gets it in its own way."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from comeback.adapters.words import language_names, languages, words_for
from comeback.domain.because import Because
from comeback.domain.card_content import CardContent, languages_of
from comeback.domain.design import Design, ShopPlace
from comeback.domain.google_passes import class_json, object_json
from comeback.domain.ids import EntryId, GiftCardId
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.loyalty import GiftCard
from comeback.domain.milestone import Milestone
from comeback.domain.mirror import Mirror, MirrorState, Seen
from comeback.domain.pass_languages import in_all_languages
from comeback.domain.passes import PassContent, pass_json
from comeback.domain.program import Program, ProgramType
from comeback.domain.settings import CardSettings, EveryN
from comeback.domain.signing import PassIdentity
from dev.google.documents import check
from tests import builders

IDENTITY = PassIdentity("pass.dev.comeback.test", "TEST000001")
AT = datetime(2026, 9, 21, 16, tzinfo=UTC)
ISSUER, BASE = "3388000000000000001", "https://example.com"


def stamps(**changes: Any) -> Program:
    rule = CardSettings(accrual_rule=EveryN(100_000, "carry"))
    made = replace(builders.program(rule), title="VIP", reward_title="", milestones=(Milestone(20, "Spa"),))
    return replace(made, **changes)


def visited(kind: EntryKind = EntryKind.ACCRUAL, **changes: Any) -> Entry:
    return replace(Entry(EntryId("en_1"), builders.CARD, builders.PROGRAM, 1, kind, 1, 1, AT, AT), **changes)


def content(own: str, *others: str, **changes: Any) -> PassContent:
    made = PassContent(
        builders.card(balance=3), stamps(), "Jane", "La Visage", words=words_for(own), others=tuple(map(words_for, others)),
        latest=(visited(),), token="a-token-of-enough-length", web_service_url="https://example.com/apple",
    )  # fmt: skip
    return replace(made, **changes)


def fields(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {field["key"]: field for group in document["storeCard"].values() for field in group}


@pytest.mark.parametrize(
    ("language", "count", "said", "latest", "terms"),
    [
        (
            "en", "3 of 10", "Your card now has %@ stamps.", "Sep 21, 2026: +1, visit",
            "10 stamps make one reward. Ask at the desk to redeem it.",
        ),
        (
            "de", "3 von 10", "Neuer Stempelstand: %@.", "21.09.2026: +1, Besuch",
            "10 Stempel ergeben eine Prämie. Eingelöst wird sie am Empfang.",
        ),
        (
            "es", "3 de 10", "Tu tarjeta tiene ahora %@ sellos.", "21 sept 2026: +1, visita",
            "10 sellos dan un premio. Pídelo en recepción.",
        ),
        (
            "pt-BR", "3 de 10", "Seu cartão tem agora %@ selos.", "21 de set. de 2026: +1, visita",
            "10 selos valem um prêmio. Peça na recepção.",
        ),
        (
            "ru", "3 из 10", "Штампов на карте: %@.", "21 сент. 2026\N{NARROW NO-BREAK SPACE}г.: +1, визит",  # noqa: RUF001 - Russian
            "10 штампов — и подарок ваш. Спросите о нём на стойке.",  # noqa: RUF001 - Russian
        ),
    ],
)  # fmt: skip
def test_the_same_card_in_every_language(language: str, count: str, said: str, latest: str, terms: str) -> None:
    shown = fields(pass_json(content(language), IDENTITY))

    assert (shown["stamps"]["value"], shown["stamps"]["changeMessage"]) == (count, said)
    assert (shown["latest"]["value"], shown["terms"]["value"]) == (latest, terms)


@pytest.mark.parametrize("language", languages()[1:])
def test_no_label_stays_behind_in_english(language: str) -> None:
    same_everywhere = {"Links", "Code", "Cashback", "CASHBACK", "CODE"}
    english, own = (fields(pass_json(content(one), IDENTITY)) for one in ("en", language))

    assert [key for key in own if own[key]["label"] == english[key]["label"] not in same_everywhere and key != "terms"] == []


def test_a_card_of_one_language_has_no_strings() -> None:
    document, strings = in_all_languages(content("de"), IDENTITY)

    assert (strings, document) == ({}, pass_json(content("de"), IDENTITY))


def test_further_languages_say_the_same_under_the_same_keys() -> None:
    document, strings = in_all_languages(content("en", "de", "ru"), IDENTITY)

    assert document == pass_json(content("en"), IDENTITY)
    assert list(strings) == ["en", "de", "ru"]
    assert len({tuple(said) for said in strings.values()}) == 1
    assert all(key == text for key, text in strings["en"].items())
    assert (strings["de"]["3 of 10"], strings["ru"]["STAMPS"]) == ("3 von 10", "ШТАМПЫ")
    assert strings["de"]["Your card now has %@ stamps."] == "Neuer Stempelstand: %@."


def test_what_is_the_same_in_every_language_and_what_phones_write_themselves_is_no_string() -> None:
    carrying = content("en", "de", program=stamps(reward_title="A free haircut", design=Design(contact="hello@example.com")))
    document, strings = in_all_languages(carrying, IDENTITY)

    assert (fields(document)["next"]["value"], fields(document)["next"]["currencyCode"]) == (1000, "USD")
    assert not {"A free haircut", "Jane", "VIP", "La Visage\nhello@example.com"} & set(strings["de"])


def test_a_word_of_the_owner_is_not_taken_for_one_of_ours() -> None:
    document, strings = in_all_languages(content("en", "de", first_name="Contact"), IDENTITY)

    assert fields(document)["member"]["value"] == "Contact"
    assert fields(document)["contact"]["label"] == "contact.label"
    assert (strings["en"]["contact.label"], strings["de"]["contact.label"]) == ("Contact", "Kontakt")
    assert "Contact" not in strings["de"]


def test_a_suggestion_nearby_is_said_in_every_language_unless_the_owner_has_words_for_it() -> None:
    places = (ShopPlace(52.5, 13.4), ShopPlace(52.6, 13.4, "Come in"))
    document, strings = in_all_languages(content("en", "de", program=stamps(design=Design(places=places))), IDENTITY)

    assert [place["relevantText"] for place in document["locations"]] == ["Your card", "Come in"]
    assert (strings["de"]["Your card"], "Come in" in strings["de"]) == ("Die Kundenkarte", False)


def test_the_day_of_a_gift_card_is_written_by_the_phone_in_the_zone_of_the_business() -> None:
    card = GiftCard(GiftCardId(1), 1, "GC-1", "Gift", 5000, expires_at=datetime(2026, 12, 1, 4, tzinfo=UTC))
    mirror = Mirror(Seen(MirrorState.SHOWN, 5000, number="GC-1", gifts=(card,)), AT)
    program = stamps(type=ProgramType.GIFT)
    holder = replace(builders.card(size=1), type=ProgramType.GIFT, balance=5000)
    made = content("en", "de", program=program, card=holder, mirror=mirror, timezone="America/New_York")
    document, strings = in_all_languages(made, IDENTITY)

    field = fields(document)["valid"]
    assert (field["value"], field["dateStyle"]) == ("2026-11-30T23:00:00-05:00", "PKDateStyleMedium")
    assert (strings["de"]["VALID UNTIL"], field["value"] in strings["de"]) == ("GÜLTIG BIS", False)


def test_the_reason_of_a_change_is_said_in_the_language_of_the_card() -> None:
    entry = visited(
        EntryKind.MIRROR, amount=450, unit="minor", reason="cashback +4.50 USD",
        because=(Because("cashback", amount=450, currency="USD"),),
    )  # fmt: skip
    program, holder = stamps(type=ProgramType.CASHBACK), replace(builders.card(size=1), type=ProgramType.CASHBACK, balance=450)
    shown = fields(pass_json(content("de", program=program, card=holder, latest=(entry,)), IDENTITY))

    assert shown["latest"]["value"] == "21.09.2026: Cashback +4,50\N{NO-BREAK SPACE}$"


# ---------------------------------------------------------------- Google


def google(*tongues: str, **changes: Any) -> dict[str, Any]:
    own, *others = map(words_for, tongues)
    made = CardContent(builders.card(balance=3), stamps(), "Jane", "La Visage", words=own, others=tuple(others))
    document = object_json(replace(made, **changes), ISSUER, BASE)
    check("loyaltyObject", document, ISSUER, whole_document=True)
    return document


def translations(localized: dict[str, Any]) -> dict[str, str]:
    return {one["language"]: one["value"] for one in (localized["defaultValue"], *localized["translatedValues"])}


def test_googles_object_is_translated_where_it_says_something_else() -> None:
    document = google("en", "de", "pt-BR")
    reward, lacking, *_ = document["textModulesData"]

    assert translations(document["loyaltyPoints"]["localizedLabel"]) == {"en": "Stamps", "de": "Stempel", "pt-BR": "Selos"}
    assert translations(document["heroImage"]["contentDescription"])["de"] == "3 von 10"
    assert translations(reward["localizedHeader"])["pt-BR"] == "Próximo prêmio"
    assert translations(lacking["localizedBody"])["de"] == "1.000,00\N{NO-BREAK SPACE}$"
    assert "localizedHeader" not in google("de")["textModulesData"][0]


def test_googles_class_is_translated_and_translations_of_yesterday_are_overwritten() -> None:
    def template(*others: str) -> dict[str, Any]:
        words, more = words_for("en"), tuple(map(words_for, others))
        document = class_json(stamps(), "La Visage", ISSUER, BASE, words=words, others=more)
        check("loyaltyClass", document, ISSUER, whole_document=True)
        return document

    assert translations(template("ru")["localizedAccountIdLabel"]) == {"en": "Card number", "ru": "Номер карты"}
    assert template("ru")["textModulesData"][0]["localizedBody"]["translatedValues"][0]["value"].startswith("10 штампов")
    assert template()["localizedAccountIdLabel"] == {
        "defaultValue": {"language": "en", "value": "Card number"}, "translatedValues": [],
    }  # fmt: skip


def test_a_program_has_its_own_language_first_and_each_other_one_once() -> None:
    def known(locale: str, *further: str) -> list[str]:
        own, others = languages_of(stamps(locale=locale, design=Design(languages=further)), words_for)
        return [words.language for words in (own, *others)]

    assert known("de-AT", "en", "de", "pt-BR", "pt") == ["de", "en", "pt-BR"]
    assert known("fr", "en", "ru") == ["en", "ru"]


def test_a_language_is_named_as_its_speakers_write_it_at_the_start_of_a_line() -> None:
    assert language_names() == {
        "en": "English", "de": "Deutsch", "es": "Español", "pt-BR": "Português (Brasil)", "ru": "Русский",
    }  # fmt: skip
