"""Clients whose event got lost are found by the date of their last change (loyalty-domain.md §2.1)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.ports.crm import CrmError, CrmGoneError, CrmRefusedError, CrmUnavailableError
from tests.builders import LA_VISAGE, OTHER_TENANT, TENANT
from tests.engine_world import FOREIGN, JANE_PHONE, SECOND
from tests.people_world import NEW, OTHER, People


def silently(world: People, **changes: str) -> None:
    """The reception desk changes Jane, and no event comes."""
    key = LA_VISAGE, world.jane
    world.desk.clients[key] = replace(world.desk.clients[key], **changes)  # type: ignore[arg-type]  # texts only
    world.desk.touch_client(world.jane)


def test_a_changed_phone_is_found() -> None:
    world = People()
    silently(world, phone=NEW)
    assert world.sweep().clients == 1
    assert world.customer(NEW) is not None


def test_who_looks_as_we_know_them_costs_no_question() -> None:
    world = People()
    world.desk.touch_client(world.jane)
    world.crm.calls.clear()
    assert world.sweep().clients == 0
    assert "client" not in world.crm.calls


def test_a_new_client_gets_a_card_unless_they_can_hold_none() -> None:
    world = People()
    for phone in (OTHER, "", "12"):
        world.desk.touch_client(world.desk.add_client(phone))
    assert world.sweep().clients == 1
    assert world.customer(OTHER) is not None


def test_who_is_there_again_is_found() -> None:
    world = People()
    known = world.desk.clients[LA_VISAGE, world.jane]
    world.delete(world.jane)
    world.desk.clients[LA_VISAGE, world.jane] = replace(known, name="", phone="+13155550166")
    world.desk.touch_client(world.jane)
    assert world.sweep().clients == 1
    assert world.customer("+13155550166") is not None


def test_only_what_changed_since_the_last_time_is_asked_for_and_not_what_is_new_by_our_clock() -> None:
    world = People()
    silently(world, name="Jane Roe")
    touched = world.clock.now()
    assert world.sweep().clients == 1
    assert world.store.connections[LA_VISAGE].watermarks["clients"] == touched.isoformat()
    world.clock.pass_by(timedelta(hours=3))
    world.desk.touched[LA_VISAGE, world.jane] = touched + timedelta(hours=2)
    silently(world, name="Jill Roe")
    assert world.sweep().clients == 1
    assert world.store.connections[LA_VISAGE].watermarks["clients"] == world.clock.now().isoformat()


@pytest.mark.parametrize("refusal", [CrmRefusedError, CrmGoneError])
def test_a_location_that_does_not_show_its_changes_is_swept_all_the_same(refusal: type[CrmError]) -> None:
    world = People()
    silently(world, phone=NEW)
    world.crm.changes_fail_with = refusal("not for you")
    report = world.sweep()
    assert (report.clients, report.failed) == (0, ())
    assert world.customer(JANE_PHONE) is not None


def test_an_outage_is_for_the_next_time() -> None:
    world = People()
    silently(world, phone=NEW)
    world.crm.changes_fail_with = CrmUnavailableError("down")
    assert LA_VISAGE in world.sweep().failed
    world.crm.changes_fail_with = None
    assert world.sweep().clients == 1


def test_every_location_has_its_own_people() -> None:
    world = People()
    here, there = world.desk.add_client(OTHER, location=SECOND), world.desk.add_client(OTHER, location=FOREIGN)
    world.desk.touch_client(here, SECOND)
    world.desk.touch_client(there, FOREIGN)
    assert world.sweep().clients == 2
    mine, theirs = (world.customers.find_by_phone(tenant, OTHER) for tenant in (TENANT, OTHER_TENANT))
    assert (mine, theirs) == (world.holder(here, SECOND), world.holder(there, FOREIGN))
