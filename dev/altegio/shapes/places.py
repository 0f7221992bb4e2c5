"""Locations, price lists, webhook settings and the application's installation."""

from dev.altegio.model import Hook, Installation, Item, Kind, Location
from dev.altegio.rights import GROUPS, system_rights
from dev.altegio.seed import CHAINS
from dev.altegio.shapes.context import Context, Json
from dev.altegio.wobble import naive

FLAGS = (
    "salon", "service_category", "service", "good", "master", "client", "record", "schedule", "loyalty_card",
    "goods_operations_sale", "goods_operations_receipt", "goods_operations_consumable", "goods_operations_stolen",
    "goods_operations_move", "finances_operation", "self_sending",
)  # fmt: skip


def standard_flags() -> dict[str, int]:
    """What an activation registers: everything but loyalty cards, schedules and one's own changes."""
    return {"active": 1} | {name: int(name not in ("loyalty_card", "schedule", "self_sending")) for name in FLAGS}


def location(context: Context, one: Location) -> Json:
    """A shop."""
    offset = context.world.now().astimezone(context.world.zone(one.id)).utcoffset()
    chain = {"id": one.chain_id, "title": CHAINS.get(one.chain_id, "")} if one.chain_id else []
    return {
        "id": one.id, "title": one.title, "public_title": one.title, "short_descr": "Hair studio",
        "logo": "https://assets.example.com/logo.png", "country_id": one.country_id, "country": one.country,
        "city_id": 1, "city": one.city, "phone": f"+{one.phone}", "phones": [f"+{one.phone}"],
        "timezone": int(offset.total_seconds() // 3600) if offset else 0, "timezone_name": one.zone,
        "schedule": "Mon-Fri 9-18", "address": "1 Main St", "coordinate_lat": one.position[0], "coordinate_lon": one.position[1],
        "zip": "10001", "site": "https://salon.example", "currency_short_title": one.currency, "active": 1,
        "main_group_id": one.chain_id, "main_group": chain,
    }  # fmt: skip


def service(context: Context, one: Item, team: list[int]) -> Json:
    """A service of the price list."""
    price = context.wobble.money(one.price, "service", one.id)
    return {
        "id": one.id, "title": one.title, "category_id": 389040, "price_min": price, "price_max": price, "discount": 0,
        "comment": "", "active": 1, "duration": one.seconds,
        "staff": [{"id": member, "seance_length": one.seconds} for member in team],
    }  # fmt: skip


def services(context: Context, one: Location) -> list[Json]:
    """The whole price list of services."""
    team = [member.id for member in one.team]
    return [service(context, item, team) for item in one.items if item.kind is Kind.SERVICE]


def hooks_settings(hooks: list[Hook]) -> Json:
    """Receivers and flags; the flags above `url_settings` are those of the first receiver."""
    first = hooks[0].flags if hooks else dict.fromkeys(("active", *FLAGS), 0)
    return {
        "urls": [hook.url for hook in hooks],
        **first,
        "url_settings": [{"url": hook.url, **hook.flags} for hook in hooks],
    }


def installation(context: Context, one: Location, state: Installation) -> Json:
    """Connection status with its history."""
    zone = context.world.zone(one.id)
    return {
        "connection_status": {"status": state.status.value, "created_at": naive(state.created_at, zone)},
        "payments": [],
        "logs": [
            {
                "changed_at": naive(change.at, zone), "status_from": change.before.value,
                "status_to": change.after.value, "source": change.source,
            }
            for change in state.log
        ],
    }  # fmt: skip


def token_rights(state: Installation) -> Json:
    """The token's rights in a location, grouped."""
    given = system_rights(state)
    return {group: {slug: given[slug] for slug in slugs} for group, slugs in GROUPS.items()}
