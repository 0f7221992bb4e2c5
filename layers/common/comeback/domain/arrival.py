"""How somebody came to their card: labels of the address that they followed. They are kept; nothing is done with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Label = Literal["utm_source", "utm_medium", "utm_campaign", "src", "ref"]
LABELS: tuple[Label, ...] = ("utm_source", "utm_medium", "utm_campaign", "src", "ref")
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Arrival:
    """The fields are named as in addresses. `utm_…`: as marketing tools write them; `src`: where the address of ours stood, e.g.
    `poster`; `ref`: the code of whoever told them.
    """

    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    src: str = ""
    ref: str = ""

    @property
    def labels(self) -> dict[Label, str]:
        """Those that there are."""
        return {label: value for label in LABELS if (value := getattr(self, label))}


def arrival_of(given: Mapping[str, str]) -> Arrival:
    """The labels among the fields of an address or form. Whatever is too long for one is cut, because nobody typed it."""
    return Arrival(**{label: _label(given.get(label, "")) for label in LABELS})


def _label(text: str) -> str:
    return "".join(character for character in text if character.isprintable()).strip()[:_LONGEST]
