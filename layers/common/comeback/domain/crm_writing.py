"""Writing to Altegio: who allowed it, and what is known of a write that may or may not have been done.

Altegio offers no idempotency key (altegio.md §5.2). So a write is an intent first: stored before the call, settled by reading.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from comeback.domain.connection import Connection
from comeback.domain.ids import CustomerId, TenantId
from comeback.domain.settings import CardSettings

SETTLED_AFTER = timedelta(seconds=90)
"""How long a call may still be under way: longer than the functions that make it may run."""

MOST_TRIES = 3


class WritingOff(Exception):  # noqa: N818 - a fact, not a failure (style.md §4)
    """The owner did not allow this write, or the location is not live."""


@dataclass(frozen=True, slots=True)
class WritePermit:
    """The owner's leave to write at a location, taken from a settings row. There is no other way to write, and a row with
    `write_to_crm` off gives none (loyalty-domain.md §5.2). Raises WritingOff.
    """

    connection: Connection
    settings: CardSettings

    def __post_init__(self) -> None:
        """Nobody can hold a permit that was not given."""
        if not self.settings.write_to_crm:
            raise WritingOff("data sending is off")
        if not self.connection.is_live:
            raise WritingOff("the location is not live")

    def must_create_clients(self) -> None:
        """Raises WritingOff unless new clients have a leave of their own."""
        if not self.settings.create_crm_client:
            raise WritingOff("adding clients is off")

    def must_send_messages(self) -> None:
        """Raises WritingOff unless messages have a leave of their own."""
        if not (self.settings.deliver_via_crm or self.settings.sms_via_crm):
            raise WritingOff("messages are off")

    def must_send_emails(self) -> None:
        """Raises WritingOff unless e-mails have a leave of their own."""
        if not self.settings.email_via_crm:
            raise WritingOff("e-mails are off")


class WriteKind(StrEnum):
    """What is written; `subject` of an intent is a type of loyalty cards, a program for links, a location for the others."""

    LOYALTY_CARD = "loyalty_card"
    CLIENT = "client"
    CARD_NOTE = "card_note"
    PROFILE = "profile"
    LINK = "link"


class IntentState(StrEnum):
    """`calling`: a call began, its end is not known. `uncertain`: a person has to look. `waiting`: not before its moment.
    `dropped`: a rule forbids it for good.
    """

    PLANNED = "planned"
    WAITING = "waiting"
    CALLING = "calling"
    DONE = "done"
    UNCERTAIN = "uncertain"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Intent:
    """`token` is our id of the write, carried along where Altegio has room for it. `aim` tells two things apart that are
    written to the same place one after the other. `reason`: why it waits or was dropped. `revision` counts what was stored.
    `by_person`: somebody pressed *send again*.
    """

    kind: WriteKind
    subject: str
    token: str
    aim: str = ""
    state: IntentState = IntentState.PLANNED
    tries: int = 0
    called_at: datetime | None = None
    not_before: datetime | None = None
    reason: str = ""
    by_person: bool = False
    revision: int = 0

    @property
    def number(self) -> str:
        """Sixteen digits made of the token, for what Altegio knows by a number."""
        digest = int.from_bytes(sha256(self.token.encode()).digest()[:8])
        return str(10**15 + digest % (9 * 10**15))

    def under_way_for(self, now: datetime) -> float:
        """Seconds for which a call that began may still be doing its work; 0: its end can be read."""
        if self.state is not IntentState.CALLING or self.called_at is None:
            return 0.0
        return max((self.called_at + SETTLED_AFTER - now).total_seconds(), 0.0)


def matter_of(kind: WriteKind, customer: CustomerId, subject: str) -> str:
    """The subject of the attention item about a write whose end nobody knows."""
    return f"{kind}|{customer}|{subject}"


@dataclass(frozen=True, slots=True)
class StoredIntent:
    """An intent with whose it is."""

    tenant_id: TenantId
    customer_id: CustomerId
    intent: Intent
