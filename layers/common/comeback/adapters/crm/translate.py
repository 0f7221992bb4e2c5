"""From Altegio's shapes to the domain's: lines, settlements, bookings."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from comeback.adapters.crm.models import Client, DetailItem, LoyaltyTransaction, PaymentTransaction, Record, VisitDetails
from comeback.domain.connection import Location
from comeback.domain.customer import GENDERS
from comeback.domain.ids import ClientId, RecordId, VisitId
from comeback.domain.money import to_minor
from comeback.domain.visit import Booking, Line, Settlement, Source, VisitFacts
from comeback.ports.crm import ChangedClient, CrmClient, CrmRecord

_SERVICE, _PRODUCT = 1, 7
# altegio.md §5.4; type 1, a discount, is already in `cost` (ruling 6).
_LOYALTY_SOURCES = {3: Source.BONUS, 8: Source.GIFT_CARD, 9: Source.SESSION, 11: Source.ACCOUNT}


def crm_client(client: Client) -> CrmClient:
    """A client, with the phone as Altegio writes it."""
    birthday = _birthday(client.birthday or client.birth_date)
    return CrmClient(
        ClientId(client.id), client.full_name, client.phone, client.email.strip(), birthday, client.surname.strip(),
        GENDERS.get(client.gender_id, ""),
    )  # fmt: skip


def changed_client(client: Client, location: Location) -> ChangedClient:
    """A client of the list of changes."""
    return ChangedClient(crm_client(client), _moment(client.last_change_date, location))


def _birthday(text: str) -> str:
    """`YYYY-MM-DD`, or nothing: zeros stand for an unknown day, and one documented answer has a Unix time (§4.3)."""
    try:
        if text.isascii() and text.isdigit() and len(text) > 8:
            return datetime.fromtimestamp(int(text), tz=UTC).date().isoformat()
        return date.fromisoformat(text[:10]).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def crm_record(record: Record, location: Location) -> CrmRecord:
    """A booking as a list shows it."""
    booking = booking_of(record, location)
    client = crm_client(record.client) if record.client else None
    paid = sum(one.amount for one in record.finance_transactions) > 0
    return CrmRecord(booking, record.wall_time.date(), client, _moment(record.last_change_date, location), paid)


def booking_of(record: Record, location: Location) -> Booking:
    """The booking alone, its start in UTC."""
    return Booking(
        record_id=RecordId(record.id),
        visit_id=VisitId(record.visit_id),
        client_id=ClientId(record.client.id) if record.client else None,
        starts_at=record.wall_time.replace(tzinfo=ZoneInfo(location.timezone)).astimezone(UTC),
        attendance=record.attendance,
        deleted=record.deleted,
        fingerprint=fingerprint_of(record),
    )


def fingerprint_of(record: Record) -> str:
    """64 bits over what a list shows of a booking; names and other personal data have no part in it."""
    seen = record.model_dump_json(exclude={"client"}) + str(record.client.id if record.client else "")
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def facts_of(records: Sequence[Record], details: VisitDetails | None, location: Location, fetched_at: datetime) -> VisitFacts:
    """A visit from its bookings of a day and, if they were read, its details."""
    ordered = sorted(records, key=lambda record: record.id)
    lines: Iterable[Line]
    settlements: Iterable[Settlement] = ()
    if details is None:
        lines = (line for record in ordered for line in _planned_lines(record, location.currency))
    else:
        prepaid = {one.id for record in ordered for one in record.goods_transactions if one.is_prepayment}
        first = ordered[0].id
        lines = (_line(item, item.record_id or first, location.currency, prepaid=item.id in prepaid) for item in details.items)
        settlements = (
            *(_payment(one, location.currency) for one in details.payment_transactions),
            *(_loyalty(one, location.currency) for one in details.loyalty_transactions if one.type_id in _LOYALTY_SOURCES),
        )
    return VisitFacts(
        location_id=location.location_id,
        visit_id=VisitId(ordered[0].visit_id),
        timezone=location.timezone,
        bookings=tuple(booking_of(record, location) for record in ordered),
        lines=tuple(lines),
        settlements=tuple(settlements),
        fetched_at=fetched_at,
    )


def _planned_lines(record: Record, currency: str) -> Iterable[Line]:
    """The services of a booking that nobody has arrived for: nothing is settled that could earn."""
    for service in record.services:
        quantity = abs(service.amount) or 1
        sold = _sold(service.first_cost, service.discount, service.cost, quantity)
        yield Line(
            type="service", item_id=service.id, record_id=RecordId(record.id), title=service.title, quantity=quantity,
            sold=to_minor(sold, currency), payable=to_minor(service.cost, currency),
        )  # fmt: skip


def _line(item: DetailItem, record: int, currency: str, *, prepaid: bool) -> Line:
    product = item.is_good or item.item_type_id == _PRODUCT
    quantity = abs(item.amount) or 1
    sold = _sold(item.first_cost, item.discount, item.cost, quantity)
    return Line(
        type="product" if product else "service", item_id=item.item_id, record_id=RecordId(record),
        title=item.item_title, quantity=quantity, sold=to_minor(sold, currency), payable=to_minor(item.cost, currency),
        transaction_id=item.id, prepaid=prepaid,
    )  # fmt: skip


def _sold(first_cost: Decimal, discount: Decimal, cost: Decimal, quantity: int) -> Decimal:
    """The nominal total. `cost` is a line's total (ruling 6); whether `first_cost` is a total or a unit's price is not
    documented, so the reading that explains `cost` is taken.
    """
    rest = 1 - discount / 100
    for nominal in (first_cost * quantity, first_cost):
        if abs(nominal * rest - cost) < Decimal("0.01"):
            return nominal
    return max(first_cost * quantity, cost)


def _payment(one: PaymentTransaction, currency: str) -> Settlement:
    kind: Literal["service", "product"] | None = None
    if one.goods_transaction_id:
        kind = "product"
    elif one.target_type_id == _SERVICE:
        kind = "service"
    return Settlement(
        id=one.id, source=Source.MONEY, amount=to_minor(one.amount, currency),
        record_id=RecordId(one.record_id) if one.record_id else None, item_type=kind,
        item_id=one.item_id or None, transaction_id=one.goods_transaction_id,
    )  # fmt: skip


def _loyalty(one: LoyaltyTransaction, currency: str) -> Settlement:
    kinds: dict[int, Literal["service", "product"]] = {_SERVICE: "service", _PRODUCT: "product"}
    return Settlement(
        id=one.id, source=_LOYALTY_SOURCES[one.type_id], amount=abs(to_minor(one.amount, currency)),
        record_id=RecordId(one.item_record_id) if one.item_record_id else None, item_type=kinds.get(one.item_type_id),
        item_id=one.item_id or None, transaction_id=one.goods_transaction_id,
    )  # fmt: skip


def _moment(text: str, location: Location) -> datetime | None:
    """Both of Altegio's forms, with an offset or without (then the location's wall time)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(location.timezone))
