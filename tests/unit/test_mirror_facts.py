"""What discount, gift, cashback and session cards say beside their main figure (loyalty-domain.md §10)."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from comeback.adapters.words import words_for
from comeback.domain.card import Card, CardStatus
from comeback.domain.card_content import CardContent
from comeback.domain.card_layout import Layout
from comeback.domain.design import Design
from comeback.domain.google_passes import object_json
from comeback.domain.ids import GiftCardId, LoyaltyCardId, MembershipId
from comeback.domain.levels import GrowsWith, Level, Step
from comeback.domain.loyalty import Counter, GiftCard, MembershipStatus, Renewal
from comeback.domain.mirror import Mirror, MirrorState, Part, Seen
from comeback.domain.mirror_content import facts_of, figure_of, label_of, percent_number
from comeback.domain.passes import PassContent, barcode_message, pass_json
from comeback.domain.program import Program, ProgramType
from comeback.domain.signing import PassIdentity
from dev.google.documents import check
from tests import builders

AT = datetime(2026, 9, 21, 16, tzinfo=UTC)
EN = words_for("en")
ENDS = datetime(2026, 12, 1, 5, tzinfo=UTC)
REGULAR = Level("Regulars", 500, "percent", Step(750, 4000, GrowsWith.PAID))
GIFT = GiftCard(GiftCardId(1), 27841, "GC-888", "Gift card 100", 6000, restriction="No limits", expires_at=ENDS)
CASHBACK, DISCOUNT, GIFTS, SESSIONS = ProgramType.CASHBACK, ProgramType.DISCOUNT, ProgramType.GIFT, ProgramType.MULTIPASS


def program(kind: ProgramType, **changes: Any) -> Program:
    return replace(builders.program(), type=kind, title="Points", **changes)


def card(kind: ProgramType, balance: int = 0, **changes: Any) -> Card:
    return replace(builders.card(size=1), type=kind, balance=balance, **changes)


def mirror(**seen: Any) -> Mirror:
    return Mirror(Seen(MirrorState.SHOWN, **seen), AT)


def levels(*found: Level, **seen: Any) -> Mirror:
    return mirror(levels=found, card_id=LoyaltyCardId(1), number="14507", **seen)


def facts(kind: ProgramType, of: Mirror, balance: int = 0, places: tuple[str, ...] = (), **changes: Any) -> dict[str, str]:
    content = CardContent(card(kind, balance), program(kind, **changes), "", "", "America/New_York", of, places, words=EN)
    found = facts_of(content)
    return {fact.key: f"{fact.label}: {fact.text}" for fact in found}


def figure(kind: ProgramType, of: Mirror | None, balance: int = 0) -> str:
    return figure_of(CardContent(card(kind, balance), program(kind), mirror=of, words=EN))


def apple(kind: ProgramType, of: Mirror, balance: int = 0, **changes: Any) -> Any:
    made = PassContent(
        card=card(kind, balance), program=program(kind), first_name="Jane", organization="La Visage", latest=(),
        token="a-token-of-enough-length", web_service_url="https://example.com/apple", words=EN, mirror=of,
    )  # fmt: skip
    return pass_json(replace(made, **changes), PassIdentity("pass.dev.comeback.test", "TEST000001"))


def field(document: Any, key: str) -> Any:
    return next(one for group in document["storeCard"].values() for one in group if one["key"] == key)


def google(kind: ProgramType, of: Mirror, balance: int = 0, **changes: Any) -> Any:
    made = CardContent(card(kind, balance), program(kind), "Jane", "La Visage", mirror=of, words=EN)
    return object_json(replace(made, **changes), "3388000000000000001", "https://example.com")


@pytest.mark.parametrize(
    ("kind", "of", "label", "text"),
    [
        (CASHBACK, levels(REGULAR), "Cashback", "5%"), (DISCOUNT, levels(REGULAR), "Discount", "Regulars"),
        (GIFTS, mirror(gifts=(GIFT,), balance=6000), "Valid until", "Dec 1, 2026"),
        (CASHBACK, mirror(), "Cashback", "-"), (DISCOUNT, mirror(), "Discount", "-"), (GIFTS, mirror(), "Valid", "-"),
    ],
)  # fmt: skip
def test_beside_googles_figure_stand_the_rate_the_level_or_the_end(kind: ProgramType, of: Mirror, label: str, text: str) -> None:
    document = google(kind, of)
    assert document["secondaryLoyaltyPoints"] == {
        "label": label, "balance": {"string": text},
        "localizedLabel": {"defaultValue": {"language": "en", "value": label}, "translatedValues": []},
    }  # fmt: skip


def test_beside_googles_figure_nothing_is_told_of_nobodys_card_or_of_what_is_hidden() -> None:
    design = Design(layout=Layout(hidden=("valid",)))
    given = mirror(gifts=(GIFT,), balance=6000)
    for changes in ({"program": program(GIFTS, design=design)}, {"card": card(GIFTS, 6000, status=CardStatus.ERASED)}):
        assert google(GIFTS, given, **changes)["secondaryLoyaltyPoints"]["balance"] == {"string": "-"}
    assert "secondaryLoyaltyPoints" not in google(SESSIONS, mirror())


def test_google_which_takes_ten_texts_is_told_many_memberships_as_well() -> None:
    many = tuple(
        Part(MembershipId(number), f"M{number}", f"Package {number}", number, (), MembershipStatus.ACTIVE, AT, None, None)
        for number in range(1, 15)
    )
    document = google(ProgramType.MULTIPASS, mirror(parts=many), 105)
    check("loyaltyObject", document, "3388000000000000001", whole_document=True)
    texts = {text["id"]: text for text in document["textModulesData"]}
    assert list(texts) == [*(f"membership{number}" for number in range(1, 9)), "more", "latest"]
    more = texts["more"]
    assert (more["header"], len(more["body"].splitlines())) == ("More", 6)
    assert more["body"].startswith("Package 9: 9 sessions.\n")


# ---------------------------------------------------------------- discounts


def test_a_discount_is_the_main_figure_with_its_level_and_what_is_lacking() -> None:
    assert (label_of(card(DISCOUNT), EN), figure(DISCOUNT, levels(REGULAR))) == ("Discount", "5%")
    told = facts(DISCOUNT, levels(REGULAR), places=("La Visage", "Uptown"))
    assert told == {
        "level0": "Discount: 5%: Regulars", "next0": "Next level: $40.00 more to 7.5%",
        "places": "Valid at: La Visage, Uptown", "loyalty": "Loyalty card: 14507",
    }  # fmt: skip


@pytest.mark.parametrize(("kind", "first"), [(DISCOUNT, "Regulars"), (CASHBACK, "5%")])
def test_what_is_lacking_to_the_next_level_stands_in_front(kind: ProgramType, first: str) -> None:
    front = apple(kind, levels(REGULAR))["storeCard"]["secondaryFields"]
    assert [field["value"] for field in front] == [first, "$40.00 more to 7.5%", "Jane"]


@pytest.mark.parametrize("of", [None, mirror(), levels()])
def test_without_a_level_there_is_no_discount(of: Mirror | None) -> None:
    assert figure(DISCOUNT, of) == "0%"


def test_apples_pass_speaks_of_a_new_discount_and_has_no_entries_to_tell() -> None:
    document = apple(DISCOUNT, levels(REGULAR))
    head = field(document, "balance")
    assert (head["label"], head["value"], head["changeMessage"]) == ("DISCOUNT", "5%", "Your discount is now %@.")
    assert field(document, "level0")["value"] == "Regulars"
    assert all(one["key"] != "latest" for one in document["storeCard"]["backFields"])
    points = google(DISCOUNT, levels(REGULAR))["loyaltyPoints"]
    assert (points["label"], points["balance"]) == ("Discount", {"string": "5%"})


def test_every_nth_service_is_marked_as_altegios_own_counter() -> None:
    nth = Level("Sixth free", 10000, "percent", every=6, counted=4)
    assert facts(DISCOUNT, levels(nth))["level0"] == "Discount: 100% for every 6 services, 4 counted by Altegio: Sixth free"


def test_the_bounds_of_a_discount_are_said() -> None:
    assert facts(DISCOUNT, levels(REGULAR, most_percent=2000, most_amount=5000))["most"] == "At most: 20%, $50.00"
    assert facts(DISCOUNT, levels(Level("", 250, "minor"), most_percent=2000))["level0"] == "Discount: $2.50"


# ---------------------------------------------------------------- cashback


def test_cashback_tells_its_rate_its_next_level_and_where_the_rules_of_points_stand() -> None:
    told = facts(CASHBACK, levels(REGULAR, balance=900), 900)
    assert (told["level0"], told["next0"]) == ("Cashback: 5%: Regulars", "Next level: $40.00 more to 7.5%")
    assert told["points"] == "Your points: When they expire and what they pay for you learn at the desk."
    assert "in the terms" in facts(CASHBACK, levels(REGULAR), design=Design(terms="Ours."))["points"]
    lives = facts(CASHBACK, levels(replace(REGULAR, points_live="90 days")))
    assert lives["points"] == "Your points: They expire after 90 days."


def test_the_front_of_cashback_is_its_rate_else_its_number_and_first_of_all_what_is_wrong() -> None:
    assert list(facts(CASHBACK, levels(REGULAR), -500)) == ["level0", "next0", "loyalty", "points", "debt"]
    assert next(iter(facts(CASHBACK, levels()))) == "loyalty"
    gone = Mirror(Seen(MirrorState.ATTENTION, card_id=LoyaltyCardId(1), number="14507", levels=(REGULAR,)), AT)
    assert next(iter(facts(CASHBACK, gone))) == "state"


# ---------------------------------------------------------------- gift cards


def test_a_gift_card_tells_what_is_left_its_end_its_code_and_what_it_pays_for() -> None:
    of = mirror(balance=6000, number="GC-888", gifts=(GIFT,))
    assert (label_of(card(GIFTS), EN), figure(GIFTS, of, 6000)) == ("Gift card", "$60.00")
    assert facts(GIFTS, of, 6000) == {
        "valid": "Valid until: Dec 1, 2026", "code": "Code: GC-888", "restriction": "Pays for: No limits",
    }  # fmt: skip


def test_a_gift_card_for_one_payment_says_so_first() -> None:
    of = mirror(balance=6000, number="GC-888", gifts=(replace(GIFT, single=True, restriction="", expires_at=None),))
    assert list(facts(GIFTS, of, 6000)) == ["single", "valid", "code"]
    assert field(apple(GIFTS, of, 6000), "single")["value"] == "Used up by one payment"


def test_further_gift_cards_are_listed_and_one_that_is_used_up_says_so() -> None:
    others = tuple(replace(GIFT, id=GiftCardId(number), expires_at=end, balance=500) for number, end in ((2, ENDS), (3, None)))
    told = facts(GIFTS, mirror(balance=0, number="GC-888", gifts=(GIFT, *others)))
    assert told["gift2"] == "Another gift card: GC-888: $5.00, valid until Dec 1, 2026"
    assert told["gift3"] == "Another gift card: GC-888: $5.00"
    assert told["used"].startswith("Used up:")


def test_the_pass_of_a_gift_card_is_bound_to_its_code() -> None:
    of = mirror(balance=6000, number="GC-888", gifts=(GIFT,))
    (apples,) = apple(GIFTS, of, 6000)["barcodes"]
    assert (apples["message"], apples["altText"], apples["messageEncoding"]) == ("GC-888", "GC-888", "iso-8859-1")
    assert google(GIFTS, of, 6000)["barcode"] == {"type": "QR_CODE", "value": "GC-888", "alternateText": "GC-888"}


@pytest.mark.parametrize(
    "changes", [{"mirror": Mirror(Seen(MirrorState.NONE), AT)}, {"card": card(GIFTS, status=CardStatus.ERASED)}]
)
def test_without_a_gift_card_and_without_its_holder_the_code_is_the_cards_own(changes: Any) -> None:
    of = mirror(balance=6000, number="GC-888", gifts=(GIFT,))
    assert apple(GIFTS, of, **changes)["barcodes"][0]["message"] == barcode_message(builders.CARD)
    assert google(GIFTS, of, **changes)["barcode"]["value"] == barcode_message(builders.CARD)


def test_a_code_that_no_barcode_takes_is_told_in_words_only() -> None:
    of = mirror(balance=6000, number="ПОДАРОК-1", gifts=(replace(GIFT, code="ПОДАРОК-1"),))
    assert apple(GIFTS, of, 6000)["barcodes"][0]["message"] == barcode_message(builders.CARD)
    assert facts(GIFTS, of, 6000)["code"] == "Code: ПОДАРОК-1"


def test_a_blank_code_or_title_is_not_told() -> None:
    of = mirror(balance=6000, number=" ", gifts=(replace(GIFT, code=" ", restriction=" "),))
    assert list(facts(GIFTS, of, 6000)) == ["valid"]
    assert facts(SESSIONS, mirror(parts=(part(title=" "),)))["membership1"].startswith("Membership: 9 sessions")


def test_a_loyalty_cards_number_is_no_barcode() -> None:
    assert apple(CASHBACK, levels(REGULAR))["barcodes"][0]["message"] == barcode_message(builders.CARD)


# ---------------------------------------------------------------- memberships


def part(**changes: Any) -> Part:
    one = Part(MembershipId(1), "M1", "Haircuts", 9, (), MembershipStatus.ACTIVE, AT, ENDS, None)
    return replace(one, **changes)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"renewal": Renewal.ON}, "9 sessions. Renews on Dec 1, 2026."),
        ({"renewal": Renewal.OFF}, "9 sessions. Ends on Dec 1, 2026."),
        ({"renewal": Renewal.FAILED}, "9 sessions. Payment failed, valid until Dec 1, 2026."),
        ({"unlimited": True, "sessions": 0}, "Unlimited sessions. Valid until Dec 1, 2026."),
        ({"sessions": 1, "expires_at": None}, "1 session."),
        (
            {"status": MembershipStatus.ISSUED, "starts_by": ENDS, "expires_at": None},
            "9 sessions. Not started, starts by Dec 1, 2026 at the latest.",
        ),
    ],
)  # fmt: skip
def test_a_membership_tells_its_state(changes: Any, text: str) -> None:
    assert facts(SESSIONS, mirror(parts=(part(**changes),)), 9) == {"membership1": f"Haircuts: {text}"}


def test_an_end_that_is_near_is_told_of_the_first_membership_only() -> None:
    told = facts(SESSIONS, mirror(parts=(part(), part(membership_id=MembershipId(2))), ending=3), 9)
    assert told["membership1"].endswith("Valid until Dec 1, 2026: fewer than 3 days are left.")
    assert told["membership2"].endswith("Valid until Dec 1, 2026.")


def test_the_front_has_the_two_largest_counters_and_the_back_has_all() -> None:
    services = Counter(3, "Sauna", 0, unlimited=True), Counter(1, "Haircut", 9), Counter(2, "Wax", 2)
    document = apple(SESSIONS, mirror(parts=(part(services=services),)), 11)
    assert field(document, "membership1")["value"] == "Sauna: unlimited, Haircut: 9. Valid until Dec 1, 2026."
    assert field(document, "back-membership1")["value"] == "Sauna: unlimited, Haircut: 9, Wax: 2. Valid until Dec 1, 2026."


def test_sessions_that_are_not_counted_are_no_number() -> None:
    of = mirror(parts=(part(unlimited=True, sessions=0),))
    assert field(apple(SESSIONS, of), "sessions")["value"] == "unlimited"
    assert google(SESSIONS, of)["loyaltyPoints"]["balance"] == {"string": "unlimited"}


@pytest.mark.parametrize(("kind", "missing"), [(DISCOUNT, "no discount card"), (GIFTS, "no gift card with money on it")])
def test_what_altegio_does_not_have_is_said(kind: ProgramType, missing: str) -> None:
    assert missing in facts(kind, Mirror(Seen(MirrorState.NONE), AT))["state"]


def test_per_cents_are_whole_where_they_can_be() -> None:
    assert [percent_number(value) for value in (500, 750)] == [5, 7.5]
