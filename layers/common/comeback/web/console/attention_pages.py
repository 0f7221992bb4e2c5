"""Pages of what the owner must look at, and of what was changed by whom."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from comeback.usecases.move_balance import Asked
from comeback.web.attention_texts import TITLES, text_of
from comeback.web.changes import Change
from comeback.web.console import trail_words
from comeback.web.console.routes import Get, Post

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response

    from comeback.web.console.caller import Caller
    from comeback.web.console.calls import ConsoleCalls

_ATTENTION = "/console/attention"
_PAGE = 50


class AttentionPages:
    """Views: a request in, one use case, a page out."""

    def __init__(self, calls: ConsoleCalls) -> None:
        """`calls` are shared by all pages."""
        self._calls = calls
        self._text_of = partial(text_of, words=calls.attention.words("en"))

    def routes(self) -> list[Get | Post]:
        """The table of routes."""
        answered = Change("attention.answered", told=("answer",))
        return [
            Get(_ATTENTION, self.attention),
            Post(f"{_ATTENTION}/<item_id>/answer", self.answer, self.attention, change=answered),
            Get("/console/trail", self.trail),
        ]

    def attention(self, caller: Caller, **_: str) -> Response[str]:
        """Open items, each with what to do and the buttons of its answers."""
        matters, following = self._calls.attention.list(caller.tenant, _PAGE, caller.query.get("cursor"))
        return caller.page(
            "attention.html", matters=matters, next_cursor=following, titles=TITLES, text_of=self._text_of,
            answer_in_words=trail_words.answer_in_words, request_key=self._calls.ids.secret(), zone=self._zone(caller),
        )  # fmt: skip

    def answer(self, caller: Caller, item_id: str) -> Response[str]:
        """The item is closed."""
        asked = Asked(self._calls.person(caller.tenant), caller.request_key)
        self._calls.attention.answer(caller.tenant, asked, item_id, caller.form.text("answer"))
        return caller.go(_ATTENTION, "answered")

    def trail(self, caller: Caller) -> Response[str]:
        """Newest first."""
        records, following = self._calls.trail.records(caller.tenant, _PAGE, caller.query.get("cursor"))
        return caller.page(
            "trail.html", records=records, next_cursor=following, said=trail_words, zone=self._zone(caller)
        )  # fmt: skip

    def _zone(self, caller: Caller) -> str:
        connections = self._calls.tenant.connections.of_tenant(caller.tenant)
        return connections[0].location.timezone if connections else "UTC"
