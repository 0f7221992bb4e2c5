"""One changed card, its phones, Apple as a script, and the queue."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from comeback.domain.card import Card
from comeback.messages import CardChanged
from comeback.ports.passes import Device
from comeback.usecases.push_card import PushCard
from tests import builders
from tests.api_world import Clock
from tests.memory.customers import MemoryCustomers
from tests.memory.passes import MemoryPasses
from tests.memory.push import MemoryApplePushQueue, ScriptedApplePush
from tests.memory.store import Store

PASS_TYPE = "pass.dev.comeback.test"
REGISTERED = datetime(2026, 9, 20, tzinfo=UTC)


class PushWorld:
    """One card, its phones, Apple and the queue."""

    def __init__(self, pause_seconds: int = 60) -> None:
        self.store, self.clock = Store(), Clock()
        self.passes, self.apple, self.queue = MemoryPasses(self.store), ScriptedApplePush(), MemoryApplePushQueue()
        self._key = builders.TENANT, builders.CUSTOMER, builders.PROGRAM
        self.store.cards[self._key] = replace(builders.card(), mark=1000)
        self.push = PushCard(
            MemoryCustomers(self.store), self.passes, self.apple, self.queue, self.clock, timedelta(seconds=pause_seconds)
        )

    @property
    def card(self) -> Card:
        return self.store.cards[self._key]

    def phone(self, name: str = "phone", token: str | None = None, stored_at: datetime = REGISTERED) -> Device:
        device = Device(name, token or f"token-of-{name}", stored_at)
        self.passes.register(self.card.ref, self.card.id, PASS_TYPE, device)
        return device

    def change(self) -> CardChanged:
        """The card changes; the message about it."""
        card = self.store.cards[self._key] = replace(self.card, mark=self.card.mark + 1000)
        return CardChanged(card.tenant_id, card.customer_id, card.program_id, card.id, card.mark)

    @property
    def registered(self) -> set[str]:
        return {device.id for device in self.passes.devices(self.card.id)}
