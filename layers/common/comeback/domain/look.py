"""Whether a program's cards look different: one digest for passes, one for Google's objects."""

from dataclasses import dataclass, replace
from hashlib import sha256

from comeback.domain.design import artwork_version
from comeback.domain.program import Program, ProgramStatus, StampExpiry

_MOST_PLACES = 10


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
        design, contact="", organization="", logo_text="", links=(), last_changes=True, terms="said" if design.terms else "",
        places=design.places if len(design.places) > _MOST_PLACES else (),
    )  # fmt: skip
    pictures, next_stamp = artwork_version(design, 1), program.collecting
    return Look(
        _digest(repr((shown, pictures, next_stamp))),
        _digest(repr((replace(shown, title="", design=in_objects), pictures, next_stamp))),
    )


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
