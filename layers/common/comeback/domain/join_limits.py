"""How many people join from one address and in one program before somebody has to wait."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address


@dataclass(frozen=True, slots=True)
class JoinLimit:
    """At most `most` in each span of time; spans follow each other without a gap."""

    most: int
    span: timedelta

    def begins(self, now: datetime) -> datetime:
        """When the span began that it is now."""
        return datetime.fromtimestamp(now.timestamp() // self.span.total_seconds() * self.span.total_seconds(), UTC)

    def ends(self, now: datetime) -> datetime:
        """When the next one begins."""
        return self.begins(now) + self.span


PER_ADDRESS = JoinLimit(60, timedelta(minutes=10))
"""A waiting room, a tablet at the desk and customers of one mobile network share an address."""
PER_PROGRAM = JoinLimit(600, timedelta(hours=1))
"""Each joining costs a question to Altegio, which has other work, too."""


def network_of(address: str) -> str:
    """Whose address it is: of the sixth version everybody has 64 bits to themselves. Empty for what is none."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    return str(IPv6Address(int(parsed) >> 64 << 64)) if isinstance(parsed, IPv6Address) else str(parsed)
