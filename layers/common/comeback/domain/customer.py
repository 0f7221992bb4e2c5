"""A customer: one person of a tenant, known by a normalised phone (loyalty-domain.md §3)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from comeback.domain.ids import ClientId, CustomerId, LocationId, TenantId


@dataclass(frozen=True, slots=True)
class ConsentNote:
    """What a person's yes or no answered: the version of the text they read, where, and when."""

    version: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """Personal data; they stand nowhere else. `phone` is E.164 with plus; `clients` are (location, Altegio client).
    `consent_notes`: the proof of a consent, where there is one.
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
    clients: tuple[tuple[LocationId, ClientId], ...] = ()

    @property
    def first_name(self) -> str:
        """The only personal thing that a pass or card page shows (ruling 21)."""
        return self.name.split(maxsplit=1)[0] if self.name.strip() else ""

    @property
    def likeness(self) -> str:
        """The profile's likeness, to be compared with an event's."""
        return likeness_of(self.name, self.phone, self.email, self.birthday)


def likeness_of(name: str, phone: str, email: str, birthday: str) -> str:
    """32 bits that tell whether a client still looks the same: enough to save a question, too few to find a person."""
    digits = "".join(character for character in phone if character.isdigit())
    text = "\n".join((" ".join(name.split()), digits, email.strip(), birthday.strip()))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
