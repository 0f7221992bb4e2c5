"""Acts on the client list."""

from dev.altegio.acts.finding import digits, find_client
from dev.altegio.acts.stage import Stage
from dev.altegio.model import Client
from dev.altegio.shapes.context import Json

HOME = 4564
"""The location that is meant when none is named."""


def summary(client: Client) -> Json:
    """What the desk shows of a client."""
    return {
        "client_id": client.id, "location_id": client.location_id, "name": client.name, "surname": client.surname,
        "phone": client.phone, "email": client.email, "deleted": client.deleted,
    }  # fmt: skip


def add_client(
    stage: Stage, *, name: str, surname: str = "", phone: str = "", email: str = "", birth_date: str = "",
    location: int = HOME,
) -> Json:  # fmt: skip
    """A new client; Altegio itself does not mind a phone that another client has."""
    stage.world.location(location)
    moment = stage.world.now()
    client = Client(
        stage.world.next_id("client"), location, name, surname, phone_as_kept(phone), email, birth_date, moment, moment
    )
    stage.world.clients[client.id] = client
    stage.touch_client(client, "create")
    return summary(client)


def add_many_clients(stage: Stage, *, count: int, first_phone: str = "13122000000", location: int = HOME) -> Json:
    """People with one phone after the other, who were there before anybody listened: no event goes out."""
    stage.world.location(location)
    moment, first = stage.world.now(), int(digits(first_phone))
    for number in range(count):
        one = stage.world.next_id("client")
        phone = str(first + number)
        stage.world.clients[one] = Client(one, location, "Client", str(number + 1), phone, "", "", moment, moment)
    return {"clients": count}


def change_client(
    stage: Stage, *, client: int | str, name: str | None = None, surname: str | None = None,
    phone: str | None = None, email: str | None = None, location: int = HOME,
) -> Json:  # fmt: skip
    """Another name, phone or e-mail."""
    one = find_client(stage.world, location, client)
    one.name = one.name if name is None else name
    one.surname = one.surname if surname is None else surname
    one.phone = one.phone if phone is None else phone_as_kept(phone)
    one.email = one.email if email is None else email
    stage.touch_client(one)
    return summary(one)


def delete_client(stage: Stage, *, client: int | str, location: int = HOME) -> Json:
    """The client is gone from lists and by id; their bookings stay."""
    one = find_client(stage.world, location, client)
    one.deleted = True
    stage.touch_client(one, "delete")
    return summary(one)


def list_clients(stage: Stage, *, location: int = HOME) -> Json:
    """Everybody of a location."""
    return {"clients": [summary(one) for one in stage.world.clients_of(location)]}


def phone_as_kept(phone: str) -> str:
    """Digits; a text without any (such as "none") stays as it is."""
    return digits(phone) or phone.strip()
