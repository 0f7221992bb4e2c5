"""What discount, gift, cashback and session cards say beside their main figure (loyalty-domain.md §10)."""

from dataclasses import replace
from typing import Any

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.card_layout import Layout
from comeback.domain.design import Design
from comeback.domain.ids import LoyaltyCardId, MembershipId
from comeback.domain.levels import Level
from comeback.domain.loyalty import Counter, MembershipStatus, Renewal
from comeback.domain.mirror import Mirror, MirrorState, Part, Seen
from comeback.domain.mirror_content import label_of, percent_number
from comeback.domain.program import ProgramType
from dev.google.documents import check
from tests.mirrored_cards import (
    AT,
    CASHBACK,
    DISCOUNT,
    EN,
    ENDS,
    GIFT,
    GIFTS,
    REGULAR,
    SESSIONS,
    apple,
    card,
    facts,
    field,
    figure,
    google,
    levels,
    mirror,
    part,
    program,
)


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


# ---------------------------------------------------------------- memberships


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
