"""Altegio's marketplace and the people of a location behind the port `Marketplace`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import phonenumbers
from pydantic import Field

from comeback.adapters.crm.edge import Flag, Map, Shape, Text, Whole, read
from comeback.domain.connection import Location
from comeback.domain.ids import LocationId
from comeback.domain.rights import OF_BOOKINGS
from comeback.ports.crm import CrmError, CrmGoneError, CrmRefusedError, CrmUnavailableError, Lane
from comeback.ports.marketplace import Activation, Installation, Staffer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from comeback.adapters.crm.transport import AltegioTransport

_OTHER_NAMES = {"client_phones_access": ("clients_phones_email_access",)}
_PAGE = 1000
_MOST_PAGES = 50
_LANE = Lane.REST


class _Phase(Shape):
    status: Text = ""


class _Status(Shape):
    connection_status: _Phase


class _Company(Shape):
    id: Whole
    title: Text = ""
    public_title: Text = ""
    phone: Text = ""
    phones: list[Text] | None = None
    timezone_name: Text = ""
    currency_short_title: Text = ""
    main_group_id: Whole = 0
    coordinate_lat: Any = None
    coordinate_lon: Any = None


class _Listed(Shape):
    id: Whole
    status: Text = ""
    connection_status: Any = None


class _User(Shape):
    id: Whole
    access: Map = Field(default_factory=dict)


class _Right(Shape):
    slug: Text
    value: Any = None


class _Rights(Shape):
    user_role: Text = ""
    user_permissions: list[Any] | Map = Field(default_factory=dict)


class AltegioMarketplace:
    """Marketplace over the shared transport."""

    def __init__(self, transport: AltegioTransport, application_id: int) -> None:
        """`application_id` is our application's number in the marketplace."""
        self._transport = transport
        self._application = application_id

    def installation(self, location: LocationId) -> Installation:
        """One call; 404 means that we are not installed there."""
        try:
            answer = self._transport.app("GET", self._path(location), location=location)
        except CrmGoneError:
            return Installation.ABSENT
        return _installation(read(_Status, answer).connection_status.status)

    def activate(self, location: LocationId, webhook_url: str) -> Activation:
        """One call; a refusal is looked into, because being active already is refused with 403 or 409 (§1.7)."""
        body = {"salon_id": location, "application_id": self._application, "webhook_urls": [webhook_url]}
        try:
            self._transport.app("POST", "/marketplace/partner/callback", location=location, json=body)
        except CrmUnavailableError:
            raise
        except CrmError:
            if self.installation(location) is Installation.ACTIVE:
                return Activation.ALREADY
            raise
        return Activation.DONE

    def uninstall(self, location: LocationId) -> None:
        """One call; not being there any more is success."""
        try:
            self._transport.app("POST", f"{self._path(location)}/uninstall", location=location)
        except CrmGoneError:
            return

    def installations(self) -> Sequence[tuple[LocationId, Installation]]:
        """One call for each thousand locations; pages start at 0."""
        found: dict[LocationId, Installation] = {}
        for page in range(_MOST_PAGES):
            answer = self._transport.app(
                "GET",
                f"/marketplace/application/{self._application}/salons",
                params={"page": page, "count": _PAGE},
            )
            listed = read(list[_Listed], answer or [])
            found |= {LocationId(each.id): _listed_state(each) for each in listed}
            if len(listed) < _PAGE:
                break
        return list(found.items())

    def location(self, location: LocationId) -> Location:
        """One call."""
        company = read(_Company, self._api(location, f"/company/{location}"))
        if company.id != location:
            raise CrmGoneError("the answer is about another location")
        _check_zone(company.timezone_name)
        return Location(
            location_id=location,
            title=company.public_title or company.title or f"Location {location}",
            chain_id=company.main_group_id or None,
            timezone=company.timezone_name,
            currency=company.currency_short_title,
            country=_country([company.phone, *(company.phones or [])]),
            position=_position(company.coordinate_lat, company.coordinate_lon),
        )

    def staffer(self, location: LocationId, user_id: int) -> Staffer | None:
        """Two calls: the users, then the rights of this one; the older list with rights where those are refused."""
        users = read(list[_User], self._api(location, f"/company/{location}/users") or [])
        if user_id not in {user.id for user in users}:
            return None
        try:
            answer = self._api(location, f"/company/{location}/users/{user_id}/permissions")
        except (CrmRefusedError, CrmGoneError):
            return self._staffer_of_old_list(location, user_id)
        rights = read(_Rights, answer)
        return Staffer(user_id, rights.user_role == "owner" or "edit_users_access" in set(_granted(rights.user_permissions)))

    def missing_rights(self, location: LocationId, wanted: Sequence[str] = OF_BOOKINGS) -> Sequence[str]:
        """One call; where it is denied, or leads nowhere, all are missing."""
        try:
            granted = set(_granted(self._api(location, f"/user/permissions/{location}")))
        except (CrmRefusedError, CrmGoneError):
            granted = set()
        return [slug for slug in wanted if not granted & {slug, *_OTHER_NAMES.get(slug, ())}]

    def _staffer_of_old_list(self, location: LocationId, user_id: int) -> Staffer:
        for user in read(list[_User], self._api(location, f"/company_users/{location}") or []):
            if user.id == user_id and user.access:
                return Staffer(user_id, "edit_users_access" in set(_granted(user.access)))
        raise CrmRefusedError(f"the rights of a user of location {location} cannot be read")

    def _path(self, location: LocationId) -> str:
        return f"/marketplace/salon/{location}/application/{self._application}"

    def _api(self, location: LocationId, path: str) -> Any:
        return self._transport.api("GET", path, lane=_LANE, location=location)


