"""Where the facts of a card stand and what they are called, as far as its owner has a say: over any finished card."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from typing import Any

Json = dict[str, Any]

HEADER_ROOM, FRONT_ROOM = 3, 4
"""Fields that a store card shows in its header, and in its secondary and auxiliary row together (wallets.md §1.3)."""
LONG = frozenset({"latest", "terms", "contact", "milestones", "links"})
"""Facts that are too long for the front."""
FACTS = LONG | frozenset({
    "reward", "member", "next", "debt", "number", "state", "points", "code", "loyalty", "places", "valid", "used", "single",
    "most", "restriction",
})  # fmt: skip
BALANCE = "balance"
"""The figure, whatever the card counts: always first in the header, which is all that one sees of a stacked card."""
_FIGURES = frozenset({"stamps", "sessions", BALANCE})
_FRONT = {"header": "headerFields", "secondary": "secondaryFields", "auxiliary": "auxiliaryFields"}
_BACK = "backFields"


@dataclass(frozen=True, slots=True)
class Layout:
    """Keys of facts by place; what is named nowhere stands where it does by default, and `hidden` ones nowhere."""

    header: tuple[str, ...] = ()
    secondary: tuple[str, ...] = ()
    auxiliary: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    @property
    def named(self) -> list[str]:
        """Every fact that has a place of its own, in order."""
        return [fact for group in fields(self) for fact in getattr(self, group.name)]


_AS_IT_IS = Layout()


@dataclass(frozen=True, slots=True)
class Label:
    """What a fact is called on this card, in the owner's words."""

    fact: str
    text: str


def arranged(card: Json, layout: Layout, labels: tuple[Label, ...] = ()) -> Json:
    """The groups of a `storeCard` with every fact in its place; a fact that the card does not have leaves no gap.

    A fact that is told in short on the front and at length on the back keeps its place there when its front is moved. Where the
    front has no room for all, what nobody has put there gives way: phones would drop the last ones.
    """
    if layout == _AS_IT_IS and not labels:
        return card
    front = {_fact(field): field for name in _FRONT.values() for field in card.get(name, [])}
    back = {_fact(field): field for field in card.get(_BACK, [])}
    gone = set(_keys_gone(layout, front, back))
    groups = {name: [one for one in card.get(name, []) if one["key"] not in gone] for name in (*_FRONT.values(), _BACK)}
    for place, name in _FRONT.items():
        groups[name] += [_in_front(field) for fact in getattr(layout, place) if (field := front.get(fact) or back.get(fact))]
    groups[_BACK] += [_at_back(field) for fact in layout.back if (field := back.get(fact) or front.get(fact))]
    _make_room(groups, {*layout.secondary, *layout.auxiliary})
    said = {label.fact: label.text for label in labels}
    named = {name: [_called(field, said) for field in group] for name, group in groups.items()}
    return {**card, **{name: group for name, group in named.items() if group or name in card}}


def _keys_gone(layout: Layout, front: dict[str, Json], back: dict[str, Json]) -> Iterator[str]:
    """The fields that do not stay where they are."""
    forward = {*layout.header, *layout.secondary, *layout.auxiliary}
    for fact in layout.named:
        if fact in front:
            yield front[fact]["key"]
        if fact in back and (fact not in forward or fact not in front):
            yield back[fact]["key"]


def _make_room(groups: dict[str, list[Json]], wanted: Collection[str]) -> None:
    """The last ones go first; what the back does not tell already begins it."""
    row = [(name, field) for name in (_FRONT["secondary"], _FRONT["auxiliary"]) for field in groups[name]]
    spare = [one for one in row if _fact(one[1]) not in wanted]
    told = {_fact(field) for field in groups[_BACK]}
    for name, field in spare[::-1][: max(len(row) - FRONT_ROOM, 0)]:
        groups[name] = [one for one in groups[name] if one is not field]
        if _fact(field) not in told:
            groups[_BACK].insert(0, _at_back(field))


def _in_front(field: Json) -> Json:
    """Only the back looks for numbers to call."""
    return {name: value for name, value in field.items() if name != "dataDetectorTypes"}


def _at_back(field: Json) -> Json:
    """Only the front has ends that a text could stand at."""
    return {name: value for name, value in field.items() if name != "textAlignment"}


def _fact(field: Json) -> str:
    return str(field["key"]).removeprefix("back-")


def _called(field: Json, said: dict[str, str]) -> Json:
    fact = BALANCE if field["key"] in _FIGURES else _fact(field)
    return {**field, "label": said[fact]} if fact in said else field
