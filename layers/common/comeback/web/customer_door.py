"""The doors of customers without a session: card page and join page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from comeback import observe
from comeback.domain.errors import NotFound, StateConflicted
from comeback.web.card_page import CardPageDoor
from comeback.web.customer_pages import gone, notice
from comeback.web.join import JoinCalls, JoinDoor

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response

    from comeback.usecases.show_card_page import ShowCardPage


class CustomerDoor:
    """Whatever is not there, or not open any more, is the same page."""

    def __init__(self, show: ShowCardPage, join: JoinCalls, base_url: str) -> None:
        """`base_url` begins the addresses that are shown."""
        self._app = app = APIGatewayHttpResolver(enable_validation=False)
        CardPageDoor(app, show, base_url)
        JoinDoor(app, join, base_url)
        app.not_found(lambda _problem: gone())
        app.exception_handler(NotFound)(lambda _problem: gone())
        app.exception_handler(StateConflicted)(lambda _problem: gone())  # the program was paused while the form was open
        app.exception_handler(Exception)(_failed)

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Answer an HTTP API event (payload format 2.0)."""
        return self._app.resolve(event, context)


def _failed(problem: Exception) -> Response[str]:
    observe.failure("enroll", problem)
    return notice(500, "Something went wrong", "It is not your fault. Please try again in a minute.")
