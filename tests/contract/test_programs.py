"""The contract of ports.programs.Programs, for both implementations."""

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from comeback.adapters.dynamodb.connections import DynamoConnections
from comeback.adapters.dynamodb.programs import DynamoPrograms
from comeback.adapters.dynamodb.table import Table
from comeback.domain.connection import Tenant
from comeback.domain.design import Design, ShopPlace
from comeback.domain.ids import LocationId, ProgramId, TenantId, render_id
from comeback.domain.program import KeptDesign, Program, ProgramStatus, StampExpiry, Validity
from comeback.domain.settings import AmountOver, CardSettings, CountBy, Item, Items, SettingsVersion
from comeback.domain.site import Site
from comeback.ports.connections import Connections
from comeback.ports.programs import ProgramChanged, Programs
from tests import builders
from tests.memory.connections import MemoryConnections
from tests.memory.programs import MemoryPrograms
from tests.memory.store import Store

MINE, THEIRS = builders.TENANT, builders.OTHER_TENANT
PLACE, SECOND, FOREIGN = LocationId(4564), LocationId(24697), LocationId(999)
VERSION = SettingsVersion(1, datetime(2026, 9, 1, tzinfo=UTC), CardSettings())
NOW = datetime(2026, 9, 21, 10, 0, tzinfo=UTC)


@pytest.fixture(params=["memory", "dynamodb"])
def adapters(request: pytest.FixtureRequest) -> tuple[Programs, Connections]:
    if request.param == "memory":
        store = Store()
        return MemoryPrograms(store), MemoryConnections(store)
    table = request.getfixturevalue("main_table")
    return DynamoPrograms(table), DynamoConnections(table)


@pytest.fixture
def connections(adapters: tuple[Programs, Connections]) -> Connections:
    connections = adapters[1]
    for number, (tenant, places) in enumerate({MINE: (PLACE, SECOND), THEIRS: (FOREIGN,)}.items()):
        connections.create_tenant(Tenant(tenant, "Business", number, "owner@example.com", NOW))
        for place in places:
            connections.save(tenant, builders.connection(place, tenant, programs=()))
    return connections


@pytest.fixture
def programs(adapters: tuple[Programs, Connections], connections: Connections) -> Programs:
    return adapters[0]


def a_program(number: int = 1, tenant: TenantId = MINE, locations: tuple[int, ...] = (PLACE,)) -> Program:
    return builders.program(id=ProgramId(render_id("pr", number, bytes(10))), tenant=tenant, locations=locations)


def test_a_program_comes_back_as_it_was_saved(programs: Programs) -> None:
    rule = Items((Item("service", 389045), Item("product", 2181520)), per="quantity", stamps=2)
    rows = (
        SettingsVersion(1, NOW, CardSettings(accrual_rule=AmountOver(5000, inclusive=True), services=(1, 2))),
        SettingsVersion(2, NOW, CardSettings(accrual_rule=rule, count_products=True, count_by=CountBy.VISIT)),
    )
    program = replace(
        a_program(),
        rows={PLACE: rows},
        validity=Validity("until", date=date(2027, 1, 1)),
        stamp_expiry=StampExpiry("after_last", days=90),
        reversal_policy="forgive",
        design=Design(stamp="heart", places=(ShopPlace(40.7, -74.0),)),
        past_sizes=(8,),
        sites=(Site(PLACE, "America/New_York", (40.7, -74.0)), Site(SECOND, "Asia/Tokyo")),
    )
    saved = programs.save(MINE, program)
    assert saved == replace(program, revision=1)
    assert programs.get(MINE, program.id) == saved


def test_each_version_of_a_design_is_kept_the_newest_first(programs: Programs) -> None:
    later, last = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    first = programs.save(MINE, a_program())
    second = programs.save(MINE, replace(first, design=Design(stamp="heart"), designed_at=later))
    again = programs.save(MINE, replace(second, title="Another title"))
    programs.save(MINE, replace(again, design=first.design, designed_at=last))
    kept = [KeptDesign(Design(stamp="heart"), later), KeptDesign(first.design, first.created_at)]
    assert programs.designs(MINE, first.id) == kept
    assert programs.designs(THEIRS, first.id) == []


