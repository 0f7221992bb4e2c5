"""A card of the API's world, and what is done to it by hand."""

from dataclasses import replace
from typing import Any

from comeback.domain.card import CardRef
from comeback.domain.ids import CustomerId, ProgramId
from tests.api_world import MINE, PLACE, SECOND, Answered, ApiWorld

SORRY = {"amount": 3, "reason": "Sorry for the wait"}


class Desk:
    """One card, and what people do to it."""

    def __init__(self, size: int = 5) -> None:
        self.world = ApiWorld()
        self.program = self.world.active_program(size=size, locations=[PLACE, SECOND])
        self.card = self.world.enrol(self.program)
        self.path = f"/api/v1/cards/{self.card['id']}"
        self._keys = 0

    def post(self, what: str, body: object = None, key: str | None = None) -> Answered:
        """One request with a key of its own, unless another one is given."""
        self._keys += 1
        return self.world.call("POST", f"{self.path}/{what}", body, idempotency_key=key or f"key-{self._keys}")

    def stamps(self, amount: int) -> None:
        assert self.post("adjustments", {"amount": amount, "reason": "as a start"}).status == 201

    @property
    def ref(self) -> CardRef:
        return CardRef(MINE, CustomerId(self.card["customer"]["id"]), ProgramId(self.program))

    def becomes(self, **changes: Any) -> None:
        """The head as another part of the system would have left it."""
        self.world.store.cards[self.ref] = replace(self.world.store.cards[self.ref], **changes)

    @property
    def balance(self) -> dict[str, Any]:
        balance: dict[str, Any] = self.world.call("GET", self.path).json["balance"]
        return balance

    def kinds(self) -> list[tuple[str, int]]:
        """Newest first."""
        items = self.world.call("GET", f"{self.path}/entries").json["items"]
        return [(entry["kind"], entry["amount"]) for entry in items]
