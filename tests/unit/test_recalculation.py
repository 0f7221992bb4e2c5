"""Recalculation of an interval: what is previewed is what is booked, once, and no later event undoes it (§5.1)."""

from datetime import timedelta

import pytest

from comeback.domain.errors import FieldRefused
from comeback.domain.ids import ClientId
from comeback.domain.ledger import AppliedRule, EntryKind
from comeback.domain.recalculation import CardChange, Difference, RecalculationState, Sums
from comeback.domain.settings import AmountOver, CardSettings, Completed, CountBy, EveryN
from comeback.usecases.recalculate_page import RecalculationOutcome
from tests.builders import DAY, PROGRAM, TENANT
from tests.counter import Counter
from tests.engine_world import JANE_PHONE, SECOND, EngineWorld
from tests.recalculation_world import RecalculationWorld

TWO = CardSettings(accrual_rule=Completed(2))
OVER_50 = CardSettings(accrual_rule=AmountOver(5000))


def jane(world: EngineWorld) -> ClientId:
    return next(client for (_, client), one in world.desk.clients.items() if one.phone == JANE_PHONE)


def came(world: EngineWorld, *days: int, cost: int = 4000, **more: object) -> None:
    """Jane came on these days of September, and it was booked."""
    client = jane(world) if world.desk.clients else world.desk.add_client()
    for day in days:
        world.visit(client, "12:00", cost, day=f"2026-09-{day:02d}", **more)  # type: ignore[arg-type]
    world.hear()


def a_world(*days: int, before: CardSettings | None = None, after: CardSettings = TWO) -> RecalculationWorld:
    """Days with a visit of 40.00, and other settings a week later."""
    world = RecalculationWorld(before)
    came(world, *days)
    world.change_settings(after)
    return world


def test_a_preview_says_what_would_change_and_books_nothing() -> None:
    world = a_world(21, 22)
    before = world.store.cards, world.store.days, world.entries()
    job = world.preview()
    assert job.state is RecalculationState.READY
    assert job.previewed == Sums(cards=1, changed=1, up=2)
    card = world.card()
    assert card is not None
    assert world.cards_of(job) == [CardChange(card.id, card.customer_id, 2, 2, 4, Difference(up=2))]
    assert (world.store.cards, world.store.days, world.entries()) == before
    assert world.store.programs[TENANT, PROGRAM].retroactions == ()


def test_the_commit_books_what_was_previewed_under_the_newer_rule() -> None:
    world = a_world(21, 22)
    job = world.book(world.preview())
    assert (job.state, job.booked) == (RecalculationState.DONE, job.previewed)
    assert world.amounts() == [1, 1, 1, 1]
    for entry in world.entries()[2:]:
        assert (entry.kind, entry.rule) == (EntryKind.ACCRUAL, AppliedRule("completed", 2))
        assert entry.cause is not None
        assert entry.cause.source == "recalculation"
        assert (entry.ordinal, entry.earning_unit is not None) == (2, True)
    assert world.cards_of(job)[0].booked == Difference(up=2)
    assert not world.cards_of(job)[0].changed_meanwhile


def test_stamps_that_go_are_taken_at_once_because_the_owner_has_decided() -> None:
    world = a_world(21, after=OVER_50)
    job = world.preview()
    assert job.previewed == Sums(cards=1, changed=1, down=1)
    world.book(job)
    accrual, reversal = world.entries()
    assert (reversal.kind, reversal.amount, reversal.reverses) == (EntryKind.REVERSAL, -1, accrual.id)
    assert reversal.rule == AppliedRule("amount_over", 2)
    card = world.card()
    assert card is not None
    assert card.held == 0


def test_later_events_of_the_same_visits_do_not_undo_it() -> None:
    world = a_world(21, 22)
    world.book(world.preview())
    for record in list(world.desk.records):
        world.desk.add_service(record, 0)
    world.hear()
    world.wait()
    assert world.balance() == 4


def test_without_a_commit_later_events_are_judged_as_ever() -> None:
    """Ruling 7: a change of settings alone never reaches back."""
    world = a_world(21)
    world.preview()
    came(world, 21)
    world.wait()
    assert world.amounts() == [1]


def test_a_visit_of_the_interval_that_becomes_known_later_earns_by_the_newer_rule() -> None:
    world = a_world(21)
    world.book(world.preview())
    came(world, 23)
    assert world.amounts() == [1, 1, 2]


def test_committing_twice_books_once() -> None:
    world = a_world(21)
    job = world.preview()
    world.book(job)
    assert world.book(job).state is RecalculationState.DONE
    assert (world.amounts(), world.looked[1:]) == ([1, 1], [RecalculationOutcome.BEGUN, RecalculationOutcome.LOOKED_AT])


def test_what_has_changed_since_the_preview_is_booked_by_the_facts_and_told() -> None:
    world = a_world(21, 22)
    job = world.preview()
    came(world, 23)
    job = world.book(job)
    assert world.amounts() == [1, 1, 1, 1, 1, 1]
    assert (job.booked.up, job.booked.changed_meanwhile, job.previewed.up) == (3, 1, 2)
    (card,) = world.cards_of(job)
    assert (card.previewed, card.booked, card.changed_meanwhile) == (Difference(up=2), Difference(up=3), True)


