"""Doors of Google Wallet: the way into it, its callbacks, and the pictures that it and customers' pages fetch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import Response

from comeback import observe
from comeback.ports.google_wallet import GoogleError, GoogleUnavailableError
from comeback.web.requests import body_of
from comeback.web.responses import PNG, WEBP, asset, bare, security_headers

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

    from comeback.usecases.offer_google import OfferGoogle
    from comeback.usecases.receive_google_callback import ReceiveGoogleCallback
    from comeback.usecases.show_picture import ShowPicture

_LARGEST_BODY = 65_536
# Google calls back and fetches pictures only where crawlers may; nothing else of ours is for them.
_ROBOTS = "User-agent: *\nAllow: /google/callback\nAllow: /pictures/\nDisallow: /\n"
_SORRY = "Google Wallet does not answer at the moment. Please try again in a minute."


@dataclass(frozen=True, slots=True)
class GoogleCalls:
    """The use cases behind the doors. Those that need the account are made when they are first called, so that phones
    of the other kind are served where there is none.
    """

    offer: Callable[[], OfferGoogle]
    receive: Callable[[], ReceiveGoogleCallback]
    picture: ShowPicture


class GoogleDoors:
    """Answers never say why something was refused."""

    def __init__(self, app: APIGatewayHttpResolver, calls: GoogleCalls) -> None:
        """Adds the routes to `app`."""
        self._app = app
        self._calls = calls
        app.get("/c/<token>/google")(self._offer)
        app.post("/google/callback")(self._receive)
        app.get("/pictures/<version>/<name>")(self._picture)
        app.get("/robots.txt")(_robots)

    def _offer(self, token: str) -> Response[str]:
        try:
            link = self._calls.offer()(unquote(token))
        except GoogleError as problem:
            observe.failure("google_offer", problem)
            retry_after = str(problem.retry_after) if isinstance(problem, GoogleUnavailableError) else "60"
            headers = {**security_headers(), "Cache-Control": "no-store", "Retry-After": retry_after}
            return Response(503, "text/plain; charset=utf-8", _SORRY, headers=headers)
        observe.unit("google_offer", outcome="offered" if link else "not_found")
        if link is None:
            return bare(404)
        return Response(303, body="", headers={**security_headers(), "Cache-Control": "no-store", "Location": link})

    def _receive(self) -> Response[str]:
        body = body_of(self._app.current_event.raw_event)
        if len(body) > _LARGEST_BODY:
            return bare(413)
        try:
            outcome = self._calls.receive()(body)
        except GoogleError as problem:
            observe.failure("google_callback", problem)
            return bare(503)
        observe.unit("google_callback", outcome=outcome.value)
        return bare(200 if outcome.is_genuine else 400)

    def _picture(self, version: str, name: str) -> Response[str]:
        name = unquote(name)
        picture = self._calls.picture(unquote(version), name)
        if picture is None:
            return bare(404)
        return asset(picture, WEBP if name.endswith(".webp") else PNG)


def _robots() -> Response[str]:
    headers = {**security_headers(), "Cache-Control": "public, max-age=86400"}
    return Response(200, "text/plain; charset=utf-8", _ROBOTS, headers=headers)
