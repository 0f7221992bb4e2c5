"""Whether a program's cards look different: one digest for passes, one for Google's objects."""

from dataclasses import dataclass, replace
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


def look_of(program: Program) -> Look:
    """What is named here is not shown; whatever a program learns to say later counts as shown until somebody names it."""
    design = program.design
    shown = replace(
        program, status=ProgramStatus.ACTIVE, rows={}, revision=0, pauses=(), retroactions=(), signing=(), lookback_days=0,
        start_of_accrual=None, activated_at=None, designed_at=None, stamp_expiry=StampExpiry(), past_expiries=(),
        reversal_policy="debt",
        # A card keeps the size with which it was issued.
        size=1, past_sizes=(),
    )  # fmt: skip
    in_objects = replace(
        design, contact="", organization="", logo_text="", links=(), terms="said" if design.terms else "",
    )  # fmt: skip
    located = replace(shown, title="", design=in_objects)
    if same_for_all(program):
        located = _without_places(located)
    pictures, next_stamp = artwork_version(design, 1), program.collecting
    return Look(
        _digest(repr((shown, pictures, next_stamp))),
        _digest(repr((located, pictures, next_stamp))),
    )


def _without_places(program: Program) -> Program:
    """What is left when the class has the places: the zone of the first location, and the names of those where a discount
    holds.
    """
    names = program.locations if program.type is ProgramType.DISCOUNT else program.locations[:1]
    zones = tuple(replace(site, position=None) for site in program.sites if site.location_id in program.locations[:1])
    return replace(program, locations=names, sites=zones, design=replace(program.design, places=(), nearby=True))


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
