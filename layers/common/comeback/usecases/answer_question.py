"""The owner says what becomes of stamps that were taken back after their reward was redeemed (loyalty-domain.md §6.7)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comeback.domain.by_hand import Draft
from comeback.domain.errors import NotFound
from comeback.domain.ids import EntryId, TenantId
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.question import Question
from comeback.ports.ledger import DayWrite, Ledger, Posting
from comeback.usecases.move_balance import Asked, MoveBalance, Movement


@dataclass(frozen=True, slots=True)
class ForgiveStamps:
    """The stamps come back as an adjustment, and the question is closed with it."""

    move: MoveBalance
    ledger: Ledger

    def __call__(self, tenant: TenantId, asked: Asked, question: EntryId) -> Entry:
        """The entry, new or of the first time. Raises NotFound for what is no open question, and what moving a balance
        raises.
        """
        done = self.ledger.receipt(tenant, _ROUTE, asked.key)
        card = done.entry.card_id if done else read_question(self.ledger, tenant, question).card_id

        def along(posting: Posting) -> tuple[Posting, Sequence[DayWrite]]:
            return replace(posting, answered=question), ()

        def draft(_: object) -> Draft:
            open_one = read_question(self.ledger, tenant, question)
            return Draft(EntryKind.ADJUSTMENT, open_one.stamps, "Forgiven by the owner.", cause=open_one.cause)

        return self.move(tenant, card, asked, Movement(_ROUTE, (question,), draft, along))


@dataclass(frozen=True, slots=True)
class LeaveDebt:
    """The stamps stay owed."""

    move: MoveBalance
    ledger: Ledger

    def __call__(self, tenant: TenantId, question: EntryId) -> Question:
        """The question as it was. Raises NotFound for what is no open question, and ClaimLost: ask again."""
        found = read_question(self.ledger, tenant, question)
        card = self.move.read_card(tenant, found.card_id)
        self.ledger.commit(tenant, [], [Posting(card, card, (), answered=question)])
        return found


def read_question(ledger: Ledger, tenant: TenantId, question: EntryId) -> Question:
    """An open question. Raises NotFound."""
    found = ledger.question(tenant, question)
    if found is None:
        raise NotFound("There is no such open question.")
    return found


_ROUTE = "forgiveness"
