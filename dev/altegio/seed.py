"""The world a fresh stand-in begins with: two locations of one owner's chain and one of somebody else."""

from datetime import timedelta
from decimal import Decimal

from dev.altegio.model import Client, Item, Kind, Location, TeamMember, User
from dev.altegio.model_loyalty import LoyaltyCard, Membership
from dev.altegio.world import World

CHAINS = {145071: "Demo chain", 145900: "Other chain"}

_PRICES = (
    (389045, Kind.SERVICE, "Haircut", "50", 3600),
    (389046, Kind.SERVICE, "Beard trim", "20", 1800),
    (389047, Kind.SERVICE, "Coloring", "120.50", 7200),
    (389048, Kind.SERVICE, "Consultation", "0", 900),
    (2181520, Kind.PRODUCT, "Shampoo", "25", 0),
    (2181521, Kind.PRODUCT, "Wax", "15.50", 0),
)

_CLIENTS = {
    4564: (
        ("Jane", "Doe", "13155550175", "jane@example.com", "1990-04-12"),
        ("John", "Roe", "13155550176", "john@example.com", ""),
        ("Maria", "Garcia", "13155550177", "", "1985-11-03"),
        ("Walter", "Nophone", "", "", ""),
    ),
    24697: (
        ("Jane", "Doe", "13155550175", "jane@example.com", "1990-04-12"),
        ("Liam", "Chen", "13155550178", "liam@example.com", ""),
    ),
    7777: (("Jane", "Doe", "13155550175", "jane@example.com", ""), ("Erika", "Muster", "4915112345678", "", "")),
}

# Fresh ids go on from here; the first ones are those of Altegio's documentation samples.
_FIRST_IDS = {
    "client": 18936824, "record": 37955314, "visit": 8263003, "money": 6023812, "loyalty": 22994126, "line": 96063257,
    "document": 8172892, "card": 9210519, "membership": 659877, "certificate": 409725, "promotion": 12719, "log": 0,
}  # fmt: skip


def fresh_world() -> World:
    """Everybody is there and nothing has happened yet."""
    world = World(last_ids=dict(_FIRST_IDS))
    owner = User(746310, "Zoë Müller", "13155550175", "owner@example.com", "owner")
    worker = User(746311, "Alex Taylor", "13155550180", "alex@example.com", "worker")
    manager = User(746312, "Sam Lee", "13155550181", "sam@example.com", "manager")
    stranger = User(900100, "Otto Neumann", "4915198765432", "otto@example.org", "owner")
    _add(world, Location(4564, "La Visage", "America/New_York", "USD", 145071, "13155550100"), [owner, worker, manager])
    uptown = Location(24697, "La Visage Uptown", "America/New_York", "USD", 145071, "13155550101", position=(40.7812, -73.9665))
    _add(world, uptown, [owner, worker])
    other = Location(7777, "Haarwerk", "Europe/Berlin", "EUR", 145900, "4930123456", 7, "Germany", "Berlin", (52.52, 13.405))
    _add(world, other, [stranger])
    card = LoyaltyCard(world.next_id("card"), 145071, "13155550175", "14507109210520", Decimal(100))
    world.cards[card.id] = card
    member = world.next_id("membership")
    moment = world.now()
    world.memberships[member] = Membership(
        member, 145071, "13155550175", "788376", "10 haircuts", 9, moment, moment, moment + timedelta(days=90)
    )
    return world


def _add(world: World, location: Location, users: list[User]) -> None:
    location.users = [_copy(user) for user in users]
    shift = 0 if location.id == 4564 else location.id
    location.items = [
        Item(item_id + shift, kind, title, Decimal(price), seconds) for item_id, kind, title, price, seconds in _PRICES
    ]
    location.team = [TeamMember(55436 + shift, "Alex Taylor"), TeamMember(55437 + shift, "Kim Park")]
    world.locations[location.id] = location
    moment = world.now()
    for name, surname, phone, email, birth_date in _CLIENTS[location.id]:
        client_id = world.next_id("client")
        world.clients[client_id] = Client(
            client_id, location.id, name, surname, phone, email, birth_date, created_at=moment, changed_at=moment
        )


def _copy(user: User) -> User:
    return User(user.id, user.name, user.phone, user.email, user.role, user.approved, dict(user.rights))
