"""A design as a form: each stored design is the fields that would write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comeback.domain.card_layout import BALANCE
from comeback.domain.ready_designs import READY
from comeback.web.api.design_shapes import DesignShape
from comeback.web.console.design_words import FACTS_OF
from comeback.web.forms import ON, Form, validated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comeback.domain.card_layout import Layout
    from comeback.domain.design import Design
    from comeback.domain.program import Program, ProgramType

COLOURS = ("background", "foreground", "label", "accent")
_CHOICES = ("stamp", "empty_stamp", "reward_stamp", "frame", "pattern", "barcode")
_TEXTS = ("logo_text", "organization", "contact", "terms")
_ROWS = {"links": ("title", "url"), "places": ("location_id", "latitude", "longitude", "text")}
_MOST_ROWS = {"links": 10, "places": 100}
_NUMBERS = ("location_id", "latitude", "longitude")
_FLAGS = ("last_changes", "nearby")
PLACES = ("header", "secondary", "auxiliary", "back", "hidden")


def design_fields(program: Program) -> Form:
    """The design of a program as it would be typed."""
    return Form(_fields(program.design, program.type))


def typed_fields(form: Form) -> Form:
    """What was typed, with the look of a ready design where its button was pressed, and without gaps between rows."""
    pairs = list(_without_gaps(form))
    ready = READY.get(form.text("ready"))
    if ready:
        look = {name: str(value) for name, value in ready.look.items()}
        pairs = [(name, value) for name, value in pairs if name not in look] + list(look.items())
    return Form(pairs)


def read_design(form: Form, before: Design) -> dict[str, Any]:
    """The fields of a design that were typed; what has no order in the form keeps that of `before`. Raises FieldRefused."""
    raw: dict[str, Any] = {name: form.text(name) for name in (*COLOURS, *_CHOICES, *_TEXTS) if form.several(name)}
    said = {name.partition(".")[2]: form.text(name) for name in form.names if name.startswith("labels.")}
    raw |= {name: form.has(name) for name in _FLAGS}
    raw["languages"] = form.several("languages")
    raw["labels"] = {fact: text for fact, text in said.items() if text}
    raw["layout"] = {place: _standing(form, place) for place in PLACES}
    raw["links"] = _rows(form, "links")
    raw["places"] = [
        {name: _number(text) if name in _NUMBERS else text for name, text in row.items() if text} for row in _rows(form, "places")
    ]
    fields = validated(DesignShape, raw).changes()
    same = (name for name in ("labels", "languages") if set(fields[name]) == set(getattr(before, name)))
    return fields | {name: getattr(before, name) for name in same}


def field_of(key: str) -> str:
    """From a refused key to the field that shows it."""
    name = key.removeprefix("design.")
    return "layout" if name.startswith("layout") else name


def facts_in(form: Form) -> list[str]:
    """Those that the form has a row for, in its order; the balance has no choice of a place."""
    return [BALANCE, *(name.partition(".")[2] for name in form.names if name.startswith("layout."))]


def rows_shown(form: Form, name: str) -> range:
    """Those that are filled, and room for one more."""
    return range(min(len(_rows(form, name)) + 1, _MOST_ROWS[name]))


def _standing(form: Form, place: str) -> list[str]:
    """The facts of a place, in the order of the form."""
    chosen = (name for name in form.names if name.startswith("layout.") and form.text(name) == place)
    return [name.partition(".")[2] for name in chosen]


def _number(text: str) -> int | float | str:
    """What is none stays text, so that the shape says what is wrong with it."""
    try:
        return int(text) if text.isdecimal() else float(text.replace(",", "."))
    except ValueError:
        return text


def _rows(form: Form, name: str) -> list[dict[str, str]]:
    numbers = range(_MOST_ROWS[name])
    rows = ({column: form.text(f"{name}.{place}.{column}") for column in _ROWS[name]} for place in numbers)
    return [row for row in rows if any(row.values())]


def _without_gaps(form: Form) -> Iterator[tuple[str, str]]:
    """Errors name rows by their place among those that are filled."""
    yield from (
        (name, value) for name in form.names if not name.startswith(("links.", "places.")) for value in form.several(name)
    )
    for name in _ROWS:
        for place, row in enumerate(_rows(form, name)):
            yield from ((f"{name}.{place}.{column}", value) for column, value in row.items())


def _fields(design: Design, kind: ProgramType) -> Iterator[tuple[str, str]]:
    yield from ((name, getattr(design, name)) for name in (*COLOURS, *_CHOICES, *_TEXTS))
    yield from ((name, ON) for name in _FLAGS if getattr(design, name))
    yield from (("languages", language) for language in design.languages)
    said = {label.fact: label.text for label in design.labels}
    yield from ((f"labels.{fact}", said.get(fact, "")) for fact in dict.fromkeys([BALANCE, *FACTS_OF[kind], *said]))
    where = _where(design.layout)
    told = [fact for fact in dict.fromkeys([*where, *FACTS_OF[kind], *said]) if fact != BALANCE]
    yield from ((f"layout.{fact}", where.get(fact, "")) for fact in told)
    for name, columns in _ROWS.items():
        for place, row in enumerate(getattr(design, name)):
            values = ((column, getattr(row, column)) for column in columns)
            yield from ((f"{name}.{place}.{column}", "" if value is None else str(value)) for column, value in values)


def _where(layout: Layout) -> dict[str, str]:
    return {fact: place for place in PLACES for fact in getattr(layout, place)}
