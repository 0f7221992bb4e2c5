"""Open questions of ports.ledger.Ledger, for both implementations."""

import pytest

from comeback.domain.card import Card
from comeback.domain.ids import EntryId, TenantId
from comeback.domain.ledger import Cause
from comeback.domain.question import Question
from comeback.ports.ledger import ClaimLost, Posting
from tests import builders
from tests.contract.books import MINE, NOW, THEIRS, Books


def ask(books: Books, card: Card, number: int) -> Question:
    """A question that arises with a commit."""
    cause = Cause(builders.LA_VISAGE, (), "webhook")
    question = Question(EntryId(f"en_{number:026d}"), card.id, card.customer_id, card.program_id, 2, cause, NOW)
    books.ledger.commit(card.tenant_id, [], [Posting(books.head(card), books.head(card), (), asked=(question,))])
    return question


def answer(books: Books, card: Card, question: Question) -> None:
    books.ledger.commit(card.tenant_id, [], [Posting(books.head(card), books.head(card), (), answered=question.id)])


def all_of(books: Books, tenant: TenantId = MINE) -> list[Question]:
    return list(books.ledger.questions(tenant, 50, None)[0])


def test_questions_are_listed_by_age_and_page(books: Books, card: Card, their_card: Card) -> None:
    second, first = ask(books, card, 2), ask(books, card, 1)
    theirs = ask(books, their_card, 3)
    page, cursor = books.ledger.questions(MINE, 1, None)
    assert (list(page), list(books.ledger.questions(MINE, 1, cursor)[0])) == ([first], [second])
    assert all_of(books, THEIRS) == [theirs]
    assert (books.ledger.question(MINE, first.id), books.ledger.question(MINE, theirs.id)) == (first, None)


def test_a_question_is_answered_once(books: Books, card: Card) -> None:
    question, other = ask(books, card, 1), ask(books, card, 2)
    answer(books, card, question)
    assert all_of(books) == [other]
    with pytest.raises(ClaimLost):
        answer(books, card, question)


def test_a_question_may_become_moot_at_any_time(books: Books, card: Card) -> None:
    question = ask(books, card, 1)
    for _ in range(2):
        books.ledger.commit(MINE, [], [Posting(books.head(card), books.head(card), (), moot=(question.id,))])
    assert all_of(books) == []
