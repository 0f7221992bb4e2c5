"""How a card looks: colours, stamp and words that the business chooses; everything has a good default."""

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from comeback.domain.errors import FieldError, FieldRefused

Stamp = Literal["check", "flower", "heart", "star"]
STAMPS: tuple[Stamp, ...] = ("check", "flower", "heart", "star")
LARGEST_SIZE = 30
"""More stamps than this are no longer told apart on a strip."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_COLOURS = ("background", "foreground", "label", "accent")
_TEXTS = {"logo_text": 40, "organization": 60, "contact": 500, "terms": 5000}
_MOST_PLACES = 10
# Raised when the drawing itself changes, so that cached pictures of the old drawing are never taken for new ones.
_DRAWING = 3


@dataclass(frozen=True, slots=True)
class ShopPlace:
    """Where a phone may suggest the card. `text` says why, without the shop's name (wallets.md §5)."""

    latitude: float
    longitude: float
    text: str = "Your card"


@dataclass(frozen=True, slots=True)
class Design:
    """Colours are `#rrggbb`, lower case. Empty texts are filled from the program and its owner.

    `accent` colours the stamps; `contact` and `terms` stand on the back; at most ten `places` (wallets.md §1.2).
    Raises FieldRefused for a colour, stamp, text or place that cannot be shown.
    """

    background: str = "#33202e"
    foreground: str = "#fff8f1"
    label: str = "#e9c6a4"
    accent: str = "#f0b98d"
    stamp: Stamp = "flower"
    logo_text: str = ""
    organization: str = ""
    contact: str = ""
    terms: str = ""
    places: tuple[ShopPlace, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no phone could show."""
        errors = [
            FieldError(f"design.{name}", "A colour is written as #rrggbb.")
            for name in _COLOURS
            if not _COLOUR.fullmatch(getattr(self, name))
        ]
        errors += [
            FieldError(f"design.{name}", f"At most {most} characters fit.")
            for name, most in _TEXTS.items()
            if len(getattr(self, name)) > most
        ]
        if self.stamp not in STAMPS:
            errors.append(FieldError("design.stamp", f"One of {', '.join(STAMPS)}."))
        if len(self.places) > _MOST_PLACES:
            errors.append(FieldError("design.places", "A card names at most ten places."))
        if any(abs(place.latitude) > 90 or abs(place.longitude) > 180 for place in self.places):
            errors.append(FieldError("design.places", "A latitude or longitude is not on Earth."))
        if errors:
            raise FieldRefused(*errors)


def rgb(colour: str) -> tuple[int, int, int]:
    """The three channels of a `#rrggbb`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def artwork_version(design: Design, size: int) -> str:
    """Name of the pictures of a card of `size` stamps in this design: equal content, equal name (128 bits, hex)."""
    seen = [_DRAWING, design.background, design.foreground, design.label, design.accent, design.stamp, size]
    return sha256(json.dumps(seen).encode()).hexdigest()[:32]
