"""How long a join form was open: a stamp in the form says when it was given out, signed so that nobody can write one."""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from comeback.domain.ids import ProgramId

Keys = Mapping[str, bytes]

LEAST, MOST = timedelta(seconds=1.5), timedelta(days=1)
_FORM = re.compile(r"([0-9]{13})\.([A-Za-z0-9_-]{1,40})\.([A-Za-z0-9_-]{22})")
_MAC_BYTES = 16


class Pace(StrEnum):
    """`untold`: the form came without a stamp, from a program that speaks our fields; that says nothing about who sent it."""

    UNTOLD = "untold"
    HUMAN = "human"
    HASTY = "hasty"
    STALE = "stale"


def stamp_of(keys: Keys, key_id: str, program: ProgramId, at: datetime) -> str:
    """What a form carries that is given out at a moment."""
    millis = str(int(at.timestamp() * 1000))
    return f"{millis}.{key_id}.{_mac(keys[key_id], program, millis)}"


def pace_of(keys: Keys, program: ProgramId, stamp: str, now: datetime) -> Pace:
    """Of a form that comes back now. A stamp that is none of ours is as good as one that has had its day."""
    if not stamp:
        return Pace.UNTOLD
    found = _FORM.fullmatch(stamp)
    if found is None or found[2] not in keys or not hmac.compare_digest(found[3], _mac(keys[found[2]], program, found[1])):
        return Pace.STALE
    open_for = now - datetime.fromtimestamp(int(found[1]) / 1000, UTC)
    if open_for > MOST:
        return Pace.STALE
    return Pace.HASTY if open_for < LEAST else Pace.HUMAN


def _mac(key: bytes, program: ProgramId, millis: str) -> str:
    mac = hmac.digest(key, f"join|{program}|{millis}".encode(), sha256)[:_MAC_BYTES]
    return urlsafe_b64encode(mac).rstrip(b"=").decode()
