"""What a person must look at, and what they say to it."""

from dataclasses import dataclass
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from comeback.domain.attention import AttentionKind
from comeback.domain.errors import FieldError
from comeback.domain.words import WordsFor
from comeback.usecases.answer_attention import AnswerAttention
from comeback.usecases.list_attention import ListAttention
from comeback.usecases.move_balance import Asked
from comeback.web.api.attention_shapes import Answered, AttentionItem, AttentionPage, GivenAnswer
from comeback.web.api.balance_shapes import MaybeKey
from comeback.web.api.endpoints import Calling, Endpoint, ok
from comeback.web.api.entry_shapes import EntryAnswer
from comeback.web.api.paging import DEFAULT_LIMIT, Cursor, Limit
from comeback.web.api.problems import Refused
from comeback.web.changes import Change

_ATTENTION = "/api/v1/attention"
# Answers that move a balance: asked twice, they move it once (ruling 16).
_MOVING = frozenset({"forgive", "merge"})


@dataclass(frozen=True, slots=True)
class AttentionCalls:
    """The use cases behind the routes."""

    list: ListAttention
    answer: AnswerAttention
    words: WordsFor


class AttentionRoutes:
    """Views: a request in, one use case, an answer out."""

    def __init__(self, calls: AttentionCalls, calling: Calling) -> None:
        """`calling` tells whose items."""
        self._calls = calls
        self._calling = calling

    def endpoints(self) -> list[Endpoint]:
        """The table of routes."""
        page, closed = {200: AttentionPage}, {200: Answered}
        return [
            Endpoint("GET", _ATTENTION, self.list_attention, "What a person must look at", page),
            Endpoint(
                "POST", f"{_ATTENTION}/<item_id>/answer", self.answer_attention, "Answer an open item", closed, (409, 503),
                has_body=True, change=Change("attention.answered", told=("answer",)),
            ),
        ]  # fmt: skip

    def list_attention(
        self, kind: Annotated[AttentionKind | None, Query()] = None, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
    ) -> Response[AttentionPage]:
        """Open items only, of one `kind` if it is given."""
        matters, following = self._calls.list(self._calling.tenant, limit, cursor, kind)
        words = self._calls.words(self._calling.languages)
        return ok(AttentionPage(items=[AttentionItem.of(one, words) for one in matters], next_cursor=following))

    def answer_attention(self, item_id: str, body: GivenAnswer, key: MaybeKey = None) -> Response[Answered]:
        """Once; 404 when it is not open any more. An answer that moves a balance needs an `Idempotency-Key`."""
        if key is None and body.answer in _MOVING:
            raise Refused(400, "See errors.", (FieldError("Idempotency-Key", "This is required."),))
        asked = Asked(self._calling.actor, key or "")
        entry = self._calls.answer(self._calling.tenant, asked, item_id, body.answer)
        return ok(Answered(id=item_id, answer=body.answer, entry=EntryAnswer.of(entry) if entry else None))
