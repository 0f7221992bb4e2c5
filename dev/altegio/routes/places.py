"""REST v1: locations, users and rights, price lists, webhook settings."""

from typing import Any

from dev.altegio.http import Response
from dev.altegio.model import Hook, Status, User
from dev.altegio.rights import members
from dev.altegio.routes.answers import Call, RefusalError, route
from dev.altegio.shapes import people, places

_MOST_HOOKS = 10


def company(call: Call) -> Response:
    """One location."""
    return call.ok(places.location(call.stage.context, call.location()))


def companies(call: Call) -> Response:
    """Locations of the token's user: those that have the application."""
    found = [
        one for one in call.stage.world.locations.values()
        if one.installation is not None and one.installation.status is Status.ACTIVE
    ]  # fmt: skip
    return call.ok([places.location(call.stage.context, one) for one in found])


def users(call: Call) -> Response:
    """Users, those approved only or not yet approved on request."""
    place = call.location("edit_users_access")
    wanted = call.request.query.get("filter[is_approved]")
    found = [one for one in members(place) if wanted in (None, str(int(one.approved)), str(one.approved).lower())]
    return call.ok([people.user(call.stage.context, one) for one in found])


def users_with_access(call: Call) -> Response:
    """The deprecated list, with a map of flags."""
    place = call.location("edit_users_access")
    return call.ok([people.user_with_access(call.stage.context, one) for one in members(place)])


def _user(call: Call) -> User:
    for user in members(call.location("edit_users_access")):
        if user.id == call.ids["user_id"]:
            return user
    raise RefusalError(404, "Not found.")


def permissions(call: Call) -> Response:
    """Role and rights of a user."""
    return call.ok(people.permissions(_user(call)))


def roles(call: Call) -> Response:
    """The role of a user."""
    return call.ok(people.roles(_user(call)))


def own_permissions(call: Call) -> Response:
    """Rights of the token's user in a location."""
    state = call.location().installation
    assert state is not None
    return call.ok(places.token_rights(state))


def services(call: Call) -> Response:
    """The price list of services."""
    return call.ok(places.services(call.stage.context, call.location()))


def service(call: Call) -> Response:
    """One service; this path answers with an object."""
    found = places.services(call.stage.context, call.location())
    for one in found:
        if one["id"] == call.ids["service_id"]:
            return call.ok(one)
    raise RefusalError(404, "Not found.")


def hooks_settings(call: Call) -> Response:
    """Receivers of location events."""
    return call.ok(places.hooks_settings(call.location("webhook_read_access").hooks))


def change_hooks(call: Call) -> Response:
    """Replaces everything: receivers left out are gone, one set of flags holds for all."""
    place = call.location("settings_access")
    asked = call.request.json()
    urls = list(dict.fromkeys(_texts(asked.get("urls") if isinstance(asked, dict) else None)))
    if not 1 <= len(urls) <= _MOST_HOOKS:
        raise RefusalError(422, "An error has occurred.", {"urls": ["1 to 10 addresses"]})
    flags = {name: int(bool(asked.get(name, 0))) for name in ("active", *places.FLAGS)}
    place.hooks = [Hook(url, dict(flags)) for url in urls]
    call.stage.dirty = True
    return call.ok(places.hooks_settings(place.hooks), status=201)


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


ROUTES = (
    route("GET", "/api/v1/companies", companies),
    route("GET", "/api/v1/company/{location_id}", company),
    route("GET", "/api/v1/company/{location_id}/users", users),
    route("GET", "/api/v1/company_users/{location_id}", users_with_access),
    route("GET", "/api/v1/company/{location_id}/users/{user_id}/permissions", permissions),
    route("GET", "/api/v1/company/{location_id}/users/{user_id}/roles", roles),
    route("GET", "/api/v1/user/permissions/{location_id}", own_permissions),
    route("GET", "/api/v1/company/{location_id}/services", services),
    route("GET", "/api/v1/company/{location_id}/services/{service_id}", service),
    route("GET", "/api/v1/services/{location_id}", services),
    route("GET", "/api/v1/hooks_settings/{location_id}", hooks_settings),
    route("POST", "/api/v1/hooks_settings/{location_id}", change_hooks),
)
