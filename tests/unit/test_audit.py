"""The nightly audit: what neither event nor sweep has found, and a ledger that differs from itself."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from comeback.domain.attention import AttentionKind
from comeback.domain.card import Card, CardStatus
from comeback.domain.connection import ConnectionStatus
from comeback.domain.drift import AuditStep, DriftKind
from comeback.domain.ids import EntryId, LocationId, ProgramId, RecordId
from comeback.domain.program import ProgramStatus, ProgramType
from comeback.messages import VisitChanged
from comeback.ports.crm import CrmUnavailableError
from comeback.ports.ledger import Standing
from tests.audit_world import Auditor
from tests.builders import LA_VISAGE, TENANT, program
from tests.engine_world import SECOND, EngineWorld
from tests.mirror_world import CASHBACK, MirrorWorld

WEEK_AGO = "2026-09-14"


def paid_last_week() -> tuple[EngineWorld, Auditor, RecordId]:
    """Jane came and paid a week ago, and has her stamp; payments change no booking's date."""
    world = EngineWorld(of=program(locations=(LA_VISAGE, SECOND), lookback_days=30))
    world.desk.payment_changes_record = False
    record = world.visit(world.desk.add_client(), day=WEEK_AGO)
    world.hear()
    world.clock.pass_by(timedelta(hours=1))
    return world, Auditor(world), record


def head_of(world: EngineWorld) -> Card:
    card = world.card()
    assert card is not None
    return card


def tamper(world: EngineWorld, **changes: object) -> None:
    card = head_of(world)
    world.store.cards[card.ref] = replace(card, **changes)  # type: ignore[arg-type]


def test_where_all_is_well_nothing_is_sent_and_nobody_told() -> None:
    world, audit, _ = paid_last_week()
    report = audit.audit()()
    assert (report.locations, report.bookings, report.cards, report.failed, report.rest) == (3, 1, 1, (), 0)
    assert report.drift == {"repaired": 0, "reported": 0}
    assert world.queue.sent == []
    assert (audit.drift(), list(world.store.attention)) == ([], [])
    assert audit.run().finished_at == audit.now


def test_a_change_that_event_and_sweep_have_missed_is_repaired_and_told() -> None:
    world, audit, record = paid_last_week()
    world.clock.pass_by(timedelta(hours=3))
    world.desk.book(None, "2026-09-21 12:00")
    world.sweep()  # up to here
    world.desk.delete_payments(record)
    world.desk.happened = []
    world.sweep()
    world.wait()
    assert world.amounts() == [1]
    report = audit()
    world.wait()
    assert report.drift == {"repaired": 1, "reported": 0}
    assert world.amounts() == [1, -1]
    (one,) = audit.drift()
    assert (one.kind, one.record_id, one.done) == (DriftKind.BOOKING_DIFFERS, record, "repaired")
    assert one.expected.startswith("arrived, 2026-09-14 16:00 UTC, version ")
    assert one.found.startswith("arrived, 2026-09-14 16:00 UTC, version ")
    (item,) = world.store.attention.values()
    assert (item.kind, item.facts) == (AttentionKind.DRIFT, {"reported": 0, "repaired": 1, "missed": 1})
    audit()
    assert (audit.drift(), list(world.store.attention)) == ([], [])


def test_it_asks_in_the_lowest_lane_and_says_where_an_entry_comes_from() -> None:
    world, audit, record = paid_last_week()
    world.desk.delete_payments(record)
    world.desk.happened = []
    audit.audit()()
    (message,) = world.queue.sent
    assert isinstance(message, VisitChanged)
    assert (message.source, message.record_id, message.date) == ("audit", record, WEEK_AGO)


def test_what_changed_a_moment_ago_is_repaired_without_alarming_anybody() -> None:
    world, audit, record = paid_last_week()
    world.desk.cancel(record)
    world.desk.happened = []
    assert audit().drift["repaired"] == 1
    world.wait()
    assert world.amounts() == [1, -1]
    assert world.store.attention == {}


