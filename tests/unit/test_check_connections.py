"""The daily check of connections."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import LocationId, ProgramId, TenantId
from comeback.domain.program import Program, ProgramType
from comeback.domain.site import Site
from comeback.ports.crm import CrmUnavailableError
from comeback.ports.marketplace import Installation
from comeback.ports.programs import ProgramChanged
from comeback.usecases.check_connections import CheckConnections, CheckReport
from tests.builders import PROGRAM, program
from tests.memory.programs import MemoryPrograms
from tests.unit.connecting import OWNER, PLACE, SECOND, World


@pytest.fixture
def world() -> World:
    world = World()
    for place in (PLACE, SECOND):
        world.marketplace.pending(place, u7=True)
        world.connect(OWNER, place, "b")
    world.marketplace.calls.clear()
    return world


class BusyPrograms(MemoryPrograms):
    """While `is_busy`, somebody else has always just saved."""

    is_busy = False

    def save(self, tenant: TenantId, program: Program) -> Program:
        if self.is_busy:
            raise ProgramChanged("somebody else")
        return super().save(tenant, program)


def check(world: World, programs: MemoryPrograms | None = None) -> CheckReport:
    return CheckConnections(world.connections, world.marketplace, world.clock, programs or MemoryPrograms(world.store))()


def test_nothing_changes_where_all_is_well(world: World) -> None:
    assert check(world) == CheckReport(checked=2, changed=0, failed=0)
    assert world.held().status is ConnectionStatus.ACTIVE


def test_a_list_that_tells_states_is_the_only_call(world: World) -> None:
    world.marketplace.tells_states = True
    world.marketplace.states[SECOND] = Installation.FREEZED
    assert check(world).changed == 1
    assert world.held(SECOND).status is ConnectionStatus.FROZEN
    assert "installation" not in world.marketplace.calls


@pytest.mark.parametrize("state", [Installation.ABSENT, Installation.UNINSTALLED, Installation.PENDING])
def test_a_location_that_went_away_is_found(world: World, state: Installation) -> None:
    world.marketplace.states[PLACE] = state
    assert check(world).changed == 1
    assert world.held().status is ConnectionStatus.UNINSTALLED
    assert world.held(SECOND).status is ConnectionStatus.ACTIVE


def test_a_list_that_lacks_a_location_is_not_believed_alone(world: World) -> None:
    listed = world.marketplace.installations
    world.marketplace.installations = lambda: [row for row in listed() if row[0] != PLACE]  # type: ignore[method-assign]
    assert check(world).changed == 0
    assert world.held().status is ConnectionStatus.ACTIVE


def test_a_freeze_without_event_is_found_and_thaws(world: World) -> None:
    world.marketplace.states[PLACE] = Installation.FREEZED
    check(world)
    assert world.held().status is ConnectionStatus.FROZEN
    assert check(world).changed == 0
    world.marketplace.states[PLACE] = Installation.ACTIVE
    assert check(world).changed == 1
    assert world.held().status is ConnectionStatus.ACTIVE


def test_a_thawed_location_is_read_afresh(world: World) -> None:
    held = world.held()
    world.connections.save(held.tenant_id, replace(held, status=ConnectionStatus.FROZEN))
    world.marketplace.places[PLACE] = replace(held.location, title="La Visage")
    world.marketplace.missing[PLACE] = ["clients_access"]
    check(world)
    assert (world.held().location.title, world.held().status) == ("La Visage", ConnectionStatus.ATTENTION)


def test_rights_that_came_back_end_the_attention(world: World) -> None:
    world.connections.set_status(world.tenant.id, PLACE, ConnectionStatus.ATTENTION, ["records"])
    assert check(world).changed == 1
    assert (world.held().status, world.held().missing_rights) == (ConnectionStatus.ACTIVE, ())


def test_a_right_that_was_taken_away_is_named_before_anything_fails_for_want_of_it(world: World) -> None:
    world.marketplace.missing[PLACE] = ["finances_access", "loyalty_access"]
    assert check(world).changed == 1
    assert (world.held().status, world.held().missing_rights) == (ConnectionStatus.ATTENTION, ("finances_access",))


def test_a_program_whose_balance_altegio_owns_needs_rights_of_its_own(world: World) -> None:
    held = world.held()
    cashback = replace(program(), tenant_id=held.tenant_id, type=ProgramType.CASHBACK)
    MemoryPrograms(world.store).save(held.tenant_id, replace(cashback, revision=0))
    world.store.connections[PLACE] = replace(world.held(), program_ids=(PROGRAM, ProgramId("pr_gone")))
    world.marketplace.missing[PLACE] = ["loyalty_access"]
    check(world)
    assert world.held().missing_rights == ("loyalty_access",)


def test_programs_learn_where_their_locations_are_and_hear_when_they_move(world: World) -> None:
    programs, tenant = MemoryPrograms(world.store), world.tenant.id
    saved = programs.save(tenant, replace(program(locations=(PLACE, SECOND)), tenant_id=tenant, revision=0))
    world.marketplace.places[PLACE] = replace(world.held().location, position=(40.7, -74.0))
    assert check(world).changed == 0
    known = programs.get(tenant, PROGRAM)
    assert known
    assert known.sites == (Site(PLACE, "America/New_York", (40.7, -74.0)), Site(SECOND, "America/New_York"))
    assert known.revision == saved.revision + 2
    check(world)
    assert programs.get(tenant, PROGRAM) == known
    world.marketplace.places[SECOND] = replace(world.held(SECOND).location, timezone="Europe/Berlin", position=(52.5, 13.4))
    check(world)
    moved = programs.get(tenant, PROGRAM)
    assert moved
    assert moved.sites == (known.sites[0], Site(SECOND, "Europe/Berlin", (52.5, 13.4)))


def test_a_program_that_others_keep_changing_learns_it_tomorrow(world: World) -> None:
    tenant = world.tenant.id
    busy = BusyPrograms(world.store)
    busy.save(tenant, replace(program(locations=(PLACE,)), tenant_id=tenant, revision=0))
    busy.is_busy = True
    assert check(world, busy) == CheckReport(checked=2, changed=0, failed=1)
    busy.is_busy = False
    assert check(world, busy) == CheckReport(checked=2, changed=0, failed=0)
    known = busy.get(tenant, PROGRAM)
    assert known
    assert [site.location_id for site in known.sites] == [PLACE]


def test_a_card_type_that_is_gone_stays_listed(world: World) -> None:
    world.connections.set_status(world.tenant.id, PLACE, ConnectionStatus.ATTENTION, ["loyalty_card_type"])
    assert check(world).changed == 0
    assert world.held().missing_rights == ("loyalty_card_type",)


def test_the_list_of_users_is_tried_again(world: World) -> None:
    world.connections.set_status(world.tenant.id, PLACE, ConnectionStatus.ATTENTION, ["edit_users_access"])
    world.marketplace.refused = {"staffer"}
    assert check(world).changed == 0
    assert world.held().missing_rights == ("edit_users_access",)
    world.marketplace.refused = set()
    assert check(world).changed == 1
    assert world.held().status is ConnectionStatus.ACTIVE


def test_a_broken_location_does_not_stop_the_others(world: World) -> None:
    world.marketplace.states[SECOND] = Installation.FREEZED
    world.marketplace.broken = {PLACE}
    assert check(world) == CheckReport(checked=2, changed=1, failed=1)
    assert world.held().status is ConnectionStatus.ACTIVE


def test_a_location_that_is_removed_while_we_look_is_no_failure(world: World) -> None:
    listed = world.marketplace.installations

    def gone() -> object:
        del world.store.connections[PLACE]
        return listed()

    world.marketplace.installations = gone  # type: ignore[method-assign, assignment]
    assert check(world) == CheckReport(checked=2, changed=0, failed=0)


def test_without_the_list_the_job_fails(world: World) -> None:
    world.marketplace.down = {"installations"}
    with pytest.raises(CrmUnavailableError):
        check(world)


def chain_of_two_hundred(world: World) -> None:
    held = world.held()
    for number in range(1, 200):
        place = LocationId(number)
        world.connections.save(held.tenant_id, replace(held, location=replace(held.location, location_id=place)))
        world.marketplace.states[place] = Installation.ACTIVE


def test_of_many_well_locations_a_hundred_a_day_are_asked_about(world: World) -> None:
    chain_of_two_hundred(world)
    check(world)
    assert world.marketplace.calls.count("installation") == 100
    world.clock.pass_by(timedelta(days=1))
    world.marketplace.states[LocationId(5)] = Installation.FREEZED
    check(world)
    world.clock.pass_by(timedelta(days=1))
    check(world)
    assert world.held(LocationId(5)).status is ConnectionStatus.FROZEN


def test_of_many_locations_the_rights_of_a_hundred_a_day_are_read(world: World) -> None:
    world.marketplace.tells_states = True
    chain_of_two_hundred(world)
    check(world)
    assert world.marketplace.calls.count("missing_rights") == 100
