"""Altegio's marketplace as a few dicts, with the refusals and outages that it has."""

from collections.abc import Callable, Sequence

from comeback.domain.connection import Location
from comeback.domain.ids import LocationId
from comeback.domain.rights import OF_BOOKINGS
from comeback.ports.crm import CrmError, CrmRefusedError, CrmUnavailableError
from comeback.ports.marketplace import Activation, Installation, Staffer


class MemoryMarketplace:
    """`down` names the methods that are out of reach, `refused` those that Altegio denies."""

    def __init__(self) -> None:
        self.states: dict[LocationId, Installation] = {}
        self.users: dict[LocationId, dict[int, bool]] = {}
        self.missing: dict[LocationId, Sequence[str]] = {}
        self.webhooks: dict[LocationId, list[str]] = {}
        self.places: dict[LocationId, Location] = {}
        self.down: set[str] = set()
        self.refused: set[str] = set()
        self.broken: set[LocationId] = set()
        self.calls: list[str] = []
        self.tells_states = False
        self.before_activation: Callable[[], None] = lambda: None

    def pending(self, location: LocationId, **managers: bool) -> None:
        """An owner pressed Connect; users are given as `u7=True` for a manager."""
        self.states[location] = Installation.PENDING
        self.users[location] = {int(name[1:]): manager for name, manager in managers.items()}

    def installation(self, location: LocationId) -> Installation:
        self._called("installation", location)
        return self.states.get(location, Installation.ABSENT)

    def activate(self, location: LocationId, webhook_url: str) -> Activation:
        self.before_activation()
        self._called("activate", location)
        if self.states[location] is Installation.ACTIVE:
            return Activation.ALREADY
        self.states[location] = Installation.ACTIVE
        self.webhooks.setdefault(location, []).append(webhook_url)
        if "after_activate" in self.down:
            raise CrmUnavailableError("the answer got lost")
        return Activation.DONE

    def uninstall(self, location: LocationId) -> None:
        self._called("uninstall", location)
        self.states[location] = Installation.ABSENT

    def installations(self) -> Sequence[tuple[LocationId, Installation]]:
        self._called("installations")
        there = {place: state for place, state in self.states.items() if state is not Installation.ABSENT}
        return [(place, state if self.tells_states else Installation.LISTED) for place, state in there.items()]

    def location(self, location: LocationId) -> Location:
        self._called("location", location)
        default = Location(location, f"Salon {location}", 145071, "America/New_York", "USD", "US")
        return self.places.get(location, default)

    def staffer(self, location: LocationId, user_id: int) -> Staffer | None:
        self._called("staffer", location)
        if self.states.get(location) not in (Installation.ACTIVE, Installation.FREEZED):
            raise CrmRefusedError("not installed")
        manager = self.users.get(location, {}).get(user_id)
        return None if manager is None else Staffer(user_id, manager)

    def missing_rights(self, location: LocationId, wanted: Sequence[str] = OF_BOOKINGS) -> Sequence[str]:
        self._called("missing_rights", location)
        missing = self.missing.get(location, ())
        return [slug for slug in wanted if slug in missing]

    def _called(self, name: str, location: LocationId | None = None) -> None:
        self.calls.append(name)
        if name in self.down or location in self.broken:
            raise CrmUnavailableError(f"{name} is out of reach")
        if name == "rejected" or f"{name}!" in self.refused:
            raise CrmError(f"{name} was rejected")
        if name in self.refused:
            raise CrmRefusedError(f"{name} is denied")
