"""What may be recalculated and what may be booked (§5.1)."""

from datetime import date, timedelta

import pytest

from comeback.domain.errors import BalanceElsewhere, FieldRefused, NotFound, StateConflicted
from comeback.domain.ids import JobId, LocationId
from comeback.domain.program import ProgramStatus, ProgramType
from comeback.domain.recalculation import RecalculationState
from comeback.domain.settings import CardSettings, Completed
from comeback.ports.recalculations import RecalculationChanged
from comeback.usecases.start_recalculation import LONGEST
from tests.builders import DAY, LA_VISAGE, OTHER_TENANT, PROGRAM, TENANT
from tests.recalculation_world import RecalculationWorld

TOMORROW = DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "end", "location", "fields"),
    [
        (DAY, DAY, None, ["to"]),
        (TOMORROW, DAY, None, ["to"]),
        (DAY - timedelta(days=LONGEST), TOMORROW, None, ["to"]),
        (DAY, DAY + timedelta(days=3), None, ["to"]),
        (DAY, TOMORROW, LocationId(1), ["location_id"]),
        (DAY, DAY, LocationId(1), ["to", "location_id"]),
    ],
)
def test_an_impossible_interval_is_refused_by_its_fields(
    start: date, end: date, location: LocationId | None, fields: list[str]
) -> None:
    world = RecalculationWorld()
    with pytest.raises(FieldRefused) as refusal:
        world.start(TENANT, PROGRAM, start, end, location)
    assert [error.field for error in refusal.value.errors] == fields
    assert (world.pages.sent, world.follow.latest(TENANT, PROGRAM)) == ([], [])


def test_today_may_be_part_of_it_wherever_it_is_tomorrow_already() -> None:
    world = RecalculationWorld()
    job = world.start(TENANT, PROGRAM, DAY - timedelta(days=LONGEST - 2), DAY + timedelta(days=2), LA_VISAGE)
    assert job.state is RecalculationState.PREVIEWING


def test_only_an_active_program_whose_stamps_are_ours_can_be_recalculated() -> None:
    world = RecalculationWorld()
    with pytest.raises(NotFound):
        world.start(OTHER_TENANT, PROGRAM, DAY, TOMORROW)
    world.change_program(status=ProgramStatus.PAUSED)
    with pytest.raises(StateConflicted):
        world.start(TENANT, PROGRAM, DAY, TOMORROW)
    world.change_program(type=ProgramType.CASHBACK)
    with pytest.raises(BalanceElsewhere):
        world.start(TENANT, PROGRAM, DAY, TOMORROW)


def test_a_preview_that_is_not_ready_cannot_be_booked() -> None:
    world = RecalculationWorld()
    job = world.start(TENANT, PROGRAM, DAY, TOMORROW)
    with pytest.raises(StateConflicted, match="not ready"):
        world.commit(TENANT, PROGRAM, job.id)


def test_a_preview_expires_after_a_day() -> None:
    world = RecalculationWorld()
    job = world.preview()
    world.clock.pass_by(timedelta(hours=24))
    assert world.follow(TENANT, PROGRAM, job.id).state is RecalculationState.EXPIRED
    assert [one.state for one in world.follow.latest(TENANT, PROGRAM)] == [RecalculationState.EXPIRED]
    with pytest.raises(StateConflicted, match="too old"):
        world.commit(TENANT, PROGRAM, job.id)


def test_a_commit_that_has_begun_does_not_expire() -> None:
    world = RecalculationWorld()
    job = world.preview()
    world.commit(TENANT, PROGRAM, job.id)
    world.clock.pass_by(timedelta(days=3))
    assert world.commit(TENANT, PROGRAM, job.id).state is RecalculationState.COMMITTING


def test_rules_that_have_changed_since_the_preview_need_a_new_one() -> None:
    world = RecalculationWorld()
    for change in ({"lookback_days": 9}, {"start_of_accrual": DAY}, {"reversal_policy": "forgive"}):
        job = world.preview()
        world.change_program(**change)
        with pytest.raises(StateConflicted, match="have changed"):
            world.commit(TENANT, PROGRAM, job.id)
    job = world.preview()
    world.change_settings(CardSettings(accrual_rule=Completed(2)))
    world.clock.moment = job.as_of
    with pytest.raises(StateConflicted, match="have changed"):
        world.commit(TENANT, PROGRAM, job.id)


def test_a_title_may_change_in_between() -> None:
    world = RecalculationWorld()
    job = world.preview()
    world.change_program(title="11 visits")
    assert world.book(job).state is RecalculationState.DONE


def test_a_paused_program_is_not_booked() -> None:
    world = RecalculationWorld()
    job = world.preview()
    world.change_program(status=ProgramStatus.PAUSED)
    with pytest.raises(StateConflicted, match="paused"):
        world.commit(TENANT, PROGRAM, job.id)


def test_one_recalculation_of_a_program_is_booked_at_a_time() -> None:
    world = RecalculationWorld()
    first, second = world.preview(), world.preview()
    world.clock.moment = second.as_of
    world.commit(TENANT, PROGRAM, second.id)
    world.clock.moment = first.as_of
    with pytest.raises(StateConflicted, match="being booked"):
        world.commit(TENANT, PROGRAM, first.id)
    with pytest.raises(StateConflicted, match="being booked"):
        world.start(TENANT, PROGRAM, DAY, TOMORROW)


def test_of_two_who_begin_to_book_at_once_one_is_told_so() -> None:
    def somebody_is_faster() -> None:
        raise RecalculationChanged("somebody else saved the job")

    world = RecalculationWorld()
    job = world.preview()
    world.jobs.before_save = somebody_is_faster
    with pytest.raises(StateConflicted, match="just begun"):
        world.commit(TENANT, PROGRAM, job.id)
    assert world.pages.sent == []


def test_jobs_of_others_are_not_there() -> None:
    world = RecalculationWorld()
    job = world.preview()
    for tenant, number in ((OTHER_TENANT, job.id), (TENANT, JobId("jb_none"))):
        for ask in (world.commit, world.follow):
            with pytest.raises(NotFound):
                ask(tenant, PROGRAM, number)
