"""The remainder that is carried over (loyalty-domain.md §6.4, R3): the whole card is one unit that is divided once.

Where a later version of the rule asks for another amount, the progress towards the next stamp keeps its share: 900 of
1000 are 450 of 500. Where it gives another number of stamps, each of them counts for itself: the third one divides what was
collected under rules that give at least three. So the stamps follow from the sums alone, whatever the order of events, and a
sum that shrinks never gives one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Pot:
    """`basis` minor units under a rule that gives `stamps` for every `amount` of them, and holds `since`."""

    since: datetime
    amount: int
    stamps: int
    basis: int


@dataclass(frozen=True, slots=True)
class Carry:
    """What a card has collected, oldest rule first. `since`: when its stamps last expired and all began anew."""

    pots: tuple[Pot, ...] = ()
    since: datetime | None = None

    @property
    def stamps(self) -> int:
        """Stamps that the sums make."""
        made = below = 0
        for each in sorted({pot.stamps for pot in self.pots}):
            progress, whole = self._progress(each)
            made, below = made + (each - below) * (progress // whole), each
        return made

    def lacking(self, amount: int, stamps: int = 1) -> int:
        """What the next stamp lacks under a rule that gives `stamps` for every `amount`, in minor units; at least one."""
        each = {stamps, *(pot.stamps for pot in self.pots if pot.stamps < stamps)}
        return min(-(-(whole - progress % whole) * amount // whole) for progress, whole in map(self._progress, each))

    def counts(self, starts_at: datetime) -> bool:
        """Whether a visit belongs to what is being collected now."""
        return self.since is None or starts_at > self.since

    def moved(self, before: Iterable[Pot], after: Iterable[Pot]) -> "Carry":
        """The sums after a unit's share has changed."""
        sums = Counter({_rule(pot): pot.basis for pot in self.pots})
        for pot in after:
            sums[_rule(pot)] += pot.basis
        for pot in before:
            sums[_rule(pot)] -= pot.basis
        return replace(self, pots=tuple(Pot(*rule, basis) for rule, basis in sorted(sums.items()) if basis))

    def _progress(self, stamps: int) -> tuple[int, int]:
        """What rules that give at least so many stamps have collected, as a fraction: nothing is rounded off between two."""
        progress, whole = 0, 1
        for pot in self.pots:
            if pot.stamps >= stamps:
                progress, whole = progress * pot.amount + pot.basis * whole, whole * pot.amount
        return progress, whole


def collected(pots: Iterable[Pot]) -> int:
    """The basis of a share, whatever its rules."""
    return sum(pot.basis for pot in pots)


def less_by_hand(pots: Sequence[Pot], stamps: int) -> tuple[tuple[Pot, ...], int]:
    """A share without the part for which `stamps` were given at the desk, and how many of them it took; the oldest rule's
    amount first, as sums are divided.
    """
    left, kept = stamps, []
    for pot in sorted(pots, key=_rule):
        covered = min(pot.basis, left * pot.amount // pot.stamps)
        left -= -(-covered * pot.stamps // pot.amount)
        kept.append(replace(pot, basis=pot.basis - covered))
    return tuple(pot for pot in kept if pot.basis), stamps - left


def _rule(pot: Pot) -> tuple[datetime, int, int]:
    return pot.since, pot.amount, pot.stamps
