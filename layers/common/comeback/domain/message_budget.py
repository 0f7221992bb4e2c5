"""What a card may say aloud: so many messages a day on both wallets together; above that its updates are silent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from comeback.domain.look import Given

LIMIT = 6
"""Google's own three a day, and as many on a lock screen of Apple's."""
FOR_OTHERS = LIMIT // 2
"""What is no balance stops here, so that it never takes the place of one."""
_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Said:
    """`at`: when the last messages were shown; `figure`: what Apple's phones were given last, and `aloud` whether it came with a
    message; `given`: of which state and in which look; `revision` guards concurrent writes.
    """

    at: tuple[datetime, ...] = ()
    figure: str | None = None
    aloud: bool = False
    revision: int = 0
    given: Given = field(default_factory=Given)

    def today(self, now: datetime) -> int:
        """How many in the last 24 hours."""
        return sum(now - moment < _DAY for moment in self.at)

    def has_room(self, now: datetime, *, for_balance: bool = True) -> bool:
        """Whether one more may be shown."""
        return self.today(now) < (LIMIT if for_balance else FOR_OTHERS)

    def with_message(self, now: datetime) -> "Said":
        """After one more; those of another day are forgotten."""
        return replace(self, at=(*(moment for moment in self.at if now - moment < _DAY), now))

    def adding(self, figure: str) -> "Said":
        """Somebody adds the card: there is nothing yet from which the figure could differ, unless other phones have it."""
        return replace(self, figure=figure) if self.figure is None else self

    def giving(self, figure: str, now: datetime) -> "Said":
        """A phone is given a figure: one change is one message, however many phones a card is on and however often they ask."""
        if figure == self.figure:
            return self
        aloud = self.has_room(now)
        return replace(self.with_message(now) if aloud else self, figure=figure, aloud=aloud)


def speaking_field(document: Mapping[str, Any]) -> dict[str, Any] | None:
    """The one field of a pass that has a message, if it has any."""
    groups = document["storeCard"].values()
    return next((field for fields in groups if isinstance(fields, list) for field in fields if "changeMessage" in field), None)
