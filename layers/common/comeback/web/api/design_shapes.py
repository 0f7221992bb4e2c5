"""Designs as JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from comeback.domain.card_content import pictured_size
from comeback.domain.card_layout import Label, Layout
from comeback.domain.contrast import contrast
from comeback.domain.design import Barcode, Design, Frame, Link, Pattern, ShopPlace, Stamp, artwork_version
from comeback.domain.design_images import Role
from comeback.domain.program import KeptDesign, Program, ProgramStatus
from comeback.domain.ready_designs import READY, ReadyDesign
from comeback.domain.words import Words
from comeback.web.api.shapes import AltegioId, Answer, Flag, Instant, Request, Text, given

_PLAIN = Design()
_READ_ONLY = ("images", "version", "made_at", "contrast", "image_urls", "picture_urls")


def _ready(value: str) -> str:
    if value not in READY:
        raise ValueError(f"One of {', '.join(READY)}.")
    return value


Locale = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$", max_length=11, examples=["en"])]
Colour = Annotated[str, Field(description="`#rrggbb`", examples=["#33202e"])]
Degrees = Annotated[float, Field(allow_inf_nan=False)]
Facts = Annotated[tuple[Text, ...], Field(max_length=40, description="Keys of facts, in their order", examples=[["member"]])]
Ready = Annotated[
    str, AfterValidator(_ready), Field(json_schema_extra={"enum": list(READY)}, description="Begin with the look of this one")
]
Digest = Annotated[str, Field(description="SHA-256 of the picture as it is kept")]


class PlaceShape(Request):
    """Where a phone may suggest the card. With a `location_id` it stands for that location; the degrees may then be left out."""

    latitude: Degrees | None = None
    longitude: Degrees | None = None
    text: Annotated[Text, Field(max_length=100, description="Empty: “Your card” in the card's language")] = ""
    location_id: Annotated[AltegioId | None, Field(description="One of the program's; not shown while it has left that")] = None


class LinkShape(Request):
    """An address on the back of the card."""

    title: Text
    url: Annotated[Text, Field(description="`https:`, `http:`, `tel:` or `mailto:`")]


class LayoutShape(Request):
    """Where facts stand; one that is named nowhere stands where it does by default, a hidden one nowhere."""

    header: Facts = ()
    secondary: Facts = ()
    auxiliary: Facts = ()
    back: Facts = ()
    hidden: Facts = ()


class DesignKeys(Request):
    """What an owner says of how a card looks."""

    background: Colour = _PLAIN.background
    foreground: Colour = _PLAIN.foreground
    label: Colour = _PLAIN.label
    accent: Colour = _PLAIN.accent
    stamp: Stamp = _PLAIN.stamp
    empty_stamp: Annotated[Text, Field(description="As `stamp`; empty: like it")] = _PLAIN.empty_stamp
    reward_stamp: Stamp = _PLAIN.reward_stamp
    frame: Frame = _PLAIN.frame
    pattern: Pattern = _PLAIN.pattern
    barcode: Barcode = _PLAIN.barcode
    logo_text: Text = ""
    organization: Text = ""
    contact: Text = ""
    terms: Text = ""
    links: Annotated[tuple[LinkShape, ...], Field(max_length=100)] = ()
    last_changes: Annotated[Flag, Field(description="Whether the back tells the last ones")] = True
    labels: Annotated[
        dict[str, Text],
        Field(max_length=100, description="What facts are called, by their keys", examples=[{"balance": "Visits"}]),
    ] = Field(default_factory=dict)
    layout: LayoutShape = LayoutShape()
    languages: Annotated[tuple[Locale, ...], Field(description="Beside the program's own", examples=[["de"]])] = ()
    nearby: Annotated[Flag, Field(description="Whether phones suggest the card at its places and the program's locations")] = True
    places: Annotated[tuple[PlaceShape, ...], Field(description="At most 100; a card has the ten that concern it most")] = ()


class DesignShape(DesignKeys):
    """How the card looks; a missing key keeps its default, in a change its value. What is read-only in answers may be sent back,
    and changes nothing.
    """

    ready: Ready | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_read_only(cls, body: Any) -> Any:
        return {name: value for name, value in body.items() if name not in _READ_ONLY} if isinstance(body, dict) else body

    def changes(self) -> dict[str, Any]:
        """The written keys as fields of a Design; they win over those of a ready one."""
        fields = given(self)
        ready = fields.pop("ready", None)
        if "labels" in fields:
            fields["labels"] = tuple(Label(fact, text) for fact, text in self.labels.items())
        for name, shape in (("links", Link), ("places", ShopPlace)):
            if name in fields:
                fields[name] = tuple(shape(**one.model_dump()) for one in fields[name])
        if "layout" in fields:
            fields["layout"] = Layout(**self.layout.model_dump())
        written = {name: value.lower() if _is_colour(value) else value for name, value in fields.items()}
        return {**(READY[ready].look if ready else {}), **written}


class StoredDesign(DesignKeys):
    """How the card looks. `images`: the owner's own pictures by their role."""

    images: dict[Role, Digest]


