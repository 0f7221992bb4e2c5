"""Time and randomness, so that use cases stay deterministic under test."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The only source of the present."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""


class Ids(Protocol):
    """The only source of randomness."""

    def new(self, prefix: str) -> str:
        """A fresh id with this prefix (`domain.ids.render_id`)."""

    def secret(self) -> str:
        """A URL-safe random secret of at least 128 bits."""
