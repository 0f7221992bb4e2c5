"""Why a visit did or did not earn, in words that an owner can read out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.domain.carry import Carry
from comeback.domain.errors import NotFound
from comeback.domain.ids import RecordId, VisitId
from comeback.domain.program import ProgramStatus, ProgramType
from comeback.domain.settings import AmountOver, CardSettings, CountBy, EveryN, PaymentGate, SettingsVersion
from comeback.domain.visit import Attendance
from comeback.usecases.explain_visit import ExplainVisit
from comeback.usecases.explanation import Explanation, ProgramExplained
from tests.builders import LA_VISAGE, NOON, OTHER_TENANT, PROGRAM, TENANT, program
from tests.counter import counter_with_a_card
from tests.engine_world import EngineWorld
from tests.said import said


def explain(world: EngineWorld, record: RecordId) -> Explanation:
    read = ExplainVisit(world.connections, world.directory, world.ledger)
    return read(TENANT, LA_VISAGE, world.desk.visit_of(record))


def of_program(world: EngineWorld, record: RecordId) -> ProgramExplained:
    (explained,) = explain(world, record).programs
    return explained


def summary_in(explained: ProgramExplained) -> str:
    return said(explained.summary)


def test_a_stamp_names_its_lines_rule_and_entry() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client(), "12:00", 4000)
    world.hear()
    explained = of_program(world, record)
    (entry,) = world.entries()
    assert summary_in(explained) == "1 stamp: the visit was attended and paid in full."
    assert (explained.target, explained.granted, explained.held, explained.entries) == (1, 1, None, (entry.id,))
    assert (explained.gate_kind, explained.gate_open, explained.due, explained.basis) == ("full", True, 0, 4000)
    assert [(line.payable, line.paid, line.eligible) for line in explained.lines] == [(4000, 4000, True)]
    assert explained.settings_version == 1


@pytest.mark.parametrize(
    ("settings", "paid", "attendance", "summary"),
    [
        (CardSettings(), False, Attendance.ARRIVED, "No stamp: nothing has been paid with money, gift card or client account."),
        (CardSettings(), True, Attendance.WAITING, "No stamp: the client is not marked as arrived."),
        (CardSettings(), True, Attendance.NO_SHOW, "No stamp: the client did not come."),
        (CardSettings(accrual_rule=AmountOver(9000)), True, Attendance.ARRIVED,
         "No stamp: the rule asks for more than this visit has."),
        (CardSettings(payment_gate=PaymentGate.NONE), False, Attendance.ARRIVED, "1 stamp: the visit was attended."),
        (CardSettings(payment_gate=PaymentGate.ANY, accrual_rule=AmountOver(1, stamps=2)), True, Attendance.ARRIVED,
         "2 stamps: the visit was attended and paid."),
    ],
)  # fmt: skip
def test_the_summary_says_why(settings: CardSettings, paid: bool, attendance: int, summary: str) -> None:
    world = EngineWorld(settings)
    record = world.visit(world.desk.add_client(), paid=paid)
    world.desk.attend(record, attendance)
    world.hear()
    assert summary_in(of_program(world, record)) == summary


def test_a_visit_without_lines_says_so() -> None:
    world = EngineWorld(CardSettings(payment_gate=PaymentGate.NONE))
    record = world.visit(world.desk.add_client())
    world.desk.records[record].lines.clear()
    world.hear()
    assert summary_in(of_program(world, record)) == "No stamp: the visit has no lines."


def test_two_visits_of_a_date_earn_together() -> None:
    world = EngineWorld()
    jane = world.desk.add_client()
    record = world.visit(jane)
    world.visit(jane, "15:00")
    world.hear()
    assert summary_in(of_program(world, record)).endswith("Everything on this date earns together.")


def test_each_visit_is_found_among_the_units_of_its_day() -> None:
    world = EngineWorld(CardSettings(count_by=CountBy.VISIT))
    jane = world.desk.add_client()
    world.visit(jane)
    record = world.visit(jane, "15:00")
    world.hear()
    explained = of_program(world, record)
    assert explained.unit is not None
    assert explained.unit.visit_id == world.desk.visit_of(record)
    assert len(explained.entries) == 1


def test_a_waiting_reversal_says_until_when_and_why() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.hear()
    world.desk.delete_payments(record)
    world.hear()
    explained = of_program(world, record)
    assert explained.held is not None
    assert (explained.target, explained.granted, explained.held.delta) == (0, 1, -1)
    assert summary_in(explained) == (
        "1 stamp given, 1 stamp will be taken back on 9/21/26, 4:15\u202fPM unless the visit is put right: "
        "nothing has been paid with money, gift card or client account."
    )


def test_a_moved_visit_is_explained_where_it_is_now() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.hear()
    world.desk.move(record, "2026-09-20 12:00")
    world.hear()
    explained = of_program(world, record)
    assert explained.unit is not None
    assert explained.unit.date.isoformat() == "2026-09-20"


def test_a_visit_that_is_nowhere_any_more_is_explained_by_its_absence() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.hear()
    world.crm.hidden = {record}
    world.desk.attend(record)
    world.hear()
    explained = explain(world, record)
    assert explained.read_at is None
    assert summary_in(explained.programs[0]) == "No stamp: the visit is not on this day any more."


def test_a_client_without_a_card_has_none_to_stamp() -> None:
    world = EngineWorld(CardSettings(enrol_new_crm_clients=False))
    record = world.visit(world.desk.add_client())
    world.hear()
    assert summary_in(of_program(world, record)) == "No stamp: the client has no card in this program."


def test_a_paused_program_says_so_and_a_mirrored_one_is_left_out() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.hear()
    key = (TENANT, PROGRAM)
    world.store.programs[key] = replace(world.store.programs[key], status=ProgramStatus.PAUSED)
    assert summary_in(of_program(world, record)) == "1 stamp: the program is paused."
    world.store.programs[key] = replace(world.store.programs[key], type=ProgramType.CASHBACK)
    assert explain(world, record).programs == ()


def test_what_was_never_seen_and_what_is_another_tenants_is_not_found() -> None:
    world = EngineWorld()
    record = world.visit(world.desk.add_client())
    world.hear()
    read = ExplainVisit(world.connections, world.directory, world.ledger)
    world.clock.pass_by(timedelta(days=1))
    with pytest.raises(NotFound, match="No visit"):
        read(TENANT, LA_VISAGE, VisitId(77))
    with pytest.raises(NotFound, match="not connected"):
        read(OTHER_TENANT, LA_VISAGE, world.desk.visit_of(record))


def test_a_stamp_given_at_the_desk_explains_why_the_visit_gave_none() -> None:
    counter = counter_with_a_card()
    record = counter.world.visit(counter.client)
    counter.scan()
    counter.world.hear()
    explained = of_program(counter.world, record)
    assert (explained.target, explained.granted) == (0, 0)
    assert summary_in(explained) == "0 stamps: 1 stamp of this date came from the desk."


def test_a_stamp_given_at_the_desk_explains_why_the_visits_own_goes_back() -> None:
    counter = counter_with_a_card(EngineWorld(CardSettings(accrual_rule=EveryN(1000))))
    record = counter.world.visit(counter.client, "13:00", 3000)
    counter.world.hear()
    counter.scan(2)
    summary = summary_in(of_program(counter.world, record))
    assert summary.startswith("3 stamps given, 2 stamps will be taken back on 9/21/26, 4:")
    assert summary.endswith(" PM, because 2 stamps of this date came from the desk.".replace(" PM", "\u202fPM"))


def test_a_blocked_card_says_so() -> None:
    counter = counter_with_a_card()
    counter.block()
    record = counter.world.visit(counter.client)
    counter.world.hear()
    assert summary_in(of_program(counter.world, record)) == "0 stamps: the card is blocked."


def test_where_the_remainder_is_carried_over_the_whole_card_is_explained() -> None:
    world = EngineWorld(CardSettings(accrual_rule=EveryN(100_000, "carry")))
    jane = world.desk.add_client()
    world.visit(jane, "12:00", 70_000)
    record = world.visit(jane, "12:00", 70_000, day="2026-09-22")
    world.hear()
    explained = of_program(world, record)
    assert summary_in(explained) == "1 stamp for everything paid on this card, $600.00 to the next one."
    assert (explained.target, explained.granted, explained.basis) == (1, 1, 70_000)
    world.desk.delete_payments(record)
    world.hear()
    assert (of_program(world, record).target, of_program(world, record).granted) == (0, 1)


def test_a_carrying_rule_that_the_program_has_left_names_no_next_stamp() -> None:
    carrying, plain = CardSettings(accrual_rule=EveryN(1000, "carry")), CardSettings()
    rows = {LA_VISAGE: (SettingsVersion(1, NOON - timedelta(days=9), carrying), SettingsVersion(2, NOON, plain))}
    world = EngineWorld(of=program(rows=rows))
    record = world.visit(world.desk.add_client(), "10:00", 1000)
    world.hear()
    assert summary_in(of_program(world, record)) == "1 stamp for everything paid on this card."


def test_a_visit_from_before_the_last_expiry_changes_nothing_any_more() -> None:
    world = EngineWorld(CardSettings(accrual_rule=EveryN(1000, "carry")))
    record = world.visit(world.desk.add_client(), "12:00", 1000)
    world.hear()
    (key,) = world.store.cards
    world.store.cards[key] = replace(world.store.cards[key], carry=Carry(since=NOON + timedelta(days=1)))
    assert (of_program(world, record).target, of_program(world, record).granted) == (0, 0)
