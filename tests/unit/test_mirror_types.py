"""Discount and gift cards follow Altegio, late cancellations are told, and a change finds its visit."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from comeback.domain.connection import Connection
from comeback.domain.ids import GiftCardId, LoyaltyCardId, RecordId, VisitId
from comeback.domain.loyalty import Promotion, Threshold, TransactionType
from comeback.domain.mirror_reasons import Why
from comeback.domain.program import ProgramType
from comeback.domain.settings import CardSettings
from comeback.messages import MirrorDue
from comeback.ports.crm import CrmRecord, CrmRefusedError, Lane
from comeback.usecases.explain_change import Heard
from comeback.usecases.read_balance import Found
from tests.builders import LA_VISAGE
from tests.memory.crm import MemoryCrm
from tests.mirror_world import SECOND_LATER, MirrorWorld, event, world_with

GROWING = Promotion(
    1, "Regulars", 4, Decimal(5), "percent", cashback=False, grows=True,
    thresholds=(Threshold(Decimal(100), Decimal(5)), Threshold(Decimal(500), Decimal(10))),
)  # fmt: skip


# ---------------------------------------------------------------- discounts


def discount_world() -> MirrorWorld:
    world = MirrorWorld(ProgramType.DISCOUNT)
    world.give_card(0)
    world.promote(GROWING, paid=12000)
    world.meet_jane()
    return world


def test_a_discount_changes_the_pass_and_posts_no_entry() -> None:
    world = discount_world()
    mark = world.head().mark
    world.promote(GROWING, paid=50000)
    assert event(world) == "changed"
    assert [level.value for level in world.stored().seen.levels] == [1000]
    assert (world.amounts(), world.head().balance) == ([], 0)
    assert world.head().mark > mark


def test_a_counter_that_moves_towards_the_next_level_is_news() -> None:
    world = discount_world()
    assert event(world) == "unchanged"
    world.promote(GROWING, paid=13000)
    assert event(world) == "changed"
    (level,) = world.stored().seen.levels
    assert level.next is not None
    assert level.next.lacking == 37000


# ---------------------------------------------------------------- gift cards


def gift_world(balance: int = 10000) -> MirrorWorld:
    world = MirrorWorld(ProgramType.GIFT, CardSettings())
    world.gift(balance)
    world.meet_jane()
    return world


def test_a_gift_cards_payments_are_entries_with_their_reason() -> None:
    world = gift_world()
    world.gift(6000)
    paid = world.moved(1, TransactionType.GIFT_CARD, 4000)
    world.loyalty.moved.append(replace(paid, card_id=LoyaltyCardId(0), gift_card_id=GiftCardId(1)))
    event(world)
    assert world.amounts() == [10000, -4000]
    assert (world.entries()[-1].reason, world.entries()[-1].unit) == ("paid with the gift card -40.00 USD", "minor")


def test_a_payment_that_was_taken_back_is_told_by_the_two_reads() -> None:
    world = gift_world(6000)
    world.gift(10000)
    event(world)
    assert (world.amounts(), world.entries()[-1].reason) == ([6000, 4000], "put back on the gift card")


def test_a_gift_card_is_read_by_phone_where_no_client_has_a_loyalty_card() -> None:
    world = gift_world()
    assert {name for name, _ in world.loyalty.calls} == {"gift_cards"}


# ---------------------------------------------------------------- late cancellations


def session_world() -> tuple[MirrorWorld, RecordId, VisitId]:
    world = MirrorWorld(ProgramType.MULTIPASS, CardSettings())
    world.sell(9)
    world.meet_jane()
    record = world.desk.book(world.jane, f"{world.clock.now():%Y-%m-%d} 08:00", 5000)
    return world, record, world.desk.visit_of(record)


def debited(world: MirrorWorld, record: RecordId, visit: VisitId) -> str | None:
    """A session is used; the sweep finds it, since there is no event."""
    world.sell(8)
    used = world.moved(1, TransactionType.SESSION, 100, visit, membership=1)
    world.loyalty.moved.append(replace(used, record_id=record))
    world.clock.pass_by(timedelta(hours=8))
    world.sweep_all()
    assert world.amounts() == [9, -1]
    return world.entries()[-1].reason


def test_a_session_that_was_used_while_the_booking_waits_is_a_late_cancellation() -> None:
    assert debited(*session_world()) == "1 session used: late cancellation"


@pytest.mark.parametrize(("act", "said"), [("no_show", "1 session used: late cancellation"), ("arrived", "session used")])
def test_what_became_of_the_booking_decides(act: str, said: str) -> None:
    world, record, visit = session_world()
    world.desk.attend(record, -1 if act == "no_show" else 1)
    assert debited(world, record, visit) == said


def test_a_booking_that_still_waits_at_the_desk_is_no_late_cancellation() -> None:
    world, record, visit = session_world()
    world.sell(8)
    world.loyalty.moved.append(world.moved(1, TransactionType.SESSION, 100, visit))
    world.clock.pass_by(SECOND_LATER)
    world.handle(replace(world.due(), visit_id=visit, record_id=record))
    assert world.entries()[-1].reason == "session used"


def test_a_booking_that_cannot_be_read_is_none_either() -> None:
    world, record, visit = session_world()

    class Closed(MemoryCrm):
        def record(self, connection: Connection, record: RecordId, lane: Lane) -> CrmRecord:
            raise CrmRefusedError("Altegio denies access")

    explain = replace(world.mirror.explain, crm=Closed(world.desk, world.clock))
    world.handle.routes[MirrorDue] = replace(world.mirror, explain=explain)
    assert debited(world, record, visit) == "session used"


# ---------------------------------------------------------------- the event says nothing of the visit


def test_an_event_of_the_client_is_explained_by_their_latest_visits() -> None:
    world = world_with(10000)
    visit = world.desk.visit_of(next(iter(world.desk.records)))
    world.change_card(10450, world.moved(1, TransactionType.ACCRUAL, 450, visit))
    event(world)
    entry = world.entries()[-1]
    assert entry.reason == "cashback +4.50 USD"
    assert entry.cause is not None
    assert entry.cause.visit_ids == (visit,)


def test_where_the_chains_movements_cannot_be_read_the_visits_still_explain() -> None:
    world = world_with(10000)
    visit = world.desk.visit_of(next(iter(world.desk.records)))
    world.loyalty.refuse("transactions_between")
    world.change_card(10450, world.moved(1, TransactionType.ACCRUAL, 450, visit))
    event(world)
    assert world.entries()[-1].reason == "cashback +4.50 USD"


def test_no_more_than_two_visits_are_asked_and_the_one_heard_of_once() -> None:
    world = world_with(10000)
    records = [world.desk.book(world.jane, f"{world.clock.now():%Y-%m-%d} {hour}:00", 5000) for hour in ("06", "07", "08")]
    world.change_card(10450)
    world.loyalty.calls.clear()
    event(world)
    assert [name for name, _ in world.loyalty.calls].count("visit_transactions") == 2
    world.change_card(10900)
    world.loyalty.calls.clear()
    world.clock.pass_by(SECOND_LATER)
    world.handle(replace(world.due(), visit_id=world.desk.visit_of(records[-1])))
    assert [name for name, _ in world.loyalty.calls].count("visit_transactions") == 2


def test_somebody_whom_the_location_does_not_know_has_no_visits_to_ask() -> None:
    world = world_with(10000)
    connection = world.directory.connection(LA_VISAGE)
    assert connection is not None
    nobody = Found(connection, world.stored().seen, world.clock.now())
    world.loyalty.calls.clear()
    assert world.mirror.explain(nobody, world.stored(), Heard(), Lane.LIVE) == Why()
    assert [name for name, _ in world.loyalty.calls] == ["transactions_between"]


def test_a_session_in_the_chains_list_that_names_no_membership_is_somebody_elses() -> None:
    world = MirrorWorld(ProgramType.MULTIPASS, CardSettings())
    world.sell(9)
    world.meet_jane()
    world.sell(8)
    world.loyalty.moved.append(replace(world.moved(1, TransactionType.SESSION, 100), card_id=LoyaltyCardId(0)))
    event(world)
    assert world.entries()[-1].reason is None
