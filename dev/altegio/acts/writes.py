"""Acts on what applications write to a location's clients, and a look at it."""

from dev.altegio.acts.clients import HOME, summary
from dev.altegio.acts.finding import find_client
from dev.altegio.acts.stage import Stage
from dev.altegio.shapes.context import Json
from dev.altegio.world import UnknownError


def add_client_field(stage: Stage, *, code: str, title: str = "", location: int = HOME) -> Json:
    """Clients of the location get one more field."""
    fields = stage.world.location(location).client_fields
    fields[code] = title or code
    return {"fields": fields}


def remove_client_field(stage: Stage, *, code: str, location: int = HOME) -> Json:
    """The field is gone, and with it what stood there."""
    fields = stage.world.location(location).client_fields
    if code not in fields:
        raise UnknownError(f"field {code!r}")
    del fields[code]
    for one in stage.world.clients_of(location):
        one.custom_fields.pop(code, None)
    return {"fields": fields}


def show_client(stage: Stage, *, client: int | str, location: int = HOME) -> Json:
    """A client with everything that was noted of them, and the messages that they were sent."""
    one, world = find_client(stage.world, location, client), stage.world
    return {
        **summary(one), "birth_date": one.birth_date, "fields": one.custom_fields,
        "comments": [comment.text for comment in world.comments.values() if comment.client_id == one.id],
        "messages": [message.text for message in world.messages.values() if message.client_id == one.id],
        "cards": [card.number for card in world.cards_of(world.location(location).chain_id, one.phone)],
    }  # fmt: skip
