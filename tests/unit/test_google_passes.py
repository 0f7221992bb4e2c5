"""What Google is told of a program and a card (wallets.md §4.1 to §4.3); the stand-in judges every document."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from comeback.adapters.words import words_for
from comeback.domain.backfilled import Backfilled
from comeback.domain.card import CardStatus
from comeback.domain.card_content import CardContent
from comeback.domain.card_layout import Label, Layout
from comeback.domain.design import Design, Link, ShopPlace, artwork_version
from comeback.domain.design_images import Images
from comeback.domain.google_passes import (
    GooglePass,
    GoogleState,
    card_of_object,
    class_json,
    object_id,
    object_json,
    recent,
)
from comeback.domain.ids import EntryId, JobId
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.passes import card_of_barcode
from comeback.domain.program import Program, Validity
from comeback.domain.settings import CardSettings, EveryN
from dev.google.documents import check
from tests.api_world import BASE, NOW
from tests.builders import CARD, PROGRAM, card, program
from tests.memory.google import ISSUER
from tests.places import chain, numbered, points

EN = words_for("en")


def shown(balance: int = 3, **changes: Any) -> dict[str, Any]:
    content = CardContent(card=card(balance=balance), program=program(), first_name="Jane", organization="La Visage", words=EN)
    document = object_json(replace(content, **changes), ISSUER, BASE)
    check("loyaltyObject", document, ISSUER, whole_document=True)
    return document


def template(design: Design | None = None, organization: str = "La Visage") -> dict[str, Any]:
    return class_of(replace(program(), design=design or Design()), organization)


def class_of(program: Program, organization: str = "La Visage") -> dict[str, Any]:
    document = class_json(program, organization, ISSUER, BASE, words=EN)
    check("loyaltyClass", document, ISSUER, whole_document=True)
    return document


def texts(document: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {text["id"]: (text["header"], text["body"]) for text in document["textModulesData"]}


@pytest.mark.parametrize(
    ("balance", "points", "rewards"),
    [(0, "0 of 10", 0), (3, "3 of 10", 0), (10, "10 of 10", 1), (25, "5 of 10", 2), (-2, "0 of 10", 0)],
)
def test_the_balance_is_shown_as_stamps_of_a_round_and_rewards(balance: int, points: str, rewards: int) -> None:
    document = shown(balance)
    first, second = document["loyaltyPoints"], document["secondaryLoyaltyPoints"]
    assert (first["label"], first["balance"]) == ("Stamps", {"string": points})
    assert (second["label"], second["balance"]) == ("Rewards", {"int": rewards})


def test_the_next_reward_the_ready_one_and_several_are_told_apart() -> None:
    assert texts(shown(3))["reward"] == ("Next reward", "A free haircut")
    assert texts(shown(10))["reward"] == ("Reward ready", "A free haircut")
    assert texts(shown(20))["reward"] == ("Reward ready", "A free haircut (2)")
    assert texts(shown(3, program=replace(program(), reward_title="")))["reward"] == ("Next reward", "Reward")


def test_a_debt_is_told() -> None:
    assert texts(shown(-1))["debt"] == ("To catch up", "1 stamp")
    assert texts(shown(-2))["debt"] == ("To catch up", "2 stamps")
    assert "debt" not in texts(shown(0))


def test_what_changed_last_is_told_below_the_card() -> None:
    booked = [
        Entry(EntryId(f"en_{number}"), CARD, PROGRAM, number, EntryKind.ACCRUAL, number, 0, NOW, NOW) for number in (4, 3, 2, 1)
    ]
    header, body = texts(shown(4, latest=booked))["latest"]
    assert header == "Latest changes"
    assert [line.partition(": ")[2] for line in body.splitlines()] == ["+4, visit", "+3, visit", "+2, visit"]
    assert texts(shown(0))["latest"] == ("Latest changes", "No stamps yet.")
    silent = replace(program(), design=Design(last_changes=False))
    assert "latest" not in texts(shown(4, latest=booked, program=silent))
    assert "latest" not in texts(shown(4, latest=booked, card=replace(card(), status=CardStatus.ERASED)))


def test_what_an_owner_hides_is_hidden_here_too() -> None:
    design = Design(
        layout=Layout(hidden=("member", "number", "links", "contact", "reward")), contact="hello@example.com",
        links=(Link("Book", "https://example.com"),), labels=(Label("terms", "Rules"),),
    )  # fmt: skip
    document, shared = shown(program=replace(program(), design=design)), template(design)
    assert (document["accountName"], document["accountId"], set(texts(document))) == ("", "", {"latest"})
    assert shared["linksModuleData"] == {"uris": []}
    assert texts(shared) == {"terms": ("Rules", "10 stamps make one reward: A free haircut. Ask at the desk to redeem it.")}


def test_the_code_is_the_one_of_every_wallet() -> None:
    barcode = shown()["barcode"]
    assert barcode["type"] == "QR_CODE"
    assert card_of_barcode(barcode["value"]) == CARD
    assert barcode["alternateText"] == shown()["accountId"] == "0000 0000 0001"


def test_only_an_active_card_is_active() -> None:
    states = {status: shown(card=replace(card(), status=status))["state"] for status in CardStatus}
    assert states == {
        CardStatus.ACTIVE: "ACTIVE", CardStatus.EXPIRED: "EXPIRED", CardStatus.BLOCKED: "INACTIVE", CardStatus.ERASED: "INACTIVE",
    }  # fmt: skip


def test_an_erased_card_overwrites_the_name() -> None:
    assert shown()["accountName"] == "Jane"
    assert shown(card=replace(card(), status=CardStatus.ERASED))["accountName"] == ""


def test_the_picture_shows_the_stamps_and_a_full_card_while_a_reward_waits() -> None:
    pictures = f"{BASE}/pictures/{artwork_version(Design(), 10)}"
    assert shown(3)["heroImage"]["sourceUri"] == {"uri": f"{pictures}/3.png"}
    assert shown(10)["heroImage"]["sourceUri"] == {"uri": f"{pictures}/10.png"}
    assert shown(12)["heroImage"]["sourceUri"] == {"uri": f"{pictures}/2.png"}


def test_another_design_has_other_pictures() -> None:
    other = replace(program(), design=Design(background="#000000"))
    assert shown(program=other)["heroImage"]["sourceUri"] != shown()["heroImage"]["sourceUri"]


def test_validity_becomes_the_end_of_a_day_with_its_offset() -> None:
    until = replace(program(), validity=Validity("until", date(2026, 12, 31)))
    assert shown(program=until, timezone="Europe/Berlin")["validTimeInterval"] == {"end": {"date": "2026-12-31T23:59:59+01:00"}}
    days = replace(program(), validity=Validity("days", days=30))
    assert shown(program=days)["validTimeInterval"] == {"end": {"date": "2026-10-01T23:59:59+00:00"}}
    assert "validTimeInterval" not in shown()


def test_the_class_carries_name_colour_logo_and_where_to_call_back() -> None:
    document = template()
    assert (document["issuerName"], document["programName"]) == ("La Visage", "10 visits")
    assert document["hexBackgroundColor"] == Design().background
    assert document["programLogo"]["sourceUri"]["uri"] == f"{BASE}/pictures/{artwork_version(Design(), 10)}/logo.png"
    assert document["callbackOptions"] == {"url": f"{BASE}/google/callback"}
    assert document["reviewStatus"] == "UNDER_REVIEW"


def test_terms_and_contact_are_the_owners_words_or_the_rule() -> None:
    assert texts(template()) == {
        "terms": ("10 visits", "10 stamps make one reward: A free haircut. Ask at the desk to redeem it.")
    }
    told = texts(template(Design(terms="Our terms.", contact="hello@example.com")))
    assert told == {"terms": ("10 visits", "Our terms."), "contact": ("Contact", "hello@example.com")}


def test_names_come_from_the_design_then_the_owner_then_the_program() -> None:
    assert template(Design(organization="Visage Ltd"))["issuerName"] == "Visage Ltd"
    assert template(organization="")["issuerName"] == "10 visits"


def test_places_that_are_the_same_for_all_stand_in_the_class() -> None:
    document = template(Design(places=(ShopPlace(52.5, 13.4, "Come in"),)))
    assert document["merchantLocations"] == [{"latitude": 52.5, "longitude": 13.4}]
    assert class_of(chain(10))["merchantLocations"] == points(*range(1, 11))
    assert shown(program=chain(10), visited=numbered(7))["merchantLocations"] == []
    assert template()["merchantLocations"] == []


def test_of_many_places_each_object_has_its_own() -> None:
    assert class_of(chain(30))["merchantLocations"] == []
    assert shown(program=chain(30), visited=numbered(25))["merchantLocations"] == points(*range(20, 30))
    assert shown(program=chain(30), card=card(status=CardStatus.BLOCKED))["merchantLocations"] == []


def test_an_object_of_another_issuer_or_form_is_none_of_ours() -> None:
    assert card_of_object(ISSUER, object_id(ISSUER, CARD)) == CARD
    for foreign in (object_id("3388", CARD), f"{ISSUER}.anything", str(CARD), f"{ISSUER}.", ""):
        assert card_of_object(ISSUER, foreign) is None


def test_three_notifications_in_any_24_hours() -> None:
    times = tuple(NOW + timedelta(hours=hour) for hour in (0, 1, 2))
    known = GooglePass(GoogleState.SAVED, balance=1, notified=times)
    assert not known.may_notify(card(balance=2), 2, NOW + timedelta(hours=23, minutes=59))
    assert known.may_notify(card(balance=2), 2, NOW + timedelta(hours=24))
    assert recent(times, NOW + timedelta(hours=24)) == times[1:]


def test_only_a_changed_balance_of_a_usable_card_that_is_there_notifies() -> None:
    known = GooglePass(GoogleState.SAVED, balance=1)
    assert known.may_notify(card(balance=2), 2, NOW)
    assert not known.may_notify(card(balance=1), 1, NOW)
    assert not known.may_notify(card(balance=2, status=CardStatus.BLOCKED), 2, NOW)
    assert not replace(known, state=GoogleState.REMOVED).may_notify(card(balance=2), 2, NOW)


def test_stamps_for_visits_from_before_the_card_notify_nobody() -> None:
    past = Backfilled(date(2026, 9, 1), date(2026, 9, 21), 3, 3, JobId("jb_1"), of_job=3, seq=1)
    given = replace(card(balance=3, seq=1), backfilled=past)
    known = GooglePass(GoogleState.SAVED, balance=0)
    assert not known.may_notify(given, given.balance, NOW)
    assert known.may_notify(replace(given, balance=4, seq=2), 4, NOW)


def test_a_card_that_carries_over_says_what_the_next_stamp_lacks() -> None:
    carrying = program(CardSettings(accrual_rule=EveryN(500, "carry")))
    assert texts(shown(0, program=replace(carrying, currency="JPY")))["next"] == ("To the next stamp", "¥500")
    assert "next" not in texts(shown(0))


def test_an_owners_own_picture_stands_over_every_card_until_they_take_it_away() -> None:
    pictures = f"{BASE}/pictures/{artwork_version(Design(), 10)}"
    assert template()["heroImage"]["sourceUri"]["uri"] == f"{pictures}/0.png"
    hero = template(Design(images=Images(hero="0" * 64)))["heroImage"]
    assert hero["sourceUri"]["uri"].endswith("/hero.png")
