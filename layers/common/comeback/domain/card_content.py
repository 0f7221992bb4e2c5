"""What a card says, whichever wallet shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from comeback.domain.card import Card, CardStatus
from comeback.domain.ledger import Entry
from comeback.domain.program import Program


@dataclass(frozen=True, slots=True)
class CardContent:
    """`first_name` is all that a wallet learns of the person (ruling 21), and empty once they are erased; `organization`:
    the owner's name; `latest`: newest entries first; `timezone`: the zone in which dates are told.
    """

    card: Card
    program: Program
    first_name: str
    organization: str
    latest: Sequence[Entry] = ()
    timezone: str = "UTC"

    @property
    def reward(self) -> str:
        """What a full card is good for."""
        return self.program.reward_title or "Reward"

    @property
    def member(self) -> str:
        """The first name while the person is known."""
        return "" if self.card.status is CardStatus.ERASED else self.first_name

    @property
    def stamps_shown(self) -> int:
        """Which picture: a full card while a reward waits and no new stamp has come, else the stamps towards the next."""
        shown = self.card.shown
        return self.card.size if shown.rewards and not shown.value else shown.value

    @property
    def expires_at(self) -> datetime | None:
        """The last second of the last day, in the business's zone."""
        zone, validity = ZoneInfo(self.timezone), self.program.validity
        last: date | None = None
        if validity.kind == "until":
            last = validity.date
        elif validity.kind == "days" and validity.days is not None:
            last = self.card.issued_at.astimezone(zone).date() + timedelta(days=validity.days)
        return datetime.combine(last, time(23, 59, 59), zone) if last else None


def owner_of(program: Program, organization: str) -> str:
    """The name on every card of a program."""
    return program.design.organization or organization or program.title


def terms_of(program: Program, size: int) -> str:
    """The owner's terms, or the rule in one sentence."""
    return program.design.terms or (
        f"{count_of(size)} make one reward: {program.reward_title or 'a reward'}. Ask at the desk to redeem it."
    )


def count_of(stamps: int) -> str:
    """`1 stamp`, `2 stamps`."""
    return f"{stamps} stamp" if stamps == 1 else f"{stamps} stamps"
