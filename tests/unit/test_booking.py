"""From target to entries (loyalty-domain.md §6.6, style.md §9)."""

from dataclasses import replace
from datetime import timedelta

from comeback.domain.card import CardStatus
from comeback.domain.ids import ProgramId
from comeback.domain.ledger import Actor, EntryKind
from comeback.domain.program import ReversalPolicy
from comeback.domain.settings import CardSettings, CountBy, EveryN
from tests.account import BY_VISIT, NOW, WAIT, Account, amounts
from tests.builders import DAY, NOON, card, line, paid, visit


def test_a_paid_visit_is_one_accrual_that_says_why() -> None:
    (entry,) = Account().see(visit(paid())).entries
    assert (entry.kind, entry.amount, entry.seq, entry.balance_after, entry.ordinal) == (EntryKind.ACCRUAL, 1, 1, 1, 1)
    assert entry.earning_unit is not None
    assert entry.earning_unit.key == "day"
    assert entry.cause is not None
    assert (entry.cause.visit_ids, entry.cause.source) == ((1,), "webhook")
    assert entry.rule is not None
    assert (entry.rule.kind, entry.rule.settings_version) == ("completed", 1)
    assert (entry.effective_at, entry.booked_at) == (NOON, NOW)


def test_the_second_look_books_nothing() -> None:
    account = Account()
    account.see(visit(paid()))
    again = account.see(visit(paid()))
    assert again.entries == ()
    assert again.card == account.card


def test_a_visit_that_never_earned_leaves_no_trace() -> None:
    booked = Account().see(visit())
    assert (booked.entries, list(booked.states[DAY])) == ((), [])


def test_a_downward_difference_waits_and_its_stamps_are_held() -> None:
    account = Account()
    account.see(visit(paid()))
    booked = account.see(visit())
    assert booked.entries == ()
    assert (account.held, account.card.held, account.card.balance) == ([-1], 1, 1)


def test_after_the_wait_the_difference_is_posted_against_its_accrual() -> None:
    account = Account()
    accrual = account.see(visit(paid())).entries[0]
    account.see(visit())
    booked = account.see(visit(), now=NOW + WAIT)
    assert amounts(booked) == [(EntryKind.REVERSAL, -1)]
    assert booked.entries[0].reverses == accrual.id
    assert (account.card.balance, account.card.lifetime_earned, account.card.held) == (0, 0, 0)


def test_a_flicker_within_the_wait_changes_nothing() -> None:
    account = Account()
    account.see(visit(paid()))
    account.see(visit())
    booked = account.see(visit(paid()), now=NOW + timedelta(minutes=4))
    assert (booked.entries, account.held, account.card.held) == ((), [], 0)


def test_a_second_downward_event_does_not_prolong_the_wait() -> None:
    account = Account()
    account.see(visit(paid()))
    account.see(visit())
    account.see(visit(), now=NOW + timedelta(minutes=10))
    assert amounts(account.see(visit(), now=NOW + WAIT)) == [(EntryKind.REVERSAL, -1)]


def test_without_a_delay_a_reversal_is_posted_at_once() -> None:
    account = Account()
    account.see(visit(paid()))
    assert amounts(account.see(visit(), wait=timedelta())) == [(EntryKind.REVERSAL, -1)]


def test_one_nought_one_is_legal_and_numbered() -> None:
    account = Account()
    entries = [
        *account.see(visit(paid())).entries,
        *account.see(visit(), wait=timedelta()).entries,
        *account.see(visit(paid())).entries,
    ]
    assert [(entry.amount, entry.ordinal, entry.seq) for entry in entries] == [(1, 1, 1), (-1, 2, 2), (1, 3, 3)]


