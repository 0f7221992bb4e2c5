"""Things as a receptionist names them: by id, title, name or phone; "last" is the latest booking."""

from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from dev.altegio.model import Client, Item, Kind, Line, Record
from dev.altegio.world import RefusedError, UnknownError, World


def digits(text: str) -> str:
    """Only the digits."""
    return "".join(sign for sign in text if sign.isdecimal())


def find_client(world: World, location_id: int, who: int | str) -> Client:
    """By id, phone or name. Raises UnknownError, also when a name fits nobody or several."""
    text = str(who).strip()
    if text.isdecimal() and int(text) in world.clients:
        return _alive(world.client(int(text)), location_id)
    found = [one for one in world.clients_of(location_id) if digits(text) and one.phone == digits(text)]
    if not found:
        wanted = text.casefold()
        found = [one for one in world.clients_of(location_id) if wanted in _names(one)]
    if len(found) != 1:
        raise UnknownError(f"{'several clients are' if found else 'no client is'} called {text!r} in {location_id}")
    return found[0]


def _alive(client: Client, location_id: int) -> Client:
    if client.location_id != location_id:
        raise UnknownError(f"client {client.id} belongs to location {client.location_id}")
    return client


def _names(client: Client) -> set[str]:
    return {client.name.casefold(), f"{client.name} {client.surname}".strip().casefold()}


def find_item(world: World, location_id: int, what: int | str, kind: Kind) -> Item:
    """By id or title. Raises UnknownError."""
    text = str(what).strip().casefold()
    for item in world.location(location_id).items:
        if item.kind is kind and text in (str(item.id), item.title.casefold()):
            return item
    raise UnknownError(f"no {kind.value} {what!r} in location {location_id}")


def find_record(world: World, which: int | str) -> Record:
    """By id, or the latest. Raises UnknownError."""
    if str(which) == "last":
        if not world.records:
            raise UnknownError("there is no booking yet")
        return world.records[max(world.records)]
    return world.record(int(which))


def find_line(record: Record, which: int | str) -> Line:
    """By title, by id of the line, or by id of the service or product. Raises UnknownError."""
    text = str(which).strip().casefold()
    for line in record.lines:
        if text in (str(line.id), str(line.item_id), line.title.casefold()):
            return line
    raise UnknownError(f"booking {record.id} has no {which!r}")


def moment(world: World, location_id: int, text: str) -> datetime:
    """Wall clock: "now", "14:00" (today) or "2026-09-21 14:00". Raises RefusedError."""
    now = world.wall_clock(location_id)
    if text in ("", "now"):
        return now.replace(second=0)
    try:
        if len(text) <= 5:
            return datetime.combine(now.date(), time.fromisoformat(text.zfill(5)))
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise RefusedError(f"{text!r} is no time; say now, 14:00 or 2026-09-21 14:00") from None


def amount(value: object) -> Decimal:
    """Money or a percentage. Raises RefusedError."""
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise RefusedError(f"{value!r} is no amount") from None


def day(text: str) -> date:
    """`YYYY-MM-DD`, also written without dashes. Raises ValueError."""
    return date.fromisoformat(text)
