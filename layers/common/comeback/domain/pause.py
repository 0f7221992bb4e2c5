"""Updates of one card: the first at once, what follows within a pause as one at its end."""

from datetime import datetime, timedelta


def left_of_pause(last: datetime | None, now: datetime, pause: timedelta) -> timedelta | None:
    """How long the next update has to wait; None: not at all."""
    if last is None:
        return None
    # A moment in the future is a clock that was set back; it must not silence a card.
    since = now - last
    return pause - since if timedelta() <= since < pause else None
