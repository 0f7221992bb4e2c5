"""Routes of cards."""

from dataclasses import dataclass
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from comeback.ports.ledger import Ledger
from comeback.usecases.enrol_customer import EnrolCustomer
from comeback.usecases.read_cards import FindCards, ReadCard, ShowCard
from comeback.usecases.replace_links import ReplaceLinks
from comeback.web.api.card_shapes import CardAnswer, CardPage, NewCard
from comeback.web.api.endpoints import Calling, Endpoint, card_of, ok, program_of
from comeback.web.api.entry_shapes import EntryAnswer, EntryPage
from comeback.web.api.paging import DEFAULT_LIMIT, Cursor, Limit
from comeback.web.changes import Change

_CARD = "/api/v1/cards/<card_id>"


@dataclass(frozen=True, slots=True)
class CardCalls:
    """The use cases behind the routes."""

    enrol: EnrolCustomer
    find: FindCards
    read: ReadCard
    show: ShowCard
    ledger: Ledger
    replace_links: ReplaceLinks


class CardRoutes:
    """Views: a request in, one use case, an answer out."""

    def __init__(self, calls: CardCalls, calling: Calling, base_url: str) -> None:
        """`base_url` begins the links."""
        self._calls = calls
        self._calling = calling
        self._base_url = base_url

    def endpoints(self) -> list[Endpoint]:
        """The table of routes."""
        return [
            Endpoint(
                "POST", "/api/v1/programs/<program_id>/cards", self.enrol_customer, "Give a person their card",
                {201: CardAnswer, 200: CardAnswer}, (409, 503), has_body=True, change=Change("card.issued"),
            ),
            Endpoint("GET", "/api/v1/cards", self.find_cards, "Cards of a person or program", {200: CardPage}),
            Endpoint("GET", _CARD, self.read_card, "A card", {200: CardAnswer}),
            Endpoint(
                "POST", f"{_CARD}/links/rotation", self.replace_links, "New links for a card whose link leaked",
                {200: CardAnswer}, (409, 503), change=Change("card.links_replaced"),
            ),
            Endpoint("GET", f"{_CARD}/entries", self.list_card_entries, "Entries of a card", {200: EntryPage}),
        ]  # fmt: skip

    def enrol_customer(self, program_id: str, body: NewCard) -> Response[CardAnswer]:
        """201 for a new card, 200 for the card that the person has."""
        tenant = self._calling.tenant
        enrolled = self._calls.enrol(tenant, program_of(program_id), body.enrolment())
        return ok(CardAnswer.of(self._calls.show(tenant, [enrolled.card])[0], self._base_url), 201 if enrolled.is_new else 200)

    def find_cards(
        self,
        phone: Annotated[str | None, Query(max_length=40)] = None,
        program_id: Annotated[str | None, Query()] = None,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
    ) -> Response[CardPage]:
        """By `phone`, by `program_id`, or by both."""
        tenant = self._calling.tenant
        program = program_of(program_id) if program_id is not None else None
        cards, following = self._calls.find(tenant, phone, program, limit, cursor)
        items = [CardAnswer.of(view, self._base_url) for view in self._calls.show(tenant, cards)]
        return ok(CardPage(items=items, next_cursor=following))

    def read_card(self, card_id: str) -> Response[CardAnswer]:
        """One card."""
        tenant = self._calling.tenant
        card = self._calls.read(tenant, card_of(card_id))
        return ok(CardAnswer.of(self._calls.show(tenant, [card])[0], self._base_url))

    def replace_links(self, card_id: str) -> Response[CardAnswer]:
        """Those given before lead nowhere from now on; passes in wallets go on."""
        tenant = self._calling.tenant
        card = self._calls.replace_links(tenant, card_of(card_id))
        return ok(CardAnswer.of(self._calls.show(tenant, [card])[0], self._base_url))

    def list_card_entries(self, card_id: str, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response[EntryPage]:
        """Newest first."""
        tenant = self._calling.tenant
        card = self._calls.read(tenant, card_of(card_id))
        entries, following = self._calls.ledger.entries(tenant, card.id, limit, cursor)
        return ok(EntryPage(items=[EntryAnswer.of(entry) for entry in entries], next_cursor=following))
