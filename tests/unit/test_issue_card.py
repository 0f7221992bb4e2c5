"""A card for a customer in a program."""

from datetime import UTC, date, datetime

from comeback.domain.card import CardStatus
from comeback.usecases.issue_card import IssueCard
from tests.api_world import NOW, Clock
from tests.builders import CUSTOMER, DAY, TENANT, program
from tests.memory.customers import MemoryCustomers
from tests.memory.store import Store
from tests.memory.system import Numbered


def test_a_card_takes_size_type_and_key_and_is_given_once() -> None:
    customers = MemoryCustomers(Store())
    issue = IssueCard(customers, Numbered(), Clock(), "k2")
    card, is_new = issue(TENANT, program(size=7), CUSTOMER, first_day=DAY)
    assert is_new
    assert (card.size, card.key_id, card.first_day, card.status) == (7, "k2", date(2026, 9, 21), CardStatus.ACTIVE)
    assert (card.issued_at, card.seq, card.balance) == (NOW, 0, 0)
    assert datetime.fromtimestamp(card.mark / 1000, tz=UTC) == NOW
    assert issue(TENANT, program(size=9), CUSTOMER) == (card, False)
