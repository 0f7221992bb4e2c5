"""Apple's push service for passes: a push says only "ask me what changed"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """What to do about one token (wallets.md §3.3)."""

    ACCEPTED = "accepted"
    GONE = "gone"
    """The device is gone since `gone_at`: remove it unless it registered later."""
    BAD_TOKEN = "bad_token"  # noqa: S105 - the name of a verdict
    """Remove the token, never repeat: many of these make Apple cut the connection."""
    TOO_MANY = "too_many"
    """Too many pushes to this device: the newest again after `retry_after`."""
    UNAVAILABLE = "unavailable"
    """Apple is down, or there was no answer: again after `retry_after`."""
    CERTIFICATE = "certificate"
    """Our certificate ended, was revoked or is the wrong one: nothing can be sent until a person acts."""
    OUR_FAULT = "our_fault"
    """A defect of ours: nothing can be sent until it is mended."""


@dataclass(frozen=True, slots=True)
class PushResult:
    """`reason` is Apple's word or ours for what happened on the way, `retry_after` seconds; by `apns_id` Apple finds the push."""

    verdict: Verdict
    reason: str = ""
    gone_at: datetime | None = None
    retry_after: int = 0
    apns_id: str = ""


class ApplePush(Protocol):
    """One connection per certificate, kept as long as possible."""

    def push(self, tokens: Sequence[str]) -> Mapping[str, PushResult]:
        """Push to each token; never raises for what Apple or the network does."""
