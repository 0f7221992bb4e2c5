"""What a card says, whichever wallet shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from comeback.domain.card import Card, CardStatus
from comeback.domain.ids import LocationId
from comeback.domain.ledger import Entry
from comeback.domain.milestone import MilestoneState, states_of
from comeback.domain.mirror import MIRRORED, Mirror
from comeback.domain.program import Program
from comeback.domain.words import Money, Words, WordsFor


@dataclass(frozen=True, slots=True)
class CardContent:
    """`first_name` is all that a wallet learns of the person (ruling 21); `organization`: the owner's name; `timezone`: the
    zone in which dates are told; `mirror`: what Altegio said of a balance that it owns; `places`: titles of the locations at
    which a discount holds; `visited`: the locations where its holder comes, the most important first; `latest`: newest entries
    first; `words`: its language, and `others` that it can be read in too.
    """

    card: Card
    program: Program
    first_name: str = ""
    organization: str = ""
    timezone: str = "UTC"
    mirror: Mirror | None = None
    places: tuple[str, ...] = ()
    visited: tuple[LocationId, ...] = ()
    latest: Sequence[Entry] = field(default=(), kw_only=True)
    words: Words = field(kw_only=True)
    others: tuple[Words, ...] = field(default=(), kw_only=True)

    @property
    def member(self) -> str:
        """The first name while the person is known."""
        return "" if self.card.status is CardStatus.ERASED else self.first_name


def owner_of(program: Program, organization: str) -> str:
    """The name on every card of a program, in the words of its design where it has any."""
    return first_said(program.design.organization, organization, program.title, "Loyalty card")


def languages_of(program: Program, words_for: WordsFor) -> tuple[Words, tuple[Words, ...]]:
    """The words of a program's cards, and those of the further languages that its design names."""
    own = words_for(program.locale)
    others = {words.language: words for words in map(words_for, program.design.languages)}
    return own, tuple(words for language, words in others.items() if language != own.language)


def terms_of(program: Program, size: int, words: Words) -> str:
    """The owner's terms, or the rule in one sentence; the rules of a balance that Altegio owns are Altegio's."""
    if program.type in MIRRORED:
        return first_said(program.design.terms, words.say("card.terms_mirrored"))
    stamps, reward = count_of(size, words), program.reward_title.strip()
    rule = words.say("card.terms", stamps=stamps, reward=reward) if reward else words.say("card.terms_unnamed", stamps=stamps)
    return first_said(program.design.terms, rule)


def reward_of(card: Card, program: Program, words: Words) -> tuple[str, str]:
    """Whether the next reward is ready, and which it is: `Next reward`, `A free haircut`."""
    ready, reward = card.shown.rewards, first_said(program.reward_title, words.say("card.reward"))
    label = words.say("card.reward_ready" if ready else "card.reward_next")
    return label, f"{reward} ({words.write(ready)})" if ready > 1 else reward


def count_of(stamps: int, words: Words) -> str:
    """`1 stamp`, `2 stamps`."""
    return words.say("stamps.count", n=stamps)


def stamps_shown(card: Card) -> int:
    """Which picture: a full card while a reward waits and no new stamp has come, else the stamps towards the next."""
    shown = card.shown
    return card.size if shown.rewards and not shown.value else shown.value


def pictured_size(program: Program, size: int | None = None) -> int:
    """For how many stamps pictures are drawn: a card that counts something else has none on its strip."""
    return 0 if program.type in MIRRORED else program.size if size is None else size


def lacking(card: Card, program: Program) -> Money | None:
    """The amount to the next stamp where a remainder is carried over (loyalty-domain.md §6.4); else nothing."""
    rule = program.collecting
    return Money(card.carry.lacking(rule.amount, rule.stamps), program.currency) if rule else None


def milestones_told(card: Card, program: Program, words: Words) -> str:
    """A line for each reward on the way, and how far it is; empty without any."""
    states = states_of(program.milestones, card.lifetime_earned, card.milestones)
    return "\n".join(_milestone_told(state, card, words) for state in states)


def _milestone_told(state: MilestoneState, card: Card, words: Words) -> str:
    at = state.milestone.at
    if state.redeemed:
        how = words.say("card.milestone_redeemed")
    elif state.reached:
        how = words.say("card.milestone_ready")
    else:
        how = words.say("card.milestone_to_go", n=at - card.lifetime_earned)
    return f"{count_of(at, words)}: {state.milestone.title} ({how})"


def expires_at(card: Card, program: Program, timezone: str) -> datetime | None:
    """The last second of the last day, in the business's zone; None: never."""
    zone, validity = ZoneInfo(timezone), program.validity
    last: date | None = None
    if validity.kind == "until":
        last = validity.date
    elif validity.kind == "days" and validity.days is not None:
        last = card.issued_at.astimezone(zone).date() + timedelta(days=validity.days)
    return datetime.combine(last, time(23, 59, 59), zone) if last else None


def first_said(*texts: str) -> str:
    """The first text that is more than blank; wallets refuse a card with a blank name."""
    for text in texts:
        if said := text.strip():
            return said
    return ""
