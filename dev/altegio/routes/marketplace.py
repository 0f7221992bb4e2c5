"""Marketplace calls of the partner: status, activation, list, removal. The partner token alone opens them."""

from typing import Any

from dev.altegio.acts.marketplace import change_status
from dev.altegio.http import Response
from dev.altegio.model import Hook, Installation, Location, Status
from dev.altegio.routes.answers import Call, RefusalError, route
from dev.altegio.shapes import places

_INSTALLED = "The user has already installed this application."


def _installed(call: Call) -> tuple[Location, Installation]:
    """404 for another application, an unknown location, or one that does not have ours."""
    place = call.stage.world.locations.get(call.ids["location_id"])
    state = place.installation if place else None
    if call.ids["application_id"] != call.stage.application_id or place is None or state is None:
        raise RefusalError(404, "Not found.")
    if state.status is Status.UNINSTALLED:
        raise RefusalError(404, "Not found.")
    return place, state


def status(call: Call) -> Response:
    """State of the application in a location."""
    return call.ok(places.installation(call.stage.context, *_installed(call)), {})


def activate(call: Call) -> Response:
    """A pending installation becomes active; its receivers get the standard events."""
    asked = call.request.json()
    place = _asked_location(call, asked if isinstance(asked, dict) else {})
    state = place.installation
    if state is None or state.status is Status.UNINSTALLED:
        raise RefusalError(404, "Not found.")
    if state.status is not Status.PENDING:
        raise RefusalError(403, _INSTALLED)
    urls = [one for one in asked.get("webhook_urls") or [] if isinstance(one, str)]
    state.webhook_urls = list(dict.fromkeys(urls))
    kept = [hook for hook in place.hooks if hook.url not in state.webhook_urls]
    place.hooks = kept + [Hook(url, places.standard_flags()) for url in state.webhook_urls]
    change_status(call.stage, place, Status.ACTIVE, "partner_api")
    call.stage.dirty = True
    return Response(201, {"success": True})


def _asked_location(call: Call, asked: dict[str, Any]) -> Location:
    missing = [{name: ["Value is required"]} for name in ("salon_id", "application_id") if not asked.get(name)]
    if missing:
        raise RefusalError(422, "An error has occurred.", missing)
    if len(asked.get("webhook_urls") or []) > 10:
        raise RefusalError(422, "An error has occurred.", [{"webhook_urls": ["At most 10"]}])
    place = call.stage.world.locations.get(_whole(asked["salon_id"]))
    if place is None or _whole(asked["application_id"]) != call.stage.application_id:
        raise RefusalError(404, "Not found.")
    return place


def _whole(value: Any) -> int:
    return int(value) if str(value).isdecimal() else 0


def salons(call: Call) -> Response:
    """Locations connected to the application, frozen ones too; pages begin at 0."""
    if call.ids["application_id"] != call.stage.application_id:
        raise RefusalError(404, "Not found.")
    missing = [{name: ["Value is required"]} for name in ("page", "count") if name not in call.request.query]
    if missing:
        raise RefusalError(422, "An error has occurred.", missing)
    found = [one for one in call.stage.world.locations.values() if _is_connected(one)]
    shown, _ = call.page(found, default=1000, most=1000, first=0)
    return call.ok([places.location(call.stage.context, one) for one in shown])


def _is_connected(place: Location) -> bool:
    return place.installation is not None and place.installation.status in (Status.ACTIVE, Status.FREEZED)


def uninstall(call: Call) -> Response:
    """The partner removes the application."""
    place, _ = _installed(call)
    change_status(call.stage, place, Status.UNINSTALLED, "partner_api")
    call.stage.dirty = True
    return call.ok(None)


ROUTES = (
    route("GET", "/marketplace/salon/{location_id}/application/{application_id}", status),
    route("POST", "/marketplace/salon/{location_id}/application/{application_id}/uninstall", uninstall),
    route("POST", "/marketplace/partner/callback", activate),
    route("GET", "/marketplace/application/{application_id}/salons", salons),
)
