"""A salon whose reception desk changes, deletes and finds again the people in its list."""

from dataclasses import replace

from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.customer import Profile
from comeback.domain.ids import ClientId, CustomerId, LocationId
from comeback.domain.settings import CardSettings
from comeback.messages import ClientChanged
from tests.builders import LA_VISAGE, TENANT
from tests.engine_world import JANE_PHONE, EngineWorld

NEW, OTHER = "+13155550199", "+13155550177"


class People(EngineWorld):
    """Jane has a card with a stamp."""

    def __init__(self, settings: CardSettings | None = None) -> None:
        super().__init__(settings)
        self.jane = self.desk.add_client(JANE_PHONE, "Jane Doe")
        self.visit(self.jane)
        self.hear()
        self.clock.pass_by(self.delay)

    def tell(self, client: ClientId, location: LocationId = LA_VISAGE) -> str:
        outcome = self.handle(ClientChanged(TENANT, location, client, self.clock.now().isoformat(), "webhook"))
        self.work()
        return outcome

    def set_phone(self, client: ClientId, phone: str, location: LocationId = LA_VISAGE) -> str:
        """The reception desk writes another phone, and Altegio tells of it."""
        key = location, client
        self.desk.clients[key] = replace(self.desk.clients[key], phone=phone)
        return self.tell(client, location)

    def delete(self, client: ClientId, location: LocationId = LA_VISAGE) -> str:
        """The reception desk deletes a client, and Altegio tells of it."""
        del self.desk.clients[location, client]
        return self.tell(client, location)

    def hold_a_stamp(self) -> None:
        """The payment is deleted: the stamp goes back unless somebody pays again."""
        self.desk.delete_payments(next(iter(self.desk.records)))
        self.hear()
        (card,) = self.store.cards.values()
        assert card.held == 1

    def customer(self, phone: str) -> Profile | None:
        customer = self.customers.find_by_phone(TENANT, phone)
        return self.customers.profile(TENANT, customer) if customer else None

    def holder(self, client: ClientId, location: LocationId = LA_VISAGE) -> CustomerId:
        return self.store.clients[location, client]

    @property
    def items(self) -> list[AttentionItem]:
        return [item for item in self.attention.items(TENANT, 50, None)[0] if item.kind is AttentionKind.PHONE_CHANGED]
