"""How a card looks: colours, stamps, pictures and words that the business chooses; everything has a good default."""

import json
import re
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import Literal, get_args

from comeback.domain.card_layout import Label, Layout
from comeback.domain.design_images import Images
from comeback.domain.errors import FieldError, FieldRefused
from comeback.domain.ids import LocationId

Stamp = Literal[
    "check", "flower", "heart", "star", "scissors", "moustache", "polish", "lotus", "cross", "dumbbell", "crown", "gift"
]
STAMPS: tuple[Stamp, ...] = get_args(Stamp)
Pattern = Literal["plain", "petals", "stripes", "drops", "waves", "grid", "chevrons"]
PATTERNS: tuple[Pattern, ...] = get_args(Pattern)
Frame = Literal["circle", "squircle", "hexagon", "scallop"]
FRAMES: tuple[Frame, ...] = get_args(Frame)
Barcode = Literal["qr", "pdf417", "aztec", "code128"]
BARCODES: tuple[Barcode, ...] = get_args(Barcode)
LARGEST_SIZE = 30
"""More stamps than this are no longer told apart on a strip."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_COLOURS = ("background", "foreground", "label", "accent")
_TEXTS = {"logo_text": 40, "organization": 60, "contact": 500, "terms": 5000}
_MOST_PLACES = 100
_CHOICES = {
    "stamp": STAMPS, "empty_stamp": ("", *STAMPS), "reward_stamp": STAMPS, "frame": FRAMES, "pattern": PATTERNS,
    "barcode": BARCODES,
}  # fmt: skip
# Raised when the drawing itself changes, so that cached pictures of the old drawing are never taken for new ones. A stored
# design says with which drawing it was made, and finds its pictures after a raise too.
_DRAWING = 5
# The first drawing with pictures for pages.
_LIGHT = 5


@dataclass(frozen=True, slots=True)
class ShopPlace:
    """Where a phone may suggest the card. `text` says why, without the shop's name (wallets.md §5). With a `location_id` it is
    said of that location, whose own place counts where none is written.
    """

    latitude: float | None = None
    longitude: float | None = None
    text: str = ""
    location_id: LocationId | None = None

    @property
    def position(self) -> tuple[float, float] | None:
        """Latitude and longitude, if both are written."""
        return None if self.latitude is None or self.longitude is None else (self.latitude, self.longitude)

    @property
    def is_found(self) -> bool:
        """Whether it says where it is: by both degrees, or by a location and no degree."""
        return self.position is not None or (self.location_id is not None and (self.latitude, self.longitude) == (None, None))


@dataclass(frozen=True, slots=True)
class Link:
    """An address on the back of the card."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Design:
    """Colours are `#rrggbb`, lower case. Empty texts are filled from the program and its owner.

    `accent` colours the stamps, `frame` is their outer shape, `empty_stamp` is like `stamp` unless it is named; `pattern` is
    that of the ground. `contact`, `terms`, `links` and, if wanted, the `last_changes` stand on the back. Of the `places` and
    the program's locations each card has the ten that concern it most (`domain.places`); without `nearby` it has none.
    `languages`: of the card, beside that of its program. Raises FieldRefused for what cannot be shown;
    `domain.design_rules` has the rest.
    """

    background: str = "#33202e"
    foreground: str = "#fff8f1"
    label: str = "#e9c6a4"
    accent: str = "#f0b98d"
    stamp: Stamp = "flower"
    empty_stamp: Stamp | Literal[""] = ""
    reward_stamp: Stamp = "star"
    frame: Frame = "circle"
    pattern: Pattern = "plain"
    barcode: Barcode = "qr"
    logo_text: str = ""
    organization: str = ""
    contact: str = ""
    terms: str = ""
    links: tuple[Link, ...] = ()
    last_changes: bool = True
    labels: tuple[Label, ...] = ()
    layout: Layout = field(default_factory=Layout)
    languages: tuple[str, ...] = ()
    nearby: bool = True
    places: tuple[ShopPlace, ...] = ()
    images: Images = field(default_factory=Images)
    drawing: int = _DRAWING

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
        errors += [
            FieldError(f"design.{name}", f"One of {', '.join(filter(None, choices))}.")
            for name, choices in _CHOICES.items()
            if getattr(self, name) not in choices
        ]
        if len(self.places) > _MOST_PLACES:
            errors.append(FieldError("design.places", "A design names at most a hundred places."))
        if not all(place.is_found for place in self.places):
            errors.append(FieldError("design.places", "A place has a latitude and a longitude, or a location instead of both."))
        if any(abs(place.latitude or 0) > 90 or abs(place.longitude or 0) > 180 for place in self.places):
            errors.append(FieldError("design.places", "A latitude or longitude is not on Earth."))
        if errors:
            raise FieldRefused(*errors)

    @property
    def version(self) -> str:
        """Name of this design: equal content, equal name (128 bits, hex)."""
        return _digest({**asdict(self), "images": self.images.content})

    @property
    def is_drawn_for_pages(self) -> bool:
        """Whether customers' pages have light pictures of their own; otherwise they show those of the pass."""
        return self.drawing >= _LIGHT

    def redrawn(self) -> "Design":
        """The same by the drawing of today."""
        return replace(self, drawing=_DRAWING)

    def label_of(self, fact: str, ours: str) -> str:
        """What a fact is called: in the owner's words, if there are any."""
        return next((label.text for label in self.labels if label.fact == fact), ours)


def artwork_version(design: Design, size: int) -> str:
    """Name of the pictures of a card of `size` stamps in this design: equal content, equal name. Nobody guesses it, as the
    owner's own pictures may be meant for few.
    """
    seen = [getattr(design, name) for name in (*_COLOURS, "stamp", "empty_stamp", "reward_stamp", "frame", "pattern")]
    return _digest([design.drawing, *seen, design.images.content, size])


def _digest(content: object) -> str:
    return sha256(json.dumps(content).encode()).hexdigest()[:32]
