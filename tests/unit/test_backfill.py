"""Stamps for visits from before a card, over memory (loyalty-domain.md §13.3): preview, cap, commit, repeats."""

from dataclasses import replace
from datetime import date

import pytest

from comeback.domain.errors import FieldRefused, NotFound, StateConflicted
from comeback.domain.fold import fold
from comeback.domain.ledger import EntryKind
from comeback.domain.milestone import Milestone
from comeback.domain.sync import PastCounts, SyncPhase, SyncState, SyncWish
from tests.builders import LA_VISAGE, OTHER_TENANT, TENANT, program
from tests.engine_world import SECOND
from tests.past_world import BACKFILL, PREVIEW, a_past, balance, imports, phone
from tests.properties.laws import check_books


def test_visits_from_before_the_card_are_given_in_one_entry() -> None:
    world = a_past(3, 7, 14)
    job = world.run(BACKFILL)
    assert (job.state, job.phase, job.past) == (SyncState.DONE, SyncPhase.CARDS, PastCounts(cards=1, stamps=3, to_give=3))
    (entry,) = world.entries(phone())
    assert (entry.kind, entry.amount, entry.balance_after) == (EntryKind.IMPORT, 3, 3)
    assert entry.reason == "Visits since 2026-09-01: 3 stamps"
    assert entry.cause is not None
    assert (entry.cause.source, entry.cause.location_id, entry.effective_at) == ("sync", LA_VISAGE, entry.booked_at)
    assert entry.actor is not None
    assert (entry.actor.kind, entry.actor.id) == ("job", job.id)
    card = world.card(phone())
    assert card is not None
    assert (card.lifetime_earned, card.is_quiet) == (3, True)
    check_books(world.store)
    assert fold(card, [entry], world.ledger.days_of(TENANT, card.customer_id)) == []


def test_without_a_date_nothing_is_given_for_the_past() -> None:
    world = a_past(3, 7)
    assert world.run().state is SyncState.DONE
    assert (world.entries(phone()), world.store.days) == ([], {})


def test_a_backfill_alone_gives_no_reward() -> None:
    world = a_past(*range(1, 13))
    job = world.run(BACKFILL)
    assert (balance(world), job.past) == (9, PastCounts(cards=1, stamps=12, to_give=9))
    assert imports(world)[0].reason == "Visits since 2026-09-01: 12 stamps, capped at 9"


@pytest.mark.parametrize(("cap", "given", "rewards"), [(1, 1, 0), (10, 10, 1), (11, 11, 1), (500, 12, 1)])
def test_the_owner_may_choose_the_cap(cap: int, given: int, rewards: int) -> None:
    world = a_past(*range(1, 13))
    job = world.run(replace(BACKFILL, cap=cap))
    assert (balance(world), job.past.new_rewards) == (given, rewards)


def test_a_backfill_alone_reaches_no_milestone() -> None:
    of = replace(program(locations=(LA_VISAGE, SECOND)), milestones=(Milestone(6, "A coffee"), Milestone(3, "A comb")))
    world = a_past(*range(1, 13), of=of)
    world.run(BACKFILL)
    assert balance(world) == 2
    world.run(replace(BACKFILL, cap=6))
    assert balance(world) == 6


def test_a_preview_gives_nothing_and_says_what_would_be_given() -> None:
    world = a_past(3, 7, 14)
    job = world.run(PREVIEW)
    assert (job.state, job.past) == (SyncState.PREVIEWED, PastCounts(cards=1, stamps=3, to_give=3))
    assert not world.store.entries
    (row,), cursor = world.follow.cards(TENANT, job.id, 10, None)
    card = world.card(phone())
    assert card is not None
    assert (row.card_id, row.stamps, row.to_give, row.capped, cursor) == (card.id, 3, 3, 3, None)
    assert card.backfilled is None


def test_a_committed_preview_gives_what_it_said() -> None:
    world = a_past(*range(1, 13))
    said = world.run(PREVIEW).past
    job = world.follow.latest(TENANT, LA_VISAGE)
    assert job is not None
    calls = len(world.crm.calls)
    assert world.commit(TENANT, job.id).state is SyncState.RUNNING
    world.read_all()
    done = world.job(job.id)
    assert (done.state, done.past, balance(world)) == (SyncState.DONE, said, 9)
    # Altegio was asked for nothing again.
    assert len(world.crm.calls) == calls


