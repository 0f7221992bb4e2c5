"""A person says what is to be done about an open item."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.errors import FieldError, FieldRefused, NotFound
from comeback.domain.ids import AttentionId, EntryId, TenantId, is_id
from comeback.domain.ledger import Entry
from comeback.ports.attention import Attention
from comeback.usecases.answer_question import ForgiveStamps, LeaveDebt
from comeback.usecases.move_balance import Asked

DONE = "done"
"""Sets an item aside, whatever its kind: a person has looked at it."""


ANSWERS = "answers"
"""The scope of keys of answers that book an entry; their receipts hold what was `said`."""


class TakeAnswer(Protocol):
    """What an answer of a kind does; for every answer but `done`. Asked again after a crash, it changes nothing more."""

    def __call__(self, tenant: TenantId, asked: Asked, item: AttentionItem, answer: str, /) -> Entry | None:
        """The entry that was booked for it, if any."""


@dataclass(frozen=True, slots=True)
class AnswerAttention:
    """Questions about reversals have two answers of their own; `takers` do what the answers of other kinds ask for."""

    attention: Attention
    forgive: ForgiveStamps
    leave_debt: LeaveDebt
    takers: Mapping[AttentionKind, TakeAnswer]

    def __call__(self, tenant: TenantId, asked: Asked, item: str, answer: str) -> Entry | None:
        """What was booked for it; the item is closed. Raises NotFound for what is not open, FieldRefused for an answer
        that the item does not take, and what the answer's use case raises.
        """
        if is_id("en", item):
            return self._question(tenant, asked, EntryId(item), answer)
        found = self.attention.item(tenant, AttentionId(item)) if is_id("at", item) else None
        if found is None:
            return self._first_answer(tenant, asked, item, answer)
        _check(answer, {*found.answers, DONE})
        # Closed last: should the answer's use case fail, the item is still there to be answered.
        taker = self.takers.get(found.kind) if answer != DONE else None
        entry = taker(tenant, asked, found, answer) if taker else None
        self.attention.settle(tenant, found.id)
        return entry

    def _first_answer(self, tenant: TenantId, asked: Asked, item: str, answer: str) -> Entry:
        """What a request has booked that comes again, after its item was closed (ruling 16)."""
        done = self.forgive.ledger.receipt(tenant, ANSWERS, asked.key) if asked.key else None
        if done is None:
            raise NotFound("There is no such open item.")
        if done.inputs != said(item, answer):
            raise FieldRefused(FieldError("Idempotency-Key", "This key was used for another request."))
        return done.entry

    def _question(self, tenant: TenantId, asked: Asked, question: EntryId, answer: str) -> Entry | None:
        _check(answer, {"forgive", "debt"})
        if answer == "forgive":
            return self.forgive(tenant, asked, question)
        self.leave_debt(tenant, question)
        return None


def said(item: str, answer: str) -> str:
    """A digest of what a request asks for."""
    return sha256(f"{item}|{answer}".encode()).hexdigest()


def _check(answer: str, allowed: set[str]) -> None:
    if answer not in allowed:
        raise FieldRefused(FieldError("answer", f"This item takes one of: {', '.join(sorted(allowed))}."))
