"""Who may be sent the link of their card, and when (loyalty-domain.md §5.2, `deliver_via_crm`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from comeback.domain.card import Card, CardOrigin, CardStatus
from comeback.domain.customer import Profile
from comeback.domain.program import Program, ProgramStatus, ProgramType
from comeback.domain.settings import CardSettings, SettingsVersion

BY_THEMSELVES = frozenset({CardOrigin.FORM, CardOrigin.API})
"""Cards that somebody asked for; all others came of Altegio's data, whole client bases at a time."""


class NoLink(StrEnum):
    """Why no link is sent."""

    STAMP_PROGRAM = "stamp_program"
    PROGRAM_NOT_ACTIVE = "program_not_active"
    SWITCHED_OFF = "switched_off"
    CARD_CLOSED = "card_closed"
    MADE_FROM_CRM = "made_from_crm"
    MADE_BEFORE_SWITCH = "made_before_switch"
    NO_CONSENT = "no_consent"
    NO_ADDRESS = "no_address"
    NO_CLIENT = "no_client"
    ALREADY_SENT = "already_sent"


@dataclass(frozen=True, slots=True)
class Caps:
    """The most links that a location sends."""

    per_hour: int
    per_day: int


def caps_of(settings: CardSettings) -> Caps:
    """As the owner has set them."""
    return Caps(settings.deliveries_per_hour, settings.deliveries_per_day)


def is_on(settings: CardSettings) -> bool:
    """Whether links are sent at all."""
    return settings.write_to_crm and (settings.deliver_via_crm or settings.sms_via_crm or settings.email_via_crm)


def by_message(settings: CardSettings) -> bool:
    """Messenger and SMS are one call of Altegio's, which chooses the channel itself (altegio.md §5.9): never two messages. An
    e-mail is sent where that call is not wanted.
    """
    return settings.deliver_via_crm or settings.sms_via_crm


@dataclass(frozen=True, slots=True)
class Switch:
    """Delivery as an owner has it: on since a moment or off (None), and whether it needs an e-mail address."""

    since: datetime | None
    by_email: bool = False


def switch_of(versions: Sequence[SettingsVersion]) -> Switch:
    """As the rows of a location say; one that was off in between begins anew."""
    since: datetime | None = None
    for version in versions:
        since = (since or version.effective_at) if is_on(version.settings) else None
    return Switch(since, bool(versions) and not by_message(versions[-1].settings))


def why_not(card: Card, program: Program, switch: Switch, profile: Profile, *, by_person: bool = False) -> NoLink | None:
    """What forbids a link; None: nothing does. A person who presses *send again* answers for whom they send it to, and for
    nothing else.
    """
    rules = {
        NoLink.STAMP_PROGRAM: program.type is ProgramType.STAMP,
        NoLink.PROGRAM_NOT_ACTIVE: program.status is not ProgramStatus.ACTIVE,
        NoLink.SWITCHED_OFF: switch.since is None,
        NoLink.CARD_CLOSED: card.status is not CardStatus.ACTIVE,
        NoLink.MADE_FROM_CRM: not by_person and card.origin not in BY_THEMSELVES,
        NoLink.MADE_BEFORE_SWITCH: not by_person and switch.since is not None and card.issued_at < switch.since,
        NoLink.NO_ADDRESS: switch.by_email and not profile.email,
        NoLink.NO_CONSENT: not any(profile.consents.get(kind) for kind in ("service", "marketing")),
    }
    return next((reason for reason, holds in rules.items() if holds), None)


def opens_at(settings: CardSettings, now: datetime, timezone: str) -> datetime | None:
    """The next moment of permitted hours on the location's clock; None: it is one now."""
    zone = ZoneInfo(timezone)
    wall = now.astimezone(zone)
    if settings.deliver_from <= wall.strftime("%H:%M") < settings.deliver_until:
        return None
    early = wall.strftime("%H:%M") < settings.deliver_from
    return _opening(wall.date() if early else wall.date() + timedelta(days=1), settings, zone)


def room_at(settings: CardSettings, now: datetime, timezone: str, taken: tuple[int, int]) -> datetime:
    """When there may be room again under a full cap: in the next hour, or on the next day."""
    zone = ZoneInfo(timezone)
    wall = now.astimezone(zone)
    if taken[1] >= settings.deliveries_per_day:
        return _opening(wall.date() + timedelta(days=1), settings, zone)
    following = now + timedelta(minutes=60 - wall.minute) - timedelta(seconds=wall.second, microseconds=wall.microsecond)
    return opens_at(settings, following, timezone) or following


def _opening(on: date, settings: CardSettings, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time.fromisoformat(settings.deliver_from), zone).astimezone(ZoneInfo("UTC"))
