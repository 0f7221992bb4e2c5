"""Two people of whom one got the other's phone in Altegio, and an owner who decides."""

from comeback.domain.card import Card
from comeback.domain.ids import CustomerId
from comeback.domain.ledger import Actor, Entry
from comeback.usecases.move_balance import Asked
from tests.builders import PROGRAM, TENANT
from tests.people import answer_phone_change
from tests.people_world import OTHER, People

BOSS = Asked(Actor("person", "746310"), "a key")


class Salon(People):
    """Jane, who has a stamp, got Ann's phone in Altegio; Ann has two stamps."""

    def __init__(self) -> None:
        super().__init__()
        self.ann = self.desk.add_client(OTHER, "Ann Other")
        self.tell(self.ann)
        for day in ("2026-09-21", "2026-09-22"):
            self.visit(self.ann, day=day)
        self.hear()
        self.set_phone(self.jane, OTHER)
        self.jane_id, self.ann_id = self.holder(self.jane), self.holder(self.ann)
        self.decide = answer_phone_change(self.ports)

    def answer(self, answer: str) -> Entry | None:
        (item,) = self.items
        entry = self.decide(TENANT, BOSS, item, answer)
        self.attention.settle(TENANT, item.id)
        self.work()
        return entry

    def card_of(self, customer: CustomerId) -> Card:
        return self.store.cards[TENANT, customer, PROGRAM]

    def amounts_of(self, customer: CustomerId) -> list[int]:
        return [entry.amount for entry in self.store.entries.get((TENANT, self.card_of(customer).id), [])]
