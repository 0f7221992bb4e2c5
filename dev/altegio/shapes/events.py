"""Bodies of location webhooks: envelope and entity."""

from dev.altegio.model import Client, Kind, Line, Record, Settlement
from dev.altegio.model_loyalty import LoyaltyCard
from dev.altegio.shapes.context import Context, Json
from dev.altegio.shapes.money import line_of, transaction
from dev.altegio.shapes.people import client_event
from dev.altegio.shapes.records import record
from dev.altegio.wobble import compact

FLAG_OF = {"staff": "master"}
"""Resources whose settings flag has another name."""


def _envelope(location_id: int, resource: str, resource_id: int, status: str, data: Json) -> Json:
    return {
        "company_id": location_id, "resource": resource, "resource_id": resource_id, "status": status, "data": data,
    }  # fmt: skip


def record_event(context: Context, one: Record, status: str) -> Json:
    """A booking was made, touched or removed; a removed one still travels whole."""
    return _envelope(one.location_id, "record", one.id, status, record(context, one, "webhook"))


def client_changed(context: Context, one: Client, status: str) -> Json:
    """A client was added, touched or removed."""
    return _envelope(one.location_id, "client", one.id, status, client_event(context, one))


def payment_event(context: Context, paid: Settlement, status: str) -> Json:
    """Money moved. An absent booking is `null`, empty relations are `[]`."""
    data = transaction(context, paid, "webhook")
    del data["deleted"]
    line = line_of(context, paid)
    data["expense"]["type"] = 7
    data["account"]["is_default"] = not data["account"]["is_cash"]
    client = context.world.clients.get(paid.client_id)
    if client is not None:
        data["client"] |= {"surname": client.surname, "patronymic": "", "email": client.email}
    data["record"] = {"id": paid.record_id} if paid.record_id else None
    owner = context.world.records.get(paid.record_id)
    if line is not None and owner is not None:
        data["master"] = _master(context, owner)
    return _envelope(paid.location_id, "finances_operation", paid.id, status, data)


def sale_event(context: Context, one: Record, line: Line, status: str) -> Json:
    """A product, membership or gift card was sold, or the sale was taken back."""
    zone = context.world.zone(one.location_id)
    client = context.client_of(one)
    price = context.wobble.money(line.price, "webhook.unit", line.id)
    buyer = client and {"id": client.id, "name": client.name, "phone": context.plus_phone(one.location_id, client.phone)}
    data = {
        "id": line.id, "document_id": line.document_id, "type_id": 1, "type": "Product sale", "operation_unit_type": 1,
        "amount": -line.amount, "create_date": compact(line.created_at, zone),
        "last_change_date": compact(line.created_at, zone), "cost_per_unit": price,
        "cost": context.wobble.money(line.cost, "webhook", line.id),
        "discount": context.wobble.money(line.discount, "webhook.discount", line.id), "comment": "",
        "record_id": one.id, "loyalty_abonement_id": line.membership_id or None,
        "loyalty_certificate_id": line.certificate_id or None, "good": {"id": line.item_id, "title": line.title},
        "unit": {"id": 216760, "title": "Piece", "short_title": "pcs"}, "storage": {"id": 91303, "title": "Shop"},
        "client": buyer or [], "master": _master(context, one), "service": [], "supplier": [],
    }  # fmt: skip
    assert line.kind is Kind.PRODUCT
    return _envelope(one.location_id, "goods_operations_sale", line.id, status, data)


def _master(context: Context, one: Record) -> Json:
    team = context.world.location(one.location_id).team
    title = next((member.name for member in team if member.id == one.team_member_id), "")
    return {"id": one.team_member_id, "title": title}


def card_event(context: Context, one: LoyaltyCard, location_id: int, status: str) -> Json:
    """A loyalty card changed: which one and its balance, not why."""
    balance = context.wobble.money(one.balance, "webhook.card", one.id)
    data = {"id": one.id, "balance": balance, "number": one.number, "phone": context.plus_phone(location_id, one.phone)}
    return _envelope(location_id, "loyalty_card", one.id, status, data)