def test_a_reversal_takes_the_newest_accruals_first_and_never_more_than_is_left() -> None:
    account = Account(CardSettings(accrual_rule=EveryN(1000)))
    first = account.see(visit(paid(2000), lines=(line(2000),))).entries[0]
    second = account.see(visit(paid(5000), lines=(line(5000),))).entries[0]
    booked = account.see(visit(paid(1000), lines=(line(1000),)), wait=timedelta())
    assert [(entry.reverses, entry.amount) for entry in booked.entries] == [(second.id, -3), (first.id, -1)]


def test_a_smaller_reversal_leaves_the_older_accruals_alone() -> None:
    account = Account(CardSettings(accrual_rule=EveryN(1000)))
    account.see(visit(paid(2000), lines=(line(2000),)))
    second = account.see(visit(paid(5000), lines=(line(5000),))).entries[0]
    booked = account.see(visit(paid(4000), lines=(line(4000),)), wait=timedelta())
    assert [(entry.reverses, entry.amount) for entry in booked.entries] == [(second.id, -1)]


def test_a_service_added_after_payment_takes_nothing_away() -> None:
    account = Account(CardSettings(count_by=CountBy.BOOKING, accrual_rule=EveryN(100_000)))
    account.see(visit(paid(250_000), lines=(line(250_000),)))
    both = (line(250_000), line(60_000, item=101))
    assert account.see(visit(paid(250_000), lines=both)).entries == ()
    later = account.see(visit(paid(250_000), paid(60_000, id=2), lines=both), now=NOW + timedelta(minutes=4))
    assert amounts(later) == [(EntryKind.ACCRUAL, 1)]
    assert account.card.balance == 3


def test_a_moved_visit_is_settled_at_once_and_nets_to_nothing() -> None:
    account = Account()
    account.see(visit(paid()))
    booked = account.see(tomorrow=[visit(paid(), at=NOON + timedelta(days=1))])
    assert amounts(booked) == [(EntryKind.ACCRUAL, 1), (EntryKind.REVERSAL, -1)]
    assert (account.card.balance, account.held) == (1, [])


def test_a_moved_visit_is_made_good_at_once_though_another_one_has_the_day_now() -> None:
    account = Account(CardSettings(accrual_rule=EveryN(1000)))
    account.see(visit(paid(4000)), visit(paid(2000), number=2, lines=(line(2000, record=2),)))
    stays = visit(paid(2000), number=2, lines=(line(2000, record=2),))
    booked = account.see(stays, tomorrow=[visit(paid(4000), at=NOON + timedelta(days=1))])
    assert amounts(booked) == [(EntryKind.ACCRUAL, 4), (EntryKind.REVERSAL, -4)]
    assert account.held == []


def test_what_another_visit_earns_does_not_end_a_wait() -> None:
    account = Account(BY_VISIT)
    account.see(visit(paid()))
    booked = account.see(visit(), visit(paid(), number=2))
    assert amounts(booked) == [(EntryKind.ACCRUAL, 1)]
    assert account.held == [-1]


def test_a_moved_visit_that_earns_less_on_its_new_day_waits() -> None:
    account = Account(CardSettings(accrual_rule=EveryN(1000)))
    account.see(visit(paid(4000)))
    booked = account.see(tomorrow=[visit(paid(1000), lines=(line(1000),), at=NOON + timedelta(days=1))])
    assert amounts(booked) == [(EntryKind.ACCRUAL, 1)]
    assert account.held == [-4]


def test_a_redeemed_reward_leaves_a_debt() -> None:
    account = Account(BY_VISIT, card(balance=4, seq=4, size=5))
    account.see(visit(paid()))
    assert account.card.shown == (0, 1, 0)
    account.card = replace(account.card, balance=0, seq=6)  # redeemed
    account.see(visit(), wait=timedelta())
    assert account.card.shown == (0, 0, 1)
    account.see(visit(), visit(paid(), number=2))
    assert account.card.shown == (0, 0, 0)


def forgiven(policy: ReversalPolicy = "forgive") -> Account:
    """A reward of five was redeemed, and the visit that completed it is taken back."""
    account = Account(BY_VISIT, card(balance=4, seq=4, size=5), policy)
    account.see(visit(paid()))
    account.card = replace(account.card, balance=0, seq=6)
    account.see(visit(), wait=timedelta())
    return account


