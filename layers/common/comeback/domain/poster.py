"""A sheet that a location hangs up: who gives which card for what, and the code that leads to it."""

from dataclasses import dataclass
from typing import Literal

from comeback.domain.design import Design

Paper = Literal["a4", "a5"]
PAPERS: tuple[Paper, ...] = ("a4", "a5")


@dataclass(frozen=True, slots=True)
class Poster:
    """All that is on the sheet, in its order. `label`, `headline`, `under`: what one gets, in three lines; `call`: what the code
    is for; `steps`: how one gets it; `address`: where the code leads; `languages`: those of that page, if there are several;
    `logo`: a square PNG, or none.
    """

    owner: str
    title: str
    label: str
    headline: str
    under: str
    call: str
    steps: tuple[str, ...]
    address: str
    languages: str
    language: str
    design: Design
    logo: bytes = b""
    paper: Paper = "a4"
