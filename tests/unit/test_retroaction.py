"""Later rules for earlier visits: which visits a recalculation speaks of; all others are left alone (§5.1, ruling 7)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from comeback.domain.accrual import Verdict, judge_day
from comeback.domain.ids import JobId, LocationId
from comeback.domain.program import Program
from comeback.domain.retroaction import Retroaction
from comeback.domain.settings import AmountOver, CardSettings, Completed, CountBy, SettingsVersion
from tests.builders import DAY, LA_VISAGE, NOON, card, paid, program, visit

SECOND = LocationId(24697)
CHANGED = NOON + timedelta(days=10)
LATER = NOON + timedelta(days=20)
TODAY = Retroaction(JobId("jb_1"), DAY - timedelta(days=5), DAY + timedelta(days=1), LATER)


def changed(after: CardSettings, *retroactions: Retroaction) -> Program:
    """One stamp a day, and other settings ten days after the visit."""
    first = SettingsVersion(1, datetime(2026, 9, 1, tzinfo=UTC), CardSettings())
    versions = (first, SettingsVersion(2, CHANGED, after))
    return replace(
        program(locations=(LA_VISAGE, SECOND), rows={LA_VISAGE: versions, SECOND: versions}), retroactions=retroactions
    )


def judged(of: Program, on: date = DAY, at: datetime = NOON, place: int = LA_VISAGE) -> Verdict:
    (verdict,) = judge_day(of, card(), on, [visit(paid(), at=at, place=place)])
    return verdict


def told(verdict: Verdict) -> tuple[int, int]:
    """Stamps, and the version that gave them."""
    assert verdict.row is not None
    return verdict.target, verdict.row.version


def test_without_a_recalculation_a_visit_is_judged_by_the_settings_of_its_time() -> None:
    assert told(judged(changed(CardSettings(accrual_rule=Completed(3))))) == (1, 1)


def test_after_a_recalculation_it_is_judged_by_the_settings_of_that_moment() -> None:
    assert told(judged(changed(CardSettings(accrual_rule=Completed(3)), TODAY))) == (3, 2)


def test_dates_outside_the_interval_stay_as_they_were() -> None:
    of = changed(CardSettings(accrual_rule=Completed(3)), TODAY)
    for days, version in ((-6, 1), (-5, 2), (0, 2), (1, 1)):
        on = DAY + timedelta(days=days)
        assert told(judged(of, on, NOON + timedelta(days=days)))[1] == version


def test_settings_of_after_the_recalculation_do_not_reach_back() -> None:
    of = changed(CardSettings(accrual_rule=Completed(3)), replace(TODAY, as_of=CHANGED - timedelta(days=1)))
    assert told(judged(of)) == (1, 1)


def test_a_visit_of_the_interval_that_began_after_the_moment_is_judged_by_its_own_time() -> None:
    """The interval may hold the day on which it was recalculated, and the settings may change once more in its evening."""
    today = replace(TODAY, as_of=NOON + timedelta(hours=1))
    evening = SettingsVersion(3, NOON + timedelta(hours=2), CardSettings(accrual_rule=Completed(7)))
    of = changed(CardSettings(), today)
    of = replace(of, rows={LA_VISAGE: (of.rows[LA_VISAGE][0], evening)})
    assert told(judged(of)) == (1, 1)
    assert told(judged(of, at=NOON + timedelta(hours=3))) == (7, 3)


def test_a_recalculation_of_one_location_leaves_the_others_alone() -> None:
    of = changed(CardSettings(accrual_rule=Completed(3)), replace(TODAY, location_id=SECOND))
    assert told(judged(of)) == (1, 1)
    assert told(judged(of, place=SECOND)) == (3, 2)


def test_the_last_recalculation_of_a_date_counts() -> None:
    third = SettingsVersion(3, LATER + timedelta(days=1), CardSettings(accrual_rule=Completed(5)))
    again = replace(TODAY, as_of=LATER + timedelta(days=2), start=DAY)
    of = changed(CardSettings(accrual_rule=Completed(3)), TODAY, again)
    of = replace(of, rows={LA_VISAGE: (*of.rows[LA_VISAGE], third)})
    assert told(judged(of)) == (5, 3)
    before = DAY - timedelta(days=1)
    assert told(judged(of, before, NOON - timedelta(days=1))) == (3, 2)


def test_the_earning_unit_is_that_of_the_moment_too() -> None:
    of = changed(CardSettings(count_by=CountBy.BOOKING, accrual_rule=AmountOver(100)), TODAY)
    assert judged(of).unit.kind is CountBy.BOOKING
    assert judged(replace(of, retroactions=())).unit.kind is CountBy.CLIENT_DAY


def test_it_meets_intervals_that_share_a_date() -> None:
    first, last = TODAY.start, TODAY.end
    assert TODAY.meets(first, last)
    assert TODAY.meets(first - timedelta(days=1), first + timedelta(days=1))
    assert not TODAY.meets(last, last + timedelta(days=1))
    assert not TODAY.meets(first - timedelta(days=1), first)