def test_a_redeemed_reward_is_forgiven_where_that_is_the_policy() -> None:
    account = forgiven()
    assert (account.card.shown, account.card.lifetime_earned) == ((0, 0, 0), 4)
    account.see(visit(), visit(paid(), number=2))
    assert account.card.shown == (1, 0, 0)


def test_only_what_is_below_zero_is_forgiven_and_says_why() -> None:
    account = Account(CardSettings(accrual_rule=EveryN(1000)), policy="forgive")
    account.see(visit(paid()))
    account.card = replace(account.card, balance=1)
    booked = account.see(visit(), wait=timedelta())
    assert amounts(booked) == [(EntryKind.REVERSAL, -4), (EntryKind.ADJUSTMENT, 3)]
    entry = booked.entries[-1]
    assert (entry.actor, entry.reason) == (Actor("job", "reversal_policy"), "Forgiven: the reward was handed out.")
    assert account.card.balance == 0


def test_what_was_forgiven_is_not_given_twice() -> None:
    account = forgiven()
    booked = account.see(visit(paid()))
    assert amounts(booked) == [(EntryKind.ACCRUAL, 1), (EntryKind.ADJUSTMENT, -1)]
    assert amounts(account.see(visit(), wait=timedelta())) == [(EntryKind.REVERSAL, -1), (EntryKind.ADJUSTMENT, 1)]
    assert account.card.shown == (0, 0, 0)


def test_stamps_of_the_whole_card_are_forgiven_too() -> None:
    account = Account(CardSettings(accrual_rule=EveryN(4000, "carry")), policy="forgive")
    account.see(visit(paid()))
    account.card = replace(account.card, balance=0)
    assert amounts(account.see(visit(), wait=timedelta())) == [(EntryKind.REVERSAL, -1), (EntryKind.ADJUSTMENT, 1)]
    assert amounts(account.see(visit(paid()))) == [(EntryKind.ACCRUAL, 1), (EntryKind.ADJUSTMENT, -1)]


def test_the_owner_is_asked_where_that_is_the_policy_and_the_stamps_are_owed_meanwhile() -> None:
    account = forgiven("ask")
    (question,) = account.asked
    assert (question.id, question.stamps, question.cause.visit_ids) == (account.entries[-1].id, 1, (1,))
    assert account.card.shown == (0, 0, 1)


def test_a_question_is_moot_when_the_visit_counts_again() -> None:
    account = forgiven("ask")
    booked = account.see(visit(paid()))
    assert booked.moot == (account.asked[0].id,)
    assert account.see(visit(paid()), visit(paid(), number=2)).moot == ()


def test_a_card_that_is_not_active_keeps_what_it_has() -> None:
    account = Account(head=card(status=CardStatus.BLOCKED))
    assert account.see(visit(paid())).entries == ()
    account.card = replace(account.card, status=CardStatus.ACTIVE)
    assert amounts(account.see(visit(paid()))) == [(EntryKind.ACCRUAL, 1)]


def test_the_change_mark_grows_by_whole_seconds_with_each_booking_only() -> None:
    account = Account()
    first = account.see(visit(paid())).card.mark
    held = account.see(visit()).card.mark
    reversed_within_the_second = account.see(visit(), wait=timedelta()).card.mark
    assert held == first == int(NOW.timestamp() * 1000)
    assert reversed_within_the_second == first + 1000


def test_units_of_other_programs_are_not_touched() -> None:
    account = Account()
    booked = account.see(visit(paid()))
    other = ProgramId("pr_other")
    units = {(other, "day"): replace(booked.states[DAY][0], program_id=other)}
    account.days[DAY] = replace(account.days[DAY], units=units)
    assert [state.program_id for state in account.see(visit(paid())).states[DAY]] == [account.card.program_id]
