"""Apple's update web service (wallets.md §2): one small use case per call. None of them trusts what a phone sends."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from enum import Enum

from comeback.domain.card import Card
from comeback.domain.update_tag import read_tag, tag_of
from comeback.ports.passes import Device, Passes
from comeback.ports.system import Clock
from comeback.usecases.read_pass import BuildPass, FindCard
from comeback.usecases.speak import Speak

_SCHEME = "ApplePass "
# Ids of ours are shorter; this only keeps rubbish out of keys.
_OPAQUE = re.compile(r"[!-~]{1,200}")
_MOST_DEVICES = 100
"""Of one card. Whoever has a pass can make up devices, and each of them would be told of every change."""


class Registered(Enum):
    """Answer to a registration."""

    NEW = "new"
    KNOWN = "known"
    DENIED = "denied"
    TOO_MANY = "too_many"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Changed:
    """Serials newer than the tag, and the next tag."""

    serials: tuple[str, ...]
    last_updated: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """A pass and its date; `body` is None when the phone has it already."""

    body: bytes | None
    last_modified: str


@dataclass(frozen=True, slots=True)
class Authorize:
    """The card of a serial for the right pass type and `Authorization` header."""

    find: FindCard
    pass_type_of: Callable[[Card], str]

    def __call__(self, pass_type: str, serial: str, authorization: str) -> Card | None:
        """None: 401, for unknown passes too."""
        if not authorization.startswith(_SCHEME):
            return None
        card = self.find.by_serial(serial, authorization.removeprefix(_SCHEME).strip())
        return card if card and self.pass_type_of(card) == pass_type else None


@dataclass(frozen=True, slots=True)
class RegisterDevice:
    """A phone wants to hear of changes of a pass."""

    authorize: Authorize
    passes: Passes
    clock: Clock

    def __call__(self, device: str, pass_type: str, serial: str, authorization: str, push_token: object) -> Registered:
        """Stores the push token every time, because it changes."""
        card = self.authorize(pass_type, serial, authorization)
        if card is None:
            return Registered.DENIED
        if not (_OPAQUE.fullmatch(device) and isinstance(push_token, str) and _OPAQUE.fullmatch(push_token)):
            return Registered.MALFORMED
        known = {one.id for one in self.passes.devices(card.id)}
        if len(known) >= _MOST_DEVICES and device not in known:
            return Registered.TOO_MANY
        new = self.passes.register(card.ref, card.id, pass_type, Device(device, push_token, self.clock.now()))
        return Registered.NEW if new else Registered.KNOWN


@dataclass(frozen=True, slots=True)
class UnregisterDevice:
    """The pass was removed from a phone, or its updates were switched off; the customer stays."""

    authorize: Authorize
    passes: Passes

    def __call__(self, device: str, pass_type: str, serial: str, authorization: str) -> bool:
        """Whether the caller may; nothing to remove is fine."""
        card = self.authorize(pass_type, serial, authorization)
        if card is None:
            return False
        if _OPAQUE.fullmatch(device):
            self.passes.unregister(card.id, pass_type, device)
        return True


@dataclass(frozen=True, slots=True)
class ListChanged:
    """What changed on a device since a tag; the device's id is the secret of this call."""

    passes: Passes
    clock: Clock

    def __call__(self, device: str, pass_type: str, tag: str | None) -> Changed | None:
        """None: nothing newer, or an unknown device. A tag that is not ours means everything."""
        if not (_OPAQUE.fullmatch(device) and _OPAQUE.fullmatch(pass_type)):
            return None
        known = read_tag(tag)
        marks = {one.card_id: one.mark for one in self.passes.on_device(device, pass_type)}
        newer = tuple(card for card, mark in marks.items() if not known.has(card, mark))
        return Changed(newer, tag_of(marks, int(self.clock.now().timestamp() * 1000))) if newer else None


@dataclass(frozen=True, slots=True)
class FetchPass:
    """The current pass, unless the phone has it."""

    authorize: Authorize
    build: BuildPass
    speak: Speak

    def __call__(self, pass_type: str, serial: str, authorization: str, since: str) -> Fetched | None:
        """None: 401. `since` is the `If-Modified-Since` header or empty. Raises ArtworkMissingError."""
        card = self.authorize(pass_type, serial, authorization)
        if card is None:
            return None
        known = _moment(since)
        changed = _changed_at(card)
        unchanged = known is not None and changed <= known
        body = None if unchanged else self.build(card, self.speak.as_pass)
        return Fetched(body, format_datetime(changed, usegmt=True))


@dataclass(frozen=True, slots=True)
class DownloadPass:
    """The pass by the link of its card page."""

    find: FindCard
    build: BuildPass
    speak: Speak

    def __call__(self, token: str) -> Fetched | None:
        """None: 404. Raises ArtworkMissingError."""
        card = self.find.by_page_token(token)
        if card is None:
            return None
        return Fetched(self.build(card, self.speak.as_first_pass), format_datetime(_changed_at(card), usegmt=True))


def _changed_at(card: Card) -> datetime:
    """The mark in the whole seconds of an HTTP date; marks grow by whole seconds, so none is hidden."""
    return datetime.fromtimestamp(card.mark // 1000, UTC)


def _moment(header: str) -> datetime | None:
    """An HTTP date; None for anything else, which then counts as not given."""
    try:
        moment = parsedate_to_datetime(header)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError, IndexError):
        return None
