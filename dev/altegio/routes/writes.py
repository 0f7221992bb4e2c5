"""REST v1: what an application changes. Nothing here knows a call that it has had before: Altegio offers no idempotency."""

from datetime import date
from typing import Any

from dev.altegio.acts.clients import phone_as_kept
from dev.altegio.acts.finding import digits
from dev.altegio.acts.loyalty import put_card
from dev.altegio.http import Response
from dev.altegio.model import Client, Comment, Location, Message
from dev.altegio.routes.answers import Call, RefusalError, route
from dev.altegio.shapes import loyalty, people

_TEXTS = ("name", "surname", "email", "birth_date")
_LONGEST_MESSAGE = 1_000


def issue_card(call: Call) -> Response:
    """A loyalty card for a phone; a second one of a type too."""
    place = call.location("loyalty_cards_issue_and_removal_access")
    asked, world = _body(call), call.stage.world
    number, phone = digits(str(asked.get("loyalty_card_number", ""))), digits(str(asked.get("phone", "")))
    type_id = digits(str(asked.get("loyalty_card_type_id", ""))) or "0"
    holder = next((one for one in world.clients_of(place.id) if phone and one.phone == phone), None)
    _need(
        loyalty_card_number=bool(number) and all(one.number != number for one in world.cards.values()),
        loyalty_card_type_id=int(type_id) in world.card_types,
        phone=holder is not None,
    )
    card = put_card(call.stage, place, phone, number=number, card_type=int(type_id))
    return call.ok(loyalty.card(call.stage.context, card), status=201)


def create_client(call: Call) -> Response:
    """A client; another one with the same phone is no obstacle."""
    place = call.location("clients_edit_access")
    asked, world = _body(call), call.stage.world
    phone, name = digits(str(asked.get("phone", ""))), _text(asked, "name")
    _need(name=bool(name), phone=len(phone) >= 7, birth_date=_is_date(_text(asked, "birth_date")))
    moment, texts = world.now(), [_text(asked, field) for field in _TEXTS[1:]]
    surname, email, born = texts
    one = Client(world.next_id("client"), place.id, name, surname, phone, email, born, moment, moment)
    world.clients[one.id] = one
    call.stage.touch_client(one, "create")
    return call.ok(people.client(call.stage.context, one), status=201)


def change_client(call: Call) -> Response:
    """A client's own data. Name and phone are required; of fields without a definition nobody is told."""
    place = call.location("clients_edit_access")
    one, asked = _client(call, place), _body(call)
    _need(name=bool(_text(asked, "name")), phone=bool(str(asked.get("phone", ""))))
    for field in _TEXTS:
        if field in asked:
            setattr(one, field, _text(asked, field))
    one.phone = phone_as_kept(str(asked["phone"]))
    given = asked.get("custom_fields") or {}
    one.custom_fields |= {code: str(value) for code, value in given.items() if code in place.client_fields}
    call.stage.touch_client(one)
    return call.ok(people.client(call.stage.context, one))


def client_fields(call: Call) -> Response:
    """Definitions of the fields that a location's clients have beside the usual ones."""
    place = call.location("clients_access")
    shown = [
        {"id": number, "code": code, "type": "text", "title": title, "show_in_ui": True, "user_can_edit": True}
        for number, (code, title) in enumerate(place.client_fields.items(), 1)
    ]
    return call.ok(shown)


def comments(call: Call) -> Response:
    """Comments at a client, the oldest first."""
    one = _client(call, call.location("clients_access"))
    mine = [comment for comment in call.stage.world.comments.values() if comment.client_id == one.id]
    return call.ok([_comment(comment) for comment in mine])


def add_comment(call: Call) -> Response:
    """One more comment; two may say the same."""
    one, text = _client(call, call.location("clients_edit_access")), _text(_body(call), "text")
    _need(text=bool(text))
    world = call.stage.world
    comment = Comment(world.next_id("comment"), one.location_id, one.id, text, world.now())
    world.comments[comment.id] = comment
    return call.ok(_comment(comment), status=201)


def remove_comment(call: Call) -> Response:
    """404 for one that is gone already."""
    one, world = _client(call, call.location("clients_edit_access")), call.stage.world
    comment = world.comments.get(call.ids["comment_id"])
    if comment is None or comment.client_id != one.id:
        raise RefusalError(404, "Not found.")
    del world.comments[comment.id]
    call.stage.dirty = True
    return Response(204)


def send_messages(call: Call) -> Response:
    """A text to clients through whatever the location has connected; what was sent is not listed anywhere."""
    place, asked, world = call.location("send_sms"), _body(call), call.stage.world
    wanted, text = asked.get("client_ids"), _text(asked, "text")
    known = {one.id for one in world.clients_of(place.id)}
    _need(
        client_ids=isinstance(wanted, list) and bool(wanted) and set(wanted) <= known,
        text=0 < len(text) <= _LONGEST_MESSAGE,
    )
    for client_id in wanted or ():
        message = Message(world.next_id("message"), place.id, int(client_id), text, world.now())
        world.messages[message.id] = message
    return call.ok(None, {"message": "Accepted"}, status=201)


def _body(call: Call) -> dict[str, Any]:
    asked = call.request.json()
    if not isinstance(asked, dict):
        raise RefusalError(400, "Bad request.")
    call.stage.dirty = True
    return asked


def _text(asked: dict[str, Any], field: str) -> str:
    return str(asked.get(field) or "").strip()


def _need(**right: bool) -> None:
    wrong = {field: ["Value is not valid"] for field, is_right in right.items() if not is_right}
    if wrong:
        raise RefusalError(422, "An error has occurred.", wrong)


def _is_date(text: str) -> bool:
    try:
        return not text or bool(date.fromisoformat(text))
    except ValueError:
        return False


def _client(call: Call, place: Location) -> Client:
    one = call.stage.world.clients.get(call.ids["client_id"])
    if one is None or one.deleted or one.location_id != place.id:
        raise RefusalError(404, "Not found.")
    return one


def _comment(one: Comment) -> dict[str, Any]:
    return {"id": one.id, "create_date": one.at.isoformat(), "text": one.text, "type": "default", "rating": 0, "user": None}


_COMMENTS = "/api/v1/clients/{location_id}/clients/{client_id}/comments"

ROUTES = (
    route("POST", "/api/v1/loyalty/cards/{location_id}", issue_card),
    route("POST", "/api/v1/clients/{location_id}", create_client),
    route("PUT", "/api/v1/client/{location_id}/{client_id}", change_client),
    route("GET", "/api/v1/custom_fields/client/{location_id}", client_fields),
    route("GET", _COMMENTS, comments),
    route("POST", _COMMENTS, add_comment),
    route("DELETE", _COMMENTS + "/{comment_id}", remove_comment),
    route("POST", "/api/v1/sms/clients/by_id/{location_id}", send_messages),
    route("POST", "/api/v1/email/clients/by_id/{location_id}", send_messages),
)