def test_a_card_without_a_difference_that_has_one_at_the_commit_is_told_too() -> None:
    world = a_world()
    job = world.preview()
    assert (job.previewed, world.cards_of(job)) == (Sums(), [])
    came(world, 21)
    job = world.book(job)
    assert (job.booked.up, job.booked.changed_meanwhile) == (1, 1)
    assert [one.previewed for one in world.cards_of(job)] == [Difference()]


def test_a_reward_that_was_redeemed_since_the_preview_makes_a_debt_that_is_told() -> None:
    world = a_world(*range(10, 20), after=OVER_50)
    job = world.preview()
    assert job.previewed == Sums(cards=1, changed=1, down=10, rewards_lost=1)
    Counter(world).redeem()
    job = world.book(job)
    assert (world.balance(), job.booked.into_debt, job.booked.changed_meanwhile) == (-10, 1, 1)


def test_the_preview_tells_rewards_that_are_won_and_cards_that_would_go_into_debt() -> None:
    world = a_world(*range(10, 20))
    assert world.preview().previewed == Sums(cards=1, changed=1, up=10, rewards_won=1)
    world.change_settings(OVER_50)
    Counter(world).redeem()
    job = world.preview()
    assert job.previewed == Sums(cards=1, changed=1, down=10, into_debt=1)
    assert world.cards_of(job)[0].previewed.debt == 10


def test_what_the_owner_bears_is_previewed_as_it_is_booked() -> None:
    world = a_world(*range(10, 20), after=OVER_50)
    world.change_program(reversal_policy="forgive")
    Counter(world).redeem()
    job = world.preview()
    assert job.previewed == Sums(cards=1, changed=1, down=10, forgiven=10)
    assert (world.book(job).booked, world.balance()) == (job.previewed, 0)


def test_a_held_difference_is_left_to_its_hold_and_judged_by_the_newer_rule_when_it_is_due() -> None:
    world = a_world(21, 22)
    world.clock.pass_by(timedelta(days=7))
    (record, _) = world.desk.records
    world.desk.delete_payments(record)
    world.hear()
    job = world.start(TENANT, PROGRAM, DAY, DAY + timedelta(days=5))
    world.work_pages()
    job = world.book(job)
    assert (job.previewed.up, job.previewed.waiting, job.booked.waiting) == (1, 1, 1)
    assert world.amounts() == [1, 1, 1]
    world.desk.pay(record)
    world.hear()
    assert world.amounts() == [1, 1, 1, 1]


def test_a_blocked_card_is_left_alone_and_follows_when_it_is_opened() -> None:
    world = a_world(21)
    counter = Counter(world)
    counter.block()
    job = world.book(world.preview())
    assert (job.booked, world.amounts()) == (Sums(cards=1), [1])
    counter.unblock()
    world.work()
    assert world.amounts() == [1, 1]


def test_another_earning_unit_takes_the_day_back_and_gives_for_its_visits() -> None:
    world = RecalculationWorld()
    client = world.desk.add_client()
    world.visit(client, "10:00")
    world.visit(client, "15:00")
    world.hear()
    world.change_settings(CardSettings(count_by=CountBy.VISIT))
    job = world.preview()
    assert (job.previewed.up, job.previewed.down) == (2, 1)
    world.book(job)
    assert world.amounts() == [1, 1, 1, -1]


def test_one_location_is_recalculated_alone() -> None:
    world = RecalculationWorld()
    came(world, 21)
    other = world.desk.add_client("+13155550199", "Ann", location=SECOND)
    world.visit(other, "12:00", 4000, location=SECOND)
    world.hear()
    world.change_settings(TWO)
    job = world.book(world.preview(SECOND))
    assert (job.booked.up, world.balance(), world.balance("+13155550199")) == (1, 1, 2)


@pytest.mark.parametrize("after", [CardSettings(count_by=CountBy.VISIT), CardSettings(accrual_rule=EveryN(1000, "carry"))])
def test_one_location_alone_cannot_have_another_earning_unit_or_remainder(after: CardSettings) -> None:
    world = a_world(21, before=CardSettings(accrual_rule=EveryN(1000)), after=after)
    with pytest.raises(FieldRefused) as found:
        world.preview(SECOND)
    assert [error.field for error in found.value.errors] == ["location_id"]
    world.book(world.preview())


def test_amounts_that_are_carried_over_are_summed_anew() -> None:
    world = a_world(21, 22, 23, before=CardSettings(accrual_rule=EveryN(10_000, "carry")),
                    after=CardSettings(accrual_rule=EveryN(3_000, "carry")))  # fmt: skip
    assert world.amounts() == [1]
    job = world.preview()
    assert job.previewed == Sums(cards=1, changed=1, up=3)
    assert world.book(job).booked == job.previewed
    card = world.card()
    assert card is not None
    assert (world.balance(), card.carry.stamps, card.carry.lacking(3_000)) == (4, 4, 3_000)


def test_of_two_recalculations_the_later_one_counts() -> None:
    world = a_world(21, 22)
    world.book(world.preview())
    world.change_settings(CardSettings(accrual_rule=Completed(5)))
    job = world.book(world.preview(start=DAY, end=DAY + timedelta(days=1)))
    assert (world.balance(), job.booked.up) == (7, 3)
    assert len(world.store.programs[TENANT, PROGRAM].retroactions) == 2
    world.book(world.preview())
    assert (world.balance(), len(world.store.programs[TENANT, PROGRAM].retroactions)) == (10, 1)
