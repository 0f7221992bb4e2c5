"""Loyalty cards, memberships and their transactions."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from dev.altegio.model_loyalty import PROMOTIONS, GiftCard, LoyaltyCard, Membership, Movement, Promotion
from dev.altegio.seed import CHAINS
from dev.altegio.shapes.context import Context, Json
from dev.altegio.shapes.money import loyalty

_STATES = {1: "Issued", 2: "Activated", 3: "Overdue"}
_TITLES = {
    2: "Loyalty program accrual", 4: "Referral program accrual", 5: "Manual replenishment", 6: "Manual withdrawal",
    7: "Expired points withdrawn", 8: "Gift card withdrawal", 9: "Membership use",
}  # fmt: skip
_RESTRICTIONS = ("No limits", "Any services", "Any products", "Some services", "Some services and any products")


def card_type(chain_id: int, type_id: int, title: str) -> Json:
    """A type of card that may be issued in a chain."""
    group = {"id": chain_id, "title": CHAINS.get(chain_id, "")}
    return {"id": type_id, "title": title, "salon_group_id": chain_id, "salon_group": group}


def named_type(chain_id: int, type_id: int, title: str) -> Json:
    """A type of memberships or gift cards that a location sells."""
    return {"id": type_id, "title": title, "salon_group_id": chain_id, "company_group_id": chain_id}


def card(context: Context, one: LoyaltyCard) -> Json:
    """A client's card; the number is sometimes a JSON number."""
    number = context.wobble.phone(one.number, "card", one.id)
    kind = card_type(one.chain_id, one.type_id, context.world.card_types.get(one.type_id, "Removed type"))
    programs = [promotion(one.chain_id, each) for each in context.world.promotions.values() if each.card_type == one.type_id]
    return {
        "id": one.id, "balance": context.wobble.money(one.balance, "card", one.id), "points": 0,
        "paid_amount": context.wobble.money(one.paid, "card.paid", one.id),
        "sold_amount": context.wobble.money(one.sold, "card.sold", one.id), "visits_count": one.visits,
        "number": str(number).lstrip("+") if isinstance(number, str) else number, "type_id": one.type_id,
        "salon_group_id": one.chain_id, "salon_group": kind.pop("salon_group"), "type": kind, "programs": programs,
        "max_discount_percent": 0, "max_discount_amount": 0,
    }  # fmt: skip


def promotion(chain_id: int, one: Promotion) -> Json:
    """A promotion of a card, with its thresholds."""
    number, cashback = PROMOTIONS.index(one.kind) + 1, one.kind.startswith("cashback")
    grows = "accumulative" in one.kind
    return {
        "id": one.id, "title": one.title, "value": float(one.value), "loyalty_type_id": number, "item_type_id": 0,
        "value_unit_id": 1 if one.percent else 2, "group_id": chain_id,
        "loyalty_type": {
            "id": number, "title": one.kind.replace("_", " ").capitalize(), "is_discount": not cashback,
            "is_cashback": cashback, "is_static": not grows, "is_accumulative": grows,
        },
        "rules": [
            {
                "id": one.id * 100 + place, "loyalty_program_id": one.id, "loyalty_type_id": number, "value": float(value),
                "parameter": parameter,
            }
            for place, (parameter, value) in enumerate(one.steps.items())
        ],
    }  # fmt: skip


def gift_card(context: Context, one: GiftCard) -> Json:
    """A gift card; Altegio documents one of its states."""
    zone = _zone(context, one.chain_id)
    return {
        "id": one.id, "number": one.code, "balance": context.wobble.money(one.balance, "gift", one.id),
        "default_balance": context.wobble.money(one.par, "gift.par", one.id), "type_id": one.type_id, "status_id": 2,
        "created_date": _date(one.created_at, zone), "expiration_date": _date(one.expires_at, zone),
        "type": {
            "id": one.type_id, "title": context.world.gift_card_types.get(one.type_id, "Gift card"),
            "balance": context.wobble.money(one.par, "gift.type", one.id), "is_multi": not one.single,
            "company_group_id": one.chain_id, "item_type_id": one.restriction,
            "expiration_type_id": 2 if one.expires_at else 0, "expiration_timeout_unit_id": 1,
            "expiration_timeout": (one.expires_at - one.created_at).days if one.expires_at else 0, "is_allow_empty_code": False,
            "item_type": {"id": one.restriction, "title": _RESTRICTIONS[one.restriction]},
        },
        "status": {"id": 2, "title": "Activated"},
    }  # fmt: skip


