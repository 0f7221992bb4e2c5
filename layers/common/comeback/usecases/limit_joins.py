"""Whoever sends join forms by the dozen has to wait."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from math import ceil

from comeback.domain.ids import ProgramId
from comeback.domain.join_limits import PER_ADDRESS, PER_PROGRAM, JoinLimit, network_of
from comeback.domain.links import LinkKeys
from comeback.ports.join_counts import JoinCounts
from comeback.ports.system import Clock


@dataclass(frozen=True, slots=True)
class LimitJoins:
    """Addresses are told apart by a keyed digest that changes with each span: the counts tell nobody who it was."""

    counts: JoinCounts
    keys: LinkKeys
    key_id: str
    clock: Clock

    def __call__(self, program: ProgramId, address: str) -> int:
        """Seconds to wait; 0: the form may be taken, and has been counted."""
        now = self.clock.now()
        network = network_of(address)
        if network and not self.counts.take(program, self._word(network, now), PER_ADDRESS.begins(now), PER_ADDRESS.most):
            return _left(PER_ADDRESS, now)
        taken = self.counts.take(program, "", PER_PROGRAM.begins(now), PER_PROGRAM.most)
        return 0 if taken else _left(PER_PROGRAM, now)

    def _word(self, network: str, now: datetime) -> str:
        text = f"address|{PER_ADDRESS.begins(now).isoformat()}|{network}"
        return hmac.digest(self.keys[self.key_id], text.encode(), sha256).hex()[:32]


def _left(limit: JoinLimit, now: datetime) -> int:
    return ceil((limit.ends(now) - now).total_seconds())
