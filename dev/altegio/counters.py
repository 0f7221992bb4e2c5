"""How often which call was made and answered how."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Counters:
    """Calls per route (`GET /api/v1/records/{location_id}`) and per status; refused and faulty ones are in both."""

    routes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    too_many: int = 0
    faults: int = 0

    def count(self, route: str, status: int) -> None:
        """A call was answered."""
        self.routes[route] += 1
        self.statuses[status] += 1
        self.too_many += status == 429

    def reset(self) -> None:
        """Begin at nothing."""
        self.routes.clear()
        self.statuses.clear()
        self.too_many = self.faults = 0
