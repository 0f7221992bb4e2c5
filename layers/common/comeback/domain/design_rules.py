"""What an owner may ask of a design beyond what a phone could show at all: that people can read it, and that it has room.

Checked where a design is written and not where it is read, so that a stricter rule never makes a stored card unreadable.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from comeback.domain.card_layout import BALANCE, FACTS, FRONT_ROOM, HEADER_ROOM, LONG
from comeback.domain.contrast import READABLE, SEEN, contrast, readable_on
from comeback.domain.design import Design
from comeback.domain.errors import FieldError, FieldRefused
from comeback.domain.ids import LocationId

# Colours that stand on the background, and the contrast that each needs.
_NEEDS = {"foreground": READABLE, "label": READABLE, "accent": SEEN}
# Google is sure to show nine characters of the figure's label (wallets.md §4.3); beside it phones have room for twenty.
_LONGEST_LABEL, _LONGEST_FIGURE = 20, 9
_MOST_LINKS, _LONGEST_TITLE, _LONGEST_URL = 10, 40, 500
_MOST_LANGUAGES = 20
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_LINKED = re.compile(r"https?://[^/?#\[\]]|(tel|mailto):[^?#]", re.IGNORECASE)


def new_design(fields: Mapping[str, Any]) -> Design:
    """A design of these fields: texts and stamps whose colour is not among them get one that can be read on its ground. Raises
    FieldRefused for what no phone could show.
    """
    design = Design(**fields)
    colours: dict[str, Any] = {
        name: readable_on(design.background, getattr(design, name), least=least)
        for name, least in _NEEDS.items()
        if name not in fields
    }
    return replace(design, **colours)


def check_design(
    design: Design,
    before: Design | None = None,
    spoken: Collection[str] | None = None,
    locations: Collection[LocationId] | None = None,
) -> None:
    """Raises FieldRefused for everything that is wrong at once; what was so `before` is left alone. `spoken`: the languages that
    there are words in, `locations`: those of the program; where they are known.
    """
    wrong = list(_wrong(design, spoken))
    kept = list(_wrong(before, spoken)) if before else []
    new = [error for error in wrong if error not in kept]
    if locations is not None:
        new += _elsewhere(design, {*locations, *(place.location_id for place in (before.places if before else ()))})
    if new:
        raise FieldRefused(*new)


def _wrong(design: Design, spoken: Collection[str] | None) -> Iterator[FieldError]:
    yield from _unreadable(design)
    yield from _misplaced(design)
    yield from _mislabelled(design)
    yield from _unlinked(design)
    if len(design.languages) > _MOST_LANGUAGES or len(set(design.languages)) != len(design.languages):
        yield FieldError("design.languages", f"At most {_MOST_LANGUAGES} languages, each once.")
    if not all(_LANGUAGE.fullmatch(one) for one in design.languages):
        yield FieldError("design.languages", "Languages are written as en, de or pt-BR.")
    elif spoken is not None and (unknown := _unspoken(design.languages, spoken)):
        yield FieldError("design.languages", f"There are no words in {', '.join(unknown)}; there are in {', '.join(spoken)}.")


def _elsewhere(design: Design, known: Collection[LocationId | None]) -> Iterator[FieldError]:
    """One that has left the program is known as long as it is named: it may come back, and rows may change their order."""
    for number, place in enumerate(design.places):
        if place.location_id is not None and place.location_id not in known:
            yield FieldError(f"design.places.{number}.location_id", f"Location {place.location_id} is not one of the program's.")


def _unspoken(languages: Collection[str], spoken: Collection[str]) -> list[str]:
    """A language that is spoken somewhere is understood everywhere: `de-AT` is said in the words of `de`."""
    known = {one.partition("-")[0] for one in spoken}
    return [one for one in languages if one.partition("-")[0] not in known]


def _unreadable(design: Design) -> Iterator[FieldError]:
    for name, least in _NEEDS.items():
        colour, ground = getattr(design, name), design.background
        ratio = contrast(colour, ground)
        if ratio < least:
            hidden = "cannot be read" if least == READABLE else "is lost"
            text = f"{colour} {hidden} on {ground}: contrast {ratio:.1f} : 1, at least {least} : 1."
            yield FieldError(f"design.{name}", text)


def _misplaced(design: Design) -> Iterator[FieldError]:
    layout = design.layout
    if unknown := [fact for fact in layout.named if fact not in FACTS]:
        yield FieldError("design.layout", f"Unknown: {', '.join(unknown)}. Facts are {', '.join(sorted(FACTS))}.")
    if len(set(layout.named)) != len(layout.named):
        yield FieldError("design.layout", "A fact has one place.")
    if len(layout.header) > HEADER_ROOM - 1:
        yield FieldError("design.layout.header", f"Beside the balance {HEADER_ROOM - 1} facts fit.")
    front = (*layout.secondary, *layout.auxiliary)
    if len(front) > FRONT_ROOM:
        yield FieldError("design.layout", f"Secondary and auxiliary show {FRONT_ROOM} facts together.")
    if long := [fact for fact in (*layout.header, *front) if fact in LONG]:
        yield FieldError("design.layout", f"Only the back has room for {', '.join(long)}.")


def _mislabelled(design: Design) -> Iterator[FieldError]:
    for label in design.labels:
        most = _LONGEST_FIGURE if label.fact == BALANCE else _LONGEST_LABEL
        if label.fact not in FACTS | {BALANCE}:
            yield FieldError(f"design.labels.{label.fact}", "There is no such fact on a card.")
        if not 1 <= len(label.text.strip()) <= most:
            yield FieldError(f"design.labels.{label.fact}", f"1 to {most} characters: more is cut off on some phones.")


def _unlinked(design: Design) -> Iterator[FieldError]:
    if len(design.links) > _MOST_LINKS:
        yield FieldError("design.links", f"The back has room for {_MOST_LINKS} links.")
    for place, link in enumerate(design.links):
        if not 1 <= len(link.title.strip()) <= _LONGEST_TITLE:
            yield FieldError(f"design.links.{place}.title", f"1 to {_LONGEST_TITLE} characters.")
        if not _is_address(link.url):
            yield FieldError(f"design.links.{place}.url", "An address begins with https://, http://, tel: or mailto:.")


def _is_address(url: str) -> bool:
    plain = url.isascii() and url.isprintable() and not set(url) & set(' "<>') and len(url) <= _LONGEST_URL
    return plain and _LINKED.match(url) is not None
