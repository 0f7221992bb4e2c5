"""What the suites of the ledger share: the books of both implementations, and words for what is booked."""

from dataclasses import dataclass, replace

from comeback.domain.card import Card
from comeback.domain.day import Accrual, Day, Held, UnitState
from comeback.domain.ids import EntryId, TenantId, VisitId
from comeback.domain.ledger import AppliedRule, Cause, EarningUnit, Entry, EntryKind
from comeback.domain.settings import CountBy
from comeback.domain.visit import Place
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.ledger import DayWrite, Ledger, Posting
from comeback.ports.passes import Passes
from tests import builders

MINE, THEIRS = builders.TENANT, builders.OTHER_TENANT
NOW = builders.FETCHED
PLACE = Place(builders.CUSTOMER, builders.DAY)
UNIT = EarningUnit(CountBy.CLIENT_DAY, builders.DAY)


@dataclass(frozen=True)
class Books:
    """The ledger and what stands beside it in the same tables."""

    ledger: Ledger
    customers: Customers
    directory: Directory
    passes: Passes

    def head(self, card: Card) -> Card:
        found = self.customers.card(card.ref)
        assert found is not None
        return found

    def entries(self, card: Card, tenant: TenantId = MINE) -> list[Entry]:
        return list(self.ledger.entries(tenant, card.id, 100, None)[0])


def an_entry(card: Card, seq: int, amount: int = 1, **changes: object) -> Entry:
    entry = Entry(
        id=EntryId(f"en_{card.id[-2:]}{seq:024d}"),
        card_id=card.id,
        program_id=card.program_id,
        seq=seq,
        kind=EntryKind.ACCRUAL,
        amount=amount,
        balance_after=card.balance + amount,
        effective_at=builders.NOON,
        booked_at=NOW,
        earning_unit=UNIT,
        ordinal=seq,
        cause=Cause(builders.LA_VISAGE, (VisitId(1),), "webhook"),
        rule=AppliedRule("completed", 1),
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


def a_posting(card: Card, *entries: Entry) -> Posting:
    booked = entries or (an_entry(card, card.seq + 1),)
    balance = card.balance + sum(entry.amount for entry in booked)
    after = replace(card, seq=booked[-1].seq, balance=balance, lifetime_earned=balance, mark=card.mark + 1000)
    return Posting(after, card, booked)


def a_day(granted: int = 1, held: Held | None = None) -> Day:
    state = UnitState(
        program_id=builders.PROGRAM, unit=UNIT, starts_at=builders.NOON, location_id=builders.LA_VISAGE,
        visit_ids=(VisitId(1),), accruals=(Accrual(EntryId("en_" + "0" * 25 + "1"), granted),), ordinal=1,
        settings_version=1, held=held,
    )  # fmt: skip
    return Day((builders.visit(builders.paid()),), {(builders.PROGRAM, UNIT.key): state})


def book(books: Books, card: Card, *entries: Entry, day: Day | None = None, place: Place = PLACE) -> None:
    """Claims and commits, for the card's own tenant."""
    claim = books.ledger.claim(card.tenant_id, place, NOW)
    books.ledger.commit(card.tenant_id, [DayWrite(claim, day or a_day())], [a_posting(card, *entries)])
