"""How long a join form was open."""

from dataclasses import dataclass

from comeback.domain.ids import ProgramId
from comeback.domain.join_pace import LEAST, Pace, pace_of, stamp_of
from comeback.domain.links import LinkKeys
from comeback.ports.system import Clock


@dataclass(frozen=True, slots=True)
class TimeForm:
    """Stamps forms and reads the stamps of those that come back."""

    keys: LinkKeys
    key_id: str
    clock: Clock

    def stamp(self, program: ProgramId) -> str:
        """For a form that is given out now."""
        return stamp_of(self.keys, self.key_id, program, self.clock.now())

    def again(self, program: ProgramId, stamp: str) -> str:
        """For a form that has come back and is shown once more: whoever was asked to send it again is not asked twice, however
        fast they are.
        """
        if pace_of(self.keys, program, stamp, self.clock.now()) in (Pace.HUMAN, Pace.HASTY):
            return stamp
        return stamp_of(self.keys, self.key_id, program, self.clock.now() - LEAST)

    def __call__(self, program: ProgramId, stamp: str) -> Pace:
        """What a stamp says."""
        return pace_of(self.keys, program, stamp, self.clock.now())
