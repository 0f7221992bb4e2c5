"""Acts around the application: connect it, take it away, freeze it, take a right away."""

import base64
import hashlib
import hmac
import json
from urllib.parse import quote, urlencode

from dev.altegio.acts.clients import HOME
from dev.altegio.acts.stage import Stage
from dev.altegio.model import Installation, Location, Status, StatusChange, User
from dev.altegio.rights import SLUGS
from dev.altegio.shapes.context import Json
from dev.altegio.world import RefusedError, UnknownError

_OWNER = 746310


def press_connect(
    stage: Stage, *, locations: list[int] | None = None, user: int = _OWNER, redirect_url: str = "",
    notation: str = "brackets", fields: str = "id", user_data: bool = True,
) -> Json:  # fmt: skip
    """A person agrees on the application's card: installations become pending, the browser is sent to the partner.

    `notation` of several locations: brackets, numbered, comma; `fields` "user_id": the older set of the person's data.
    """
    places = [stage.world.location(one) for one in locations or [HOME]]
    person = _user(places[0], user)
    for place in places:
        _make_pending(stage, place)
    query = _locations(places, notation)
    if user_data:
        query += _signed(person, places[0], fields, stage.partner_token)
    text = urlencode(query, quote_via=quote, safe="[]")
    return {"query": text, "url": f"{redirect_url}{'&' if '?' in redirect_url else '?'}{text}"}


def sign_user_data(stage: Stage, *, user: int = _OWNER, location: int = HOME, fields: str = "id") -> Json:
    """`user_data` with its signature, without any change: what an iframe or a replay would carry."""
    place = stage.world.location(location)
    return dict(_signed(_user(place, user), place, fields, stage.partner_token))


def _user(place: Location, user_id: int) -> User:
    for user in place.users:
        if user.id == user_id:
            return user
    raise UnknownError(f"location {place.id} has no user {user_id}")


def _make_pending(stage: Stage, place: Location) -> None:
    state = place.installation
    if state is None:
        state = place.installation = Installation(Status.UNINSTALLED, stage.world.now())
    if state.status is Status.UNINSTALLED:
        state.created_at = stage.world.now()
        change_status(stage, place, Status.PENDING, "marketplace")


def _locations(places: list[Location], notation: str) -> list[tuple[str, str]]:
    if len(places) == 1 and notation == "brackets":
        return [("salon_id", str(places[0].id))]
    if notation == "comma":
        return [("salon_ids", ",".join(str(place.id) for place in places))]
    numbered = notation == "numbered"
    return [(f"salon_ids[{n if numbered else ''}]", str(place.id)) for n, place in enumerate(places)]


def _signed(person: User, place: Location, fields: str, token: str) -> list[tuple[str, str]]:
    data: Json = {"name": person.name, "phone": person.phone, "email": person.email}
    if fields == "user_id":
        data = {"user_id": person.id, **data}
    else:
        avatar = "https://assets.example.com/a.png"
        more = {"is_approved": person.approved, "avatar": avatar, "salon_name": place.title}
        data = {"id": person.id, **data, **more}
    raw = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    sign = hmac.new(token.encode(), raw, hashlib.sha256).hexdigest()
    return [("user_data", base64.b64encode(raw).decode()), ("user_data_sign", sign)]


def change_status(stage: Stage, place: Location, status: Status, source: str) -> None:
    """Write the application's log; the location's receivers go when the application goes."""
    state = place.installation
    if state is None:
        raise UnknownError(f"the application is not in location {place.id}")
    state.log.append(StatusChange(stage.world.now(), state.status, status, source))
    state.status = status
    if status is Status.UNINSTALLED:
        place.hooks = [hook for hook in place.hooks if hook.url not in state.webhook_urls]
        state.webhook_urls = []
        state.rights = {}


def uninstall(stage: Stage, *, location: int = HOME) -> Json:
    """The owner removes the application; the partner's callback URL is told."""
    place = stage.world.location(location)
    change_status(stage, place, Status.UNINSTALLED, "marketplace")
    return _lifecycle(stage, place, "uninstall")


def freeze(stage: Stage, *, location: int = HOME) -> Json:
    """The application's time has run out; the partner is told."""
    place = stage.world.location(location)
    change_status(stage, place, Status.FREEZED, "marketplace")
    return _lifecycle(stage, place, "freeze")


def unfreeze(stage: Stage, *, location: int = HOME) -> Json:
    """Active again. There is no event for it."""
    place = stage.world.location(location)
    change_status(stage, place, Status.ACTIVE, "marketplace")
    return {"location_id": location, "status": "active"}


def owner_pays(stage: Stage, *, location: int = HOME, amount: float = 49.9, discount: int | None = None) -> Json:
    """The location pays for the application; the partner gets the (undocumented) payment event."""
    place = stage.world.location(location)
    signed = f"salon_id={location}&amount={amount}" + (f"&discount={discount}" if discount is not None else "")
    now = stage.world.now()
    extra = {
        "payment_id": 1523, "amount": amount, "currency_iso": place.currency, "discount": discount,
        "period_from": now.strftime("%Y-%m-%d 00:00:00"), "period_to": now.strftime("%Y-%m-%d 23:59:59"),
        "payment_date": now.strftime("%Y-%m-%d %H:%M:%S"), "tariff_option_id": 123,
        "sign": hmac.new(stage.partner_token.encode(), signed.encode(), hashlib.sha256).hexdigest(),
    }  # fmt: skip
    return _lifecycle(stage, place, "payment", extra)


def _lifecycle(stage: Stage, place: Location, event: str, extra: Json | None = None) -> Json:
    body = {
        "salon_id": place.id, "application_id": stage.application_id, "event": event,
        "partner_token": stage.partner_token, **(extra or {}),
    }  # fmt: skip
    if stage.callback_url:
        stage.outbox.plan([stage.callback_url], body)
    return {"location_id": place.id, "event": event, "told": bool(stage.callback_url)}


def take_right(stage: Stage, *, slug: str, location: int = HOME, masking: str = "partial") -> Json:
    """The system user loses a right. `masking` of phones that may not be seen: partial, stars or empty."""
    return _set_right(stage, location, slug, value=False, masking=masking)


def give_right(stage: Stage, *, slug: str, location: int = HOME) -> Json:
    """The system user has the right again."""
    return _set_right(stage, location, slug, value=True, masking="partial")


def _set_right(stage: Stage, location: int, slug: str, *, value: bool, masking: str) -> Json:
    state = stage.world.location(location).installation
    if slug not in SLUGS:
        raise RefusedError(f"{slug!r} is none of {', '.join(SLUGS)}")
    if state is None:
        raise UnknownError(f"the application is not in location {location}")
    state.rights[slug] = value
    state.masking = masking
    return {"location_id": location, "slug": slug, "value": value}


def set_callback_url(stage: Stage, *, url: str) -> Json:
    """Where lifecycle events go, as in the developer cabinet."""
    stage.callback_url = url
    return {"callback_url": url}
