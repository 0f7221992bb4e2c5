"""A location's webhook settings and what we would make of them (altegio.md §2.1).

Writing replaces them for the whole location: addresses that are left out are deleted, whoever they belong to, and one set of
events holds for all. So everything that is there stays, and whoever else listens is told to the owner first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

EVENTS = (
    "salon", "service_category", "service", "good", "master", "client", "record", "schedule", "loyalty_card",
    "goods_operations_sale", "goods_operations_receipt", "goods_operations_consumable", "goods_operations_stolen",
    "goods_operations_move", "finances_operation",
)  # fmt: skip
WANTED = frozenset({"client", "record", "loyalty_card", "goods_operations_sale", "finances_operation"})
"""What may change a card. Everything works without: the sweeps find it, later."""
MOST_ADDRESSES = 10
_SWITCHES = ("active", "self_sending")


@dataclass(frozen=True, slots=True)
class Receiver:
    """An address and what is sent there. `switches`: `active`, and `self_sending` (also what its owner caused)."""

    url: str
    events: frozenset[str]
    switches: frozenset[str] = frozenset({"active"})

    @property
    def host(self) -> str:
        """All that anybody is told of an address: the rest of it is a secret of its owner's."""
        place = self.url.partition("://")[2].partition("/")[0].partition("?")[0]
        return place.rpartition("@")[2].partition(":")[0] or "unknown"


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """Everything that a location sends."""

    receivers: tuple[Receiver, ...]

    @property
    def version(self) -> str:
        """Tells whether the settings are as somebody saw them; there is no conditional write."""
        lines = sorted(f"{one.url} {sorted(one.events)} {sorted(one.switches)}" for one in self.receivers)
        return sha256("\n".join(lines).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Address:
    """Ours at a location: what every address of ours there begins with, and the digests of secrets that open the door."""

    prefix: str
    digests: frozenset[str]

    def is_ours(self, one: Receiver) -> bool:
        """Whether it leads to us, with a secret that is valid or was."""
        return one.url.startswith(self.prefix)

    def digest_in(self, one: Receiver) -> str | None:
        """The digest of the secret in an address of ours, if it opens the door."""
        digest = sha256(one.url.removeprefix(self.prefix).encode()).hexdigest()
        return digest if self.is_ours(one) and digest in self.digests else None


@dataclass(frozen=True, slots=True)
class OtherReceiver:
    """Somebody else who listens, by host. `gains`: what would be sent there in addition, since one set holds for all."""

    host: str
    events: tuple[str, ...]
    gains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written. `adds_address`: none of ours that works is registered, so a new one is made. `switches_on`: what
    would be sent to us that is not now; `others`: everybody else.
    """

    urls: tuple[str, ...]
    events: frozenset[str]
    switches: frozenset[str]
    adds_address: bool
    switches_on: tuple[str, ...]
    others: tuple[OtherReceiver, ...]

    @property
    def is_needed(self) -> bool:
        """Whether it would change anything for us."""
        return self.adds_address or bool(self.switches_on)

    @property
    def is_possible(self) -> bool:
        """Altegio takes ten addresses."""
        return len(self.urls) <= MOST_ADDRESSES

    def is_done(self, settings: WebhookSettings) -> bool:
        """Whether the settings are as planned. Others may have come meanwhile: they are none of ours to remove."""
        wanted = [one for one in settings.receivers if one.url in self.urls]
        return {one.url for one in wanted} == set(self.urls) and all(
            self.events <= one.events and self.switches <= one.switches for one in wanted
        )


def plan_for(settings: WebhookSettings, address: Address, fresh: str | None = None) -> Plan:
    """`fresh`: a new address of ours that takes the place of all others of ours; without it the first one that works stays,
    and where none does, the plan says so.
    """
    working = [one for one in settings.receivers if address.digest_in(one)]
    others = [one for one in settings.receivers if not address.is_ours(one)]
    events = WANTED.union(*(one.events for one in settings.receivers))
    switches = frozenset({"active"}).union(*(one.switches for one in settings.receivers))
    ours = fresh or (working[0].url if working else f"{address.prefix}…")
    now = _sent(working[:1]) if fresh is None else _sent(one for one in settings.receivers if address.is_ours(one))
    return Plan(
        urls=(*(one.url for one in others), ours),
        events=events,
        switches=switches,
        adds_address=fresh is not None or not working,
        switches_on=tuple(event for event in EVENTS if event in WANTED - now),
        others=tuple(_other(one, events, switches) for one in others),
    )


def _sent(receivers: Iterable[Receiver]) -> frozenset[str]:
    """What reaches any of these."""
    return frozenset().union(*(one.events for one in receivers if "active" in one.switches))


def _other(one: Receiver, events: frozenset[str], switches: frozenset[str]) -> OtherReceiver:
    gains = [*_in_order(events - one.events), *(name for name in _SWITCHES if name in switches - one.switches)]
    return OtherReceiver(one.host, tuple(_in_order(one.events)), tuple(gains))


def _in_order(events: Iterable[str]) -> Sequence[str]:
    known = set(events)
    return [event for event in EVENTS if event in known]
