"""From a request to an answer: troubles, limits, tokens, the table of routes."""

import asyncio
import hmac

from dev.altegio.acts.stage import Stage
from dev.altegio.counters import Counters
from dev.altegio.faults import Fault, Faults, Trouble
from dev.altegio.http import Request, Response
from dev.altegio.limits import Limits
from dev.altegio.options import Options
from dev.altegio.routes import clients, loyalty, marketplace, places, records, writes
from dev.altegio.routes.answers import Call, RefusalError, Route, failure
from dev.altegio.routes.desk import PREFIX, DeskRoutes

ROUTES: tuple[Route, ...] = (
    *records.ROUTES, *clients.ROUTES, *loyalty.ROUTES, *writes.ROUTES, *places.ROUTES, *marketplace.ROUTES,
)  # fmt: skip
_MEDIA_TYPE = "application/vnd.api.v2+json"


class Router:
    """One for api and app host: their paths differ."""

    def __init__(self, stage: Stage, options: Options) -> None:
        """Counters, limits and faults begin empty."""
        self._stage = stage
        self._options = options
        self.counters = Counters()
        self.faults = Faults()
        self.limits = Limits(options.per_second, options.per_minute)
        self.desk = DeskRoutes(stage, self.counters, self.faults, self.limits)

    async def respond(self, request: Request) -> Response:
        """Every call but the desk's is counted, limited and may meet trouble."""
        if request.path.startswith(PREFIX):
            return self.desk.answer(request)
        route, ids = _find(request)
        fault = self.faults.strike(request.path)
        if fault is not None:
            response = await self._trouble(fault, request, route, ids)
        elif not self.limits.admit(request.client):
            response = failure(429, "Too many requests.")
        else:
            response = self._answer(request, route, ids)
        self.counters.count(route.name if route else f"{request.method} (unknown)", response.status)
        return response

    async def _trouble(self, fault: Fault, request: Request, route: Route | None, ids: dict[str, int]) -> Response:
        self.counters.faults += 1
        if fault.late:
            self._answer(request, route, ids)
        if fault.trouble is Trouble.STATUS:
            return failure(fault.status, "An error has occurred.")
        if fault.trouble is Trouble.HANG:
            await asyncio.sleep(fault.seconds)
        return Response(0, broken=True)

    def _answer(self, request: Request, route: Route | None, ids: dict[str, int]) -> Response:
        refused = self._unknown_caller(request)
        if refused is not None:
            return refused
        if route is None:
            return failure(404, "Not found.")
        try:
            return route.answer(Call(request, self._stage, ids))
        except RefusalError as refusal:
            return refusal.response
        except ValueError:
            return failure(400, "Bad request.")

    def _unknown_caller(self, request: Request) -> Response | None:
        """401 without the right tokens, 400 without the media type (REST only)."""
        given = request.headers.get("authorization", "").encode()
        partner = f"Bearer {self._options.partner_token}"
        user = f"{partner}, User {self._options.user_token}"
        rest = request.path.startswith("/api/")
        wanted = (user,) if rest else (partner, user)
        if not any(hmac.compare_digest(given, one.encode()) for one in wanted):
            return failure(401, "Authentication needed.")
        if rest and request.headers.get("accept") != _MEDIA_TYPE:
            return failure(400, "The media type is missing.")
        return None


def _find(request: Request) -> tuple[Route | None, dict[str, int]]:
    for route in ROUTES:
        if route.method == request.method and (found := route.pattern.fullmatch(request.path)):
            return route, {name: int(number) for name, number in found.groupdict().items()}
    return None, {}
