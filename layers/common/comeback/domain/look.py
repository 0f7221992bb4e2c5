"""Whether a program's cards look different: one digest for passes, one for Google's objects; and in which look phones were
given a card.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from comeback.domain.design import artwork_version
from comeback.domain.places import same_for_all
from comeback.domain.program import Program, ProgramStatus, ProgramType, StampExpiry


@dataclass(frozen=True, slots=True)
class Look:
    """`passes`: all that a pass shows of its program; `objects`: what stands in each of Google's objects. The rest is in the
    class, which is one for all.
    """

    passes: str
    objects: str


@dataclass(frozen=True, slots=True)
class ToldLook:
    """How cards look, and since which change of the design: one that was tried and taken back may have been given meanwhile."""

    look: Look
    designed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Given:
    """The newest state of a card that a phone was given, by its change mark, and its `Look.passes`; `look` is empty while none
    is known, and when that state was given in two.
    """

    mark: int = 0
    look: str = ""

    def and_given(self, mark: int, look: str) -> "Given":
        """After one more pass. That of an older state is of no account: its phone is told of the newer one."""
        if mark > self.mark:
            return Given(mark, look)
        return replace(self, look="") if mark == self.mark and look != self.look else self

    def shows(self, mark: int, look: str) -> bool:
        """Whether every phone that has the card as it is at `mark` has it in this look."""
        return self.mark >= mark and self.look == look


def look_to_tell(program: Program) -> ToldLook:
    """What wallets are to be told now."""
    return ToldLook(look_of(program), program.designed_at)


def look_of(program: Program) -> Look:
    """Of both wallets."""
    shown = _shown(program)
    in_objects = replace(
        program.design, contact="", organization="", logo_text="", links=(),
        terms="said" if program.design.terms else "",
    )  # fmt: skip
    located = replace(shown, title="", design=in_objects)
    if same_for_all(program):
        located = _without_places(located)
    return Look(_seen(shown, program), _seen(located, program))


def look_of_passes(program: Program) -> str:
    """Of Apple's alone, which each pass that is built asks for."""
    return _seen(_shown(program), program)


def _shown(program: Program) -> Program:
    """What is named here is not shown; whatever a program learns to say later counts as shown until somebody names it."""
    return replace(
        program, status=ProgramStatus.ACTIVE, rows={}, revision=0, pauses=(), retroactions=(), signing=(), lookback_days=0,
        start_of_accrual=None, activated_at=None, designed_at=None, stamp_expiry=StampExpiry(), past_expiries=(),
        past_lookbacks=(), past_starts=(), reversal_policy="debt",
        # A card keeps the size with which it was issued.
        size=1, past_sizes=(),
    )  # fmt: skip


def _seen(shown: Program, program: Program) -> str:
    """With the pictures, and the rule whose next stamp cards are told of."""
    return _digest(repr((shown, artwork_version(program.design, 1), program.collecting)))


def _without_places(program: Program) -> Program:
    """What is left when the class has the places: the zone of the first location, and the names of those where a discount
    holds.
    """
    names = program.locations if program.type is ProgramType.DISCOUNT else program.locations[:1]
    zones = tuple(replace(site, position=None) for site in program.sites if site.location_id in program.locations[:1])
    return replace(program, locations=names, sites=zones, design=replace(program.design, places=(), nearby=True))


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
