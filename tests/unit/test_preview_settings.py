"""A preview of settings on the visits of the last days: both sides judged with the same eyes, and nothing stored (§5.1)."""

from dataclasses import replace
from datetime import date

import pytest

from comeback.domain.errors import FieldRefused, NotFound
from comeback.domain.ids import LocationId
from comeback.domain.program import ProgramStatus, ProgramType
from comeback.domain.settings import CardSettings, Completed, CountBy, EveryN
from comeback.domain.settings_preview import DayDifference, SettingsPreview
from comeback.usecases.preview_settings import PreviewSettings
from tests.builders import DAY, LA_VISAGE, OTHER_TENANT, PROGRAM, TENANT
from tests.counter import Counter
from tests.engine_world import SECOND
from tests.recalculation_world import RecalculationWorld

TWO = CardSettings(accrual_rule=Completed(2))


def preview_of(world: RecalculationWorld, settings: CardSettings, days: int = 30, **more: int) -> SettingsPreview:
    ask = PreviewSettings(world.programs, world.connections, world.customers, world.ledger, world.clock, **more)
    return ask(TENANT, PROGRAM, LA_VISAGE, settings, days)


def a_world(*days: int, settings: CardSettings | None = None) -> RecalculationWorld:
    world = RecalculationWorld(settings)
    client = world.desk.add_client()
    for day in days:
        world.visit(client, "12:00", 4000, day=f"2026-09-{day:02d}")
    world.hear()
    return world


def test_it_says_what_the_visits_earned_and_would_have_earned() -> None:
    world = a_world(20, 21)
    told = preview_of(world, TWO)
    assert (told.start, told.end) == (date(2026, 8, 23), date(2026, 9, 22))
    assert (told.cards, told.complete, told.visits) == (1, True, 2)
    assert (told.stamps_before, told.stamps_after) == (2, 4)
    assert (told.cards_changed, told.days_changed) == (1, 2)
    (example,) = told.examples
    card = world.card()
    assert card is not None
    assert (example.card_id, example.before, example.after) == (card.id, 2, 4)
    assert example.days == (DayDifference(date(2026, 9, 20), 1, 2), DayDifference(DAY, 1, 2))


def test_nothing_is_stored() -> None:
    world = a_world(21)
    before = dict(world.store.programs), dict(world.store.days), dict(world.store.cards), world.entries()
    preview_of(world, TWO)
    assert (dict(world.store.programs), dict(world.store.days), dict(world.store.cards), world.entries()) == before


def test_settings_that_change_nothing_have_no_examples() -> None:
    told = preview_of(a_world(21), CardSettings())
    assert (told.stamps_before, told.stamps_after, told.cards_changed, told.examples) == (1, 1, 0, ())


def test_today_is_judged_by_the_settings_of_now_also_for_visits_before_their_last_change() -> None:
    """What is compared is two rules; what history made of earlier ones is not the question."""
    world = a_world(21)
    world.change_settings(TWO)
    told = preview_of(world, CardSettings(accrual_rule=Completed(3)))
    assert (world.balance(), told.stamps_before, told.stamps_after) == (1, 2, 3)


def test_only_the_last_days_are_looked_at() -> None:
    world = a_world(20, 21)
    assert (preview_of(world, TWO, days=1).stamps_before, preview_of(world, TWO, days=2).stamps_before) == (1, 2)


def test_rewards_that_the_stamps_would_make_are_counted() -> None:
    told = preview_of(a_world(*range(12, 22)), TWO)
    assert (told.stamps_after, told.rewards_before, told.rewards_after) == (20, 1, 2)


def test_the_earning_unit_holds_for_every_location_of_the_program() -> None:
    world = a_world(21)
    ((_, client), *_) = world.desk.clients
    world.desk.clients[SECOND, client] = world.desk.clients[LA_VISAGE, client]
    world.visit(client, "15:00", 4000, location=SECOND)
    world.hear()
    told = preview_of(world, CardSettings(count_by=CountBy.VISIT))
    assert (told.stamps_before, told.stamps_after, told.days_changed, told.visits) == (1, 2, 1, 2)


def test_amounts_that_are_carried_over_are_counted_from_the_first_day_on() -> None:
    world = a_world(19, 20, 21)
    told = preview_of(world, CardSettings(accrual_rule=EveryN(6000, "carry")))
    assert (told.stamps_before, told.stamps_after) == (3, 2)
    assert [(day.on.day, day.before, day.after) for day in told.examples[0].days] == [(19, 1, 0)]


def test_a_location_without_settings_shows_what_its_first_ones_would_give() -> None:
    world = a_world(21)
    world.change_program(rows={})
    told = preview_of(world, TWO)
    assert (told.stamps_before, told.stamps_after) == (0, 2)


def test_cancelled_visits_are_none() -> None:
    world = a_world(21)
    (record,) = world.desk.records
    world.desk.cancel(record)
    world.hear()
    assert preview_of(world, TWO).visits == 0


def test_a_card_that_is_not_active_earns_nothing_either_way() -> None:
    world = a_world(21)
    Counter(world).block()
    told = preview_of(world, TWO)
    assert (told.cards, told.visits, told.stamps_before, told.stamps_after) == (1, 0, 0, 0)


def test_the_ten_cards_that_differ_most_are_the_examples() -> None:
    world = RecalculationWorld()
    for number in range(12):
        client = world.desk.add_client(f"+1315555{number:04d}", f"Client {number}")
        world.visit(client, "12:00", 1000 * (number + 1))
    world.hear()
    told = preview_of(world, CardSettings(accrual_rule=EveryN(1000)))
    assert [example.after for example in told.examples] == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3]
    assert told.cards_changed == 11


def test_a_large_program_is_looked_at_in_part_and_says_so() -> None:
    world = RecalculationWorld()
    for number in range(5):
        world.visit(world.desk.add_client(f"+1315555{number:04d}", f"Client {number}"))
    world.hear()
    told = preview_of(world, TWO, most_cards=3)
    assert (told.cards, told.complete, told.stamps_after) == (3, False, 6)


def test_what_cannot_hold_cannot_be_previewed() -> None:
    world = a_world(21)
    ask = PreviewSettings(world.programs, world.connections, world.customers, world.ledger, world.clock)
    for tenant, location in ((OTHER_TENANT, LA_VISAGE), (TENANT, LocationId(1)), (TENANT, LocationId(999))):
        with pytest.raises(NotFound):
            ask(tenant, PROGRAM, location, TWO)
    for days in (0, 91):
        with pytest.raises(FieldRefused, match="days"):
            ask(TENANT, PROGRAM, LA_VISAGE, TWO, days)
    with pytest.raises(FieldRefused, match="max_per_day"):
        ask(TENANT, PROGRAM, LA_VISAGE, CardSettings(accrual_rule=EveryN(5, "carry"), max_per_day=1))
    with pytest.raises(FieldRefused, match="deliver_via_crm"):
        ask(TENANT, PROGRAM, LA_VISAGE, replace(TWO, write_to_crm=True, deliver_via_crm=True))
    for changes in ({"status": ProgramStatus.DRAFT}, {"type": ProgramType.MULTIPASS, "status": ProgramStatus.ACTIVE}):
        world.change_program(**changes)
        with pytest.raises(FieldRefused, match="program"):
            ask(TENANT, PROGRAM, LA_VISAGE, TWO)