def test_a_booking_that_is_missing_here_is_booked() -> None:
    world, audit, _ = paid_last_week()
    (jane,) = [client for _, client in world.desk.clients]
    world.visit(jane, day="2026-09-15")
    world.desk.happened = []
    audit()
    assert world.amounts() == [1, 1]
    assert [(one.kind, one.found) for one in audit.drift()] == [(DriftKind.BOOKING_MISSING, "nothing")]


def test_a_booking_that_is_gone_there_is_taken_back() -> None:
    world, audit, record = paid_last_week()
    del world.desk.records[record]
    audit()
    world.wait()
    assert world.amounts() == [1, -1]
    assert [(one.kind, one.expected) for one in audit.drift()] == [(DriftKind.BOOKING_GONE, "nothing")]
    assert audit().drift == {"repaired": 0, "reported": 0}


def test_a_booking_of_another_location_of_the_program_is_compared_there() -> None:
    world, audit, _ = paid_last_week()
    record = world.visit(world.desk.add_client(location=SECOND), day="2026-09-15", location=SECOND)
    world.hear()
    assert world.balance() == 2
    del world.desk.records[record]
    report = audit()
    world.wait()
    assert (report.cards, world.balance()) == (1, 1)
    assert [one.location_id for one in audit.drift()] == [SECOND]


def test_what_was_before_anything_could_earn_is_left_alone() -> None:
    world = EngineWorld(of=program(locations=(LA_VISAGE, SECOND), start_of_accrual=date(2026, 9, 10)))
    held = world.connections.get(TENANT, LA_VISAGE)
    assert held is not None
    world.connections.save(TENANT, replace(held, connected_at=world.clock.now() - timedelta(days=3)))
    stranger = world.desk.add_client("+12125550000")
    jane = world.desk.add_client()
    world.visit(jane)
    world.hear()
    world.visit(jane, day="2026-09-09")  # before the start of accrual
    world.visit(stranger, day="2026-09-15")  # before we were connected, and nobody of ours
    world.desk.happened = []
    audit = Auditor(world)
    assert audit().drift["repaired"] == 0
    world.visit(stranger, day="2026-09-19")
    assert audit().drift["repaired"] == 1
    assert world.balance("+12125550000") == 1


@pytest.mark.parametrize(
    "of",
    [
        program(locations=(LA_VISAGE, SECOND), status=ProgramStatus.PAUSED),
        replace(program(locations=(LA_VISAGE, SECOND)), type=ProgramType.MULTIPASS),
    ],
)
def test_without_an_active_stamp_program_no_booking_is_missing(of: object) -> None:
    world = EngineWorld(of=of)  # type: ignore[arg-type]
    world.visit(world.desk.add_client())
    world.desk.happened = []
    assert Auditor(world)().drift["repaired"] == 0


def test_the_same_difference_again_is_for_a_person() -> None:
    world, audit, record = paid_last_week()
    world.desk.delete_payments(record)
    world.desk.happened = []
    audit.audit()()
    world.queue.sent.clear()  # nobody works on it
    world.clock.pass_by(timedelta(days=1))
    assert audit.audit()().drift == {"repaired": 0, "reported": 1}
    world.clock.pass_by(timedelta(days=1))
    assert audit.audit()().drift == {"repaired": 0, "reported": 1}
    (one,) = audit.drift()
    assert one.is_open


@pytest.mark.parametrize(
    ("changes", "kind", "expected", "found"),
    [
        ({"balance": 5}, DriftKind.BALANCE, "1", "5"),
        ({"lifetime_earned": 0}, DriftKind.LIFETIME_EARNED, "1", "0"),
        ({"held": 2}, DriftKind.HELD, "0", "2"),
        ({"seq": 2}, DriftKind.SEQUENCE, "1 to 2", "1"),
    ],
)
def test_a_head_that_differs_from_its_entries_is_reported_and_left_alone(
    changes: dict[str, object], kind: DriftKind, expected: str, found: str
) -> None:
    world, audit, _ = paid_last_week()
    tamper(world, **changes)
    before = head_of(world)
    assert audit().drift == {"repaired": 0, "reported": 1}
    (one,) = audit.drift()
    assert (one.kind, one.expected, one.found, one.done, one.card_id) == (kind, expected, found, "reported", before.id)
    assert head_of(world) == before
    (item,) = world.store.attention.values()
    assert item.facts["reported"] == 1
    assert audit.run().kinds == {kind.value: 1}