def test_a_commit_is_done_once() -> None:
    world = a_past(3)
    job = world.run(PREVIEW)
    for _ in range(3):
        world.commit(TENANT, job.id)
        world.read_all()
    assert (world.commit(TENANT, job.id).state, balance(world)) == (SyncState.DONE, 1)
    assert not world.pages.sent


def test_a_commit_whose_message_was_lost_is_started_by_the_next() -> None:
    world = a_past(3)
    job = world.run(PREVIEW)
    world.commit(TENANT, job.id)
    world.pages.sent.clear()
    world.commit(TENANT, job.id)
    world.read_all()
    assert balance(world) == 1


def test_only_a_preview_of_the_past_is_committed() -> None:
    world = a_past(3)
    for wish in (SyncWish(), SyncWish(preview=True), BACKFILL):
        with pytest.raises(StateConflicted):
            world.commit(TENANT, world.run(wish).id)
    old = world.run(PREVIEW)
    world.run()
    with pytest.raises(StateConflicted):
        world.commit(TENANT, old.id)
    with pytest.raises(NotFound):
        world.commit(OTHER_TENANT, old.id)
    assert balance(world) == 1


def test_a_second_run_gives_nothing() -> None:
    world = a_past(3, 7, 14)
    world.run(BACKFILL)
    before = dict(world.store.cards), list(world.entries(phone()))
    job = world.run(BACKFILL)
    assert (dict(world.store.cards), world.entries(phone())) == before
    assert job.past == PastCounts(cards=1, stamps=3, given_before=3)


def test_an_earlier_date_gives_the_difference_and_a_later_one_nothing() -> None:
    world = a_past(3, 7, 14)
    world.run(SyncWish(backfill_from=date(2026, 9, 10)))
    assert balance(world) == 1
    world.run(BACKFILL)
    assert [entry.amount for entry in imports(world)] == [1, 2]
    assert imports(world)[1].reason == "Visits since 2026-09-01: 3 stamps, 1 given before"
    world.run(SyncWish(backfill_from=date(2026, 9, 10)))
    assert balance(world) == 3


def test_all_imports_together_keep_the_cap() -> None:
    world = a_past(*range(1, 13))
    world.run(SyncWish(backfill_from=date(2026, 9, 8)))
    assert balance(world) == 5
    world.run(BACKFILL)
    assert balance(world) == 9
    world.run(replace(BACKFILL, cap=3))
    assert balance(world) == 9
    world.run(replace(BACKFILL, cap=11))
    assert [entry.amount for entry in imports(world)] == [5, 4, 2]
    check_books(world.store)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (SyncWish(backfill_from=date(2026, 9, 22)), "backfill_from"),
        (SyncWish(backfill_from=date(2023, 9, 20)), "backfill_from"),
        (SyncWish(cap=3), "backfill_cap"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(wish: SyncWish, field: str) -> None:
    world = a_past()
    with pytest.raises(FieldRefused) as refused:
        world.start(TENANT, LA_VISAGE, wish)
    assert [error.field for error in refused.value.errors] == [field]
    assert not world.pages.sent


def test_today_and_three_years_ago_can_be_asked_for() -> None:
    world = a_past()
    assert world.run(SyncWish(backfill_from=date(2026, 9, 21))).state is SyncState.DONE
    job = world.start(TENANT, LA_VISAGE, SyncWish(backfill_from=date(2023, 9, 21)))
    assert job.days == 3 * 365 + 1


def test_a_wish_is_not_lost_behind_another_job() -> None:
    world = a_past(3)
    world.start(TENANT, LA_VISAGE)
    with pytest.raises(StateConflicted):
        world.start(TENANT, LA_VISAGE, BACKFILL)
    world.read_all()
    job = world.start(TENANT, LA_VISAGE, BACKFILL)
    assert world.start(TENANT, LA_VISAGE, BACKFILL).id == job.id
    assert world.start(TENANT, LA_VISAGE).id == job.id
