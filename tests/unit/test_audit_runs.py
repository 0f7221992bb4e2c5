"""How an audit runs: page by page, on where it was, past what is broken."""

from dataclasses import replace
from datetime import timedelta

from comeback.domain.connection import ConnectionStatus
from comeback.domain.drift import AuditStep
from comeback.domain.ids import EntryId, LocationId, ProgramId
from comeback.domain.program import ProgramStatus
from comeback.ports.crm import CrmUnavailableError
from tests.audit_world import Auditor, head_of, paid_last_week, tamper
from tests.builders import LA_VISAGE, TENANT
from tests.engine_world import EngineWorld


def test_many_entries_are_read_page_by_page() -> None:
    world, audit, _ = paid_last_week()
    card = head_of(world)
    (first,) = world.store.entries[TENANT, card.id]
    more = [replace(first, id=EntryId(f"en_{n}"), seq=n, amount=0, earning_unit=None) for n in range(2, 403)]
    world.store.entries[TENANT, card.id] += more
    tamper(world, seq=402)
    assert audit().drift["reported"] == 0


def test_many_bookings_and_cards_are_audited_page_by_page_and_listed_up_to_a_limit() -> None:
    world = EngineWorld()
    for number in range(230):
        world.visit(world.desk.add_client(f"+1212555{number:04d}"))
    world.desk.happened = []
    audit = Auditor(world)
    report = audit()
    assert (report.bookings, report.drift["repaired"]) == (230, 230)
    assert len(audit.drift()) == 200
    world.crm.calls.clear()
    assert audit().cards == 230
    assert world.crm.calls.count("between") == 4  # two pages there, one at each other location


def test_a_location_that_refuses_does_not_stop_the_others_and_goes_on_another_time() -> None:
    world, audit, record = paid_last_week()
    world.desk.delete_payments(record)
    world.desk.happened = []
    world.crm.refused = {LA_VISAGE}
    report = audit()
    assert (report.locations, report.failed, report.rest) == (2, (LA_VISAGE,), 1)
    assert (audit.run().is_open, audit.run().trouble) == (True, "refused")
    world.crm.refused = set()
    assert audit.rest().drift["repaired"] == 1
    assert (audit.run().is_open, audit.run().trouble) == (False, "")
    assert audit.rest().locations == 0


def test_while_altegio_is_out_of_reach_it_waits_a_little_and_gives_up() -> None:
    world, audit, _ = paid_last_week()
    world.crm.down = True
    report = audit()
    assert (report.locations, report.rest, len(report.failed)) == (0, 3, 3)
    assert audit.waits == [5.0] * 12
    assert audit.run().trouble == "unavailable"
    world.crm.down = False
    assert audit().locations == 3


def test_three_silent_locations_are_enough() -> None:
    world, audit, _ = paid_last_week()
    held = world.connections.get(TENANT, LA_VISAGE)
    assert held is not None
    world.connections.save(TENANT, replace(held, location=replace(held.location, location_id=LocationId(5))))
    world.crm.down = True
    assert len(audit().failed) == 3


def test_it_does_not_wait_beyond_its_time() -> None:
    world, audit, _ = paid_last_week()

    def slow(*_: object) -> object:
        world.clock.pass_by(timedelta(minutes=8))
        raise CrmUnavailableError("busy", 1)

    world.crm.records_between = slow  # type: ignore[method-assign, assignment]
    assert (len(audit().failed), audit.waits) == (1, [])


def test_a_lane_that_frees_in_time_costs_a_pause_only() -> None:
    world, audit, _ = paid_last_week()
    answers, asked = [CrmUnavailableError("busy", 0.1), CrmUnavailableError("busy", 90)], world.crm.records_between

    def busy(*about: object) -> object:
        if answers:
            raise answers.pop(0)
        return asked(*about)  # type: ignore[arg-type]

    world.crm.records_between = busy  # type: ignore[method-assign, assignment]
    assert audit().locations == 3
    assert audit.waits == [0.5, 20.0]


def test_an_audit_goes_on_where_its_time_was_over() -> None:
    world = EngineWorld()
    for number in range(60):
        world.visit(world.desk.add_client(f"+1212555{number:04d}"))
    world.hear()
    audit = Auditor(world)
    pages, asked = [], world.customers.cards_of_program

    def slow(*about: object) -> object:
        pages.append(about[3])
        world.clock.pass_by(timedelta(minutes=5))
        return asked(*about)  # type: ignore[arg-type]

    world.customers.cards_of_program = slow  # type: ignore[method-assign, assignment]
    first = audit()
    assert (first.locations, first.cards, first.rest) == (1, 50, 2)
    assert (audit.run().step, audit.run().cursor is not None) == (AuditStep.CARDS, True)
    world.customers.cards_of_program = asked  # type: ignore[method-assign]
    world.crm.calls.clear()
    second = audit.rest()
    assert (second.locations, second.cards, second.rest) == (2, 10, 0)
    assert pages[0] is None


def test_an_audit_that_was_under_way_for_a_day_begins_anew() -> None:
    world, audit, _ = paid_last_week()
    world.crm.refused = {LA_VISAGE}
    audit()
    begun = audit.run().begun_at
    world.clock.pass_by(timedelta(hours=1))
    audit()
    assert audit.run().begun_at == begun
    world.clock.pass_by(timedelta(hours=20))
    audit()
    assert audit.run().begun_at == world.clock.now()


def test_a_location_that_is_not_live_is_left_for_later() -> None:
    world, audit, _ = paid_last_week()
    world.connections.set_status(TENANT, LA_VISAGE, ConnectionStatus.FROZEN)
    report = audit()
    assert (report.locations, report.rest, report.failed) == (2, 1, ())
    assert audit.run().trouble == "not_live"
    # The second location folds the program's cards meanwhile.
    assert report.cards == 1


def test_drafts_are_not_looked_at_and_a_missing_program_is_passed_over() -> None:
    world, audit, _ = paid_last_week()
    draft = replace(world.program, id=ProgramId("pr_" + "0" * 26), status=ProgramStatus.DRAFT, revision=0)
    world.programs.save(TENANT, draft)
    assert audit().cards == 1
    del world.store.programs[TENANT, world.program.id]
    assert audit().cards == 0


def test_one_program_after_the_other() -> None:
    world, audit, _ = paid_last_week()
    second = replace(world.program, id=ProgramId("pr_" + "0" * 25 + "9"), revision=0)
    world.programs.save(TENANT, second)
    world.visit(next(client for _, client in world.desk.clients))
    world.hear()
    assert len(world.store.cards) == 2
    assert audit().cards == 2


def test_the_cards_of_a_program_that_left_a_location_are_not_folded_there() -> None:
    world, audit, _ = paid_last_week()
    world.store.programs[TENANT, world.program.id] = replace(world.program, locations=())
    tamper(world, balance=7)
    report = audit()
    assert (report.cards, report.drift["reported"]) == (0, 0)
