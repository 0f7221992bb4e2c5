"""Passes in plain dicts, with the same promises as the DynamoDB adapter (tests/contract/test_passes.py)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from comeback.domain.card import Card, CardRef, next_mark
from comeback.domain.ids import CardId
from comeback.ports.passes import Device, Installed
from tests.memory.store import Store


class MemoryPasses:
    """Devices and registrations; the heads are in the shared store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._devices: dict[str, Device] = {}
        self.look_jobs: dict[CardId, int] = {}
        self._registrations: dict[tuple[str, str, CardId], CardRef] = {}

    def register(self, ref: CardRef, card: CardId, pass_type: str, device: Device) -> bool:
        key = device.id, pass_type, card
        new = key not in self._registrations
        self._registrations[key] = ref
        self._devices[device.id] = device
        return new

    def unregister(self, card: CardId, pass_type: str, device_id: str) -> None:
        self._registrations.pop((device_id, pass_type, card), None)
        if not any(device == device_id for device, _, _ in self._registrations):
            self._devices.pop(device_id, None)

    def on_device(self, device_id: str, pass_type: str) -> Sequence[Installed]:
        refs = [ref for (device, kind, _), ref in self._registrations.items() if (device, kind) == (device_id, pass_type)]
        cards = [self._store.cards.get((ref.tenant_id, ref.customer_id, ref.program_id)) for ref in refs]
        return [Installed(card.id, card.mark) for card in cards if card]

    def devices(self, card: CardId) -> Sequence[Device]:
        return [self._devices[device] for device in {device: None for device, _, one in self._registrations if one == card}]

    def drop(self, device: Device) -> None:
        if self._devices.get(device.id) != device:
            return
        del self._devices[device.id]
        self._registrations = {key: ref for key, ref in self._registrations.items() if key[0] != device.id}

    def restyle(self, card: Card, since_ms: int, now: datetime) -> bool:
        key = card.tenant_id, card.customer_id, card.program_id
        stored = self._store.cards[key]
        as_read = (stored.mark, stored.pushed_apple) == (card.mark, card.pushed_apple)
        if not as_read or self.look_jobs.get(card.id, 0) >= since_ms:
            return False
        self.look_jobs[card.id] = since_ms
        mark = next_mark(card.mark, now)
        told = card.pushed_apple >= card.mark
        self._store.cards[key] = replace(stored, mark=mark, pushed_apple=mark if told else card.pushed_apple)
        return True

    def note_pushed(self, ref: CardRef, mark: int, at: datetime | None) -> None:
        key = ref.tenant_id, ref.customer_id, ref.program_id
        card = self._store.cards.get(key)
        if card and card.pushed_apple < mark:
            self._store.cards[key] = replace(card, pushed_apple=mark, pushed_apple_at=at or card.pushed_apple_at)
