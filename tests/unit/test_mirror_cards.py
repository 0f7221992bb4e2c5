"""Mirrored cards follow Altegio: by every event of the client, by the card's own, and never by a sum of ours."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comeback.domain.connection import ConnectionStatus
from comeback.domain.ids import TenantId
from comeback.domain.ledger import EntryKind
from comeback.domain.loyalty import TransactionType
from comeback.domain.mirror import MirrorState
from comeback.domain.program import ProgramType
from comeback.domain.settings import CardSettings
from comeback.messages import MirrorDue
from comeback.ports.crm import CrmUnavailableError
from comeback.ports.ledger import ClaimLost
from comeback.ports.mirrors import MirrorWrite
from comeback.usecases.handle_accrual import Postponed
from comeback.usecases.mirror_cards import MirrorOutcome
from comeback.usecases.watch_right import LOYALTY_RIGHT
from tests.builders import LA_VISAGE, TENANT
from tests.engine_world import JANE_PHONE
from tests.memory.mirrors import MemoryMirrors
from tests.mirror_world import SECOND_LATER, MirrorWorld, event, world_with


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
    world.loyalty.types[10992] = "Cashback card"
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
