"""What a card says whose balance Altegio owns: on Apple's pass, Google's object and in words."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from comeback.adapters.words import words_for
from comeback.domain.because import Because
from comeback.domain.card import Card, CardStatus
from comeback.domain.card_content import CardContent
from comeback.domain.design import Design
from comeback.domain.design_images import Images
from comeback.domain.google_passes import class_json, object_json
from comeback.domain.ids import EntryId, LoyaltyCardId, MembershipId
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.loyalty import Counter, MembershipStatus
from comeback.domain.mirror import Mirror, MirrorState, Part, Seen
from comeback.domain.mirror_content import change_of, facts_of, figure_of, label_of
from comeback.domain.passes import PassContent, pass_json
from comeback.domain.program import Program, ProgramType
from comeback.domain.signing import PassIdentity
from tests import builders

AT = datetime(2026, 9, 21, 16, tzinfo=UTC)
EN = words_for("en")
ENDS = datetime(2026, 12, 1, 5, tzinfo=UTC)
ISSUER, BASE = "3388000000000000001", "https://example.com"


def program(kind: ProgramType, **changes: Any) -> Program:
    return replace(builders.program(), type=kind, title="Points", **changes)


def card(kind: ProgramType, balance: int, **changes: Any) -> Card:
    return replace(builders.card(size=1), type=kind, balance=balance, **changes)


def part(status: MembershipStatus = MembershipStatus.ACTIVE, **changes: Any) -> Part:
    one = Part(MembershipId(1), "M1", "10 haircuts", 9, (Counter(1, "Haircut", 9),), status, AT, ENDS, None)
    return replace(one, **changes)


def cashback(balance: int, state: MirrorState = MirrorState.SHOWN) -> Mirror:
    return Mirror(Seen(state, balance, card_id=LoyaltyCardId(1), number="14507"), AT)


def sessions(*parts: Part) -> Mirror:
    return Mirror(Seen(MirrorState.SHOWN, 9, parts), AT)


def facts(kind: ProgramType, balance: int, mirror: Mirror | None) -> dict[str, str]:
    found = facts_of(CardContent(card(kind, balance), program(kind), timezone="America/New_York", mirror=mirror, words=EN))
    return {fact.key: fact.text for fact in found}


def figure(kind: ProgramType, balance: int) -> str:
    return figure_of(CardContent(card(kind, balance), program(kind), words=EN))


def apple(kind: ProgramType, balance: int, mirror: Mirror | None, **changes: Any) -> dict[str, Any]:
    made = PassContent(
        card=card(kind, balance), program=program(kind), first_name="Jane", organization="La Visage", latest=(),
        token="a-token-of-enough-length", web_service_url="https://example.com/apple", words=EN, mirror=mirror,
    )  # fmt: skip
    document = pass_json(replace(made, **changes), PassIdentity("pass.dev.comeback.test", "TEST000001"))
    return {field["key"]: field for group in document["storeCard"].values() for field in group}


def test_cashback_is_money_of_the_programs_currency() -> None:
    assert label_of(card(ProgramType.CASHBACK, 0), EN) == "Balance"
    assert figure(ProgramType.CASHBACK, 10450) == "$104.50"
    field = apple(ProgramType.CASHBACK, 10450, cashback(10450))["balance"]
    assert (field["value"], field["currencyCode"]) == (104.5, "USD")
    yen = program(ProgramType.CASHBACK, currency="JPY")
    assert apple(ProgramType.CASHBACK, 1500, cashback(1500), program=yen)["balance"]["value"] == 1500


def test_sessions_are_counted() -> None:
    assert label_of(card(ProgramType.MULTIPASS, 9), EN) == "Sessions"
    assert figure(ProgramType.MULTIPASS, 9) == "9"
    assert apple(ProgramType.MULTIPASS, 9, sessions(part()))["sessions"]["value"] == 9


def test_below_zero_the_figure_is_zero_and_the_back_explains() -> None:
    assert figure(ProgramType.CASHBACK, -500) == "$0.00"
    assert facts(ProgramType.CASHBACK, -500, cashback(-500))["debt"].startswith("$5.00:")


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (part(), "Haircut: 9. Valid until Dec 1, 2026."),
        (part(services=(), expires_at=None), "9 sessions."),
        (part(MembershipStatus.ISSUED, expires_at=None), "Haircut: 9. Not started."),
        (part(MembershipStatus.FROZEN, frozen_until=ENDS), "Haircut: 9. Frozen until Dec 1, 2026."),
        (part(MembershipStatus.FROZEN), "Haircut: 9. Frozen."),
    ],
)
def test_a_membership_tells_its_sessions_and_its_end(shown: Part, text: str) -> None:
    assert facts(ProgramType.MULTIPASS, 9, sessions(shown)) == {"membership1": text}


def test_what_is_missing_is_said() -> None:
    assert "being read" in facts(ProgramType.CASHBACK, 0, None)["state"]
    assert "no loyalty card" in facts(ProgramType.CASHBACK, 0, Mirror(Seen(MirrorState.NONE), AT))["state"]
    assert "no membership" in facts(ProgramType.MULTIPASS, 0, Mirror(Seen(MirrorState.NONE), AT))["state"]
    gone = facts(ProgramType.CASHBACK, 900, cashback(900, MirrorState.ATTENTION))
    assert (gone["state"], gone["loyalty"]) == ("As of Sep 21, 2026. Ask at the desk.", "14507")


def change(amount: int, unit: Any, reason: str | None, *because: Because) -> Entry:
    return Entry(
        EntryId("en_1"), builders.CARD, builders.PROGRAM, 1, EntryKind.MIRROR, amount, 0, AT, AT, unit=unit, reason=reason,
        because=because,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (change(450, "minor", "cashback +4.50 USD"), "Sep 21, 2026: cashback +4.50 USD"),
        (change(450, "minor", "…", Because("cashback", amount=450, currency="USD")), "Sep 21, 2026: cashback +$4.50"),
        (change(-1, "sessions", "session used: Cut", Because("session_used", "Cut")), "Sep 21, 2026: -1, session used: Cut"),
        (change(450, "minor", None), "Sep 21, 2026: +$4.50"), (change(-450, "minor", None), "Sep 21, 2026: -$4.50"),
        (change(-1, "sessions", "session used"), "Sep 21, 2026: -1, session used"),
        (change(10, "sessions", None), "Sep 21, 2026: +10"),
    ],
)  # fmt: skip
def test_a_change_is_told_with_its_reason(entry: Entry, line: str) -> None:
    content = CardContent(card(ProgramType.CASHBACK, 0), program(ProgramType.CASHBACK), timezone="America/New_York", words=EN)
    assert change_of(entry, content) == line


def test_apples_pass_has_one_speaking_field_and_tells_the_latest_changes() -> None:
    fields = apple(ProgramType.CASHBACK, 450, cashback(450), latest=(change(450, "minor", None),))
    assert [key for key, field in fields.items() if "changeMessage" in field] == ["balance"]
    assert (fields["latest"]["value"], fields["member"]["value"]) == ("Sep 21, 2026: +$4.50", "Jane")
    assert "terms" not in fields
    with_terms = apple(
        ProgramType.CASHBACK,
        450,
        cashback(450),
        program=program(ProgramType.CASHBACK, design=Design(terms="Ours.")),
        first_name="",
    )
    assert (with_terms["terms"]["value"], with_terms["latest"]["value"], "member" in with_terms) == ("Ours.", "None yet.", False)


def test_an_erased_card_tells_nothing_of_its_memberships() -> None:
    erased = card(ProgramType.MULTIPASS, 9, status=CardStatus.ERASED)
    fields = apple(ProgramType.MULTIPASS, 9, sessions(part()), card=erased)
    assert set(fields) == {"sessions", "contact", "number"}
    assert google(ProgramType.MULTIPASS, 9, sessions(part()), card=erased)["textModulesData"] == []


def google(kind: ProgramType, balance: int, mirror: Mirror | None, **changes: Any) -> dict[str, Any]:
    made = CardContent(card(kind, balance), program(kind), "Jane", "La Visage", mirror=mirror, words=EN)
    return object_json(replace(made, **changes), ISSUER, BASE)


def test_googles_object_has_money_or_a_count_and_no_stamps() -> None:
    document = google(ProgramType.CASHBACK, 10450, cashback(10450))
    assert document["loyaltyPoints"]["balance"] == {"money": {"micros": "104500000", "currencyCode": "USD"}}
    assert document["heroImage"]["sourceUri"]["uri"].endswith("/0.png")
    counted = google(ProgramType.MULTIPASS, 9, sessions(part()))
    assert (counted["loyaltyPoints"]["balance"], counted["textModulesData"][0]["header"]) == ({"int": 9}, "10 haircuts")
    assert document["accountName"] == "Jane"


def test_the_owners_wide_picture_is_on_googles_card_where_there_are_no_stamps() -> None:
    own = replace(program(ProgramType.CASHBACK), design=Design(images=Images(hero="a" * 64)))
    document = google(ProgramType.CASHBACK, 10450, cashback(10450), program=own)
    assert document["heroImage"]["sourceUri"]["uri"].endswith("/hero.png")


def test_the_class_of_a_mirror_speaks_of_no_stamps() -> None:
    terms = class_json(program(ProgramType.CASHBACK), "La Visage", ISSUER, BASE, words=EN)["textModulesData"][0]["body"]
    assert terms == "Show this card at the desk."
