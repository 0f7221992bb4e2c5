"""Entries that a person or a system asks for: what is allowed, and what becomes of the head (loyalty-domain.md §6.7, §11)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from comeback.domain.card import Card, CardStatus, next_mark
from comeback.domain.errors import (
    AlreadyRedeemed,
    AlreadyReversed,
    BalanceElsewhere,
    CardClosed,
    FieldError,
    FieldRefused,
    NoReward,
    StampsHeld,
)
from comeback.domain.ids import EntryId
from comeback.domain.ledger import Actor, Cause, Entry, EntryKind
from comeback.domain.milestone import Milestone
from comeback.domain.program import ProgramType

_COLLECTED = frozenset({EntryKind.SCAN, EntryKind.IMPORT})


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry that is allowed. `effective_at` is None for one that takes effect when it is booked."""

    kind: EntryKind
    amount: int
    reason: str | None = None
    reverses: EntryId | None = None
    cause: Cause | None = None
    effective_at: datetime | None = None
    milestone: int | None = None


def check_open(card: Card) -> None:
    """Raises BalanceElsewhere, CardClosed: nobody moves the balance of such a card by hand."""
    if card.type is not ProgramType.STAMP:
        raise BalanceElsewhere("Altegio keeps this balance: change it there, and the card follows.")
    if card.status is not CardStatus.ACTIVE:
        raise CardClosed(f"The card is {card.status.value}.")


def adjust(card: Card, amount: int, reason: str) -> Draft:
    """A correction up or down. Raises FieldRefused when it would take the balance below zero (ruling 3)."""
    if amount < 0 and card.balance + amount < 0:
        raise FieldRefused(FieldError("amount", f"The balance is {card.balance}: it cannot be taken below zero."))
    return Draft(EntryKind.ADJUSTMENT, amount, reason)


def redeem(card: Card, rewards: int, reason: str | None) -> Draft:
    """`rewards` are handed out (ruling 1). Raises NoReward, StampsHeld."""
    stamps = rewards * card.size
    if card.balance < stamps:
        raise NoReward(f"The card has {card.shown.rewards} of the {rewards} rewards asked for.")
    if card.balance - card.held < stamps:
        raise StampsHeld(f"{card.held} of the stamps wait for a correction of a visit; try again later.")
    return Draft(EntryKind.REDEMPTION, -stamps, reason)


def redeem_milestone(card: Card, milestone: Milestone, reason: str | None) -> Draft:
    """The reward of a milestone is handed out, once per card, and costs no stamps.

    Raises AlreadyRedeemed, NoReward, StampsHeld.
    """
    if milestone.at in card.milestones:
        raise AlreadyRedeemed(f"The reward for {milestone.at} stamps was handed out before.")
    if card.lifetime_earned < milestone.at:
        raise NoReward(f"The card has earned {card.lifetime_earned} of {milestone.at} stamps.")
    if card.lifetime_earned - card.held < milestone.at:
        raise StampsHeld(f"{card.held} of the stamps wait for a correction of a visit; try again later.")
    said = f"Milestone {milestone.at}: {milestone.title}"
    return Draft(EntryKind.REDEMPTION, 0, f"{said} ({reason})" if reason else said, milestone=milestone.at)


def give_back(redemption: Entry, since: Iterable[Entry], reason: str | None) -> Draft:
    """A redemption is undone as a whole; `since`: the card's entries after it. Raises AlreadyReversed."""
    if any(entry.reverses == redemption.id for entry in since):
        raise AlreadyReversed("This redemption was given back before.")
    return Draft(
        EntryKind.REDEMPTION_REVERSAL, -redemption.amount, reason, reverses=redemption.id, milestone=redemption.milestone
    )


def post(card: Card, draft: Draft, actor: Actor, now: datetime, entry_id: EntryId) -> tuple[Card, Entry]:
    """The head after the entry, and the entry. Only stamps that were collected are lifetime earned: an adjustment
    corrects the balance, a redemption spends it (ruling 3, §11.7).
    """
    entry = Entry(
        id=entry_id, card_id=card.id, program_id=card.program_id, seq=card.seq + 1, kind=draft.kind, amount=draft.amount,
        balance_after=card.balance + draft.amount, effective_at=draft.effective_at or now, booked_at=now, cause=draft.cause,
        reverses=draft.reverses, actor=actor, reason=draft.reason, milestone=draft.milestone,
    )  # fmt: skip
    earned = draft.amount if draft.kind in _COLLECTED else 0
    head = replace(
        card,
        seq=entry.seq,
        balance=entry.balance_after,
        lifetime_earned=card.lifetime_earned + earned,
        milestones=_handed_out(card, draft),
        mark=next_mark(card.mark, now),
        # Stamps that come back may have ended meanwhile.
        look_at=now if draft.amount > 0 else card.look_at,
    )
    return head, entry


def _handed_out(card: Card, draft: Draft) -> tuple[int, ...]:
    others = tuple(at for at in card.milestones if at != draft.milestone)
    again = draft.milestone is not None and draft.kind is EntryKind.REDEMPTION
    return tuple(sorted((*others, draft.milestone))) if again and draft.milestone is not None else others
