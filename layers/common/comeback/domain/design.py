"""How a card looks (placeholder by the lead; the Apple helper replaces this file)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Design:
    """Colours as `#rrggbb`."""

    background: str = "#1f2937"
