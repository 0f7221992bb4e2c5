"""The doors of customers without a session: card page and join page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from comeback import observe
from comeback.domain.errors import NotFound, StateConflicted
from comeback.web.card_page import CardCalls, CardPageDoor
from comeback.web.customer_pages import gone, notice
from comeback.web.join import JoinCalls, JoinDoor
from comeback.web.readers import Languages, Reader, reader_of

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response


class CustomerDoor:
    """Whatever is not there, or not open any more, is the same page."""

    def __init__(self, card: CardCalls, join: JoinCalls, languages: Languages, base_url: str) -> None:
        """`base_url` begins the addresses that are shown."""
        self._app = app = APIGatewayHttpResolver(enable_validation=False)
        self._languages = languages
        CardPageDoor(app, card, languages, base_url)
        JoinDoor(app, join, languages, base_url)
        app.not_found(lambda _problem: gone(self._reader()))
        app.exception_handler(NotFound)(lambda _problem: gone(self._reader()))
        # The program was paused while the form was open.
        app.exception_handler(StateConflicted)(lambda _problem: gone(self._reader()))
        app.exception_handler(Exception)(self._failed)

    def __call__(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Answer an HTTP API event (payload format 2.0)."""
        return self._app.resolve(event, context)

    def _failed(self, problem: Exception) -> Response[str]:
        observe.failure("enroll", problem)
        return notice(self._reader(), 500, "failed")

    def _reader(self) -> Reader:
        return reader_of(self._app.current_event.raw_event, self._languages)
