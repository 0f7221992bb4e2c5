"""The table's programs on the local stack: each at a location of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from comeback.domain.settings import CardSettings
from comeback.web.api.settings_shapes import rule_fields
from dev.runner.drive import StackDriver
from tests.edge_cases.story import Place
from tests.edge_cases.table import MASSAGE, Program

_OUTSIDE = 49_999
_FIRST = 50_000


@dataclass(frozen=True, slots=True)
class Branch:
    """A program of the table at locations of its own."""

    key: str
    program_id: str
    locations: Mapping[Place, int]


def open_shops(stack: StackDriver, programs: Sequence[Program], today: date) -> dict[Program, Branch]:
    """One owner has them all."""
    places = {program: _locations(program, 2 * number) for number, program in enumerate(programs)}
    wanted = sorted({location for of in places.values() for location in of.values()})
    for location in wanted:
        stack.desk.act("add_location", location=location, title=f"Branch {location}", chain=145071)
        stack.desk.act("add_item", item=MASSAGE, title="Massage", price="40", location=location)
    key = _connect(stack, wanted)
    return {program: _open(stack, key, program, of, today) for program, of in places.items()}


def write_settings(stack: StackDriver, branch: Branch, settings: CardSettings, places: Iterable[Place]) -> None:
    """The row at these places."""
    for place in places:
        path = f"/api/v1/programs/{branch.program_id}/connections/{branch.locations[place]}/settings"
        row = {**asdict(settings), "accrual_rule": rule_fields(settings.accrual_rule)}
        stack.json("PUT", path, branch.key, row)


def _locations(program: Program, number: int) -> dict[Place, int]:
    home = {Place.HOME: _FIRST + number, Place.OUTSIDE: _OUTSIDE}
    return home | ({Place.UPTOWN: _FIRST + number + 1} if program == Program() else {})


def _connect(stack: StackDriver, locations: Sequence[int]) -> str:
    redirect = stack.desk.press_connect(locations)
    answer = stack.http.get(f"/altegio/connect?{redirect.query}")
    assert answer.status_code == 303, answer.text
    stack.settle(300, ahead=300)
    (tenant,) = [one for one in stack.operator("GET", "/tenants")["items"] if locations[0] in one["location_ids"]]
    assert set(tenant["location_ids"]) >= set(locations)
    return str(stack.operator("POST", f"/tenants/{tenant['id']}/api-keys")["key"])


def _open(stack: StackDriver, key: str, program: Program, places: Mapping[Place, int], today: date) -> Branch:
    own = [place for place in places if place is not Place.OUTSIDE]
    made: Any = stack.json("POST", "/api/v1/programs", key, {
        "type": "stamp", "title": "10 visits", "currency": "USD", "locale": "en", "locations": [places[place] for place in own],
        "size": program.size, "reward": {"title": "A free haircut"}, "lookback_days": program.lookback_days,
        "stamp_expiry": _given(program.stamp_expiry), "start_of_accrual": (today - timedelta(days=20)).isoformat(),
    })  # fmt: skip
    stack.json("POST", f"/api/v1/programs/{made['id']}/activate", key)
    branch = Branch(key, made["id"], places)
    write_settings(stack, branch, program.settings, own)
    return branch


def _given(shape: Any) -> dict[str, Any]:
    return {name: value for name, value in asdict(shape).items() if value is not None}
