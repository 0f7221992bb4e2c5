"""The card as a poster, which iPhones show from iOS 27 on where its design has the art; older ones show the store card beside
it (wallets.md §1.2, §1.3).
"""

from typing import Any

Json = dict[str, Any]

_FRONT = ("headerFields", "secondaryFields", "auxiliaryFields")
_PRIMARY_ROOM = 4
"""Beside one field in the header and one in the footer; the front has no others."""


def poster_of(card: Json) -> Json:
    """The groups of a `posterGeneric` from those of a finished `storeCard`, the figure first. A field that finds no room on the
    front begins the back, unless the back tells it at length already.
    """
    balance, *others = [_unaligned(field) for name in _FRONT for field in card.get(name, ())]
    back = [_unaligned(field) for field in card.get("backFields", ())]
    told = {field["key"] for field in back}
    left = [field for field in others[_PRIMARY_ROOM + 1 :] if f"back-{field['key']}" not in told]
    groups = {
        "headerFields": [balance], "primaryFields": others[:_PRIMARY_ROOM],
        "footerFields": others[_PRIMARY_ROOM : _PRIMARY_ROOM + 1], "backFields": left + back,
    }  # fmt: skip
    return {name: fields for name, fields in groups.items() if fields}


def _unaligned(field: Json) -> Json:
    """Apple takes no alignment for primary fields and the back; it was for the end of a row that posters have not got."""
    return {name: value for name, value in field.items() if name != "textAlignment"}
