"""Phones that Altegio hides: one item for each location, with how many clients have one, and the right that is missing."""

from dataclasses import dataclass

from comeback.domain.attention import AttentionItem, AttentionKind, attention_id
from comeback.domain.connection import Connection
from comeback.domain.ids import AttentionId
from comeback.domain.phone_mask import is_masked
from comeback.ports.attention import Attention
from comeback.ports.connections import Connections
from comeback.ports.crm import CrmClient
from comeback.ports.system import Clock
from comeback.usecases.watch_right import note_right_lost, note_right_works

PHONES_RIGHT = "client_phones_access"
_MOST_NAMED = 100
"""So many clients are told apart when they come one by one; a synchronisation counts all."""


@dataclass(frozen=True, slots=True)
class NoteMasked:
    """Nobody is matched, made or changed by such a phone; this is how an owner learns of it."""

    attention: Attention
    connections: Connections
    clock: Clock

    def of_client(self, connection: Connection, client: CrmClient) -> None:
        """A client as an event led to them; does nothing for one whose phone is shown. Once for each client."""
        if not is_masked(client.phone):
            return
        note_right_lost(self.connections, connection, PHONES_RIGHT)
        known = self.attention.item(connection.tenant_id, self._id(connection))
        named = _named(known)
        if known is not None and (named is None or str(client.client_id) in named or len(named) >= _MOST_NAMED):
            return
        named = [*(named or []), str(client.client_id)]
        self._notice(connection, len(named), {"client_ids": ",".join(named)})

    def of_all(self, connection: Connection, masked: int) -> None:
        """All clients of a location were read: so many phones are hidden, or none any more."""
        if masked:
            note_right_lost(self.connections, connection, PHONES_RIGHT)
            self._notice(connection, masked, {})
        else:
            note_right_works(self.connections, connection, PHONES_RIGHT)
            self.attention.settle(connection.tenant_id, self._id(connection))

    def _notice(self, connection: Connection, clients: int, more: dict[str, str | int]) -> None:
        facts: dict[str, str | int] = {"clients": clients, "right": PHONES_RIGHT, **more}
        item = AttentionItem(
            AttentionKind.MASKED_PHONES, str(connection.location_id), self.clock.now(), connection.location_id, facts=facts
        )  # fmt: skip
        self.attention.notice(connection.tenant_id, item)

    def _id(self, connection: Connection) -> AttentionId:
        return attention_id(AttentionKind.MASKED_PHONES, str(connection.location_id))


def _named(item: AttentionItem | None) -> list[str] | None:
    """The clients that the item counts; None when a synchronisation counted them."""
    found = item.facts.get("client_ids") if item else None
    return str(found).split(",") if found else None
