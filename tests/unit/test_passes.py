from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

from comeback.adapters.words import words_for
from comeback.domain.backfilled import Backfilled
from comeback.domain.card import CardStatus
from comeback.domain.carry import Carry, Pot
from comeback.domain.design import Design, ShopPlace
from comeback.domain.ids import CardId, EntryId, JobId, LocationId
from comeback.domain.ledger import Cause, Entry, EntryKind
from comeback.domain.passes import PassContent, barcode_message, card_number, card_of_barcode, pass_json
from comeback.domain.program import Validity
from comeback.domain.settings import CardSettings, EveryN
from comeback.domain.signing import PassIdentity
from comeback.domain.site import Site
from dev.phone.rules import complaints
from tests.builders import CARD, NOON, PROGRAM, card, program
from tests.places import chain, numbered, position

IDENTITY = PassIdentity("pass.dev.comeback.test", "TEST000001")
TOKEN = "a-token-of-enough-length"


def content(balance: int = 3, **changes: Any) -> PassContent:
    made = PassContent(
        card=card(balance=balance),
        program=program(),
        first_name="Jane",
        organization="La Visage",
        latest=(),
        token=TOKEN,
        web_service_url="https://example.com/apple",
        words=words_for("en"),
    )
    return replace(made, **changes)


def fields(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    groups = document["storeCard"].values()
    return {field["key"]: field for group in groups for field in group}


def entry(number: int, amount: int, kind: EntryKind = EntryKind.ACCRUAL) -> Entry:
    at = datetime(2026, 9, number, 2, tzinfo=UTC)
    return Entry(EntryId(f"en_{number}"), CARD, PROGRAM, number, kind, amount, 0, at, at)


def test_the_header_counts_the_stamps_of_this_round() -> None:
    assert fields(pass_json(content(3), IDENTITY))["stamps"]["value"] == "3 of 10"
    assert fields(pass_json(content(13), IDENTITY))["stamps"]["value"] == "3 of 10"


def test_exactly_one_field_speaks_on_the_lock_screen() -> None:
    for balance in range(-3, 25):
        speaking = [key for key, field in fields(pass_json(content(balance), IDENTITY)).items() if "changeMessage" in field]
        assert speaking == ["stamps"]


def test_stamps_for_visits_from_before_the_card_are_shown_without_a_word() -> None:
    past = Backfilled(date(2026, 9, 1), date(2026, 9, 21), 3, 3, JobId("jb_1"), of_job=3, seq=1)
    given = replace(card(balance=3, seq=1), backfilled=past)
    assert fields(pass_json(content(card=given), IDENTITY))["stamps"] == {"key": "stamps", "label": "STAMPS", "value": "3 of 10"}
    assert "changeMessage" in fields(pass_json(content(card=replace(given, balance=4, seq=2)), IDENTITY))["stamps"]


def test_every_single_stamp_is_heard_on_the_lock_screen() -> None:
    # Phones speak only when the value differs; a new label or picture says nothing.
    values = [fields(pass_json(content(balance), IDENTITY))["stamps"]["value"] for balance in range(25)]
    assert all(before != after for before, after in pairwise(values))


def test_a_full_card_tells_of_the_reward_and_shows_every_stamp() -> None:
    full = content(10)
    shown = fields(pass_json(full, IDENTITY))
    assert (shown["reward"]["label"], shown["reward"]["value"]) == ("REWARD READY", "A free haircut")
    assert shown["stamps"]["value"] == "10 of 10"
    assert shown["stamps"]["changeMessage"] == "%@ stamps: your reward is ready."
    assert full.stamps_shown == 10


def test_several_rewards_are_counted() -> None:
    assert fields(pass_json(content(25), IDENTITY))["reward"]["value"] == "A free haircut (2)"
    assert content(25).stamps_shown == 5


def test_a_debt_is_told_on_both_sides() -> None:
    shown = fields(pass_json(content(-1), IDENTITY))
    assert shown["stamps"]["value"] == "0 of 10"
    assert shown["debt"]["value"] == shown["back-debt"]["value"] == "1 stamp"
    front = pass_json(content(-1), IDENTITY)["storeCard"]["secondaryFields"]
    assert [(field["key"], field["label"]) for field in front][1] == ("debt", "TO CATCH UP")


def test_field_keys_are_unique() -> None:
    document = pass_json(content(-1, latest=[entry(1, 1)]), IDENTITY)
    keys = [field["key"] for group in document["storeCard"].values() for field in group]
    assert len(keys) == len(set(keys))


def test_the_last_three_changes_stand_on_the_back_in_the_business_zone() -> None:
    latest = [entry(4, -1, EntryKind.REVERSAL), entry(3, 1), entry(2, 1), entry(1, 1)]
    shown = fields(pass_json(content(latest=latest, timezone="America/New_York"), IDENTITY))
    assert shown["latest"]["value"] == "Sep 3, 2026: -1, visit corrected\nSep 2, 2026: +1, visit\nSep 1, 2026: +1, visit"


def test_identity_and_token_are_the_given_ones() -> None:
    document = pass_json(content(), IDENTITY)
    assert document["passTypeIdentifier"] == IDENTITY.pass_type_id
    assert document["teamIdentifier"] == IDENTITY.team_id
    assert document["serialNumber"] == CARD
    assert document["authenticationToken"] == TOKEN
    assert document["webServiceURL"] == "https://example.com/apple"
    assert document["sharingProhibited"] is True
    assert document["backgroundColor"] == "rgb(51, 32, 46)"


def test_names_come_from_the_design_then_the_owner_then_the_program() -> None:
    named = replace(program(), design=Design(organization="Visage Ltd", logo_text="La Visage"))
    document = pass_json(content(program=named), IDENTITY)
    assert (document["organizationName"], document["logoText"]) == ("Visage Ltd", "La Visage")
    assert pass_json(content(), IDENTITY)["logoText"] == "La Visage"
    assert pass_json(content(organization=""), IDENTITY)["organizationName"] == "10 visits"


def test_a_card_that_cannot_be_used_is_voided() -> None:
    assert "voided" not in pass_json(content(), IDENTITY)
    for status in (CardStatus.BLOCKED, CardStatus.EXPIRED, CardStatus.ERASED):
        assert pass_json(content(card=replace(card(), status=status)), IDENTITY)["voided"] is True


def test_an_erased_card_shows_nothing_of_the_person() -> None:
    document = pass_json(content(card=replace(card(), status=CardStatus.ERASED), latest=[entry(1, 1)]), IDENTITY)
    assert "Jane" not in str(document)
    assert "latest" not in fields(document)


def test_validity_becomes_the_end_of_a_day_with_its_offset() -> None:
    until = replace(program(), validity=Validity("until", date(2026, 12, 31)))
    document = pass_json(content(program=until, timezone="Europe/Berlin"), IDENTITY)
    assert document["expirationDate"] == "2026-12-31T23:59:59+01:00"
    days = replace(program(), validity=Validity("days", days=30))
    assert pass_json(content(program=days), IDENTITY)["expirationDate"] == "2026-10-01T23:59:59+00:00"
    assert "expirationDate" not in pass_json(content(), IDENTITY)


def test_places_are_suggested() -> None:
    placed = replace(program(), design=Design(places=(ShopPlace(40.7, -74.0, "Your visits"),)))
    document = pass_json(content(program=placed), IDENTITY)
    assert document["locations"] == [{"latitude": 40.7, "longitude": -74.0, "relevantText": "Your visits"}]
    assert "locations" not in pass_json(content(), IDENTITY)


def test_of_many_places_a_card_has_those_of_its_holder() -> None:
    document = pass_json(content(program=chain(30), visited=numbered(25)), IDENTITY)
    assert [(one["latitude"], one["longitude"]) for one in document["locations"]] == [position(one) for one in range(20, 30)]
    assert {one["relevantText"] for one in document["locations"]} == {"Your card"}
    assert complaints(document) == []
    assert "maxDistance" not in document


def test_a_card_that_cannot_be_used_is_suggested_nowhere() -> None:
    assert "locations" not in pass_json(content(program=chain(3), card=card(status=CardStatus.BLOCKED)), IDENTITY)


def test_a_visit_is_told_by_the_date_of_its_own_location() -> None:
    at = datetime(2026, 9, 21, 22, tzinfo=UTC)
    booked = [replace(entry(9, 1), effective_at=at, cause=cause) for cause in (Cause(LocationId(2), (), "event"), None)]
    tokyo = Site(LocationId(2), "Asia/Tokyo")
    far = replace(program(), locations=numbered(1, 2), sites=(Site(LocationId(1), "Europe/Lisbon"), tokyo))
    document = pass_json(content(program=far, timezone="Europe/Lisbon", latest=booked), IDENTITY)
    assert [line.partition(":")[0] for line in fields(document)["latest"]["value"].split("\n")] == [
        "Sep 22, 2026",
        "Sep 21, 2026",
    ]


def test_the_barcode_names_the_card_and_nothing_else() -> None:
    barcode = pass_json(content(), IDENTITY)["barcodes"][0]
    assert card_of_barcode(barcode["message"]) == CARD
    assert barcode["altText"] == card_number(CARD) == "0000 0000 0001"
    assert barcode["message"].isascii()


def test_a_misread_or_foreign_code_is_no_card() -> None:
    message = barcode_message(CARD)
    for wrong in (message.replace("1.", "2.", 1), message[:-1] + "x", "", "cb1", f"cb1.{CardId('cd_1')}.00000000", "a.b.c.d"):
        assert card_of_barcode(wrong) is None


def test_without_a_name_or_reward_the_card_is_still_whole() -> None:
    shown = fields(pass_json(content(first_name="", program=replace(program(), reward_title="")), IDENTITY))
    assert "member" not in shown
    assert shown["reward"]["value"] == "Reward"


def test_a_card_that_carries_over_says_what_the_next_stamp_lacks() -> None:
    carrying = program(CardSettings(accrual_rule=EveryN(100_000, "carry")))
    collected = replace(card(), carry=Carry((Pot(NOON, 100_000, 1, 140_000),)))
    field = fields(pass_json(content(program=carrying, card=collected), IDENTITY))["next"]
    assert (field["value"], field["currencyCode"]) == (600, "USD")
    assert "next" not in fields(pass_json(content(card=collected), IDENTITY))
