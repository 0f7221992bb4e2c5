"""A customer: one person of a tenant, known by a normalised phone (loyalty-domain.md §3)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from comeback.domain.ids import ClientId, CustomerId, LocationId, TenantId

Link = tuple[LocationId, ClientId]
"""A client of Altegio, whose number is of their location."""

Gender = Literal["", "female", "male"]
GENDERS: Mapping[int, Gender] = {1: "male", 2: "female"}
"""Altegio's numbers (altegio.md §4.3); 0 is unknown."""


@dataclass(frozen=True, slots=True)
class ConsentNote:
    """What a person's yes or no answered: the version of the text they read, where, and when."""

    version: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Former:
    """A value that lost against another one: ours when Altegio's won, Altegio's when ours was kept (§5.2)."""

    field: str
    value: str
    won: Literal["crm", "own"]
    at: datetime


@dataclass(frozen=True, slots=True)
class PhoneMove:
    """The phone that Altegio has for a client who is tied to a customer of another one. `kept`: a person decided that the
    client stays all the same.
    """

    location_id: LocationId
    client_id: ClientId
    phone: str
    kept: bool = False

    @property
    def link(self) -> Link:
        """Whose phone it is."""
        return self.location_id, self.client_id


@dataclass(frozen=True, slots=True)
class Profile:
    """Personal data; they stand nowhere else. `phone` is E.164 with plus, empty for somebody whom Altegio has forgotten;
    `surname`: the end of `name` that is the last name, where that is known; `clients`: who they are in Altegio, those that are
    `gone` there included; `consent_notes`: the proof of a consent, where there is one; `former`: the last values that lost.
    """

    id: CustomerId
    tenant_id: TenantId
    phone: str
    name: str
    created_at: datetime
    email: str = ""
    birthday: str = ""
    consents: Mapping[str, bool] = field(default_factory=dict)
    consent_notes: Mapping[str, ConsentNote] = field(default_factory=dict)
    clients: tuple[Link, ...] = ()
    surname: str = ""
    gender: Gender = ""
    former: tuple[Former, ...] = ()
    moves: tuple[PhoneMove, ...] = ()
    gone: tuple[Link, ...] = ()

    @property
    def live_clients(self) -> tuple[Link, ...]:
        """Those that Altegio still has."""
        return tuple(link for link in self.clients if link not in self.gone)

    @property
    def is_forgotten(self) -> bool:
        """Whether nothing personal is known any more, because Altegio has forgotten the person (§3.6)."""
        return not self.phone

    def target_at(self, location: LocationId) -> ClientId | None:
        """To whom is written at a location: of several clients with one phone the newest that Altegio still has (§3.3)."""
        return max((client for place, client in self.live_clients if place == location), default=None)

    def move_of(self, link: Link) -> PhoneMove | None:
        """The other phone that Altegio has for one of the clients."""
        return next((move for move in self.moves if move.link == link), None)

    @property
    def first_name(self) -> str:
        """The only personal thing that a pass or card page shows (ruling 21)."""
        return self.name.split(maxsplit=1)[0] if self.name.strip() else ""

    @property
    def likeness(self) -> str:
        """The profile's likeness, to be compared with an event's."""
        return likeness_of(self.name, self.phone, self.email, self.birthday)


def likeness_of(name: str, phone: str, email: str, birthday: str) -> str:
    """32 bits that tell whether a client still looks the same: enough to save a question, too few to find a person. Without the
    gender, which bookings do not tell: it would cost a question for each new client, and is read with the next one anyway.
    """
    digits = "".join(character for character in phone if character.isdigit())
    text = "\n".join((" ".join(name.split()), digits, email.strip(), birthday.strip()))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