def test_the_design_of_a_save_that_lost_is_not_kept(programs: Programs) -> None:
    read = programs.save(MINE, a_program())
    programs.save(MINE, replace(read, title="Theirs"))
    with pytest.raises(ProgramChanged):
        programs.save(MINE, replace(read, design=Design(stamp="heart"), designed_at=NOW))
    assert [one.design for one in programs.designs(MINE, read.id)] == [read.design]


def test_another_tenants_program_is_none(programs: Programs) -> None:
    program = programs.save(MINE, a_program())
    assert programs.get(THEIRS, program.id) is None
    assert programs.of_tenant(THEIRS) == []


def test_programs_are_listed_oldest_first(programs: Programs) -> None:
    for number in (2, 1, 3):
        programs.save(MINE, a_program(number))
    programs.save(THEIRS, a_program(4, THEIRS, (FOREIGN,)))
    assert [program.id for program in programs.of_tenant(MINE)] == [a_program(number).id for number in (1, 2, 3)]


def test_each_location_names_its_programs(programs: Programs, connections: Connections) -> None:
    first = programs.save(MINE, a_program(1))
    second = programs.save(MINE, a_program(2, locations=(PLACE, SECOND)))
    held = {each.location_id: each.program_ids for each in connections.of_tenant(MINE)}
    assert held == {PLACE: (first.id, second.id), SECOND: (second.id,)}


def test_a_draft_is_named_by_no_location_until_it_is_active(programs: Programs, connections: Connections) -> None:
    draft = programs.save(MINE, replace(a_program(1), status=ProgramStatus.DRAFT))
    assert connections.of_tenant(MINE)[0].program_ids == ()
    programs.save(MINE, replace(draft, status=ProgramStatus.ACTIVE))
    assert connections.of_tenant(MINE)[0].program_ids == (draft.id,)


def test_a_save_over_somebody_elses_save_is_refused(programs: Programs) -> None:
    read = programs.save(MINE, a_program())
    programs.save(MINE, replace(read, title="Theirs"))
    with pytest.raises(ProgramChanged):
        programs.save(MINE, replace(read, title="Mine"))
    stored = programs.get(MINE, read.id)
    assert stored is not None
    assert (stored.title, stored.revision) == ("Theirs", 2)


def test_a_program_is_not_made_twice(programs: Programs) -> None:
    programs.save(MINE, a_program())
    with pytest.raises(ProgramChanged):
        programs.save(MINE, a_program())


def test_a_program_that_was_never_saved_is_not_changed(programs: Programs) -> None:
    with pytest.raises(ProgramChanged):
        programs.save(MINE, replace(a_program(), revision=1))
    assert programs.get(MINE, a_program().id) is None


def test_another_tenants_location_is_refused_and_nothing_is_stored(programs: Programs, connections: Connections) -> None:
    with pytest.raises(ProgramChanged):
        programs.save(MINE, a_program(locations=(PLACE, FOREIGN)))
    assert programs.of_tenant(MINE) == []
    assert connections.of_tenant(MINE)[0].program_ids == ()
    assert connections.of_tenant(THEIRS)[0].program_ids == ()


def test_a_change_keeps_what_was_there(programs: Programs) -> None:
    saved = programs.save(MINE, a_program())
    paused = programs.save(MINE, replace(saved, status=ProgramStatus.PAUSED))
    assert programs.get(MINE, saved.id) == paused
    assert paused.created_at == saved.created_at


def test_a_stored_program_spells_out_what_was_left_to_the_defaults(main_table: Table) -> None:
    DynamoPrograms(main_table).save(MINE, replace(builders.program(locations=()), revision=0, rows={PLACE: (VERSION,)}))
    item = main_table.get((f"T#{MINE}", f"PROGRAM#{builders.PROGRAM}"))
    assert item is not None
    stored = json.loads(item["program"])["rows"][str(PLACE)][0]["settings"]
    assert stored.keys() == {field.name for field in fields(CardSettings)}
