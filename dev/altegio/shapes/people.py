"""Clients of a location and users of its back office."""

from typing import Any

from dev.altegio.model import Attendance, Client, User
from dev.altegio.rights import user_rights
from dev.altegio.shapes.context import Context, Json, last_start
from dev.altegio.wobble import compact, wall

_PHONES = "client_phones_access"


def client(context: Context, one: Client, place: str = "client") -> Json:
    """A whole client, as `/client/…` and the old list answer. The phone has no plus there, or is a number."""
    spent = context.wobble.money(context.spent(one.id), place, one.id)
    phone = context.shown_phone(one.location_id, one.phone, _PHONES)
    return {
        "id": one.id, "name": one.name, "surname": one.surname, "middle_name": "",
        "phone": context.wobble.phone(phone, place, one.id), "email": one.email, "categories": [], "gender": "Female",
        "gender_id": 2, "discount": 0, "importance_id": 1, "importance": "Bronze", "card": "",
        "birth_date": one.birth_date, "comment": "", "sms_check": 1, "sms_not": 0, "spent": spent, "paid": spent,
        "balance": 0, "visits": context.visits(one.id, Attendance.ARRIVED),
        "last_change_date": compact(one.changed_at, context.world.zone(one.location_id)),
        "custom_fields": dict(one.custom_fields) or [],
    }  # fmt: skip


def found_client(context: Context, one: Client, fields: list[str]) -> Json:
    """A hit of the search: id, name and the asked-for fields that it knows; others are ignored silently."""
    mine = [record for record in context.index.by_client.get(one.id, []) if record.attendance == Attendance.ARRIVED]
    starts = sorted(record.start for record in mine if not record.deleted)
    latest = last_start(mine)
    known: dict[str, Any] = {
        "id": one.id, "name": one.name, "surname": one.surname, "email": one.email, "discount": 0,
        "phone": context.wobble.phone(context.shown_phone(one.location_id, one.phone, _PHONES), "search", one.id),
        "first_visit_date": wall(starts[0]) if starts else "", "last_visit_date": wall(latest) if latest else "",
        "sold_amount": context.wobble.money(context.spent(one.id), "search", one.id), "visits_count": len(starts),
    }  # fmt: skip
    return {name: known[name] for name in dict.fromkeys(["id", "name", *fields]) if name in known}


def client_event(context: Context, one: Client) -> Json:
    """A client in a webhook."""
    spent = context.wobble.money(context.spent(one.id), "webhook", one.id)
    return {
        "id": one.id, "name": one.name, "surname": one.surname, "patronymic": "",
        "display_name": f"{one.name} {one.surname}".strip(),
        "phone": context.plus_phone(one.location_id, one.phone, _PHONES), "email": one.email, "card": "",
        "birth_date": one.birth_date, "comment": "", "discount": 0,
        "visits": context.visits(one.id, Attendance.ARRIVED), "sex_id": 2, "sex": "Female", "sms_check": 1,
        "sms_bot": 0, "sms_not": 0, "spent": spent, "paid": spent, "balance": 0, "importance_id": 1,
        "importance": "Bronze", "categories": [],
        "last_change_date": compact(one.changed_at, context.world.zone(one.location_id)),
        "custom_fields": dict(one.custom_fields) or [],
    }  # fmt: skip


def user(context: Context, one: User) -> Json:
    """A user of a location."""
    return {
        "id": one.id, "name": one.name, "phone": one.phone, "email": one.email, "information": "",
        "is_approved": context.wobble.boolean("users", one.id, value=one.approved), "is_non_deletable": one.role == "owner",
    }  # fmt: skip


def user_with_access(context: Context, one: User) -> Json:
    """A user in the deprecated list: a map of flags."""
    access = {slug: context.wobble.boolean(slug, one.id, value=value) for slug, value in user_rights(one).items()}
    return {**user(context, one), "firstname": one.name, "access": access}


def permissions(one: User) -> Json:
    """Role and single rights."""
    return {
        "user_role": one.role,
        "staff_id": 0,
        "user_permissions": [{"slug": slug, "value": value} for slug, value in user_rights(one).items()],
    }


def roles(one: User) -> list[Json]:
    """The user's role, as a list of one."""
    shown = [{"slug": slug, "value": value} for slug, value in user_rights(one).items()]
    return [{"slug": one.role, "title": one.role.capitalize(), "description_points": [], "user_permissions": shown}]
