"""Acts on the stand-in's world as such: more locations and staff, its clock."""

from decimal import Decimal

from dev.altegio.acts.clients import HOME
from dev.altegio.acts.finding import amount
from dev.altegio.acts.stage import Stage
from dev.altegio.model import Item, Kind, Location, TeamMember, User
from dev.altegio.rights import ROLES
from dev.altegio.shapes.context import Json
from dev.altegio.world import RefusedError


def add_location(
    stage: Stage, *, location: int, title: str, zone: str = "America/New_York", currency: str = "USD",
    chain: int = 0, owner: int = 746310, owner_email: str = "owner@example.com", country: str = "United States",
    country_id: int = 2, phone: str = "13155550102",
) -> Json:  # fmt: skip
    """One more shop with an owner, a team member, a service and a product."""
    if location in stage.world.locations:
        raise RefusedError(f"location {location} exists")
    user = User(owner, "Zoë Müller", "13155550175", owner_email, "owner")
    place = Location(location, title, zone, currency, chain, phone, country_id, country, users=[user])
    place.team = [TeamMember(55436 + location, "Alex Taylor")]
    place.items = [
        Item(389045 + location, Kind.SERVICE, "Haircut", Decimal(50)),
        Item(2181520 + location, Kind.PRODUCT, "Shampoo", Decimal(25), 0),
    ]
    stage.world.locations[location] = place
    return {"location_id": location}


def add_item(stage: Stage, *, item: int, title: str, price: str, kind: str = "service", location: int = HOME) -> Json:
    """A service or product of the price list."""
    place = stage.world.location(location)
    place.items.append(Item(item, Kind(kind), title, amount(price)))
    return {"item_id": item}


def add_user(
    stage: Stage, *, user: int, name: str, role: str = "worker", email: str = "", phone: str = "",
    location: int = HOME, rights: dict[str, bool] | None = None,
) -> Json:  # fmt: skip
    """Somebody gets access to the back office, or another role there."""
    if role not in ROLES:
        raise RefusedError(f"{role!r} is none of {', '.join(ROLES)}")
    place = stage.world.location(location)
    place.users = [one for one in place.users if one.id != user]
    place.users.append(User(user, name, phone, email, role, rights=rights or {}))
    return {"user_id": user, "role": role}


def remove_user(stage: Stage, *, user: int, location: int = HOME) -> Json:
    """Somebody loses access."""
    place = stage.world.location(location)
    place.users = [one for one in place.users if one.id != user]
    return {"user_id": user}


def shift_clock(stage: Stage, *, offset_seconds: float) -> Json:
    """The stand-in's clock, relative to the machine's."""
    stage.world.clock_offset = offset_seconds
    return {"now": stage.world.now().isoformat()}


def payments_touch_records(stage: Stage, *, on: bool) -> Json:
    """Whether a payment changes its booking's change date and sends a record event."""
    stage.payment_changes_record = on
    return {"on": on}
