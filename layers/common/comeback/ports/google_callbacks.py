"""What checking a callback needs from outside: Google's root keys and elliptic curves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RootKey:
    """A DER SubjectPublicKeyInfo, the protocol it is for, and its end in ms."""

    public_key: bytes
    protocol: str
    expires_at_ms: int


class RootKeys(Protocol):
    """Google's published keys."""

    def current(self) -> Sequence[RootKey]:
        """From memory where possible; what a stranger sends never causes a fetch. Raises GoogleUnavailableError."""


class VerifySignature(Protocol):
    """ECDSA over P-256 with SHA-256, signature in DER."""

    def __call__(self, public_key: bytes, signature: bytes, signed: bytes) -> bool:
        """False as well for a key that is none."""
