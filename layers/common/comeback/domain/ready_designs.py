"""Designs that are finished: a new program looks well without anybody drawing anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comeback.domain.design import Design


@dataclass(frozen=True, slots=True)
class ReadyDesign:
    """`name` is its id, and its title is the message `design.<name>`."""

    name: str
    design: Design

    @property
    def look(self) -> Mapping[str, Any]:
        """What a design takes over from it; words, links and places are the owner's."""
        return {name: getattr(self.design, name) for name in LOOK}


LOOK = ("background", "foreground", "label", "accent", "stamp", "empty_stamp", "reward_stamp", "frame", "pattern")

READY: Mapping[str, ReadyDesign] = {
    one.name: one
    for one in (
        ReadyDesign("salon", Design(
            background="#3a1f33", foreground="#fff6ef", label="#ecc9b0", accent="#f2b8a0", stamp="scissors",
            reward_stamp="crown", frame="scallop", pattern="petals",
        )),
        ReadyDesign("barber", Design(
            background="#16211f", foreground="#f6efe0", label="#d8b878", accent="#d9a441", stamp="moustache",
            reward_stamp="star", frame="circle", pattern="stripes",
        )),
        ReadyDesign("nails", Design(
            background="#fde8ee", foreground="#4a1029", label="#8c2f55", accent="#d6336c", stamp="polish",
            reward_stamp="heart", frame="squircle", pattern="drops",
        )),
        ReadyDesign("spa", Design(
            background="#e6efe4", foreground="#173a2e", label="#3c6650", accent="#3f8562", stamp="lotus",
            reward_stamp="flower", frame="circle", pattern="waves",
        )),
        ReadyDesign("clinic", Design(
            background="#eaf3fb", foreground="#0b2f4f", label="#24618f", accent="#1778c2", stamp="cross",
            reward_stamp="heart", frame="squircle", pattern="grid",
        )),
        ReadyDesign("fitness", Design(
            background="#14151c", foreground="#f7fbe9", label="#b8e04a", accent="#c6f135", stamp="dumbbell",
            reward_stamp="crown", frame="hexagon", pattern="chevrons",
        )),
    )
}  # fmt: skip