class PictureUrls(Answer):
    """As Google and customers' pages fetch them."""

    logo: str
    hero: str


class DesignAnswer(StoredDesign):
    """A design with what follows from it. `made_at`: when it was first used. `contrast`: of each colour to the background, at
    least 4.5 for texts and 1.2 for the stamps (`accent`). `image_urls`: the owner's own pictures, for the same key;
    `picture_urls`: public ones, once there are cards.
    """

    version: str
    made_at: Instant
    contrast: dict[str, float]
    image_urls: dict[Role, str]
    picture_urls: PictureUrls | None

    @classmethod
    def of(cls, program: Program, base_url: str) -> Self:
        """The design of a program as it is now."""
        kept, images = program.kept_design, f"{base_url}/api/v1/programs/{program.id}/design/images"
        return cls.model_validate({
            **design_json(kept.design), "version": kept.design.version, "made_at": kept.made_at,
            "contrast": {name: round(_contrast(kept.design, name), 1) for name in ("foreground", "label", "accent")},
            "image_urls": {role: f"{images}/{role.value}" for role in kept.design.images.named},
            "picture_urls": _public(program, base_url),
        })  # fmt: skip


class DesignVersion(Answer):
    """A design that the program has or had. `made_at`: when it was first used."""

    version: str
    made_at: Instant
    is_current: bool
    design: StoredDesign

    @classmethod
    def of(cls, kept: KeptDesign, program: Program) -> Self:
        """One of a program's versions."""
        return cls.model_validate({
            "version": kept.design.version, "made_at": kept.made_at, "is_current": kept.design == program.design,
            "design": design_json(kept.design),
        })  # fmt: skip


class DesignVersionPage(Answer):
    """A page of versions, the newest first."""

    items: list[DesignVersion]
    next_cursor: str | None


class LookShape(Answer):
    """What a ready design decides."""

    background: str
    foreground: str
    label: str
    accent: str
    stamp: Stamp
    empty_stamp: str
    reward_stamp: Stamp
    frame: Frame
    pattern: Pattern


class ReadyAnswer(Answer):
    """A design to begin with."""

    id: str
    title: str
    look: LookShape

    @classmethod
    def of(cls, ready: ReadyDesign, words: Words) -> Self:
        """One of the six."""
        return cls(id=ready.name, title=words.say(f"design.{ready.name}"), look=LookShape(**ready.look))


class ReadyPage(Answer):
    """All of them."""

    items: list[ReadyAnswer]
    next_cursor: str | None


def design_json(design: Design) -> Mapping[str, Any]:
    """The stored design, for `StoredDesign`."""
    plain = {
        name: getattr(design, name) for name in DesignKeys.model_fields if name not in ("labels", "links", "layout", "places")
    }
    return {
        **plain,
        "labels": {label.fact: label.text for label in design.labels},
        "links": [{"title": one.title, "url": one.url} for one in design.links],
        "layout": {place: getattr(design.layout, place) for place in LayoutShape.model_fields},
        "places": [asdict(one) for one in design.places],
        "images": design.images.named,
    }


def _public(program: Program, base_url: str) -> dict[str, str] | None:
    if program.status is ProgramStatus.DRAFT:
        return None
    pictures = f"{base_url}/pictures/{artwork_version(program.design, pictured_size(program))}"
    return {"logo": f"{pictures}/logo.png", "hero": f"{pictures}/{'hero' if program.design.images.hero else 0}.png"}


def _contrast(design: Design, name: str) -> float:
    return contrast(getattr(design, name), design.background)


def _is_colour(value: object) -> bool:
    return isinstance(value, str) and value.startswith("#") and len(value) == 7
