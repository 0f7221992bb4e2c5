"""Stamps of the whole card, where a remainder is carried over: several visits that change in one booking (§6.4, §6.7)."""

from dataclasses import replace
from datetime import timedelta

from comeback.domain.ledger import EntryKind
from comeback.domain.program import ReversalPolicy
from comeback.domain.settings import CardSettings, CountBy, EveryN
from comeback.domain.visit import VisitFacts
from tests.account import Account, amounts
from tests.builders import line, paid, visit


def carried_and_spent(policy: ReversalPolicy, *costs: int) -> Account:
    """Visits under a rule for every 4000, the remainder carried over; their stamps were spent, and all go back at once."""
    account = Account(CardSettings(accrual_rule=EveryN(4000, "carry"), count_by=CountBy.VISIT), policy=policy)
    account.see(*(having(cost, number) for number, cost in enumerate(costs, 1)))
    account.card = replace(account.card, balance=0)
    account.see(*(having(cost, number, settled=False) for number, cost in enumerate(costs, 1)), wait=timedelta())
    return account


def having(cost: int, number: int, *, settled: bool = True) -> VisitFacts:
    return visit(*([paid(cost)] if settled else []), number=number, lines=(line(cost, record=number),))


def test_visits_that_count_again_together_give_back_what_was_forgiven_for_each() -> None:
    account = carried_and_spent("forgive", 4000, 4000)
    assert account.card.balance == 0
    booked = account.see(having(4000, 1), having(4000, 2))
    assert (sum(entry.amount for entry in booked.entries), account.card.balance) == (0, 0)


def test_a_visit_that_counts_again_alone_gives_back_its_own_only() -> None:
    account = carried_and_spent("forgive", 4000, 8000)
    for seen in ((having(4000, 1), having(8000, 2, settled=False)), (having(4000, 1), having(8000, 2))):
        booked = account.see(*seen)
        assert (sum(entry.amount for entry in booked.entries), account.card.balance) == (0, 0)


def test_what_another_visit_brings_beside_one_that_counts_again_is_given() -> None:
    account = carried_and_spent("forgive", 4000)
    account.see(having(4000, 1), having(4000, 2))
    assert account.card.balance == 1


def test_a_question_about_the_whole_card_is_moot_when_one_of_its_visits_counts_again() -> None:
    account = carried_and_spent("ask", 2000, 2000)
    (question,) = account.asked
    assert question.stamps == 1
    assert account.see(having(2000, 1), having(2000, 2)).moot == (question.id,)


def test_stamps_that_come_while_another_visit_goes_can_be_taken_back() -> None:
    account = Account(CardSettings(accrual_rule=EveryN(4000, "carry"), count_by=CountBy.VISIT))
    account.see(having(500, 2))
    booked = account.see(having(4000, 1), wait=timedelta())
    (entry,) = booked.entries
    assert (entry.amount, entry.earning_unit and entry.earning_unit.visit_id) == (1, 1)
    assert amounts(account.see(having(4000, 1, settled=False), wait=timedelta())) == [(EntryKind.REVERSAL, -1)]
