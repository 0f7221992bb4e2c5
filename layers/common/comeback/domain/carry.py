"""The remainder that is carried over (loyalty-domain.md §6.4, R3): the whole card is one unit that is divided once.

Where a later version of the rule asks for another amount, the progress towards the next stamp keeps its share: 900 of
1000 are 450 of 500. So the stamps follow from the sums alone, whatever the order of events.
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
        return self._divided()[0]

    def lacking(self, amount: int) -> int:
        """What the next stamp lacks under a rule for every `amount`, in minor units; at least one."""
        _, rest, divisor = self._divided()
        return -(-(divisor - rest) * amount // divisor)

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

    def _divided(self) -> tuple[int, int, int]:
        """Stamps, and the progress towards the next one as a fraction: nothing is rounded off between two versions."""
        stamps, rest, divisor = 0, 0, 1
        for pot in self.pots:
            whole, rest = divmod(rest * pot.amount + pot.basis * divisor, divisor * pot.amount)
            stamps, divisor = stamps + whole * pot.stamps, divisor * pot.amount
        return stamps, rest, divisor


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
