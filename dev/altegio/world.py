"""All state of the stand-in, with the look-ups that acts and answers share."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dev.altegio.model import Client, Comment, Item, Location, Message, Record, Settlement
from dev.altegio.model_loyalty import GiftCard, LoyaltyCard, Membership, Movement, Promotion


class UnknownError(LookupError):
    """There is no such thing."""


class RefusedError(ValueError):
    """The act makes no sense as things are."""


@dataclass(slots=True)
class World:
    """Locations and everything that happened in them. Plain data; written to a file as it is."""

    locations: dict[int, Location] = field(default_factory=dict)
    clients: dict[int, Client] = field(default_factory=dict)
    records: dict[int, Record] = field(default_factory=dict)
    settlements: dict[int, Settlement] = field(default_factory=dict)
    cards: dict[int, LoyaltyCard] = field(default_factory=dict)
    memberships: dict[int, Membership] = field(default_factory=dict)
    movements: dict[int, Movement] = field(default_factory=dict)
    gift_cards: dict[int, GiftCard] = field(default_factory=dict)
    promotions: dict[int, Promotion] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    card_types: dict[int, str] = field(default_factory=lambda: {10992: "Cashback card", 10993: "Discount card"})
    gift_card_types: dict[int, str] = field(default_factory=lambda: {27841: "Gift card 100"})
    membership_types: dict[int, str] = field(default_factory=lambda: {97804: "10 haircuts"})
    last_ids: dict[str, int] = field(default_factory=dict)
    clock_offset: float = 0.0

    def now(self) -> datetime:
        """The stand-in's clock, whole seconds as Altegio shows them."""
        return (datetime.now(UTC) + timedelta(seconds=self.clock_offset)).replace(microsecond=0)

    def next_id(self, kind: str) -> int:
        """A fresh id of a kind of thing."""
        self.last_ids[kind] = self.last_ids.get(kind, 0) + 1
        return self.last_ids[kind]

    def location(self, location_id: int) -> Location:
        """Raises UnknownError."""
        try:
            return self.locations[location_id]
        except KeyError:
            raise UnknownError(f"location {location_id}") from None

    def client(self, client_id: int) -> Client:
        """Raises UnknownError."""
        try:
            return self.clients[client_id]
        except KeyError:
            raise UnknownError(f"client {client_id}") from None

    def record(self, record_id: int) -> Record:
        """Raises UnknownError."""
        try:
            return self.records[record_id]
        except KeyError:
            raise UnknownError(f"booking {record_id}") from None

    def zone(self, location_id: int) -> ZoneInfo:
        """The location's time zone."""
        return ZoneInfo(self.location(location_id).zone)

    def wall_clock(self, location_id: int) -> datetime:
        """The location's wall clock now, naive."""
        return self.now().astimezone(self.zone(location_id)).replace(tzinfo=None)

    def item(self, location_id: int, item_id: int) -> Item:
        """Raises UnknownError."""
        for item in self.location(location_id).items:
            if item.id == item_id:
                return item
        raise UnknownError(f"service or product {item_id}")

    def clients_of(self, location_id: int) -> Iterator[Client]:
        """Those not deleted, by id."""
        return (one for one in self.clients.values() if one.location_id == location_id and not one.deleted)

    def cards_of(self, chain_id: int, phone: str) -> list[LoyaltyCard]:
        """A person's loyalty cards, by id."""
        return [one for one in self.cards.values() if phone and (one.chain_id, one.phone) == (chain_id, phone)]

    def memberships_of(self, chain_id: int, phone: str) -> list[Membership]:
        """Everything that was sold to a person, by id."""
        return [one for one in self.memberships.values() if phone and (one.chain_id, one.phone) == (chain_id, phone)]

    def gift_cards_of(self, chain_id: int, phone: str) -> list[GiftCard]:
        """A person's gift cards, by id."""
        return [one for one in self.gift_cards.values() if phone and (one.chain_id, one.phone) == (chain_id, phone)]

    def records_of(self, location_id: int) -> Iterator[Record]:
        """Deleted ones too, by id."""
        return (one for one in self.records.values() if one.location_id == location_id)


class Index:
    """Records and settlements by visit and client, kept beside the world and never written to a file."""

    def __init__(self, world: World) -> None:
        """Built once from the world's state."""
        self.by_visit: dict[int, list[Record]] = {}
        self.by_client: dict[int, list[Record]] = {}
        self.settled: dict[int, list[Settlement]] = {}
        for record in world.records.values():
            self.add_record(record)
        for settlement in world.settlements.values():
            self.settled.setdefault(settlement.visit_id, []).append(settlement)

    def add_record(self, record: Record) -> None:
        """A new booking."""
        self.by_visit.setdefault(record.visit_id, []).append(record)
        self.by_client.setdefault(record.client_id, []).append(record)

    def move_record(self, record: Record, client_id: int) -> None:
        """A booking that gets another client."""
        self.by_client[record.client_id].remove(record)
        record.client_id = client_id
        self.by_client.setdefault(client_id, []).append(record)

    def split_visit(self, record: Record, visit_id: int) -> None:
        """A booking that leaves its visit for one of its own, with the payments that name it."""
        self.by_visit[record.visit_id].remove(record)
        settled = self.settled.get(record.visit_id, [])
        mine = [one for one in settled if one.record_id == record.id]
        self.settled[record.visit_id] = [one for one in settled if one.record_id != record.id]
        for one in mine:
            one.visit_id = visit_id
        self.settled[visit_id] = mine
        record.visit_id = visit_id
        self.by_visit[visit_id] = [record]

    def visit(self, visit_id: int) -> list[Record]:
        """Bookings of a visit, deleted ones too. Raises UnknownError."""
        if visit_id not in self.by_visit:
            raise UnknownError(f"visit {visit_id}")
        return self.by_visit[visit_id]

    def settlements(self, visit_id: int) -> list[Settlement]:
        """What was paid in a visit and not taken back by deletion."""
        return [one for one in self.settled.get(visit_id, []) if not one.deleted]
