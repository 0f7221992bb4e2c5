"""What Altegio could say of a card: an example for each state of a balance that it owns (loyalty-domain.md §10)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from comeback.domain.because import Because
from comeback.domain.card import Card
from comeback.domain.ids import EntryId, GiftCardId, LoyaltyCardId, MembershipId
from comeback.domain.ledger import Entry, EntryKind
from comeback.domain.levels import GrowsWith, Level, Step
from comeback.domain.loyalty import Counter, GiftCard, MembershipStatus
from comeback.domain.mirror import UNITS, MirrorState, Part, Seen
from comeback.domain.money import exponent_of
from comeback.domain.program import Program, ProgramType
from comeback.domain.words import Words

Example = Callable[[Program, Words, datetime], Seen]

_SOON = 14
_NUMBER, _CODE = "0004 2317", "GIFT-2047"
_CARD, _MEMBERSHIP, _GIFT = LoyaltyCardId(42317), MembershipId(1), GiftCardId(1)


def sample_changes(card: Card, seen: Seen, program: Program, words: Words, moments: Sequence[datetime]) -> list[Entry]:
    """The newest entries of such a card, the newest first; none of a card that Altegio has nothing for."""
    if seen.state is MirrorState.NONE:
        return []
    entries: list[Entry] = []
    balance = card.balance
    for (amount, because), at in zip(_moves(program, seen, words), moments, strict=False):
        seq = len(moments) - len(entries)
        entries.append(Entry(
            EntryId(f"en_{seq}"), card.id, card.program_id, seq, EntryKind.MIRROR, amount, balance, at, at,
            unit=UNITS[program.type], because=(because,),
        ))  # fmt: skip
        balance -= amount
    return entries


def _moves(program: Program, seen: Seen, words: Words) -> list[tuple[int, Because]]:
    """Such as lead to what is seen."""

    def money(amount: int, name: str) -> tuple[int, Because]:
        minor = _minor(amount, program)
        return minor, Because(name, amount=minor, currency=program.currency)

    def session(title: str) -> tuple[int, Because]:
        return -1, Because("session_used", words.say(title))

    match program.type:
        case ProgramType.CASHBACK:
            moves = [money(6, "cashback"), money(-20, "spent"), money(4, "cashback")]
            return moves if seen.balance > 0 else moves[1:]
        case ProgramType.MULTIPASS:
            return [session("sample.service"), session("sample.other_service"), session("sample.service")]
        case ProgramType.GIFT:
            return [] if any(one.single for one in seen.gifts) else [money(-30, "paid_with_gift_card")]
        case _:
            return []


def _nothing(_program: Program, _words: Words, _now: datetime) -> Seen:
    return Seen(MirrorState.NONE)


def _cashback(balance: int) -> Example:
    """In whole units of the currency."""

    def seen(program: Program, words: Words, _now: datetime) -> Seen:
        return Seen(
            MirrorState.SHOWN, _minor(balance, program), card_id=_CARD, number=_NUMBER,
            levels=(Level(words.say("sample.level"), 500, "percent", Step(700, _minor(120, program), GrowsWith.PAID)),),
        )  # fmt: skip

    return seen


def _discount(value: int, more: int | None) -> Example:
    """Hundredths of a per cent now, and on the next level."""

    def seen(program: Program, words: Words, _now: datetime) -> Seen:
        following = None if more is None else Step(more, _minor(120, program), GrowsWith.PAID)
        level = Level(words.say("sample.level"), value, "percent", following)
        return Seen(MirrorState.SHOWN, card_id=_CARD, number=_NUMBER, levels=(level,))

    return seen


def _pass(sessions: int, *, days: int = 60, is_frozen: bool = False, is_split: bool = False, unlimited: bool = False) -> Example:
    """A membership that ends in some days."""

    def seen(_program: Program, words: Words, now: datetime) -> Seen:
        other = sessions // 3
        services = (
            Counter(1, words.say("sample.service"), sessions - other),
            Counter(2, words.say("sample.other_service"), other),
        )
        part = Part(
            _MEMBERSHIP, _NUMBER, words.say("sample.membership"), sessions, services if is_split else (),
            MembershipStatus.FROZEN if is_frozen else MembershipStatus.ACTIVE, now - timedelta(days=30),
            now + timedelta(days=days), now + timedelta(days=21) if is_frozen else None, unlimited=unlimited,
        )  # fmt: skip
        return Seen(MirrorState.SHOWN, sessions, (part,), ending=days if days <= _SOON else 0)

    return seen


def _gift(balance: int, *, single: bool = False) -> Example:
    """In whole units of the currency."""

    def seen(program: Program, _words: Words, now: datetime) -> Seen:
        left = _minor(balance, program)
        one = GiftCard(_GIFT, 1, _CODE, "", left, single=single, expires_at=now + timedelta(days=200))
        return Seen(MirrorState.SHOWN, left, number=_CODE, gifts=(one,))

    return seen


def _minor(amount: int, program: Program) -> int:
    return amount * int(10 ** exponent_of(program.currency))


MIRRORS: Mapping[ProgramType, Mapping[str, Example]] = {
    ProgramType.CASHBACK: {"balance": _cashback(48), "empty": _cashback(0), "debt": _cashback(-15), "none": _nothing},
    ProgramType.MULTIPASS: {
        "sessions": _pass(7), "services": _pass(9, is_split=True), "unlimited": _pass(0, unlimited=True),
        "frozen": _pass(7, is_frozen=True), "ending": _pass(2, days=3), "none": _nothing,
    },
    ProgramType.DISCOUNT: {"level": _discount(500, 1000), "top": _discount(1500, None), "none": _nothing},
    ProgramType.GIFT: {"balance": _gift(70), "single": _gift(100, single=True), "used": _gift(0), "none": _nothing},
}  # fmt: skip
"""By type and name of the state; the usual one first."""
