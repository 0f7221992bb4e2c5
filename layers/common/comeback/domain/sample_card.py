"""A card that nobody has, in any state that cards of a program can be in: for looking at a design."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from comeback.domain.card import Card, CardStatus
from comeback.domain.errors import FieldError, FieldRefused
from comeback.domain.ids import CardId, CustomerId, EntryId
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.mirror import Mirror
from comeback.domain.program import Program, ProgramType
from comeback.domain.sample_mirrors import MIRRORS, sample_changes
from comeback.domain.words import Words

SAMPLE_CARD = CardId("cd_01K000000000004K7M2Q9TX3WD")
"""Its number is read as `4K7M 2Q9T X3WD`."""
BLOCKED = "blocked"
_NOBODY = CustomerId("cu_01K00000000000000000000000")
_REWARD, _DEBT = "reward", "debt"
_DAYS_AGO = (2, 16, 30)


@dataclass(frozen=True, slots=True)
class Sample:
    """A card with what Altegio says of it, and its newest entries first."""

    card: Card
    mirror: Mirror | None = None
    latest: Sequence[Entry] = ()


def sample_states(program: Program) -> tuple[str, ...]:
    """The states that can be asked for, the usual one first among those of a balance that Altegio owns."""
    if program.type is ProgramType.STAMP:
        return (*(str(stamps) for stamps in range(program.size + 1)), _REWARD, _DEBT, BLOCKED)
    return (*MIRRORS[program.type], BLOCKED)


def usual_state(program: Program) -> str:
    """The one that shows most of a design: a stamp card that is half full and a little more."""
    if program.type is ProgramType.STAMP:
        return str(max(1, round(program.size * 0.6)))
    return next(iter(MIRRORS[program.type]))


def sample_of(program: Program, state: str, words: Words, now: datetime) -> Sample:
    """Raises FieldRefused for a state that cards of the program are never in."""
    possible = sample_states(program)
    if state not in possible:
        raise FieldRefused(FieldError("state", f"One of {', '.join(possible)}."))
    status = CardStatus.BLOCKED if state == BLOCKED else CardStatus.ACTIVE
    shown = usual_state(program) if state == BLOCKED else state
    if program.type is ProgramType.STAMP:
        moves = _stamp_moves(shown, program.size)
        card = _card(program, status, now, _stamps_in(shown, program.size))
        return Sample(card, latest=_entries(card, moves, now))
    mirror = Mirror(MIRRORS[program.type][shown](program, words, now), now)
    card = _card(program, status, now, mirror.seen.balance)
    return Sample(card, mirror, sample_changes(card, mirror.seen, program, words, _moments(now)))


def _card(program: Program, status: CardStatus, now: datetime, balance: int) -> Card:
    return Card(
        id=SAMPLE_CARD, tenant_id=program.tenant_id, program_id=program.id, customer_id=_NOBODY, type=program.type, status=status,
        size=program.size, issued_at=now - timedelta(days=45), key_id="", mark=1, seq=max(abs(balance), 1), balance=balance,
        lifetime_earned=max(balance, 0),
    )  # fmt: skip


def _stamps_in(state: str, size: int) -> int:
    match state:
        case "reward":
            return size + max(1, size * 3 // 10)
        case "debt":
            return -min(2, size)
        case _:
            return int(state)


def _stamp_moves(state: str, size: int) -> list[tuple[EntryKind, int]]:
    """The newest first, as they would have led there."""
    if state == _DEBT:
        return [(EntryKind.REVERSAL, -min(2, size)), (EntryKind.REDEMPTION, -size), (EntryKind.ACCRUAL, 1)]
    return [(EntryKind.ACCRUAL, 1)] * min(_stamps_in(state, size), len(_DAYS_AGO))


def _entries(card: Card, moves: Sequence[tuple[EntryKind, int]], now: datetime) -> list[Entry]:
    entries: list[Entry] = []
    balance = card.balance
    for (kind, amount), at in zip(moves, _moments(now), strict=False):
        seq = card.seq - len(entries)
        entries.append(Entry(EntryId(f"en_{seq}"), card.id, card.program_id, seq, kind, amount, balance, at, at))
        balance -= amount
    return entries


def _moments(now: datetime) -> list[datetime]:
    return [now - timedelta(days=days) for days in _DAYS_AGO]
