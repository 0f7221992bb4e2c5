"""Bookings as lists, single answers and webhooks show them."""

from typing import Any

from dev.altegio.model import Attendance, Client, Kind, Line, Record
from dev.altegio.shapes.context import Context, Json
from dev.altegio.shapes.money import transaction
from dev.altegio.wobble import compact, naive, wall


def record(context: Context, one: Record, place: str) -> Json:
    """A booking. `place` is "record" (ISO `date`), "records" or "webhook" (naive `date`)."""
    zone = context.world.zone(one.location_id)
    start = one.start.replace(tzinfo=zone).isoformat() if place == "record" else wall(one.start)
    return {
        **_plain(one),
        "date": start,
        "datetime": context.wobble.future_offset(one.start, zone, context.world.now()),
        "create_date": compact(one.created_at, zone),
        "last_change_date": compact(one.changed_at, zone),
        "visit_attendance": int(_visit_attendance(context, one)),
        "attendance": int(one.attendance),
        "online": context.wobble.boolean(place, one.id, value=True),
        "deleted": context.wobble.boolean(place, one.id, value=one.deleted),
        "paid_full": context.wobble.flag(place, one.id, value=context.paid_full(one)),
        "services": [_service(context, line, place) for line in one.lines if line.kind is Kind.SERVICE],
        "staff": _staff(context, one),
        "goods_transactions": [_goods(context, one, line, place) for line in one.lines if line.kind is Kind.PRODUCT],
        "client": _client(context, one),
        "documents": [_document(one, naive(one.created_at, zone))],
    }


def with_transactions(context: Context, one: Record, place: str) -> Json:
    """A booking with its payments, for `include_finance_transactions`."""
    shown = record(context, one, place)
    shown["finance_transactions"] = [transaction(context, paid) for paid in context.settlements(one) if paid.money]
    return shown


def _plain(one: Record) -> Json:
    """What the stand-in knows only in one way."""
    return {
        "id": one.id, "company_id": one.location_id, "staff_id": one.team_member_id, "clients_count": 1,
        "comment": one.comment, "visit_id": one.visit_id, "confirmed": 1, "seance_length": one.seconds,
        "length": one.seconds, "sms_before": 1, "sms_now": 0, "sms_now_text": "", "email_now": 0, "notified": 0,
        "master_request": 1, "api_id": "", "from_url": "", "review_requested": 0, "created_user_id": 0,
        "prepaid": False, "prepaid_confirmed": False, "is_update_blocked": False, "activity_id": 0, "bookform_id": 0,
        "record_from": "", "is_mobile": 1, "sms_remain_hours": 1, "email_remain_hours": 1, "comer": None,
        "comer_person_info": None, "custom_fields": [], "custom_color": "", "custom_font_color": "",
        "record_labels": [], "short_link": "https://short.example/c/abc/", "composite": [],
    }  # fmt: skip


def _visit_attendance(context: Context, one: Record) -> Attendance:
    """The visit counts as attended when one of its bookings is."""
    states = [other.attendance for other in context.records_of_visit(one) if not other.deleted] or [one.attendance]
    return Attendance.ARRIVED if Attendance.ARRIVED in states else one.attendance


def _service(context: Context, line: Line, place: str) -> Json:
    cost = context.wobble.money(line.cost, place, line.id)
    per_unit = context.wobble.money(line.price, f"{place}.unit", line.id)
    return {
        "id": line.item_id, "title": line.title, "cost": cost, "cost_to_pay": cost, "manual_cost": cost,
        "cost_per_unit": per_unit, "discount": context.wobble.money(line.discount, f"{place}.discount", line.id),
        "first_cost": context.wobble.money(line.price * line.amount, f"{place}.first", line.id), "amount": line.amount,
    }  # fmt: skip


def _goods(context: Context, one: Record, line: Line, place: str) -> Json:
    cost = context.wobble.money(line.cost, place, line.id)
    price = context.wobble.money(line.price, f"{place}.unit", line.id)
    return {
        "id": line.id, "document_id": line.document_id, "type_id": 1, "good_id": line.item_id, "title": line.title,
        "amount": -line.amount, "operation_unit_type": 1, "cost_per_unit": price,
        "discount": context.wobble.money(line.discount, f"{place}.discount", line.id), "cost": cost, "price": price,
        "storage_id": 91303, "master_id": one.team_member_id, "loyalty_abonement_id": line.membership_id or None,
        "loyalty_certificate_id": line.certificate_id or None,
    }  # fmt: skip


def _staff(context: Context, one: Record) -> Json:
    team = context.world.location(one.location_id).team
    name = next((member.name for member in team if member.id == one.team_member_id), "")
    return {
        "id": one.team_member_id, "api_id": None, "name": name, "specialization": "Hairdresser",
        "position": {"id": 1, "title": "Stylist", "services_binding_type": 0},
        "avatar": "https://assets.example.com/m-sm.png", "avatar_big": "https://assets.example.com/m.png",
        "rating": 4.8, "votes_count": 12,
    }  # fmt: skip


def _client(context: Context, one: Record) -> Any:
    client: Client | None = context.client_of(one)
    if client is None:
        return None
    return {
        "id": client.id, "name": client.name, "surname": client.surname, "patronymic": "",
        "display_name": f"{client.name} {client.surname}".strip(), "comment": "",
        "phone": context.plus_phone(one.location_id, client.phone), "card": "", "email": client.email,
        "success_visits_count": context.visits(client.id, Attendance.ARRIVED),
        "fail_visits_count": context.visits(client.id, Attendance.NO_SHOW), "discount": 0, "custom_fields": [],
        "sex": 2, "birthday": client.birth_date, "client_tags": [],
    }  # fmt: skip


def _document(one: Record, created: str) -> Json:
    return {
        "id": one.document_id, "type_id": 7, "storage_id": 0, "user_id": 746310, "company_id": one.location_id,
        "number": one.document_id, "comment": "", "date_created": created, "category_id": 0, "visit_id": one.visit_id,
        "record_id": one.id, "type_title": "Visit", "is_sale_bill_printed": False,
    }  # fmt: skip
