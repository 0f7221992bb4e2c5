"""Entries on cards of the API's world, as the engine would have booked them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from comeback.domain.card import CardRef
from comeback.domain.day import Day, UnitState
from comeback.domain.ids import CardId, CustomerId, EntryId, ProgramId, TenantId, VisitId, render_id
from comeback.domain.ledger import AppliedRule, Cause, EarningUnit, Entry, EntryKind
from comeback.domain.settings import CardSettings, CountBy, SettingsVersion
from comeback.domain.visit import Place
from tests import builders
from tests.api_world import MINE, NOW, PLACE, ApiWorld
from tests.memory.ledger import StoredDay


def stamped(world: ApiWorld, card: dict[str, Any], *entries: Entry, tenant: TenantId = MINE) -> None:
    """Book entries on a card."""
    ref = CardRef(tenant, CustomerId(card["customer"]["id"]), ProgramId(card["program_id"]))
    head = world.store.cards[ref]
    world.store.entries[tenant, head.id] = list(entries)
    balance = entries[-1].balance_after
    world.store.cards[ref] = replace(head, seq=len(entries), balance=balance, lifetime_earned=balance)


def an_entry(card: dict[str, Any], seq: int, **changes: Any) -> Entry:
    entry = Entry(
        id=EntryId(render_id("en", seq, bytes(10))), card_id=CardId(card["id"]), program_id=ProgramId(card["program_id"]),
        seq=seq, kind=EntryKind.ACCRUAL, amount=1, balance_after=seq, effective_at=NOW - timedelta(minutes=9),
        booked_at=NOW - timedelta(minutes=9 - seq), earning_unit=EarningUnit(CountBy.CLIENT_DAY, date(2026, 9, 21)),
        cause=Cause(PLACE, (VisitId(8263004),), "webhook"), rule=AppliedRule("completed", 2),
    )  # fmt: skip
    return replace(entry, **changes)


def seen_visit(world: ApiWorld, settings: CardSettings, state: dict[str, Any]) -> dict[str, Any]:
    """The card of Jane, whose paid visit 1 was read and booked; `state` is what its unit has earned."""
    card = world.enrol(world.active_program(start_of_accrual="2026-09-01"))
    program, customer = ProgramId(card["program_id"]), CustomerId(card["customer"]["id"])
    stored = world.store.programs[MINE, program]
    world.store.programs[MINE, program] = replace(stored, rows={PLACE: (SettingsVersion(2, NOW, settings),)})
    visit = builders.visit(builders.paid())
    unit = EarningUnit(CountBy.CLIENT_DAY, builders.DAY)
    units = {(program, unit.key): UnitState(program, unit, builders.NOON, PLACE, (VisitId(1),), **state)}
    place = Place(customer, builders.DAY)
    world.store.days[MINE, place] = StoredDay(1, Day((visit,), units))
    world.store.visit_places[PLACE, VisitId(1)] = {place}
    stamped(world, card, an_entry(card, 1))
    return card
