"""Why we changed a balance: an English text for the books, and beside it what it takes to say the same in any language."""

from collections.abc import Sequence
from dataclasses import dataclass

from comeback.domain.money import told
from comeback.domain.words import Money, Words

_TEXTS = {
    "cashback": "cashback",
    "spent": "spent",
    "referral": "referral",
    "added_by_hand": "added by hand",
    "taken_by_hand": "taken by hand",
    "expired": "expired",
    "paid_with_gift_card": "paid with the gift card",
    "session_used": "session used",
    "session_back": "session given back",
    "session_late": "1 session used: late cancellation",
    "membership_new": "new membership",
    "membership_ended": "membership ended",
    "membership_frozen": "membership frozen",
    "membership_unfrozen": "membership no longer frozen",
    "membership_renewed": "membership renewed",
    "sessions_added": "sessions given back or added",
    "gift_card": "gift card {title}",
    "gift_card_refilled": "put back on the gift card",
    "gift_card_expired": "gift card expired",
}
# Those that have the title within them.
_NAMED = frozenset(name for name, text in _TEXTS.items() if "{title}" in text)


@dataclass(frozen=True, slots=True)
class Because:
    """A part of a reason. `title`: the name of what it is about; `amount`: minor units of `currency`, where it tells one."""

    id: str
    title: str = ""
    amount: int | None = None
    currency: str = ""


def reason_of(because: Sequence[Because]) -> str | None:
    """In English, as the books have it: amounts with the code of their currency; None without any."""
    return ", ".join(_text(one) for one in because) or None


def said(because: Sequence[Because], words: Words) -> str:
    """In the language of a card."""
    return ", ".join(_said(one, words) for one in because)


def _text(one: Because) -> str:
    amount = None if one.amount is None else told(one.amount, one.currency)
    return _joined(one, _TEXTS[one.id].format(title=one.title), amount)


def _said(one: Because, words: Words) -> str:
    amount = None if one.amount is None else words.write(Money(one.amount, one.currency))
    return _joined(one, words.say(f"because.{one.id}", title=one.title), amount)


def _joined(one: Because, what: str, amount: str | None) -> str:
    if amount is not None:
        return f"{what} {'+' if (one.amount or 0) > 0 else ''}{amount}"
    return f"{what}: {one.title}" if one.title and one.id not in _NAMED else what
