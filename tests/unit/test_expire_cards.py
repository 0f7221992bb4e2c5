"""Stamps and cards end at the end of a day (loyalty-domain.md §6.8)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from comeback.domain.ledger import Actor, EntryKind
from comeback.domain.program import StampExpiry
from comeback.domain.settings import CardSettings, EveryN
from comeback.domain.visit import Attendance
from comeback.usecases.expire_cards import ExpireCards, ExpiryReport
from tests.builders import TENANT
from tests.counter import Counter
from tests.engine_world import SECOND
from tests.memory.connections import MemoryConnections
from tests.memory.store import Store
from tests.salon import EACH, SLIDING, UNTIL, Salon


def test_stamps_end_together_some_days_after_the_last_one() -> None:
    salon = Salon(SLIDING)
    salon.came("2026-09-21")
    salon.came("2026-11-20")
    assert salon.at("2026-12-20T23:59:59").stamps == 0
    assert salon.at("2027-02-18T23:59:58").stamps == 0
    assert salon.at("2027-02-18T23:59:59") == ExpiryReport(looked_at=1, stamps=2)
    assert (salon.amounts(), salon.ended()) == ([1, 1, -2], [(-2, "2027-02-18")])


def test_an_ended_stamp_has_an_entry_of_its_own_that_lowers_the_balance_only() -> None:
    salon = Salon(SLIDING)
    salon.came("2026-09-21")
    salon.at("2027-01-01T00:00:00")
    entry = salon.entries()[-1]
    assert (entry.kind, entry.actor, entry.earning_unit) == (EntryKind.EXPIRY, Actor("job", "expiry"), None)
    assert entry.effective_at == datetime.fromisoformat("2026-12-20T23:59:59-05:00")
    assert (salon.head.balance, salon.head.lifetime_earned) == (0, 1)


def test_a_second_run_takes_nothing() -> None:
    salon = Salon(SLIDING)
    salon.came("2026-09-21")
    salon.at("2027-01-01T00:00:00")
    assert salon.expire() == ExpiryReport()
    assert salon.amounts() == [1, -1]


def test_each_stamp_may_have_its_own_days() -> None:
    salon = Salon(EACH)
    for day in ("2026-09-21", "2026-09-22", "2026-11-20"):
        salon.came(day)
    salon.at("2027-01-01T00:00:00")
    assert salon.ended() == [(-1, "2026-12-20"), (-1, "2026-12-21")]
    salon.at("2027-03-01T00:00:00")
    assert salon.ended()[2:] == [(-1, "2027-02-18")]


def test_stamps_may_end_on_a_date() -> None:
    salon = Salon(UNTIL)
    salon.came("2026-09-21")
    salon.at("2026-12-31T12:00:00")
    assert salon.ended() == []
    salon.at("2026-12-31T23:59:59")
    assert salon.ended() == [(-1, "2026-12-31")]


def test_a_stamp_that_comes_after_the_others_have_ended_does_not_bring_them_back() -> None:
    salon = Salon(SLIDING)
    salon.came("2026-09-21")
    salon.came("2026-12-21")
    salon.at("2026-12-22T00:00:00")
    assert salon.ended() == [(-1, "2026-12-20")]
    assert salon.head.balance == 1


def test_a_visit_that_was_taken_back_prolongs_nothing() -> None:
    salon = Salon(SLIDING)
    salon.came("2026-09-21")
    record = salon.visit(salon.jane, day="2026-10-20")
    salon.hear()
    salon.desk.attend(record, Attendance.NO_SHOW)
    salon.hear()
    salon.wait()
    salon.at("2026-12-21T00:00:00")
    assert salon.ended() == [(-1, "2026-12-20")]


def test_unredeemed_rewards_never_end() -> None:
    salon = Salon(EACH)
    for day in range(20, 27):
        salon.came(f"2026-09-{day}")
    salon.at("2027-06-01T00:00:00")
    assert salon.head.shown == (0, 1, 0)
    assert sum(amount for amount, _ in salon.ended()) == -2


def test_stamps_of_a_reward_that_is_taken_back_end_with_their_days() -> None:
    salon = Salon(EACH)
    for day in range(21, 26):
        salon.came(f"2026-09-{day}")
    salon.at("2027-06-01T00:00:00")
    assert salon.ended() == []
    salon.desk.cancel(max(salon.desk.records))
    salon.hear()
    salon.wait()
    salon.expire()
    assert sum(amount for amount, _ in salon.ended()) == -4


def test_a_redemption_spends_the_oldest_and_gives_them_back_with_their_days() -> None:
    salon = Salon(EACH)
    for day in range(20, 27):
        salon.came(f"2026-09-{day}")
    counter = Counter(salon)
    redemption = counter.redeem()
    salon.at("2026-12-31T00:00:00")
    assert salon.head.balance == 0
    counter.give_back(redemption.id)
    assert salon.head.shown == (0, 1, 0)
    counter.adjust(-1)
    assert salon.expire().stamps == 4
    assert salon.head.balance == 0


def test_stamps_that_fill_a_debt_do_not_end() -> None:
    salon = Salon(EACH)
    for day in range(20, 25):
        salon.came(f"2026-09-{day}")
    Counter(salon).redeem()
    salon.desk.cancel(max(salon.desk.records))
    salon.hear()
    salon.wait()
    salon.came("2026-09-26")
    assert salon.head.balance == 0
    salon.at("2027-06-01T00:00:00")
    assert salon.ended() == []


def test_a_change_of_the_policy_is_for_stamps_earned_afterwards() -> None:
    salon = Salon(EACH)
    salon.came("2026-09-21")
    salon.clock.pass_by(timedelta(minutes=1))
    salon.change(stamp_expiry=StampExpiry(), past_expiries=((salon.clock.now(), EACH),))
    salon.came("2026-09-22")
    salon.at("2027-06-01T00:00:00")
    assert salon.ended() == [(-1, "2026-12-20")]
    assert (salon.head.balance, salon.head.look_at) == (1, None)


def test_a_reversal_after_a_change_of_the_policy_takes_its_own_stamp() -> None:
    salon = Salon(EACH)
    salon.came("2026-09-21")
    salon.clock.pass_by(timedelta(minutes=1))
    salon.change(stamp_expiry=StampExpiry(), past_expiries=((salon.clock.now(), EACH),))
    salon.came("2026-09-22")
    salon.desk.cancel(max(salon.desk.records))
    salon.hear()
    salon.wait()
    assert salon.at("2027-06-01T00:00:00").stamps == 1


def test_a_day_ends_where_the_stamp_was_given() -> None:
    salon = Salon(EACH)
    abroad = salon.connections.get(TENANT, SECOND)
    assert abroad is not None
    salon.connections.save(TENANT, replace(abroad, location=replace(abroad.location, timezone="Asia/Tokyo")))
    salon.visit(salon.desk.add_client(location=SECOND), location=SECOND)
    salon.hear()
    salon.at("2027-06-01T00:00:00")
    (entry,) = [entry for entry in salon.entries() if entry.kind is EntryKind.EXPIRY]
    assert entry.effective_at == datetime.fromisoformat("2026-12-21T23:59:59+09:00")


def test_stamps_given_by_hand_end_too() -> None:
    salon = Salon(EACH)
    salon.came("2026-09-21", paid=False)
    Counter(salon).scan()
    Counter(salon).adjust(2)
    salon.at("2026-12-21T00:00:00")
    assert salon.ended() == [(-3, "2026-12-20")]


def test_amounts_are_collected_anew_when_all_stamps_have_ended() -> None:
    salon = Salon(SLIDING, CardSettings(accrual_rule=EveryN(1000, "carry")))
    record = salon.visit(salon.jane, "12:00", 1900)
    salon.hear()
    salon.at("2027-01-01T00:00:00")
    assert (salon.amounts(), salon.head.carry.lacking(1000)) == ([1, -1], 1000)
    salon.desk.cancel(record)
    salon.hear()
    salon.wait()
    assert salon.amounts() == [1, -1]


def test_the_remainder_stays_while_some_stamps_live() -> None:
    salon = Salon(EACH, CardSettings(accrual_rule=EveryN(1000, "carry")))
    salon.visit(salon.jane, "12:00", 1900)
    salon.visit(salon.jane, "12:00", 1000, day="2026-11-01")
    salon.hear()
    salon.at("2027-01-01T00:00:00")
    assert (salon.head.balance, salon.head.carry.lacking(1000)) == (1, 100)


def test_where_no_location_is_connected_days_are_told_in_utc() -> None:
    salon = Salon(EACH)
    salon.came("2026-09-21")
    nowhere = ExpireCards(salon.ledger, MemoryConnections(Store()), salon.clock, salon.ids)
    salon.clock.moment += timedelta(days=200)
    nowhere()
    assert salon.entries()[-1].effective_at == datetime(2026, 12, 20, 23, 59, 59, tzinfo=UTC)
