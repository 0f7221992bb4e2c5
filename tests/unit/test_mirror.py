"""Mirrored balances as pure functions: which card, which memberships, what a read changes (loyalty-domain.md §8 and §9)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from comeback.domain.because import Because
from comeback.domain.ids import EntryId, LoyaltyCardId, MembershipId, VisitId
from comeback.domain.ledger import Cause, EntryKind
from comeback.domain.loyalty import Counter, LoyaltyCard, LoyaltyTransaction, Membership, MembershipStatus, TransactionType
from comeback.domain.mirror import Mirror, MirrorState, Seen, follow, is_news, mirrored
from comeback.domain.mirror_reading import cashback, multipass
from comeback.domain.mirror_reasons import Why, fresh
from comeback.domain.mirror_reasons import why as words_for
from comeback.domain.program import ProgramType
from tests import builders

NOW = datetime(2026, 9, 21, 20, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
TYPE = 10992
OURS = LoyaltyCardId(9210520)
CAUSE = Cause(builders.LA_VISAGE, (), "webhook")


def loyalty_card(number: int = OURS, balance: int = 10000, type_id: int = TYPE) -> LoyaltyCard:
    return LoyaltyCard(LoyaltyCardId(number), type_id, f"N{number}", balance)


def membership(number: int = 1, sessions: int = 9, **changes: Any) -> Membership:
    one = Membership(MembershipId(number), f"M{number}", "10 haircuts", MembershipStatus.ACTIVE, sessions)
    return replace(one, **changes)


# ---------------------------------------------------------------- cashback


def test_the_card_of_the_type_is_shown_with_its_number() -> None:
    seen = cashback([loyalty_card(1, 50000, type_id=7), loyalty_card()], TYPE, "USD")
    assert seen == Seen(MirrorState.SHOWN, 10000, card_id=OURS, number="N9210520")


def test_of_several_cards_the_greatest_balance_is_shown_and_flagged() -> None:
    seen = cashback([loyalty_card(1, 100), loyalty_card(2, 300), loyalty_card(3, 200)], TYPE, "USD")
    assert (seen.card_id, seen.balance, seen.several) == (2, 300, True)


def test_of_equal_balances_the_lowest_id_is_shown() -> None:
    assert cashback([loyalty_card(3, 200), loyalty_card(2, 200)], TYPE, "USD").card_id == 2


def test_balances_are_never_added() -> None:
    assert cashback([loyalty_card(1, 100), loyalty_card(2, 100)], TYPE, "USD").balance == 100


@pytest.mark.parametrize("cards", [[], [loyalty_card(type_id=7)]])
def test_without_a_card_of_the_type_there_is_no_card_yet(cards: list[LoyaltyCard]) -> None:
    assert cashback(cards, TYPE, "USD") == Seen(MirrorState.NONE)


def test_a_negative_balance_is_read_as_it_is() -> None:
    assert cashback([loyalty_card(balance=-500)], TYPE, "USD").balance == -500


# ---------------------------------------------------------------- multipass


@pytest.mark.parametrize("status", [MembershipStatus.ISSUED, MembershipStatus.ACTIVE, MembershipStatus.FROZEN])
def test_issued_active_and_frozen_memberships_are_shown(status: MembershipStatus) -> None:
    (part,) = multipass([membership(status=status)], "all", NOW).parts
    assert (part.membership_id, part.number, part.sessions, part.status) == (1, "M1", 9, status)


@pytest.mark.parametrize(
    "hidden",
    [
        {"status": MembershipStatus.OVERDUE}, {"status": MembershipStatus.OTHER}, {"sessions": 0}, {"expires_at": NOW},
        {"expires_at": NOW - timedelta(days=1)},
    ],
)  # fmt: skip
def test_overdue_expired_and_used_up_memberships_are_not(hidden: Any) -> None:
    assert multipass([membership(**hidden)], "all", NOW) == Seen(MirrorState.NONE)


def test_the_nearest_expiry_comes_first_and_one_without_comes_last() -> None:
    far, near = (membership(number, expires_at=NOW + timedelta(days=days)) for number, days in ((1, 90), (2, 10)))
    same, never = membership(3, expires_at=NOW + timedelta(days=10)), membership(4)
    shown = multipass([never, far, same, near], "all", NOW)
    assert [part.membership_id for part in shown.parts] == [2, 3, 1, 4]
    assert shown.balance == 36


def test_a_frozen_memberships_sessions_are_shown_and_cannot_be_used() -> None:
    frozen = membership(2, 5, status=MembershipStatus.FROZEN, frozen_until=LATER)
    seen = multipass([membership(), frozen], "all", NOW)
    assert (seen.balance, [part.sessions for part in seen.parts]) == (9, [9, 5])
    assert multipass([frozen], "all", NOW).balance == 0
    assert multipass([frozen], "all", NOW).state is MirrorState.SHOWN


def test_chosen_services_leave_out_the_counters_of_others() -> None:
    split = membership(sessions=11, counters=(Counter(1, "Haircut", 9), Counter(2, "Wax", 2)))
    (part,) = multipass([split], (2,), NOW).parts
    assert (part.sessions, [one.title for one in part.services]) == (2, ["Wax"])
    assert multipass([split], "all", NOW).balance == 11
    assert multipass([split], (3,), NOW).parts == ()


def test_a_pool_is_for_whatever_its_type_allows() -> None:
    assert multipass([membership()], (3,), NOW).balance == 9


# ---------------------------------------------------------------- two reads


def test_the_first_read_makes_the_mirror() -> None:
    seen = cashback([loyalty_card()], TYPE, "USD")
    assert mirrored(None, seen, NOW) == Mirror(seen, NOW)


def test_a_further_read_replaces_what_was_seen_and_its_date() -> None:
    first = Mirror(cashback([loyalty_card()], TYPE, "USD"), NOW, reads=4, explained=7)
    after = mirrored(first, Seen(MirrorState.NONE), LATER)
    assert after == Mirror(Seen(MirrorState.NONE), LATER, reads=5, explained=7)


def test_with_the_card_type_gone_the_last_mirror_stays_with_its_date() -> None:
    first = Mirror(cashback([loyalty_card()], TYPE, "USD"), NOW)
    after = mirrored(first, Seen(MirrorState.ATTENTION), LATER)
    assert (after.seen.state, after.seen.balance, after.as_of, after.reads) == (MirrorState.ATTENTION, 10000, NOW, 2)


def test_only_what_the_card_shows_is_news() -> None:
    first = Mirror(cashback([loyalty_card()], TYPE, "USD"), NOW)
    assert is_news(None, first)
    assert not is_news(first, replace(first, as_of=LATER, reads=2, explained=9))
    assert is_news(first, replace(first, seen=replace(first.seen, number="another")))


def mirror_card(kind: ProgramType = ProgramType.CASHBACK, **changes: Any) -> Any:
    return replace(builders.card(), type=kind, **changes)


@pytest.mark.parametrize(("kind", "unit"), [(ProgramType.CASHBACK, "minor"), (ProgramType.MULTIPASS, "sessions")])
def test_the_entry_is_the_difference_of_two_reads(kind: ProgramType, unit: str) -> None:
    card = mirror_card(kind, seq=3, balance=12000, mark=5000)
    head, (entry,) = follow(card, Mirror(Seen(MirrorState.SHOWN, 10000), NOW), LATER, EntryId("en_1"), CAUSE, (Because("spent"),))
    assert (head.seq, head.balance, head.lifetime_earned) == (4, 10000, 0)
    assert head.mark > card.mark
    assert (entry.kind, entry.amount, entry.balance_after, entry.seq, entry.unit) == (EntryKind.MIRROR, -2000, 10000, 4, unit)
    assert (entry.effective_at, entry.booked_at, entry.cause, entry.reason) == (NOW, LATER, CAUSE, "spent")


def test_without_a_difference_there_is_no_entry_but_a_new_mark() -> None:
    head, entries = follow(mirror_card(mark=1), Mirror(Seen(MirrorState.NONE), NOW), LATER, EntryId("en_1"), CAUSE)
    assert (entries, head.seq, head.balance) == ((), 0, 0)
    assert head.mark > 1


# ---------------------------------------------------------------- why


def moved(number: int, kind: int, amount: int, card: int = OURS, visit: int = 0) -> LoyaltyTransaction:
    return LoyaltyTransaction(number, kind, amount, LoyaltyCardId(card), MembershipId(0), VisitId(visit))


def why(listed: list[LoyaltyTransaction], before: Mirror | None, after: Seen, currency: str) -> Why:
    return words_for(fresh(listed, before, after), currency)


def explain(listed: list[LoyaltyTransaction], explained: int = 0) -> Why:
    seen = cashback([loyalty_card()], TYPE, "USD")
    return why(listed, Mirror(seen, NOW, explained=explained), seen, "USD")


def test_transactions_explain_a_difference_in_their_order() -> None:
    listed = [moved(2, TransactionType.WITHDRAWAL, 2000, visit=8), moved(1, TransactionType.ACCRUAL, 450, visit=8)]
    found = explain(listed)
    assert found == Why(
        (Because("cashback", amount=450, currency="USD"), Because("spent", amount=-2000, currency="USD")), (VisitId(8),), 2
    )  # fmt: skip
    assert found.reason == "cashback +4.50 USD, spent -20.00 USD"


def test_a_transaction_explains_once() -> None:
    listed = [moved(1, TransactionType.ACCRUAL, 450), moved(2, TransactionType.EXPIRED, 100)]
    assert explain(listed, explained=1).reason == "expired -1.00 USD"
    assert explain(listed, explained=2) == Why()


def test_another_card_and_another_kind_explain_nothing() -> None:
    listed = [moved(1, TransactionType.ACCRUAL, 450, card=5), moved(2, TransactionType.DISCOUNT, 450), moved(3, 99, 450)]
    assert explain(listed) == Why()
    assert why([moved(1, TransactionType.ACCRUAL, 450, card=0)], None, Seen(MirrorState.NONE), "USD") == Why()


def test_a_card_that_is_gone_is_explained_by_what_happened_to_it() -> None:
    before = Mirror(cashback([loyalty_card()], TYPE, "USD"), NOW)
    taken = why([moved(1, TransactionType.TAKEN_BY_HAND, 10000)], before, Seen(MirrorState.NONE), "USD")
    assert taken.reason == "taken by hand -100.00 USD"


def session(number: int, of: int, visit: int = 0, kind: int = TransactionType.SESSION) -> LoyaltyTransaction:
    return LoyaltyTransaction(number, kind, 5000, LoyaltyCardId(0), MembershipId(of), VisitId(visit))


def test_a_session_is_explained_by_its_membership_or_by_its_visit() -> None:
    after = multipass([membership()], "all", NOW)
    assert why([session(1, of=1)], None, after, "USD") == Why((Because("session_used"),), (), 1)
    assert why([session(1, of=0, visit=8)], None, after, "USD") == Why((Because("session_used"),), (VisitId(8),), 1)
    assert why([session(1, of=5), session(2, of=0, kind=TransactionType.ACCRUAL)], None, after, "USD") == Why()


def test_the_last_session_of_a_membership_is_explained_too() -> None:
    before = Mirror(multipass([membership(sessions=1)], "all", NOW), NOW)
    assert why([session(1, of=1)], before, Seen(MirrorState.NONE), "USD").reason == "session used"
