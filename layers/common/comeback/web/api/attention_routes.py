"""What a person must look at, and what they say to it."""

from dataclasses import dataclass
from typing import Literal, Self

from aws_lambda_powertools.event_handler import Response

from comeback.domain.question import Question
from comeback.ports.ledger import Ledger
from comeback.usecases.answer_question import ForgiveStamps, LeaveDebt
from comeback.usecases.move_balance import Asked
from comeback.web.api.balance_shapes import IdempotencyKey
from comeback.web.api.endpoints import Calling, Endpoint, entry_of, ok
from comeback.web.api.entry_shapes import CauseAnswer, EntryAnswer
from comeback.web.api.paging import DEFAULT_LIMIT, Cursor, Limit
from comeback.web.api.shapes import Answer, Instant, Request

_ATTENTION = "/api/v1/attention"


class AttentionItem(Answer):
    """A visit was taken back after the reward built on it was redeemed: `stamps` are owed until somebody answers."""

    id: str
    kind: Literal["redeemed_then_refunded"]
    card_id: str
    program_id: str
    stamps: int
    cause: CauseAnswer
    asked_at: Instant
    answers: list[Literal["forgive", "debt"]]

    @classmethod
    def of(cls, question: Question) -> Self:
        """An open question."""
        cause = question.cause
        return cls(
            id=question.id, kind="redeemed_then_refunded", card_id=question.card_id, program_id=question.program_id,
            stamps=question.stamps, asked_at=question.asked_at, answers=["forgive", "debt"],
            cause=CauseAnswer(location_id=cause.location_id, visit_ids=list(cause.visit_ids), source=cause.source),
        )  # fmt: skip


class AttentionPage(Answer):
    """A page of open items, the oldest first."""

    items: list[AttentionItem]
    next_cursor: str | None


class GivenAnswer(Request):
    """`forgive`: the stamps come back as an adjustment. `debt`: the next stamps pay for them."""

    answer: Literal["forgive", "debt"]


class Answered(Answer):
    """The item is closed; `entry` is what was booked for it."""

    id: str
    answer: Literal["forgive", "debt"]
    entry: EntryAnswer | None


@dataclass(frozen=True, slots=True)
class AttentionCalls:
    """The use cases behind the routes."""

    ledger: Ledger
    forgive: ForgiveStamps
    leave_debt: LeaveDebt


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
                has_body=True,
            ),
        ]  # fmt: skip

    def list_attention(self, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response[AttentionPage]:
        """Open items only."""
        questions, following = self._calls.ledger.questions(self._calling.tenant, limit, cursor)
        return ok(AttentionPage(items=[AttentionItem.of(one) for one in questions], next_cursor=following))

    def answer_attention(self, item_id: str, body: GivenAnswer, key: IdempotencyKey) -> Response[Answered]:
        """Once; 404 when it is not open any more."""
        tenant, question = self._calling.tenant, entry_of(item_id)
        if body.answer == "forgive":
            entry = self._calls.forgive(tenant, Asked(self._calling.actor, key), question)
            return ok(Answered(id=question, answer="forgive", entry=EntryAnswer.of(entry)))
        self._calls.leave_debt(tenant, question)
        return ok(Answered(id=question, answer="debt", entry=None))
