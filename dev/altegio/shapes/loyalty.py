"""Loyalty cards and memberships."""

from dev.altegio.model import LoyaltyCard, Membership
from dev.altegio.seed import CHAINS
from dev.altegio.shapes.context import Context, Json

_TYPE = {"id": 10992, "title": "Cashback card"}


def card_type(chain_id: int) -> Json:
    """The one type of card that a chain has."""
    return {**_TYPE, "salon_group_id": chain_id, "salon_group": {"id": chain_id, "title": CHAINS.get(chain_id, "")}}


def card(context: Context, one: LoyaltyCard) -> Json:
    """A client's card; the number is sometimes a JSON number."""
    number = context.wobble.phone(one.number, "card", one.id)
    return {
        "id": one.id, "balance": context.wobble.money(one.balance, "card", one.id), "points": 0, "paid_amount": 0,
        "sold_amount": 0, "visits_count": 0, "number": str(number).lstrip("+") if isinstance(number, str) else number,
        "type_id": _TYPE["id"], "salon_group_id": one.chain_id, "type": {**_TYPE, "salon_group_id": one.chain_id},
        "salon_group": {"id": one.chain_id, "title": CHAINS.get(one.chain_id, "")}, "programs": [],
        "max_discount_percent": 0, "max_discount_amount": 0,
    }  # fmt: skip


def membership(one: Membership) -> Json:
    """A membership with one pool of sessions."""
    category = {"id": 7182839, "category_id": 1, "title": one.title}
    links: Json = {"links": [{"count": one.sessions, "category": category}]}
    created = one.created_at.isoformat()
    return {
        "id": one.id, "number": one.number, "balance_string": f"{one.title} (x{one.sessions})", "created_date": created,
        "activated_date": created, "is_frozen": False, "freeze_period": 0, "period": 3, "period_unit_id": 3,
        "status": {"id": 2, "title": "Activated", "extended_title": "Activated"}, "is_united_balance": False,
        "united_balance_services_count": 0, "balance_container": links,
        "type": {
            "id": 97804, "salon_group_id": one.chain_id, "title": one.title, "period": 3, "period_unit_id": 3,
            "allow_freeze": True, "freeze_limit": 14, "is_allow_empty_code": True, "is_united_balance": False,
            "united_balance_services_count": 0, "balance_container": links,
        },
    }  # fmt: skip
