"""R4 with ids of each location (loyalty-domain.md §6.4): a chain has different service ids, so each row names its own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from comeback.domain.attention import AttentionKind
from comeback.domain.ids import LocationId
from comeback.domain.program import Program, ProgramType
from comeback.domain.settings import CardSettings, CountBy, Item, Items, SettingsVersion
from comeback.ports.crm import CrmRefusedError
from tests.builders import LA_VISAGE, line, program
from tests.engine_world import SECOND, EngineWorld
from tests.mirror_world import MirrorWorld

MASSAGE_HERE, MASSAGE_THERE, OIL = Item("service", 60), Item("service", 77), Item("product", 9)


def rows(there: Items | None = None, **more: Any) -> Mapping[LocationId, tuple[SettingsVersion, ...]]:
    """Massages, which have another id in each of two locations."""
    first = program().rows[LA_VISAGE][0]
    rules = {LA_VISAGE: Items((MASSAGE_HERE,), per="quantity"), SECOND: there or Items((MASSAGE_THERE,), per="quantity")}
    return {
        place: (SettingsVersion(1, first.effective_at, CardSettings(accrual_rule=rule, **more)),) for place, rule in rules.items()
    }


def a_program(there: Items | None = None, **more: Any) -> Program:
    return program(rows=rows(there, **more), locations=(LA_VISAGE, SECOND))


class Chain(EngineWorld):
    """Jane is a client of both locations."""

    def __init__(self, of: Program) -> None:
        super().__init__(of=of)
        self.clients = {LA_VISAGE: self.desk.add_client(), SECOND: self.desk.add_client(location=SECOND)}

    def had(self, item: int, location: LocationId, quantity: int = 1) -> None:
        record = self.desk.book(self.clients[location], "2026-09-21 12:00", location=location)
        self.desk.add_line(record, line(3000, item=item, record=record, quantity=quantity))
        self.desk.attend(record)
        self.desk.pay(record)
        self.hear()


@pytest.mark.parametrize(
    ("item", "location", "stamps"), [(60, LA_VISAGE, 1), (77, LA_VISAGE, 0), (60, SECOND, 0), (77, SECOND, 1)]
)
def test_an_id_counts_at_its_own_location_only(item: int, location: LocationId, stamps: int) -> None:
    chain = Chain(a_program())
    chain.had(item, location)
    assert chain.balance() == stamps


def test_one_date_in_two_locations_earns_the_greatest_of_both_rows() -> None:
    chain = Chain(a_program())
    chain.had(60, LA_VISAGE)
    chain.had(77, SECOND, quantity=3)
    assert chain.balance() == 3


def test_visits_of_two_locations_add_up_where_visits_earn() -> None:
    chain = Chain(a_program(count_by=CountBy.VISIT))
    chain.had(60, LA_VISAGE)
    chain.had(77, SECOND, quantity=3)
    assert chain.balance() == 4


# ------------------------------------------------------------ ids that are gone


def watched(of: Program) -> MirrorWorld:
    world = MirrorWorld(ProgramType.STAMP, of.rows[LA_VISAGE][0].settings)
    key = next(iter(world.store.programs))
    world.store.programs[key] = replace(world.store.programs[key], rows=of.rows, locations=of.locations)
    world.loyalty.price_list.clear()
    world.loyalty.price_list |= {60: "Massage"}
    return world


def reported(world: MirrorWorld) -> set[tuple[LocationId | None, object]]:
    return {
        (item.location_id, item.facts["services"])
        for item in world.store.attention.values()
        if item.kind is AttentionKind.SERVICES_MISSING
    }


def test_services_that_are_gone_are_reported_by_location_and_stay_in_the_settings() -> None:
    world = watched(a_program(Items((MASSAGE_THERE, OIL))))
    world.sweep_all()
    assert reported(world) == {(SECOND, "77")}
    (stored,) = world.store.programs.values()
    assert stored.rows[SECOND][0].settings.accrual_rule == Items((MASSAGE_THERE, OIL))
    world.loyalty.price_list |= {77: "Massage"}
    world.sweep_all()
    assert reported(world) == set()


def test_a_price_list_that_may_not_be_read_is_nobodys_trouble() -> None:
    world = watched(a_program())

    def refuse(*_: object) -> None:
        raise CrmRefusedError("no right to the price list")

    world.loyalty.services = refuse  # type: ignore[method-assign,assignment]
    assert world.sweep_all().failed == ()
    assert reported(world) == set()
    assert not any(one.missing_rights for one in world.store.connections.values())


def test_rules_that_name_no_services_need_no_price_list() -> None:
    world = watched(a_program(Items((OIL,))))
    world.sweep_all()
    assert reported(world) == set()
