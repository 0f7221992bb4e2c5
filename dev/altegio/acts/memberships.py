"""Acts on memberships. Altegio has no event for them."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from dev.altegio.acts.clients import HOME
from dev.altegio.acts.finding import day, find_client, find_record
from dev.altegio.acts.stage import Stage
from dev.altegio.model_loyalty import Membership
from dev.altegio.shapes.context import Json
from dev.altegio.world import RefusedError, UnknownError

_RENEWALS = ("active", "cancelled", "suspended", "expired")


def _membership_summary(one: Membership) -> Json:
    return {
        "membership_id": one.id, "number": one.number, "title": one.title, "sessions": one.sessions,
        "expires_at": one.expires_at.isoformat() if one.expires_at else None,
        "frozen_until": one.frozen_until.isoformat() if one.frozen_until else None,
    }  # fmt: skip


def sell_membership(
    stage: Stage, *, client: int | str, title: str = "10 haircuts", sessions: int = 10, days: int = 90,
    started: bool = True, united: bool = False, service: int = 7182839, location: int = HOME, unlimited: bool = False,
    starts_within: int = 0, renews: bool = False,
) -> Json:  # fmt: skip
    """A membership that begins now, or (`started` false) with its first use, `starts_within` days at the latest; `days` 0 is
    for ever, `unlimited` sessions are not counted, and one that `renews` is paid for again at its end.
    """
    who, moment = find_client(stage.world, location, client), stage.world.now()
    number = stage.world.next_id("membership")
    one = Membership(
        number, stage.world.location(location).chain_id, who.phone, str(788000 + number), title, sessions, moment,
        moment if started else None, moment + timedelta(days=days) if started and days else None, None, united, service,
        unlimited, starts_within, "active" if renews else "",
    )  # fmt: skip
    stage.world.memberships[number] = one
    stage.touch_client(who)
    return _membership_summary(one)


def debit_membership(stage: Stage, *, membership: int | None = None, sessions: int = 1) -> Json:
    """Sessions are taken, as Altegio does by itself when an appointment begins; negative: they are given back."""
    one = _membership(stage, membership)
    one.sessions -= sessions
    stage.note_movement(one.chain_id, 9, Decimal(sessions), membership_id=one.id)
    return _membership_summary(one)


def freeze_membership(stage: Stage, *, membership: int | None = None, till: str) -> Json:
    """It cannot be used until the end of a day, and expires later by that time."""
    one = _membership(stage, membership)
    now, zone = stage.world.now(), stage.world.zone(HOME)
    until = datetime.combine(day(till), time(23, 59, 59), zone).astimezone(now.tzinfo)
    one.expires_at = one.expires_at + (until - now) if one.expires_at else None
    one.frozen_until = until
    return _membership_summary(one)


def unfreeze_membership(stage: Stage, *, membership: int | None = None) -> Json:
    """It can be used again; the later expiry stays."""
    one = _membership(stage, membership)
    one.frozen_until = None
    return _membership_summary(one)


def debit_for_nobody(stage: Stage, *, booking: int | str = "last", membership: int | None = None) -> Json:
    """A session is taken when an appointment begins that nobody cancelled in time: its state stays what it is, and no event
    is sent.
    """
    record, one = find_record(stage.world, booking), _membership(stage, membership)
    one.sessions -= 1
    stage.note_movement(one.chain_id, 9, Decimal(1), membership_id=one.id, record=record)
    return _membership_summary(one)


def renew_membership(stage: Stage, *, membership: int | None = None, sessions: int = 10, days: int = 30) -> Json:
    """It has its sessions again and ends later."""
    one = _membership(stage, membership)
    one.sessions = sessions
    one.expires_at = (one.expires_at or stage.world.now()) + timedelta(days=days)
    return _membership_summary(one)


def set_renewal(stage: Stage, *, membership: int | None = None, state: str) -> Json:
    """`state` of its subscription: active, cancelled, suspended (a charge has failed) or expired."""
    if state not in _RENEWALS:
        raise RefusedError(f"{state!r} is none of {', '.join(_RENEWALS)}")
    one = _membership(stage, membership)
    one.renewal = state
    return _membership_summary(one)


def _membership(stage: Stage, number: int | None) -> Membership:
    memberships = stage.world.memberships
    if not memberships or (number is not None and number not in memberships):
        raise UnknownError(f"membership {number}")
    return memberships[max(memberships) if number is None else number]
