"""Apple devices and the passes on them (wallets.md §2.5). A device id grants access and is never logged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from comeback.domain.card import Card, CardRef
from comeback.domain.ids import CardId


@dataclass(frozen=True, slots=True)
class Device:
    """`stored_at`: when the phone last told us this push token; a later registration wins over an older "gone"."""

    id: str
    push_token: str
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class Installed:
    """A pass on a device and the change mark of its card."""

    card_id: CardId
    mark: int


class Passes(Protocol):
    """A registration is (device, pass type, card); a device lives as long as it has one."""

    def register(self, ref: CardRef, card: CardId, pass_type: str, device: Device) -> bool:
        """Store the registration and always the push token; answers whether the registration is new."""

    def unregister(self, card: CardId, pass_type: str, device_id: str) -> None:
        """Remove the registration and, with its last one, the device; what is not there is no error."""

    def on_device(self, device_id: str, pass_type: str) -> Sequence[Installed]:
        """Every pass of the type on the device. One query and one batch of heads, however many passes there are."""

    def devices(self, card: CardId) -> Sequence[Device]:
        """Every device that has the card."""

    def drop(self, device: Device) -> None:
        """Remove a dead device with all its registrations, unless it has registered again since it was read."""

    def restyle(self, card: Card, since_ms: int, now: datetime) -> bool:
        """Raise the change mark of a card that looks different, and say that this was the reason; False: a job that began at
        `since_ms` has done so already, or the card has changed since it was read and will be told of anyway. What had been told
        in full counts as told: whoever raises marks tells the phones.
        """

    def note_pushed(self, ref: CardRef, mark: int, at: datetime | None) -> None:
        """Remember on the head what the phones were told of, and when; never goes back. `at` None: there was no phone to
        tell, and the time of the last push stays.
        """
