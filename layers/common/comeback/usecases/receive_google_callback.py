"""Google tells that somebody saved or removed a card: all checks of wallets.md §4.7, in their order."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from comeback.domain.google_callbacks import (
    PROTOCOL,
    SENDER,
    CallbackMalformed,
    Envelope,
    SaveOrDelete,
    parse_envelope,
    parse_key,
    parse_message,
    signed_bytes,
)
from comeback.domain.google_passes import GoogleState, card_of_object, class_id
from comeback.ports.directory import Directory
from comeback.ports.google_callbacks import RootKeys, VerifySignature
from comeback.ports.google_passes import GooglePasses
from comeback.ports.system import Clock

_EVENTS = {"save": GoogleState.SAVED, "del": GoogleState.REMOVED}
_MOST_KEY_SIGNATURES = 10


class CallbackOutcome(StrEnum):
    """What became of a callback. After the first five there is nothing more to send; the rest were not Google's."""

    SAVED = "saved"
    REMOVED = "removed"
    REPEATED = "repeated"
    UNKNOWN_CARD = "unknown_card"
    OTHER_EVENT = "other_event"
    MALFORMED = "malformed"
    OTHER_PROTOCOL = "other_protocol"
    KEY_NOT_SIGNED = "key_not_signed"
    KEY_ENDED = "key_ended"
    NOT_SIGNED = "not_signed"
    ENDED = "ended"
    FOREIGN_CLASS = "foreign_class"

    @property
    def is_genuine(self) -> bool:
        """Whether Google sent it to us."""
        return self in _GENUINE


_GENUINE = frozenset({
    CallbackOutcome.SAVED, CallbackOutcome.REMOVED, CallbackOutcome.REPEATED, CallbackOutcome.UNKNOWN_CARD,
    CallbackOutcome.OTHER_EVENT,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReceiveGoogleCallback:
    """`issuer_id` is ours, from configuration: one taken from the message would let any other issuer's callbacks pass."""

    issuer_id: str
    keys: RootKeys
    verify: VerifySignature
    directory: Directory
    passes: GooglePasses
    clock: Clock

    def __call__(self, body: bytes) -> CallbackOutcome:
        """Raises GoogleUnavailableError when Google's keys cannot be had."""
        now = self.clock.now()
        now_ms = int(now.timestamp() * 1000)
        try:
            envelope = parse_envelope(body)
            return self._refusal(envelope, now_ms) or self._receive(parse_message(envelope.signed_message), now_ms)
        except CallbackMalformed:
            return CallbackOutcome.MALFORMED

    def _refusal(self, envelope: Envelope, now_ms: int) -> CallbackOutcome | None:
        """Checks 1 to 5: who says it."""
        if envelope.protocol != PROTOCOL:
            return CallbackOutcome.OTHER_PROTOCOL
        if not self._is_signed_by_google(envelope, now_ms):
            return CallbackOutcome.KEY_NOT_SIGNED
        key = parse_key(envelope.signed_key)
        if key.expires_at_ms <= now_ms:
            return CallbackOutcome.KEY_ENDED
        signed = signed_bytes(SENDER, self.issuer_id, PROTOCOL, envelope.signed_message)
        return None if self.verify(key.public_key, envelope.signature, signed) else CallbackOutcome.NOT_SIGNED

    def _is_signed_by_google(self, envelope: Envelope, now_ms: int) -> bool:
        signed = signed_bytes(SENDER, PROTOCOL, envelope.signed_key)
        return any(
            self.verify(root.public_key, signature, signed)
            for root in self.keys.current()
            if root.protocol == PROTOCOL and root.expires_at_ms > now_ms
            for signature in envelope.key_signatures[:_MOST_KEY_SIGNATURES]
        )

    def _receive(self, message: SaveOrDelete, now_ms: int) -> CallbackOutcome:
        """Checks 6 and 7, and what it says."""
        if message.expires_at_ms <= now_ms:
            return CallbackOutcome.ENDED
        if not message.class_id.startswith(f"{self.issuer_id}."):
            return CallbackOutcome.FOREIGN_CLASS
        card = card_of_object(self.issuer_id, message.object_id)
        ref = self.directory.card(card) if card else None
        if card is None or ref is None or message.class_id != class_id(self.issuer_id, ref.program_id):
            return CallbackOutcome.UNKNOWN_CARD
        state = _EVENTS.get(message.event)
        if state is None:
            return CallbackOutcome.OTHER_EVENT
        until = datetime.fromtimestamp(message.expires_at_ms / 1000, UTC)
        if not self.passes.note_event(card, state, message.nonce, until):
            return CallbackOutcome.REPEATED
        return CallbackOutcome.SAVED if state is GoogleState.SAVED else CallbackOutcome.REMOVED
