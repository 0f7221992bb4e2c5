"""Mirrored cards follow Altegio: by every event of the client, by the card's own, and never by a sum of ours."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.domain.card import CardStatus
from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import ClientId, LoyaltyCardId, TenantId
from comeback.domain.ledger import EntryKind
from comeback.domain.loyalty import TransactionType
from comeback.domain.mirror import MirrorState
from comeback.domain.program import ProgramStatus, ProgramType
from comeback.domain.settings import CardSettings
from comeback.messages import ClientChanged, CustomerEnrolled, MirrorDue
from comeback.ports.crm import CrmUnavailableError, Lane
from comeback.ports.ledger import ClaimLost
from comeback.ports.mirrors import MirrorWrite
from comeback.usecases.handle_accrual import Postponed
from comeback.usecases.mirror_cards import MirrorOutcome
from comeback.usecases.watch_right import LOYALTY_RIGHT
from tests.builders import LA_VISAGE, OTHER_TENANT, PROGRAM, TENANT
from tests.engine_world import FOREIGN, JANE_PHONE, SECOND
from tests.memory.mirrors import MemoryMirrors
from tests.mirror_world import CASHBACK, MirrorWorld

SECOND_LATER = timedelta(seconds=1)


def world_with(balance: int) -> MirrorWorld:
    world = MirrorWorld()
    world.give_card(balance)
    world.meet_jane()
    return world


def event(world: MirrorWorld) -> str:
    world.clock.pass_by(SECOND_LATER)
    return world.handle(world.due())


def test_a_visit_makes_the_card_and_mirrors_its_balance() -> None:
    world = world_with(10000)
    assert world.amounts() == [10000]
    (entry,) = world.entries()
    assert (entry.kind, entry.unit, entry.balance_after, entry.earning_unit) == (EntryKind.MIRROR, "minor", 10000, None)
    assert entry.cause is not None
    assert (entry.cause.location_id, entry.cause.source) == (LA_VISAGE, "webhook")
    assert world.stored().seen.number == "N1"


def test_a_first_read_is_not_explained_by_the_past() -> None:
    world = MirrorWorld()
    world.give_card(10000)
    world.loyalty.moved.append(world.moved(1, TransactionType.ACCRUAL, 450))
    world.meet_jane()
    assert world.entries()[0].reason is None
    assert {name for name, _ in world.loyalty.calls} == {"cards"}


def test_an_entry_is_the_difference_of_two_reads() -> None:
    world = world_with(10000)
    for balance in (10450, 8450, 8450, 0):
        world.change_card(balance)
        event(world)
    assert world.amounts() == [10000, 450, -2000, -8450]
    assert world.head().balance == sum(world.amounts()) == 0


def test_the_visits_own_transactions_explain_the_difference() -> None:
    world = world_with(10000)
    visit = world.desk.visit_of(next(iter(world.desk.records)))
    world.change_card(
        8450, world.moved(1, TransactionType.ACCRUAL, 450, visit), world.moved(2, TransactionType.WITHDRAWAL, 2000, visit)
    )
    world.clock.pass_by(SECOND_LATER)
    world.handle(replace(world.due(), visit_id=visit))
    entry = world.entries()[-1]
    assert (entry.amount, entry.reason) == (-1550, "cashback +4.50 USD, spent -20.00 USD")
    assert entry.cause is not None
    assert entry.cause.visit_ids == (visit,)
    assert world.stored().explained == 2


def test_without_a_visit_the_chains_transactions_explain_it() -> None:
    world = world_with(10000)
    world.change_card(15000, world.moved(7, TransactionType.ADDED_BY_HAND, 5000))
    event(world)
    assert world.entries()[-1].reason == "added by hand +50.00 USD"
    world.change_card(15100)
    event(world)
    assert world.entries()[-1].reason is None


def test_a_difference_that_cannot_be_explained_is_mirrored_all_the_same() -> None:
    world = world_with(10000)
    world.change_card(12000)
    world.loyalty.refuse("transactions_between")
    event(world)
    assert (world.entries()[-1].amount, world.entries()[-1].reason) == (2000, None)


def test_a_read_that_changes_nothing_moves_only_the_date() -> None:
    world = world_with(10000)
    before, head = world.stored(), world.head()
    assert event(world) == MirrorOutcome.UNCHANGED
    assert (world.head(), world.stored().reads) == (head, before.reads + 1)
    assert world.stored().as_of > before.as_of


def test_an_event_that_a_read_has_seen_costs_no_call() -> None:
    world = world_with(10000)
    due = world.due()
    world.clock.pass_by(SECOND_LATER)
    world.handle(world.due())
    calls = len(world.loyalty.calls)
    assert world.handle(due) == MirrorOutcome.ALREADY_SEEN
    assert len(world.loyalty.calls) == calls


def test_a_balance_below_zero_is_mirrored_as_it_is() -> None:
    world = world_with(1000)
    world.change_card(-500)
    event(world)
    assert world.head().balance == -500


def test_without_a_card_of_the_type_there_is_no_card_yet_and_no_entry() -> None:
    world = MirrorWorld()
    world.give_card(500, type_id=7)
    world.meet_jane()
    assert (world.stored().seen.state, world.amounts(), world.head().balance) == (MirrorState.NONE, [], 0)
    world.give_card(10000, number=2)
    event(world)
    assert (world.stored().seen.state, world.amounts()) == (MirrorState.SHOWN, [10000])


def test_several_cards_are_flagged_and_the_greatest_is_shown() -> None:
    world = MirrorWorld()
    world.give_card(100)
    world.give_card(300, number=2)
    world.meet_jane()
    assert (world.stored().seen.several, world.stored().seen.card_id, world.head().balance) == (True, 2, 300)


def test_a_card_that_was_deleted_in_altegio_is_gone() -> None:
    world = world_with(10000)
    world.loyalty.of_client.clear()
    event(world)
    assert (world.stored().seen.state, world.amounts()) == (MirrorState.NONE, [10000, -10000])


def test_a_card_type_that_was_removed_leaves_the_last_mirror_with_its_date() -> None:
    world = world_with(10000)
    as_of = world.stored().as_of
    world.loyalty.of_client.clear()
    world.loyalty.types.clear()
    assert event(world) == MirrorOutcome.CHANGED
    assert (world.stored().seen.state, world.stored().as_of, world.amounts()) == (MirrorState.ATTENTION, as_of, [10000])
    assert event(world) == MirrorOutcome.UNCHANGED
    world.loyalty.types.add(10992)
    world.give_card(9000)
    event(world)
    assert (world.stored().seen.state, world.amounts()) == (MirrorState.SHOWN, [10000, -1000])


# ---------------------------------------------------------------- memberships


def test_sessions_are_mirrored_over_all_memberships_and_explained_by_the_visit() -> None:
    world = MirrorWorld(ProgramType.MULTIPASS, CardSettings())
    world.sell(9)
    world.sell(2, number=2)
    world.meet_jane()
    assert (world.head().balance, world.entries()[0].unit) == (11, "sessions")
    world.sell(8)
    world.loyalty.moved.append(world.moved(1, TransactionType.SESSION, 5000, membership=1))
    event(world)
    assert (world.amounts(), world.entries()[-1].reason) == ([11, -1], "session used")
    assert [part.sessions for part in world.stored().seen.parts] == [8, 2]


def test_a_membership_expires_without_an_event() -> None:
    world = MirrorWorld(ProgramType.MULTIPASS, CardSettings())
    world.sell(9)
    expires = world.clock.now() + timedelta(hours=2)
    world.loyalty.of_phone[JANE_PHONE] = [replace(one, expires_at=expires) for one in world.loyalty.of_phone[JANE_PHONE]]
    world.meet_jane()
    world.clock.pass_by(timedelta(hours=3))
    assert world.sweep_all().cards == 1
    assert world.amounts() == [9, -9]


# ---------------------------------------------------------------- who and where


def test_a_loyalty_card_leads_to_its_holder() -> None:
    world = world_with(10000)
    world.change_card(10500)
    world.clock.pass_by(SECOND_LATER)
    due = world.due(location_id=LA_VISAGE, loyalty_card_id=LoyaltyCardId(1))
    assert world.handle(due) == MirrorOutcome.CHANGED
    assert world.amounts() == [10000, 500]
    assert world.handle(replace(due, loyalty_card_id=LoyaltyCardId(99))) == MirrorOutcome.NO_CARD


def test_a_booking_leads_to_whom_it_counted_for() -> None:
    world = world_with(10000)
    world.change_card(10500)
    world.clock.pass_by(SECOND_LATER)
    record = next(iter(world.desk.records))
    assert world.handle(world.due(location_id=LA_VISAGE, record_id=record)) == MirrorOutcome.CHANGED


def test_nobody_is_found_by_nothing() -> None:
    world = world_with(10000)
    assert world.handle(world.due(location_id=LA_VISAGE)) == MirrorOutcome.NO_CARD
    assert world.handle(world.due(customer_id=world.head().customer_id)) == MirrorOutcome.NO_CARD


def test_another_location_of_the_program_leads_to_the_same_read() -> None:
    world = world_with(10000)
    other = world.desk.add_client(location=SECOND)
    world.desk.happened.clear()
    world.visit(other, location=SECOND)
    world.change_card(10100)
    world.hear()
    assert world.amounts() == [10000, 100]
    cause = world.entries()[-1].cause
    assert cause is not None
    assert cause.location_id == LA_VISAGE


def test_a_location_that_is_not_live_or_has_no_row_is_passed_over() -> None:
    world = world_with(10000)
    world.connections.set_status(TENANT, LA_VISAGE, ConnectionStatus.FROZEN, ())
    assert world.handle(world.due()) == MirrorOutcome.NO_CARD
    due = world.due(customer_id=world.head().customer_id, program_id=PROGRAM)
    assert world.handle(due) == MirrorOutcome.NO_CLIENT
    assert world.handle(replace(world.due(), tenant_id=OTHER_TENANT)) == MirrorOutcome.NO_CARD
    assert world.handle(world.due(location_id=FOREIGN, client_id=world.jane)) == MirrorOutcome.NO_CARD


def test_a_deleted_duplicate_is_passed_over_and_nobody_left_is_no_client() -> None:
    world = world_with(10000)
    twin = ClientId(world.jane + 1000)
    world.customers.link_client(TENANT, LA_VISAGE, twin, world.head().customer_id)
    world.loyalty.deleted.add(twin)
    world.change_card(10200)
    assert event(world) == MirrorOutcome.CHANGED
    world.loyalty.deleted.add(world.jane)
    assert event(world) == MirrorOutcome.NO_CLIENT
    assert world.amounts() == [10000, 200]


def test_an_erased_card_is_not_read() -> None:
    world = world_with(10000)
    card = world.head()
    world.store.cards[TENANT, card.customer_id, card.program_id] = replace(card, status=CardStatus.ERASED)
    calls = len(world.loyalty.calls)
    assert event(world) == MirrorOutcome.NO_CARD
    assert len(world.loyalty.calls) == calls


def test_a_person_without_a_profile_has_no_mirror() -> None:
    world = world_with(10000)
    del world.store.profiles[TENANT, world.head().customer_id]
    assert event(world) == MirrorOutcome.NO_CARD


def test_a_paused_program_is_not_read() -> None:
    world = world_with(10000)
    world.store.programs[TENANT, PROGRAM] = replace(world.store.programs[TENANT, PROGRAM], status=ProgramStatus.PAUSED)
    assert event(world) == MirrorOutcome.NO_CARD


def test_a_blocked_card_is_mirrored_because_altegio_owns_the_balance() -> None:
    world = world_with(10000)
    card = world.head()
    world.store.cards[TENANT, card.customer_id, card.program_id] = replace(card, status=CardStatus.BLOCKED)
    world.change_card(0)
    assert event(world) == MirrorOutcome.CHANGED


@pytest.mark.parametrize("enrols", [True, False])
def test_who_gets_a_card_by_an_event_is_the_rows_to_say(enrols: bool) -> None:
    world = MirrorWorld(settings=replace(CASHBACK, enrol_new_crm_clients=enrols))
    world.give_card(10000)
    world.meet_jane()
    assert (world.card() is not None) is enrols


def test_a_message_that_names_no_location_makes_no_card() -> None:
    world = world_with(10000)
    customer = world.head().customer_id
    world.store.cards.clear()
    assert world.handle(world.due(customer_id=customer, program_id=PROGRAM)) == MirrorOutcome.NO_CARD


# ---------------------------------------------------------------- others at the same time


def test_a_read_on_older_ground_writes_nothing_and_reads_again() -> None:
    world = world_with(10000)
    world.change_card(8000)
    world.clock.pass_by(SECOND_LATER)

    def another() -> None:
        world.change_card(7000)
        world.clock.pass_by(-SECOND_LATER)
        world.handle(world.due())
        world.clock.pass_by(SECOND_LATER)

    world.loyalty.meanwhile = another
    assert world.handle(world.due()) in (MirrorOutcome.ALREADY_SEEN, MirrorOutcome.UNCHANGED)
    assert (world.amounts(), world.head().balance) == ([10000, -3000], 7000)


def test_when_others_keep_getting_in_between_the_message_comes_again() -> None:
    world = world_with(10000)
    world.clock.pass_by(SECOND_LATER)

    class Lost(MemoryMirrors):
        def save(self, tenant: TenantId, write: MirrorWrite) -> None:
            raise ClaimLost("somebody was first")

    world.handle.routes[MirrorDue] = replace(world.mirror, mirrors=Lost(world.store))
    with pytest.raises(ClaimLost):
        world.handle(world.due())


# ---------------------------------------------------------------- Altegio out of reach, rights lost


def test_while_altegio_is_out_of_reach_the_message_comes_again() -> None:
    world = world_with(10000)
    world.loyalty.go_down("cards")
    assert event(world) == Postponed.AGAIN_LATER
    (again,) = world.queue.sent
    assert isinstance(again, MirrorDue)
    assert again.attempt == 1


def test_an_explanation_out_of_reach_brings_the_message_again_too() -> None:
    world = world_with(10000)
    world.change_card(9000)
    world.loyalty.go_down("transactions_between")
    world.clock.pass_by(SECOND_LATER)
    with pytest.raises(CrmUnavailableError):
        world.mirror(world.due())
    assert world.amounts() == [10000]


def test_a_lost_right_calls_for_attention_until_it_is_back() -> None:
    world = world_with(10000)
    world.loyalty.refuse("cards")
    assert event(world) == Postponed.RIGHT_MISSING
    held = world.connections.get(TENANT, LA_VISAGE)
    assert held is not None
    assert (held.status, held.missing_rights) == (ConnectionStatus.ATTENTION, (LOYALTY_RIGHT,))
    world.loyalty.broken.clear()
    event(world)
    held = world.connections.get(TENANT, LA_VISAGE)
    assert held is not None
    assert held.missing_rights == ()


# ---------------------------------------------------------------- what tells of a change


def test_an_event_about_the_client_is_enough() -> None:
    world = world_with(10000)
    world.change_card(10900)
    world.clock.pass_by(SECOND_LATER)
    world.handle(ClientChanged(TENANT, LA_VISAGE, world.jane, world.clock.now().isoformat(), "webhook"))
    world.work()
    assert world.amounts() == [10000, 900]


def test_an_event_about_somebody_without_a_phone_tells_no_mirror() -> None:
    world = MirrorWorld()
    nobody = world.desk.add_client(phone="")
    world.handle(ClientChanged(TENANT, LA_VISAGE, nobody, world.clock.now().isoformat(), "webhook"))
    assert world.queue.sent == []


def test_a_person_enrolled_by_form_is_read_at_once() -> None:
    world = world_with(10000)
    world.change_card(11000)
    world.clock.pass_by(SECOND_LATER)
    world.handle(CustomerEnrolled(TENANT, world.head().customer_id, PROGRAM))
    assert isinstance(world.queue.sent[0], MirrorDue)
    world.work()
    assert world.amounts() == [10000, 1000]
    assert world.loyalty.calls[-1][1] is Lane.REST


def test_a_stamp_program_sends_no_message_about_mirrors() -> None:
    world = MirrorWorld(ProgramType.STAMP, CardSettings())
    world.meet_jane()
    assert world.loyalty.calls == []
    assert MirrorOutcome.NO_CARD not in world.outcomes


# ---------------------------------------------------------------- the sweep


def test_the_sweep_finds_what_no_event_told() -> None:
    world = world_with(10000)
    world.change_card(10100)
    world.clock.pass_by(SECOND_LATER)
    report = world.sweep_all()
    assert (report.locations, report.cards, report.failed) == (2, 1, ())
    assert world.amounts() == [10000, 100]
    assert world.loyalty.calls[-1][1] is Lane.SWEEP


def test_a_card_type_that_a_location_no_longer_has_is_named_until_it_is_back() -> None:
    world = world_with(10000)
    for types, missing in ((set(), ("loyalty_card_type",)), ({10992}, ())):
        world.loyalty.types = types
        world.sweep_all()
        held = world.connections.get(TENANT, SECOND)
        assert held is not None
        assert held.missing_rights == missing


def test_a_location_whose_card_types_cannot_be_read_does_not_stop_the_others() -> None:
    world = world_with(10000)
    world.loyalty.go_down("card_types")
    assert world.sweep_all().failed == (LA_VISAGE, SECOND)
    world.loyalty.refuse("card_types")
    world.clock.pass_by(SECOND_LATER)
    report = world.sweep_all()
    assert (report.cards, report.failed) == (1, (LA_VISAGE, SECOND))


def test_locations_without_mirrors_and_frozen_ones_are_passed_over() -> None:
    world = MirrorWorld(ProgramType.STAMP, CardSettings())
    world.connections.set_status(TENANT, SECOND, ConnectionStatus.FROZEN, ())
    assert world.sweep_all().cards == 0
    assert world.loyalty.calls == []


def test_memberships_need_no_card_type_and_a_program_without_rows_none_either() -> None:
    world = MirrorWorld(ProgramType.MULTIPASS, CardSettings())
    assert world.sweep_all().locations == 2
    bare = MirrorWorld()
    bare.store.programs[TENANT, PROGRAM] = replace(bare.store.programs[TENANT, PROGRAM], rows={})
    assert bare.sweep_all().failed == ()
    assert bare.loyalty.calls == []


def test_a_sweep_turns_pages() -> None:
    world = MirrorWorld()
    for number in range(203):
        client = world.desk.add_client(phone=f"+1315555{number:04d}")
        world.visit(client)
    world.hear()
    world.clock.pass_by(SECOND_LATER)
    assert world.sweep_all().cards == 203
