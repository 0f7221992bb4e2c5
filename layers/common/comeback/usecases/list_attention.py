"""One list of all that a person must look at: missing rights, questions about reversals, and what was noticed.

Paging goes through the three one after the other, because each has an order and a place of its own: what stops the counting
comes first, then what is owed, then the rest, and within each the longest waiting.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.connection import Connection
from comeback.domain.errors import FieldError, FieldRefused
from comeback.domain.ids import LocationId, TenantId
from comeback.domain.question import Question
from comeback.ports.attention import Attention
from comeback.ports.connections import Connections
from comeback.ports.ledger import Ledger
from comeback.ports.system import Clock
from comeback.usecases.answer_attention import DONE

_Page = tuple[Sequence["Matter"], str | None]
_RIGHTS, _QUESTIONS, _NOTICED = "rights", "questions", "noticed"
# The one kind of a part; what was noticed may be of any, also of that of a question which the program's policy answers.
_ONLY = {_RIGHTS: (AttentionKind.MISSING_RIGHTS,), _QUESTIONS: (AttentionKind.REDEEMED_THEN_REFUNDED,)}


@dataclass(frozen=True, slots=True)
class Matter:
    """One line of the list. `question`: the reversal that is asked about, by whose id the line goes; `place`: the title of
    the item's location.
    """

    item: AttentionItem
    place: str = ""
    question: Question | None = None

    @property
    def id(self) -> str:
        """What an answer names."""
        return self.question.id if self.question else self.item.id

    @property
    def answers(self) -> tuple[str, ...]:
        """What may be said to it. Whatever was noticed can be set aside; a right leaves the list when it is granted."""
        set_aside = self.question is None and self.item.kind is not AttentionKind.MISSING_RIGHTS
        return (*self.item.answers, DONE) if set_aside and DONE not in self.item.answers else self.item.answers


@dataclass(frozen=True, slots=True)
class ListAttention:
    """Rights are looked at when the list is read: they are gone from it as soon as they work."""

    ledger: Ledger
    attention: Attention
    connections: Connections
    clock: Clock

    def __call__(self, tenant: TenantId, limit: int, cursor: str | None, kind: AttentionKind | None = None) -> _Page:
        """A page of open matters, of one kind if it is given, and the cursor of the next page. Raises FieldRefused."""
        held = self.connections.of_tenant(tenant)
        readers = self._readers(tenant, held, kind)
        name, inner = _start(cursor, list(readers))
        found: list[Matter] = []
        for section in list(readers)[list(readers).index(name) :]:
            if len(found) == limit:
                return found, f"{section}:"
            inner = _fill(found, limit, inner, readers[section], kind)
            if inner is not None:
                return found, f"{section}:{inner}"
        return found, None

    def count(self, tenant: TenantId, most: int) -> int:
        """How many matters are open; not more than `most` are counted."""
        return len(self(tenant, most, None)[0])

    def _readers(
        self, tenant: TenantId, held: Sequence[Connection], kind: AttentionKind | None
    ) -> Mapping[str, Callable[[int, str | None], _Page]]:
        """The parts of the list that may have this kind, in order."""
        places = {each.location_id: each.location.title for each in held}
        readers: Mapping[str, Callable[[int, str | None], _Page]] = {
            _RIGHTS: lambda limit, after: self._rights(held, limit, after),
            _QUESTIONS: lambda limit, after: self._questions(tenant, places, limit, after),
            _NOTICED: lambda limit, after: self._noticed(tenant, places, limit, after),
        }
        if kind is None:
            return readers
        return {name: read for name, read in readers.items() if kind in _ONLY.get(name, (kind,))}

    def _rights(self, held: Sequence[Connection], limit: int, after: str | None) -> _Page:
        now = self.clock.now()
        found = {
            f"{each.location_id}.{right}": AttentionItem(
                AttentionKind.MISSING_RIGHTS, f"{each.location_id}.{right}", now, location_id=each.location_id,
                facts={"right": right}, answers=(),
            )
            for each in held if each.is_live for right in each.missing_rights
        }  # fmt: skip
        places = {each.location_id: each.location.title for each in held}
        # By text and not by position: a right that is granted between two pages must not hide another one.
        following = [key for key in sorted(found) if key > (after or "")]
        page = [_matter(found[key], places) for key in following[:limit]]
        return page, following[limit - 1] if len(following) > limit else None

    def _questions(self, tenant: TenantId, places: Mapping[LocationId, str], limit: int, after: str | None) -> _Page:
        questions, last = self.ledger.questions(tenant, limit, after)
        return [_asked(question, places) for question in questions], last

    def _noticed(self, tenant: TenantId, places: Mapping[LocationId, str], limit: int, after: str | None) -> _Page:
        items, last = self.attention.items(tenant, limit, after)
        return [_matter(item, places) for item in items], last


def _asked(question: Question, places: Mapping[LocationId, str]) -> Matter:
    item = AttentionItem(
        AttentionKind.REDEEMED_THEN_REFUNDED, question.id, question.asked_at, question.cause.location_id, question.program_id,
        question.customer_id, question.card_id, facts={"stamps": question.stamps}, answers=("forgive", "debt"),
    )  # fmt: skip
    return Matter(item, places.get(question.cause.location_id, ""), question)


def _matter(item: AttentionItem, places: Mapping[LocationId, str]) -> Matter:
    return Matter(item, places.get(item.location_id, "") if item.location_id else "")


def _fill(
    found: list[Matter], limit: int, inner: str | None, read: Callable[[int, str | None], _Page], kind: AttentionKind | None
) -> str | None:
    """Read on until the page is full; where this part goes on, or None at its end."""
    while True:
        page, inner = read(limit - len(found), inner)
        found.extend(one for one in page if kind in (None, one.item.kind))
        if inner is None or len(found) == limit:
            return inner


def _start(cursor: str | None, sections: Sequence[str]) -> tuple[str, str | None]:
    if cursor is None:
        return sections[0], None
    section, _, inner = cursor.partition(":")
    if section not in sections:
        raise FieldRefused(FieldError("cursor", "This is not a cursor of this list."))
    return section, inner or None
