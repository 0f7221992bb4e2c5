"""What acts need: the world, its index, and a way to tell the world's receivers."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from dev.altegio.model import Client, Line, Record, Settlement
from dev.altegio.model_loyalty import LoyaltyCard, Movement
from dev.altegio.shapes.context import Context
from dev.altegio.shapes.events import FLAG_OF, card_event, client_changed, payment_event, record_event, sale_event
from dev.altegio.webhooks import Outbox
from dev.altegio.world import Index, World


@dataclass(slots=True)
class Stage:
    """Acts change the world through here, so that change dates grow and events go out."""

    world: World
    index: Index
    context: Context
    outbox: Outbox
    partner_token: str
    application_id: int
    payment_changes_record: bool = True
    callback_url: str = ""
    dirty: bool = field(default=False)

    def send(self, body: dict[str, Any]) -> None:
        """Post a location event to every receiver whose flag is on."""
        flag = FLAG_OF.get(body["resource"], body["resource"])
        hooks = self.world.location(body["company_id"]).hooks
        self.outbox.plan([hook.url for hook in hooks if hook.flags.get("active") and hook.flags.get(flag)], body)

    def touch(self, record: Record, status: str = "update", times: int = 1) -> None:
        """A booking changed: its date, and as many events as Altegio sends for it."""
        record.changed_at = max(record.changed_at, self.world.now())
        for _ in range(times):
            self.send(record_event(self.context, record, status))

    def touch_client(self, client: Client, status: str = "update") -> None:
        """A client changed."""
        client.changed_at = max(client.changed_at, self.world.now())
        self.send(client_changed(self.context, client, status))

    def tell_payment(self, paid: Settlement, status: str) -> None:
        """Money moved."""
        self.send(payment_event(self.context, paid, status))

    def tell_card(self, card: LoyaltyCard, location_id: int, status: str = "update") -> None:
        """A loyalty card changed; sent only where the flag was switched on by hand."""
        self.send(card_event(self.context, card, location_id, status))

    def note_movement(
        self, chain: int, type_id: int, moved: Decimal, *, card_id: int = 0, membership_id: int = 0, record: Record | None = None
    ) -> None:
        """A loyalty transaction of its own, in the visit of a booking if one is named."""
        number, visit = self.world.next_id("loyalty"), record.visit_id if record else 0
        self.world.movements[number] = Movement(
            number, chain, type_id, moved, card_id, membership_id, visit, self.world.now(), record.id if record else 0
        )

    def tell_sale(self, record: Record, line: Line, status: str) -> None:
        """A product was sold or taken back."""
        self.send(sale_event(self.context, record, line, status))
