"""Everything that is held about one person (interfaces.md §5)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from comeback.domain.attention import AttentionItem
from comeback.domain.crm_writing import Intent, WriteKind
from comeback.domain.customer import Profile
from comeback.domain.day import Day
from comeback.domain.errors import NotFound
from comeback.domain.ids import CardId, CustomerId, ProgramId, TenantId
from comeback.domain.ledger import Entry
from comeback.domain.question import Question
from comeback.domain.visit import Place
from comeback.ports.attention import Attention
from comeback.ports.customers import Customers
from comeback.ports.erasures import Erasures
from comeback.ports.intents import Intents
from comeback.ports.ledger import Ledger
from comeback.ports.system import Clock
from comeback.usecases.read_cards import CardView, ShowCard

_PAGE = 200


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A person and their cards."""

    profile: Profile
    cards: Sequence[CardView]


@dataclass(frozen=True, slots=True)
class ReadCustomer:
    """One person by their id."""

    customers: Customers
    erasures: Erasures
    show: ShowCard

    def __call__(self, tenant: TenantId, customer: CustomerId) -> CustomerView:
        """Raises NotFound, also for another tenant's and from the moment on at which somebody is to be erased."""
        profile = self.customers.profile(tenant, customer)
        if profile is None or self.erasures.asked(tenant, customer):
            raise NotFound("There is no such customer.")
        return CustomerView(profile, self.show(tenant, self.customers.cards(tenant, customer)))


@dataclass(frozen=True, slots=True)
class Export:
    """`entries`: oldest first, by card; `deliveries`: by program, what became of the one link that Altegio was to send;
    `attention` and `questions`: what is open about the person.
    """

    at: datetime
    customer: CustomerView
    entries: Mapping[CardId, Sequence[Entry]]
    days: Sequence[tuple[Place, Day]]
    attention: Sequence[AttentionItem]
    questions: Sequence[Question]
    deliveries: Mapping[ProgramId, Intent]


@dataclass(frozen=True, slots=True)
class ExportCustomer:
    """Reads only; nothing is left out, however much it is."""

    read: ReadCustomer
    ledger: Ledger
    attention: Attention
    intents: Intents
    clock: Clock

    def __call__(self, tenant: TenantId, customer: CustomerId) -> Export:
        """Raises NotFound."""
        view = self.read(tenant, customer)
        cards = [one.card for one in view.cards]
        links = {
            card.program_id: self.intents.get(tenant, customer, WriteKind.LINK, card.program_id) for card in cards
        }  # fmt: skip
        items = _all(lambda cursor: self.attention.items(tenant, _PAGE, cursor))
        questions = _all(lambda cursor: self.ledger.questions(tenant, _PAGE, cursor))
        return Export(
            at=self.clock.now(),
            customer=view,
            entries={card.id: self._entries(tenant, card.id) for card in cards},
            days=self.ledger.days_of(tenant, customer),
            attention=[item for item in items if customer in (item.customer_id, item.facts.get("other_customer_id"))],
            questions=[question for question in questions if question.customer_id == customer],
            deliveries={program: link for program, link in links.items() if link},
        )

    def _entries(self, tenant: TenantId, card: CardId) -> Sequence[Entry]:
        return list(_all(lambda cursor: self.ledger.entries(tenant, card, _PAGE, cursor)))[::-1]


def _all[T](page: Callable[[str | None], tuple[Sequence[T], str | None]]) -> Iterator[T]:
    cursor: str | None = None
    while True:
        items, cursor = page(cursor)
        yield from items
        if cursor is None:
            return
