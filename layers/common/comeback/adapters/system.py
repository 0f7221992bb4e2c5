"""The machine's clock and randomness."""

import secrets
from datetime import UTC, datetime

from comeback.domain.ids import render_id


class SystemClock:
    """Clock over the machine's time."""

    def now(self) -> datetime:
        """The present moment, UTC."""
        return datetime.now(UTC)


class RandomIds:
    """Ids over the operating system's randomness."""

    def __init__(self, clock: SystemClock) -> None:
        """`clock` gives the ids their order."""
        self._clock = clock

    def new(self, prefix: str) -> str:
        """A fresh id."""
        return render_id(prefix, int(self._clock.now().timestamp() * 1000), secrets.token_bytes(10))

    def secret(self) -> str:
        """256 random bits, URL-safe."""
        return secrets.token_urlsafe(32)
