"""The contract of ports.mirrors.Mirrors, for both implementations."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from comeback.adapters.dynamodb.customers import DynamoCustomers
from comeback.adapters.dynamodb.ledger import DynamoLedger
from comeback.adapters.dynamodb.mirrors import DynamoMirrors
from comeback.domain.because import Because
from comeback.domain.card import Card, CardStatus, StatusNote
from comeback.domain.ids import EntryId, GiftCardId, LoyaltyCardId, MembershipId
from comeback.domain.ledger import Actor, Cause, Entry
from comeback.domain.levels import GrowsWith, Level, Step
from comeback.domain.loyalty import Counter, GiftCard, MembershipStatus
from comeback.domain.mirror import Mirror, MirrorState, Part, Seen, follow
from comeback.domain.program import ProgramType
from comeback.ports.customers import Customers
from comeback.ports.ledger import ClaimLost, Ledger, Posting
from comeback.ports.mirrors import Mirrors, MirrorWrite
from tests import builders
from tests.contract.scripted import THROTTLED, Scripted
from tests.memory.customers import MemoryCustomers
from tests.memory.ledger import MemoryLedger
from tests.memory.mirrors import MemoryMirrors
from tests.memory.store import Store

MINE, THEIRS = builders.TENANT, builders.OTHER_TENANT
NOW = builders.FETCHED
CAUSE = Cause(builders.LA_VISAGE, (), "sweep")
BECAUSE = (Because("cashback", amount=10000, currency="USD"), Because("membership_new", "10 haircuts"))
OURS = LoyaltyCardId(9210520)
FIRST = Mirror(Seen(MirrorState.SHOWN, 10000, card_id=OURS, number="14507109210520", several=True), NOW)


@dataclass(frozen=True)
class Shelf:
    """Mirrors, and the books they stand beside."""

    mirrors: Mirrors
    customers: Customers
    ledger: Ledger

    def of(self, card: Card) -> Mirror | None:
        return self.mirrors.of_cards(card.tenant_id, [card.ref]).get(card.ref)

    def head(self, card: Card) -> Card:
        found = self.customers.card(card.ref)
        assert found is not None
        return found

    def entries(self, card: Card) -> list[Entry]:
        return list(self.ledger.entries(card.tenant_id, card.id, 10, None)[0])


@pytest.fixture(params=["memory", "dynamodb"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    if request.param == "memory":
        store = Store()
        return Shelf(MemoryMirrors(store), MemoryCustomers(store), MemoryLedger(store))
    main, ledger = request.getfixturevalue("main_table"), request.getfixturevalue("ledger_table")
    return Shelf(DynamoMirrors(main, ledger), DynamoCustomers(main, b"k" * 32), DynamoLedger(main, ledger))


@pytest.fixture
def card(shelf: Shelf) -> Card:
    return shelf.customers.issue(MINE, replace(builders.card(), type=ProgramType.CASHBACK))[0]


def moving(card: Card, mirror: Mirror, read: Mirror | None = None) -> MirrorWrite:
    head, entries = follow(card, mirror, NOW, EntryId(f"en_{card.seq:026d}"), CAUSE, BECAUSE)
    return MirrorWrite(card, read, mirror, Posting(head, card, entries))


def test_a_card_that_was_never_read_has_no_mirror(shelf: Shelf, card: Card) -> None:
    assert shelf.mirrors.of_cards(MINE, [card.ref]) == {}
    assert shelf.mirrors.of_cards(MINE, []) == {}


def test_mirror_head_and_entry_are_stored_together(shelf: Shelf, card: Card) -> None:
    write = moving(card, FIRST)
    shelf.mirrors.save(MINE, write)
    assert write.posting is not None
    assert shelf.of(card) == FIRST
    assert shelf.head(card) == write.posting.card
    assert shelf.entries(card) == list(write.posting.entries)


def test_a_read_that_changes_nothing_leaves_the_head_alone(shelf: Shelf, card: Card) -> None:
    shelf.mirrors.save(MINE, moving(card, FIRST))
    head = shelf.head(card)
    later = replace(FIRST, as_of=NOW + timedelta(hours=1), reads=2)
    shelf.mirrors.save(MINE, MirrorWrite(head, FIRST, later))
    assert (shelf.of(card), shelf.head(card)) == (later, head)


def test_memberships_come_back_as_they_were(shelf: Shelf, card: Card) -> None:
    part = Part(
        MembershipId(659878), "788376", "10 haircuts", 9, (Counter(7182839, "Haircut", 9),), MembershipStatus.FROZEN, NOW,
        datetime(2026, 12, 1, tzinfo=UTC), None,
    )  # fmt: skip
    mirror = Mirror(Seen(MirrorState.SHOWN, 0, (part,)), NOW, explained=4)
    shelf.mirrors.save(MINE, MirrorWrite(card, None, mirror))
    assert shelf.of(card) == mirror


def test_levels_and_gift_cards_come_back_as_they_were(shelf: Shelf, card: Card) -> None:
    gift = GiftCard(GiftCardId(409726), 27841, "GC-888", "Gift card 100", 6000, single=True, expires_at=NOW)
    level = Level("Regulars", 750, "percent", Step(1000, 4000, GrowsWith.VISITS), 6, 4, "90 days")
    seen = Seen(MirrorState.SHOWN, 6000, number="GC-888", levels=(level,), gifts=(gift,), ending=3, most_percent=1250)
    shelf.mirrors.save(MINE, MirrorWrite(card, None, Mirror(seen, NOW)))
    assert shelf.of(card) == Mirror(seen, NOW)


def test_of_two_who_read_altegio_at_a_time_the_second_writes_nothing(shelf: Shelf, card: Card) -> None:
    shelf.mirrors.save(MINE, MirrorWrite(card, None, FIRST))
    with pytest.raises(ClaimLost):
        shelf.mirrors.save(MINE, moving(card, replace(FIRST, seen=Seen(MirrorState.NONE))))
    second = replace(FIRST, reads=2)
    shelf.mirrors.save(MINE, MirrorWrite(card, FIRST, second))
    for late in (MirrorWrite(card, FIRST, second), moving(card, second, FIRST)):
        with pytest.raises(ClaimLost):
            shelf.mirrors.save(MINE, late)
    assert (shelf.of(card), shelf.entries(card), shelf.head(card)) == (second, [], card)


def test_a_head_that_moved_or_was_blocked_takes_the_mirror_from_the_writer(shelf: Shelf, card: Card) -> None:
    note = StatusNote(Actor("person", "owner"), "lost phone", NOW)
    blocked = replace(card, status=CardStatus.BLOCKED, status_note=note)
    shelf.ledger.commit(MINE, [], [Posting(blocked, card, ())])
    with pytest.raises(ClaimLost):
        shelf.mirrors.save(MINE, moving(card, FIRST))
    assert (shelf.of(card), shelf.entries(card)) == (None, [])


def test_a_loyalty_card_leads_to_its_holder_while_others_are_shown_too(shelf: Shelf, card: Card) -> None:
    assert shelf.mirrors.holder(MINE, OURS) is None
    shelf.mirrors.save(MINE, MirrorWrite(card, None, FIRST))
    another = replace(FIRST, seen=replace(FIRST.seen, card_id=LoyaltyCardId(5)), reads=2)
    shelf.mirrors.save(MINE, MirrorWrite(card, FIRST, another))
    shelf.mirrors.save(MINE, MirrorWrite(card, another, replace(another, reads=3)))
    assert shelf.mirrors.holder(MINE, OURS) == shelf.mirrors.holder(MINE, LoyaltyCardId(5)) == builders.CUSTOMER
    assert shelf.mirrors.holder(THEIRS, OURS) is None


def test_another_tenant_sees_no_mirror(shelf: Shelf, card: Card) -> None:
    shelf.mirrors.save(MINE, MirrorWrite(card, None, FIRST))
    assert shelf.mirrors.of_cards(THEIRS, [card.ref, card.ref._replace(tenant_id=THEIRS)]) == {}


def test_what_is_no_lost_condition_is_let_through() -> None:
    dynamodb = Scripted("dynamodb")
    dynamodb.answers("update_item", THROTTLED)
    card = builders.card()
    with pytest.raises(ClientError, match="Throttling"):
        DynamoMirrors(dynamodb.table, dynamodb.table).save(MINE, MirrorWrite(card, None, Mirror(Seen(MirrorState.NONE), NOW)))
