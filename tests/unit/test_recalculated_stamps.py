"""Stamps that a recalculation gives are as old as their visits (§6.8)."""

from comeback.domain.ledger import EntryKind
from comeback.domain.program import StampExpiry
from comeback.domain.settings import CardSettings, Completed
from comeback.usecases.expire_cards import ExpireCards
from tests.recalculation_world import RecalculationWorld


def test_stamps_whose_days_are_over_end_at_the_next_look() -> None:
    world = RecalculationWorld()
    world.change_program(stamp_expiry=StampExpiry("per_stamp", days=30))
    client = world.desk.add_client()
    world.visit(client, day="2026-09-21")
    world.visit(client, day="2026-09-30")
    world.hear()
    world.change_settings(CardSettings(accrual_rule=Completed(2)))
    world.clock.moment = world.clock.moment.replace(month=10, day=15)
    world.book(world.preview())
    assert world.amounts() == [1, 1, 1, 1]

    assert ExpireCards(world.ledger, world.connections, world.clock, world.ids)().stamps == 2
    (*_, expired) = world.entries()
    assert (expired.kind, expired.amount, world.balance()) == (EntryKind.EXPIRY, -2, 2)