def test_a_card_that_is_written_to_while_it_is_read_is_looked_at_again() -> None:
    world, audit, _ = paid_last_week()
    right = head_of(world)
    tamper(world, balance=7)
    read = world.ledger.days_of

    def mended(*about: object) -> object:
        world.store.cards[right.ref] = replace(right, mark=right.mark + 1000)
        return read(*about)  # type: ignore[arg-type]

    world.ledger.days_of = mended  # type: ignore[method-assign, assignment]
    assert audit().drift["reported"] == 0


def test_a_card_that_never_comes_to_rest_is_left_for_another_night() -> None:
    world, audit, _ = paid_last_week()
    read = world.ledger.days_of

    def busy(*about: object) -> object:
        tamper(world, balance=7, mark=head_of(world).mark + 1000)
        return read(*about)  # type: ignore[arg-type]

    tamper(world, balance=7)
    world.ledger.days_of = busy  # type: ignore[method-assign, assignment]
    assert audit().drift["reported"] == 0


def test_a_card_that_goes_away_while_it_is_read_is_no_drift() -> None:
    world, audit, _ = paid_last_week()
    tamper(world, balance=7)
    world.ledger.standing = lambda *_: Standing((), ())  # type: ignore[method-assign]
    assert audit().drift["reported"] == 0


def test_an_erased_card_keeps_only_its_entries_to_be_folded() -> None:
    world, audit, _ = paid_last_week()
    tamper(world, status=CardStatus.ERASED)
    world.store.days.clear()
    world.desk.records.clear()
    assert audit().drift == {"repaired": 0, "reported": 0}


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


def test_paid_visits_without_arrived_are_found_without_any_sweep() -> None:
    world = EngineWorld()
    record = world.desk.book(world.desk.add_client(), "2026-09-15 12:00")
    world.desk.pay(record)
    world.hear()
    audit = Auditor(world)
    audit()
    (item,) = world.store.attention.values()
    assert item.kind is AttentionKind.PAID_NOT_ARRIVED
    world.attention.settle(TENANT, item.id)
    world.clock.pass_by(timedelta(days=1))
    audit()
    assert world.store.attention == {}


def test_a_mirror_that_nothing_told_us_of_is_read_again() -> None:
    world = MirrorWorld()
    world.give_card(5000)
    world.meet_jane()
    audit = Auditor(world)
    report = audit()
    assert (report.mirrors, report.drift["repaired"]) == (1, 0)
    world.change_card(6000)
    world.clock.pass_by(timedelta(hours=1))
    assert audit().drift["repaired"] == 1
    assert world.head().balance == 6000
    (one,) = audit.drift()
    assert (one.kind, one.expected, one.found) == (DriftKind.MIRROR, "6000", "5000")
    assert audit().drift["repaired"] == 0


def test_a_mirror_of_somebody_whom_altegio_does_not_know_is_left_alone() -> None:
    world = MirrorWorld()
    world.give_card(5000)
    world.meet_jane()
    profile = world.store.profiles[TENANT, world.head().customer_id]
    world.store.profiles[TENANT, world.head().customer_id] = replace(profile, clients=())
    assert Auditor(world)().drift["repaired"] == 0
    del world.store.profiles[TENANT, world.head().customer_id]
    assert Auditor(world)().mirrors == 1


def test_a_mirror_that_was_never_read_is_read() -> None:
    world = MirrorWorld(settings=CASHBACK)
    world.give_card(5000)
    world.meet_jane()
    world.store.mirrors.clear()
    audit = Auditor(world)
    audit()
    assert [one.found for one in audit.drift()] == ["never read"]
