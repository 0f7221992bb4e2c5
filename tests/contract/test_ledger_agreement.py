"""Whatever is done to the two ledgers, in any order, they answer the same and hold the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from comeback.adapters.dynamodb.customers import DynamoCustomers
from comeback.adapters.dynamodb.directory import DynamoDirectory
from comeback.adapters.dynamodb.ledger import DynamoLedger
from comeback.adapters.dynamodb.passes import DynamoPasses
from comeback.domain.card import Card
from comeback.domain.day import Held
from comeback.domain.ids import CardId, RecordId, VisitId
from comeback.domain.visit import Place
from comeback.ports.ledger import Claim, ClaimLost, DayBusy, DayWrite, Pointer
from tests import builders
from tests.contract.books import MINE, NOW, THEIRS, Books, a_day, a_posting, an_entry
from tests.memory.customers import MemoryCustomers
from tests.memory.directory import MemoryDirectory
from tests.memory.ledger import MemoryLedger
from tests.memory.passes import MemoryPasses
from tests.memory.store import Store
from tests.own_aws import OwnAws

DAYS = [Place(builders.CUSTOMER, builders.DAY + timedelta(days=number)) for number in range(2)]
CARDS = {tenant: replace(builders.card(), tenant_id=tenant, id=CardId(f"cd_{tenant[3:]}")) for tenant in (MINE, THEIRS)}

TENANTS, PLACES = st.sampled_from([MINE, THEIRS]), st.sampled_from(DAYS)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("claim"), TENANTS, PLACES, st.none() | st.integers(0, 3)),
        st.tuples(st.just("read"), TENANTS),
        st.tuples(st.just("commit"), TENANTS, st.integers(0, 2), st.integers(0, 2), st.none() | st.integers(-5, 5)),
        st.tuples(st.just("push"), TENANTS, st.integers(0, 5000)),
    ),
    max_size=25,
)


@dataclass
class Player:
    """Plays steps on its books, with what it has claimed and read."""

    books: Books
    claims: list[tuple[str, Claim]]
    heads: dict[str, Card]
    now: int = 0

    def play(self, step: tuple[Any, ...]) -> object:
        name, tenant, *rest = step
        self.now += 1
        return getattr(self, name)(tenant, *rest)

    def claim(self, tenant: Any, place: Place, polite: int | None) -> object:
        now = NOW + timedelta(seconds=self.now)
        since = None if polite is None else now - timedelta(seconds=polite)
        claim = self.books.ledger.claim(tenant, place, now, since)
        self.claims.append((tenant, claim))
        return claim

    def read(self, tenant: Any) -> object:
        self.heads[tenant] = self.books.head(CARDS[tenant])
        return self.heads[tenant]

    def commit(self, tenant: Any, back: int, entries: int, hold: int | None) -> object:
        own = [claim for owner, claim in self.claims if owner == tenant]
        if len(own) <= back:
            return None
        claim, head = own[-1 - back], self.heads.get(tenant, CARDS[tenant])
        booked = [an_entry(head, head.seq + 1 + number) for number in range(entries)]
        held = None if hold is None else Held(-1, NOW + timedelta(minutes=hold))
        pointer = Pointer(builders.LA_VISAGE, RecordId(back), VisitId(entries), claim.place)
        postings = [a_posting(head, *booked)] if booked else []
        self.books.ledger.commit(tenant, [DayWrite(claim, a_day(entries, held))], postings, [pointer])
        return "committed"

    def push(self, tenant: Any, mark: int) -> object:
        self.books.passes.note_pushed(CARDS[tenant].ref, mark, NOW)
        return self.books.head(CARDS[tenant])

    def everything(self) -> Sequence[object]:
        ledger, directory = self.books.ledger, self.books.directory
        per_tenant = [
            (
                self.books.head(CARDS[tenant]), self.books.entries(CARDS[tenant], tenant), dict(ledger.days(tenant, DAYS)),
                list(ledger.booked_between(tenant, NOW, NOW + timedelta(days=1), 100, None)[0]),
            )
            for tenant in (MINE, THEIRS)
        ]  # fmt: skip
        places = [directory.places_of_visit(builders.LA_VISAGE, VisitId(number)) for number in range(3)]
        return [*per_tenant, sorted(ledger.due_days(NOW, 100)), places]


def answer_of(play: Callable[[], object]) -> object:
    try:
        return play()
    except DayBusy as busy:
        return ("busy", busy.day)
    except ClaimLost:
        return "lost"


def a_player(books: Books) -> Player:
    for tenant, card in CARDS.items():
        books.customers.issue(tenant, card)
    return Player(books, [], {})


@settings(max_examples=15)
@given(steps=STEPS)
def test_both_ledgers_agree(aws: OwnAws, steps: list[tuple[Any, ...]]) -> None:
    store = Store()
    memory = Books(MemoryLedger(store), MemoryCustomers(store), MemoryDirectory(store), MemoryPasses(store))
    with aws.table("MainTable") as main, aws.table("LedgerTable") as entries:
        dynamodb = Books(DynamoLedger(main, entries), DynamoCustomers(main, b"k"), DynamoDirectory(main), DynamoPasses(main))
        ours, theirs = a_player(memory), a_player(dynamodb)
        for step in steps:
            assert answer_of(lambda step=step: ours.play(step)) == answer_of(lambda step=step: theirs.play(step))  # type: ignore[misc]
        assert ours.everything() == theirs.everything()
