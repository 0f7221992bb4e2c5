"""The door for Altegio's registration redirect and lifecycle events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comeback import observe
from comeback.domain.connecting import REFUSED, ConnectOutcome, ConnectResult
from comeback.domain.errors import AccessRefused
from comeback.usecases.lifecycle_event import Lifecycle, LifecycleEvent
from comeback.web import pages
from comeback.web.doors import message, router
from comeback.web.requests import CookieJar, body_of, query_of
from comeback.web.responses import bare, html, see_other
from comeback.web.session import SESSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_lambda_powertools.event_handler import Response
    from aws_lambda_powertools.shared.cookies import Cookie

    from comeback.usecases.connect_locations import Connected, ConnectLocations

_BROWSER = "connecting"
_AN_HOUR = 3600


class ConnectDoor:
    """`GET /altegio/connect` and `POST /altegio/lifecycle` (interfaces.md §3)."""

    def __init__(self, connect: ConnectLocations, lifecycle: LifecycleEvent, jar: CookieJar) -> None:
        """`jar` bakes the cookies of our address."""
        self._connect = connect
        self._lifecycle = lifecycle
        self._jar = jar
        self._app = router("connect")
        self._app.get("/altegio/connect")(self._redirected)
        self._app.post("/altegio/lifecycle")(self._told)

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Answer an HTTP API event."""
        return self._app.resolve(event, context)

    def _redirected(self) -> Response[str]:
        event = self._app.current_event.raw_event
        query = query_of(event)
        if query is None:
            return message(400, "This link is not complete", "It carries more than Altegio would send.")
        try:
            connected = self._connect(query, self._jar.read(event, _BROWSER))
        except AccessRefused as refused:
            observe.unit("connect", outcome="unsigned")
            text = f"{refused} Open the application in Altegio again and press Connect."
            return message(403, "This link could not be verified", text)
        for result in connected.results:
            observe.unit("connect", outcome=result.outcome, location_id=result.location_id)
        return self._answer(event, connected)

    def _answer(self, event: Mapping[str, Any], connected: Connected) -> Response[str]:
        """The owner's page for whoever earned a session; else what there is to say, or the sign-in page."""
        if connected.session is not None:
            session = self._jar.bake(SESSION, connected.session)
            return see_other(_owners_page(connected), [session, self._jar.clear(_BROWSER)])
        if connected.should_try_again:
            again = f"{event.get('rawPath', '')}?{event.get('rawQueryString', '')}"
            cookie = self._jar.bake(_BROWSER, connected.browser, max_age=_AN_HOUR)
            return _results(connected, 503, [cookie], again)
        if any(result.outcome in REFUSED for result in connected.results):
            return _results(connected, 403, [])
        return see_other("/console/sign-in")

    def _told(self) -> Response[str]:
        outcome = self._lifecycle(body_of(self._app.current_event.raw_event))
        observe.unit("lifecycle", outcome=outcome)
        return bare({Lifecycle.NOT_FOUND: 404, Lifecycle.TRY_AGAIN: 503}.get(outcome, 200))


def _owners_page(connected: Connected) -> str:
    if connected.job is not None:
        return f"/console/connecting/{connected.job}"
    return f"/console/connections/{connected.results[0].location_id}"


def _results(connected: Connected, status: int, cookies: list[Cookie], again: str | None = None) -> Response[str]:
    rows = [_row(result) for result in connected.results]
    waits = {ConnectOutcome.TRY_AGAIN: "Not finished yet", ConnectOutcome.TAKEN: "This location has an account already"}
    heading = waits.get(connected.results[0].outcome, "Not connected") if len(rows) == 1 else "What became of your locations"
    body = pages.render(
        "results.html", heading=heading, lead="Nothing was stored that is not said here.", rows=rows, refresh=False,
        again=again, sign_in=connected.may_sign_in_elsewhere,
    )  # fmt: skip
    return html(body, status, cookies)


def _row(result: ConnectResult) -> dict[str, Any]:
    title = f"Location {result.location_id}"
    return {"outcome": result.outcome, "title": title, "href": None, "owner_hint": result.owner_hint}