def _granted(rights: Any) -> Iterator[str]:
    """Slugs of granted rights in any nesting of groups, as a map or as a list of slug and value."""
    if isinstance(rights, list):
        rights = {right.slug: right.value for right in read(list[_Right], rights)}
    for name, value in rights.items() if isinstance(rights, dict) else ():
        if isinstance(value, dict | list):
            yield from _granted(value)
        elif read(Flag, value):
            yield str(name)


def _installation(status: str) -> Installation:
    try:
        return Installation(status)
    except ValueError:
        raise CrmUnavailableError("Altegio names a state of the installation that we do not know") from None


def _listed_state(listed: _Listed) -> Installation:
    """The state where the list happens to say it; being listed says no more than that."""
    nested = listed.connection_status
    status = nested.get("status") if isinstance(nested, dict) else nested
    for text in (status, listed.status):
        if text in ("pending", "active", "freezed", "uninstalled"):
            return Installation(text)
    return Installation.LISTED


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # not a key, a folder, unknown
        raise CrmUnavailableError("Altegio names a time zone that we do not know") from None


def _position(latitude: Any, longitude: Any) -> tuple[float, float] | None:
    """None where nobody has set it, which Altegio writes as 0 (altegio.md §6.1), and for what is not on Earth."""
    try:
        position = float(latitude), float(longitude)
    except (TypeError, ValueError):
        return None
    on_earth = abs(position[0]) <= 90 and abs(position[1]) <= 180
    return position if on_earth and position != (0, 0) else None


def _country(phones: Sequence[str]) -> str:
    """ISO code of the country of the location's own number, for reading its clients' numbers; "" when it has none."""
    for phone in phones:
        digits = "".join(filter(str.isdigit, phone))
        try:
            number = phonenumbers.parse(f"+{digits}")
        except phonenumbers.NumberParseException:
            continue
        region = phonenumbers.region_code_for_number(number)
        if not region and number.country_code is not None:
            region = phonenumbers.region_code_for_country_code(number.country_code)
        if region and region.isalpha() and region != "ZZ":
            return region
    return ""
