"""Payments, goods movements and the details of a visit."""

from collections.abc import Sequence
from typing import Any

from dev.altegio.model import Kind, Line, Method, Record, Settlement
from dev.altegio.shapes.context import Context, Json
from dev.altegio.wobble import compact, iso

_EXPENSES = {Kind.SERVICE: (5, "Service payments"), Kind.PRODUCT: (7, "Product sales")}
_ACCOUNTS = {Method.CARD: (90218, "Cards", False), Method.CASH: (90217, "Cash desk", True)}
LOYALTY_TYPES = {
    Method.BONUS: (3, "Loyalty card withdrawal"),
    Method.GIFT_CARD: (8, "Gift card withdrawal"),
    Method.SESSION: (9, "Membership use"),
    Method.ACCOUNT: (11, "Client account withdrawal"),
}


def line_of(context: Context, paid: Settlement) -> Line | None:
    """The line a settlement names."""
    records = context.index.by_visit.get(paid.visit_id, [])
    return next((line for one in records for line in one.lines if paid.line_id and line.id == paid.line_id), None)


def transaction(context: Context, paid: Settlement, place: str = "transactions") -> Json:
    """A payment in `/transactions`, `/timetable/transactions`, a booking's list or (with more) a webhook."""
    zone = context.world.zone(paid.location_id)
    line = line_of(context, paid)
    expense, title = _EXPENSES[line.kind if line else Kind.SERVICE]
    account, account_title, cash = _ACCOUNTS[paid.method]
    return {
        "id": paid.id, "document_id": paid.document_id, "date": compact(paid.at, zone),
        "amount": context.wobble.money(paid.amount, place, paid.id), "comment": "",
        "expense": {"id": expense, "title": title}, "account": {"id": account, "title": account_title, "is_cash": cash},
        "client": payer(context, paid), "master": [], "supplier": [], "record_id": paid.record_id,
        "visit_id": paid.visit_id, "sold_item_id": line.item_id if line else 0,
        "sold_item_type": _sold(line), "last_change_date": compact(paid.changed_at, zone), "deleted": paid.deleted,
    }  # fmt: skip


def payer(context: Context, paid: Settlement) -> Any:
    """Who paid; nobody is `[]`."""
    client = context.world.clients.get(paid.client_id)
    if client is None:
        return []
    return {"id": client.id, "name": client.name, "phone": context.plus_phone(paid.location_id, client.phone)}


def _sold(line: Line | None) -> str:
    if line is None:
        return ""
    return "service" if line.kind is Kind.SERVICE else "good"


def visit_details(context: Context, records: Sequence[Record]) -> Json:
    """The four containers of a visit, deleted bookings left out."""
    alive = [one for one in records if not one.deleted]
    paid = context.index.settlements(records[0].visit_id)
    return {
        "payment_transactions": [_payment(context, one) for one in paid if one.money],
        "loyalty_transactions": [loyalty(context, one) for one in paid if not one.money],
        "kkm_transaction_details_container": {"last_operation_type": 0, "transactions": []},
        "items": [_detail(context, one, line) for one in alive for line in one.lines],
    }


def _payment(context: Context, paid: Settlement) -> Json:
    line = line_of(context, paid)
    kind = line.kind if line else Kind.SERVICE
    expense, title = _EXPENSES[kind]
    account, account_title, _ = _ACCOUNTS[paid.method]
    return {
        "id": paid.id, "document_id": paid.document_id, "date": iso(paid.at, context.world.zone(paid.location_id)),
        "type_id": expense, "expense_id": expense, "account_id": account,
        "amount": context.wobble.money(paid.amount, "details", paid.id), "client_id": paid.client_id,
        "master_id": 0, "supplier_id": 0, "comment": "", "item_id": line.item_id if line else 0,
        "target_type_id": (1 if kind is Kind.SERVICE else 7) if line else 0, "record_id": paid.record_id,
        "goods_transaction_id": line.id if line and kind is Kind.PRODUCT else 0,
        "expense": {"id": expense, "title": title}, "account": {"id": account, "title": account_title},
        "client": payer(context, paid), "master": [], "supplier": [],
    }  # fmt: skip


def loyalty(context: Context, paid: Settlement) -> Json:
    """A use of bonus points, a gift card, a membership or the client's account."""
    type_id, title = LOYALTY_TYPES[paid.method]
    line = line_of(context, paid)
    product = line is not None and line.kind is Kind.PRODUCT
    return {
        "id": paid.id, "status_id": 1, "amount": context.wobble.money(paid.amount, "loyalty", paid.id),
        "type_id": type_id, "card_id": _card_of(context, paid), "program_id": 0,
        "salon_group_id": context.world.location(paid.location_id).chain_id,
        "item_id": line.item_id if line else 0, "item_type_id": (7 if product else 1) if line else 0,
        "item_record_id": paid.record_id, "goods_transaction_id": line.id if line and product else 0,
        "is_discount": False, "is_loyalty_withdraw": False, "type": {"id": type_id, "title": title},
    }  # fmt: skip


def _card_of(context: Context, paid: Settlement) -> int:
    """The loyalty card that points came from."""
    client = context.world.clients.get(paid.client_id)
    chain = context.world.location(paid.location_id).chain_id
    cards = context.world.cards_of(chain, client.phone) if client and paid.method is Method.BONUS else []
    return cards[0].id if cards else 0


def _detail(context: Context, one: Record, line: Line) -> Json:
    service = line.kind is Kind.SERVICE
    cost = context.wobble.money(line.cost, "details", line.id)
    return {
        "id": 0 if service else line.id, "item_id": line.item_id, "item_type_id": 1 if service else 7,
        "record_id": one.id, "item_title": line.title, "amount": line.amount,
        "first_cost": context.wobble.money(line.price * line.amount, "details.first", line.id), "manual_cost": cost,
        "discount": context.wobble.money(line.discount, "details.discount", line.id), "cost": cost,
        "master_id": one.team_member_id, "good_id": 0 if service else line.item_id,
        "service_id": line.item_id if service else 0, "event_id": 0, "is_service": service, "is_event": False,
        "is_good": not service,
    }  # fmt: skip


def storage_transaction(context: Context, one: Record, line: Line) -> Json:
    """A goods movement in `/storages/transactions`: ids and money are text there."""
    zone = context.world.zone(one.location_id)
    client = context.client_of(one)
    phone = context.plus_phone(one.location_id, client.phone) if client else ""
    buyer = {"id": str(client.id), "name": client.name, "phone": phone} if client else []
    return {
        "id": str(line.id), "document_id": str(line.document_id), "type_id": "1", "type": "Product sale",
        "good_id": str(line.item_id), "amount": str(-line.amount), "create_date": compact(line.created_at, zone),
        "last_change_date": compact(line.created_at, zone), "cost_per_unit": f"{line.price:.2f}",
        "cost": f"{line.cost:.2f}", "discount": f"{line.discount}", "comment": "", "record_id": str(one.id),
        "loyalty_abonement_id": str(line.membership_id or 0), "loyalty_certificate_id": str(line.certificate_id or 0),
        "good": {"id": str(line.item_id), "title": line.title}, "storage": {"id": "91303", "title": "Shop"},
        "clients": buyer, "master": {"id": str(one.team_member_id)}, "service": [], "supplier": [],
    }  # fmt: skip
