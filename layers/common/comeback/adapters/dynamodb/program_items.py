"""A program as one item: its rows and versions travel with it."""

from typing import Any

from comeback.adapters.dynamodb.codec import dump, load
from comeback.adapters.dynamodb.wire import Item
from comeback.domain.program import KeptDesign, Program


def program_item(program: Program) -> dict[str, Any]:
    """Attributes of the item; `revision` is the one that the next save must name."""
    return {
        "kind": "program",
        "program": dump(Program, program, whole=True),
        "revision": program.revision,
        "type": program.type,
        "status": program.status,
    }


def program_from(item: Item) -> Program:
    """The program that `program_item` wrote."""
    return load(Program, item["program"])


def kept_design_item(kept: KeptDesign) -> dict[str, Any]:
    """Attributes of a version of a design."""
    return {"kind": "design", "version": dump(KeptDesign, kept, whole=True)}


def kept_design_from(item: Item) -> KeptDesign:
    """The version that `kept_design_item` wrote."""
    return load(KeptDesign, item["version"])
