"""Every N with the remainder carried over: the whole card is one unit (loyalty-domain.md §6.4, R3)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from comeback.domain.carry import Carry
from comeback.domain.ids import RecordId
from comeback.domain.ledger import EntryKind
from comeback.domain.settings import CardSettings, Completed, CountBy, EveryN, SettingsVersion
from tests.builders import LA_VISAGE, NOON, program
from tests.counter import Counter
from tests.engine_world import JANE_PHONE, SECOND, EngineWorld

EVERY_1000 = CardSettings(accrual_rule=EveryN(1000, "carry"))
SINCE = datetime.fromisoformat("2026-09-01T00:00:00Z")
LATER = SINCE + timedelta(days=30)


def came(world: EngineWorld, *costs: int, day: str = "2026-09-21", **more: object) -> RecordId:
    """Jane had a visit of her own date, and it has been heard of."""
    clients = [client for (_, client), one in world.desk.clients.items() if one.phone == JANE_PHONE]
    record = world.visit(clients[0] if clients else world.desk.add_client(), "12:00", *costs, day=day)
    world.hear()
    return record


def refunded(world: EngineWorld, record: RecordId) -> None:
    world.desk.delete_payments(record)
    world.hear()


def lacking(world: EngineWorld, amount: int = 1000) -> int:
    card = world.card()
    assert card is not None
    return card.carry.lacking(amount)


def test_an_amount_without_a_stamp_is_kept_for_another_date() -> None:
    world = EngineWorld(EVERY_1000)
    came(world, 700)
    assert (world.amounts(), lacking(world)) == ([], 300)
    came(world, 700, day="2026-09-22")
    assert (world.amounts(), lacking(world)) == ([1], 600)


def test_a_refund_of_another_date_takes_the_stamp_back_after_the_wait_and_names_its_accrual() -> None:
    world = EngineWorld(EVERY_1000)
    first = came(world, 700)
    came(world, 700, day="2026-09-22")
    refunded(world, first)
    card = world.card()
    assert card is not None
    assert (world.amounts(), card.held) == ([1], 1)
    world.wait()
    accrual, reversal = world.entries()
    assert (reversal.kind, reversal.amount, reversal.reverses) == (EntryKind.REVERSAL, -1, accrual.id)
    assert reversal.earning_unit is not None
    assert reversal.earning_unit.date == date(2026, 9, 21)
    assert lacking(world) == 300


def test_a_refund_that_takes_no_stamp_does_not_wait() -> None:
    world = EngineWorld(EVERY_1000)
    came(world, 1200)
    record = came(world, 100, day="2026-09-22")
    refunded(world, record)
    assert (world.amounts(), lacking(world)) == ([1], 800)


def test_a_payment_entered_anew_within_the_wait_changes_nothing() -> None:
    world = EngineWorld(EVERY_1000)
    record = came(world, 1200)
    refunded(world, record)
    world.desk.pay(record)
    world.hear()
    world.wait()
    assert (world.amounts(), lacking(world)) == ([1], 800)


def test_a_second_refund_does_not_prolong_the_wait() -> None:
    world = EngineWorld(EVERY_1000)
    record = came(world, 2500)
    world.desk.delete_payments(record)
    world.hear()
    world.clock.pass_by(timedelta(minutes=10))
    world.desk.pay(record, 100)
    world.hear()
    world.wait(timedelta(minutes=5))
    assert world.balance() == 0


def test_a_moved_visit_leaves_the_sums_as_they_are() -> None:
    world = EngineWorld(EVERY_1000)
    record = came(world, 1200)
    world.desk.move(record, "2026-09-23 12:00")
    world.hear()
    assert (world.amounts(), lacking(world)) == ([1], 800)


def test_stamps_of_the_whole_card_go_back_from_the_newest_accrual_on() -> None:
    world = EngineWorld(EVERY_1000)
    first = came(world, 2000)
    second = came(world, 3000, day="2026-09-22")
    world.desk.cancel(first)
    world.hear()
    world.wait()
    older, newer, reversal = world.entries()
    assert (reversal.amount, reversal.reverses) == (-2, newer.id)
    world.desk.cancel(second)
    world.hear()
    world.wait()
    assert [(entry.amount, entry.reverses) for entry in world.entries()[3:]] == [(-1, newer.id), (-2, older.id)]


def test_two_locations_collect_together() -> None:
    world = EngineWorld(EVERY_1000)
    came(world, 600)
    world.visit(world.desk.add_client(location=SECOND), "15:00", 600, location=SECOND)
    world.hear()
    assert (world.balance(), lacking(world)) == (1, 800)


def test_what_another_rule_gives_on_the_date_is_given_besides() -> None:
    rows = {
        LA_VISAGE: (SettingsVersion(1, SINCE, EVERY_1000),),
        SECOND: (SettingsVersion(1, SINCE, CardSettings(accrual_rule=Completed(2))),),
    }
    world = EngineWorld(of=program(locations=(LA_VISAGE, SECOND), rows=rows))
    came(world, 1200)
    world.visit(world.desk.add_client(location=SECOND), "15:00", location=SECOND)
    world.hear()
    assert sorted(world.amounts()) == [1, 2]
    assert lacking(world) == 800


def test_a_remainder_written_by_one_row_holds_for_all_rows_from_then_on() -> None:
    dropping = CardSettings(count_by=CountBy.VISIT, accrual_rule=EveryN(1000))
    rows = {
        LA_VISAGE: (SettingsVersion(1, SINCE, dropping),),
        SECOND: (
            SettingsVersion(1, SINCE, dropping),
            SettingsVersion(2, NOON, replace(dropping, accrual_rule=EveryN(1000, "carry"))),
        ),
    }
    world = EngineWorld(of=program(locations=(LA_VISAGE, SECOND), rows=rows))
    jane = world.desk.add_client()
    for at, cost in (("10:00", 1900), ("13:00", 600), ("15:00", 600)):
        world.visit(jane, at, cost)
    world.hear()
    assert (world.balance(), lacking(world)) == (2, 800)


def test_a_blocked_card_collects_nothing_until_it_is_open_again() -> None:
    world = EngineWorld(EVERY_1000)
    came(world, 700)
    counter = Counter(world)
    counter.block()
    came(world, 700, day="2026-09-22")
    assert lacking(world) == 300
    counter.unblock()
    world.work()
    assert (world.amounts(), lacking(world)) == ([1], 600)


def test_stamps_given_at_the_desk_stand_for_their_amount() -> None:
    world = EngineWorld(EVERY_1000)
    came(world, 1700)
    Counter(world).scan()
    world.wait()
    assert (world.balance(), lacking(world)) == (1, 300)


def test_only_visits_after_the_last_expiry_are_collected() -> None:
    world = EngineWorld(EVERY_1000)
    record = came(world, 1200)
    (key,) = world.store.cards
    world.store.cards[key] = replace(world.store.cards[key], carry=Carry(since=NOON + timedelta(hours=8)))
    refunded(world, record)
    world.wait()
    came(world, 900, day="2026-09-22")
    assert (world.amounts(), lacking(world)) == ([1], 100)


def test_a_refund_under_an_older_rule_takes_what_the_newer_one_gave_for_it_and_adds_nothing() -> None:
    other = SettingsVersion(2, NOON + timedelta(days=1), CardSettings(accrual_rule=EveryN(1000, "carry", stamps=5)))
    rows = {LA_VISAGE: (SettingsVersion(1, SINCE, EVERY_1000), other)}
    world = EngineWorld(of=program(locations=(LA_VISAGE,), rows=rows))
    first = came(world, 900)
    came(world, 100, day="2026-09-23")
    assert world.amounts() == [1]
    refunded(world, first)
    world.wait()
    assert world.amounts() == [1, -1]