def membership(context: Context, one: Membership) -> Json:
    """A membership with a counter for its service, or one pool of sessions."""
    state = _state(context, one)
    zone = _zone(context, one.chain_id)
    category = {"id": one.service_id, "category_id": 1, "title": one.title}
    counter = {"count": 0 if one.unlimited else one.sessions, "is_unlimited": one.unlimited, "category": category}
    links: Json = {"links": [] if one.united else [counter]}
    pool = one.sessions if one.united else 0
    days = (one.expires_at - one.activated_at).days if one.expires_at and one.activated_at else 0
    frozen = {"freeze_till": _date(one.frozen_until, zone)} if one.frozen_until else {}
    expiring = {"expiration_date": _date(one.expires_at, zone)} if one.expires_at else {}
    shared = {
        "is_united_balance": one.united, "is_united_balance_unlimited": one.united and one.unlimited,
        "united_balance_services_count": pool, "balance_container": links,
    }  # fmt: skip
    return {
        "id": one.id, "number": one.number, "balance_string": f"{one.title} (x{one.sessions})",
        "created_date": _date(one.created_at, zone), "activated_date": _date(one.activated_at, zone),
        "is_frozen": context.wobble.boolean("membership", one.id, value=one.frozen_until is not None), "freeze_period": 0,
        "period": days, "period_unit_id": 1,
        "status": {"id": state, "title": _STATES[state], "extended_title": _STATES[state]}, **shared, **frozen, **expiring,
        "recurring_payment_info": {"subscription_status": one.renewal} if one.renewal else None,
        "type": {
            "id": 97804, "salon_group_id": one.chain_id, "title": one.title, "period": days, "period_unit_id": 1,
            "allow_freeze": True, "freeze_limit": 14, "is_allow_empty_code": True, **shared,
            "autoactivation_time": one.starts_within, "autoactivation_time_unit_id": 1,
            "category": "auto_renewal" if one.renewal else "standard",
        },
    }  # fmt: skip


def _zone(context: Context, chain_id: int) -> tzinfo:
    return context.world.zone(next(place.id for place in context.world.locations.values() if place.chain_id == chain_id))


def _state(context: Context, one: Membership) -> int:
    if one.expires_at is not None and one.expires_at <= context.world.now():
        return 3
    return 2 if one.activated_at else 1


def _date(moment: datetime | None, zone: tzinfo) -> str | None:
    return moment.astimezone(zone).isoformat() if moment else None


def transactions(context: Context, chain_id: int) -> Iterator[tuple[datetime, Json]]:
    """Everything that moved a chain's cards and memberships, with its moment."""
    for paid in context.world.settlements.values():
        if not paid.money and not paid.deleted and context.world.location(paid.location_id).chain_id == chain_id:
            more = {"visit_id": paid.visit_id, "certificate_id": paid.certificate_id, "abonement_id": paid.membership_id}
            more["services_transaction_id"] = 0
            yield paid.at, loyalty(context, paid) | more
    for one in context.world.movements.values():
        if one.chain_id == chain_id:
            yield one.at, movement(context, one)


def of_visit(context: Context, visit_id: int) -> list[Json]:
    """A visit's transactions: what it was settled with, and what it earned."""
    settled = [loyalty(context, one) for one in context.index.settlements(visit_id) if not one.money]
    return settled + [movement(context, one) for one in context.world.movements.values() if one.visit_id == visit_id]


def movement(context: Context, one: Movement) -> Json:
    """A transaction that no payment stands for."""
    return {
        "id": one.id, "visit_id": one.visit_id, "status_id": 1, "amount": context.wobble.money(one.amount, "loyalty", one.id),
        "type_id": one.type_id, "card_id": one.card_id, "program_id": 0, "certificate_id": 0,
        "abonement_id": one.membership_id, "salon_group_id": one.chain_id, "item_id": 0, "item_type_id": 0,
        "item_record_id": one.record_id, "goods_transaction_id": 0, "services_transaction_id": 0, "is_discount": False,
        "is_loyalty_withdraw": False, "type": {"id": one.type_id, "title": _TITLES[one.type_id]},
    }  # fmt: skip
