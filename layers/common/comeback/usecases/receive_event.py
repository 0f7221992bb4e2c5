"""The webhook door: let a location's event in, keep its ids, answer before thinking (interfaces.md §3, ruling 11)."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from comeback.domain.connection import ConnectionStatus
from comeback.domain.customer import likeness_of
from comeback.domain.ids import ClientId, LocationId, LoyaltyCardId, RecordId, TenantId, VisitId
from comeback.messages import AccrualMessage, ClientChanged, MirrorDue, VisitChanged
from comeback.ports.hooks import Hook, Hooks
from comeback.ports.queues import AccrualQueue
from comeback.ports.system import Clock

MAX_BODY_BYTES = 65_536
# What a visit earns may change with each of these (altegio.md §2.2).
_VISIT_RESOURCES = {"record", "finances_operation", "goods_operations_sale"}
# Known to Altegio and of no concern to a card.
_EXPECTED_RESOURCES = {
    "salon", "company", "service_category", "service", "good", "staff", "schedule",
    "goods_operations_receipt", "goods_operations_consumable", "goods_operations_stolen", "goods_operations_move",
}  # fmt: skip


class Received(StrEnum):
    """What became of an event; each has its answer in the handler."""

    QUEUED = "queued"
    IGNORED = "ignored"
    NEVER_SEEN = "never_seen"
    FROZEN = "frozen"
    NOT_FOUND = "not_found"
    TOO_LARGE = "too_large"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class ReceiveEvent:
    """One read, one durable write. Nothing of the body is kept but ids and a date: they are hints where to look."""

    hooks: Hooks
    queue: AccrualQueue
    clock: Clock

    def __call__(self, location_id: str, secret: str, body: bytes) -> Received:
        """Check in the order of ruling 11: secret, size, JSON and envelope, company. Raises QueueUnavailableError."""
        location = _whole(location_id)
        hook = self.hooks.hook(LocationId(location)) if location else None
        now = self.clock.now()
        if location is None or hook is None or not _admits(hook, secret, now):
            return Received.NOT_FOUND
        if len(body) > MAX_BODY_BYTES:
            return Received.TOO_LARGE
        envelope = _envelope(body)
        if envelope is None:
            return Received.MALFORMED
        if _whole(envelope["company_id"]) != location:
            return Received.NOT_FOUND
        if hook.status is ConnectionStatus.FROZEN:
            return Received.FROZEN
        return self._enqueue(hook.tenant_id, LocationId(location), envelope, now)

    def _enqueue(self, tenant: TenantId, location: LocationId, envelope: Mapping[str, Any], now: datetime) -> Received:
        message = _message(tenant, location, envelope, now)
        if message is not None:
            self.queue.send(message)
            return Received.QUEUED
        resource = envelope["resource"]
        known = resource in _EXPECTED_RESOURCES or resource in _VISIT_RESOURCES or resource == "client"
        return Received.IGNORED if known else Received.NEVER_SEEN


def digest_of(secret: str) -> str:
    """How a webhook secret is stored."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _admits(hook: Hook, secret: str, now: datetime) -> bool:
    """Compares with every secret, always, in constant time. An uninstalled location has no door."""
    digest = digest_of(secret)
    fitting = [
        hmac.compare_digest(digest, known.digest) and (known.valid_until is None or now < known.valid_until)
        for known in hook.secrets
    ]
    return any(fitting) and hook.status is not ConnectionStatus.UNINSTALLED


def _envelope(body: bytes) -> Mapping[str, Any] | None:
    """The five fields of an event; `data` may be missing, or `[]` when empty."""
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(envelope, dict) or not isinstance(envelope.get("resource"), str):
        return None
    if not isinstance(envelope.get("status"), str) or _whole(envelope.get("company_id")) is None:
        return None
    return envelope if _whole(envelope.get("resource_id")) is not None else None


def _message(tenant: TenantId, location: LocationId, envelope: Mapping[str, Any], now: datetime) -> AccrualMessage | None:
    data = envelope.get("data")
    data = data if isinstance(data, dict) else {}
    resource, subject = envelope["resource"], _whole(envelope["resource_id"]) or 0
    if resource == "client":
        likeness = "" if envelope["status"] == "delete" else _likeness(data)
        return ClientChanged(tenant, location, ClientId(subject), now.isoformat(), "webhook", likeness=likeness)
    if resource == "loyalty_card":
        return MirrorDue(tenant, now.isoformat(), "webhook", location, loyalty_card_id=LoyaltyCardId(subject))
    if resource not in _VISIT_RESOURCES:
        return None
    record = subject if resource == "record" else _whole(data.get("record_id"))
    client, visit = _whole(_inner_id(data.get("client"))), _whole(data.get("visit_id"))
    if not record:
        # A sale at the desk: a membership may have been bought.
        return MirrorDue(tenant, now.isoformat(), "webhook", location, ClientId(client)) if client else None
    return VisitChanged(
        tenant_id=tenant,
        location_id=location,
        record_id=RecordId(record),
        client_id=ClientId(client) if client else None,
        visit_id=VisitId(visit) if visit else None,
        # Only a booking's own date is the visit's; a payment has its own.
        date=_date(data.get("date")) if resource == "record" else None,
        received_at=now.isoformat(),
        source="webhook",
    )


def _likeness(client: Mapping[str, Any]) -> str:
    """How the event shows the client; empty when it does not show all of it."""
    if not {"name", "phone"} <= client.keys():
        return ""
    name = f"{_text(client['name'])} {_text(client.get('surname'))}"
    birthday = _text(client.get("birthday")) or _text(client.get("birth_date"))
    return likeness_of(name, _text(client["phone"]), _text(client.get("email")), birthday)


def _text(value: object) -> str:
    return str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""


def _inner_id(value: object) -> object:
    return value.get("id") if isinstance(value, dict) else None


def _whole(value: object) -> int | None:
    """Altegio's ids wobble between number and text; anything else, or out of range, is none."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 18 and int(text) > 0 else None


def _date(value: object) -> str | None:
    try:
        return datetime.fromisoformat(str(value)[:10]).date().isoformat() if isinstance(value, str) else None
    except ValueError:
        return None
