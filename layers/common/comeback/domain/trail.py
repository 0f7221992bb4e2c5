"""The audit trail: what persons, keys and jobs changed. Entries of the ledger are their own trail and not repeated here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime

from comeback.domain.ids import TrailId
from comeback.domain.ledger import Actor
from comeback.domain.program import Program

Fields = Mapping[str, str | int]
"""A thing as flat names and values."""

_LONGEST = 200
# What nobody writes: ids, counters, and what is kept of earlier changes.
_KEPT = frozenset({
    "id", "tenant_id", "created_at", "activated_at", "revision", "rows", "past_sizes", "past_expiries", "retroactions", "pauses",
    "past_lookbacks", "past_starts", "signing", "designed_at",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrailRecord:
    """`action` is `<thing>.<past tense>` (`program.changed`), `subject` the id of the thing. `details`: what changed, in
    texts and numbers; nothing personal, as a record outlives the person.
    """

    id: TrailId
    at: datetime
    actor: Actor
    action: str
    subject: str
    details: Fields = field(default_factory=dict)


def differences(before: Fields, after: Fields) -> Fields:
    """What differs, as `<name>.before` and `<name>.after`; a name that one side does not have is left out there."""
    found: dict[str, str | int] = {}
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            found |= {f"{name}.{when}": side[name] for when, side in (("before", before), ("after", after)) if name in side}
    return found


def fields_of(program: Program) -> Fields:
    """What an owner says of a program, and the settings as they hold at each location. Nothing of it is personal."""
    written = {f"settings.{place}": row.settings for place in program.rows if (row := program.newest_row(place))}
    said = {one.name: getattr(program, one.name) for one in fields(program) if one.name not in _KEPT}
    return dict(_flat("", {**said, "visits_of_pause": _visits_of_pause(program), **written}))


def _visits_of_pause(program: Program) -> str | None:
    """What becomes of those that came in the last pause: an owner chooses it when the program is active again."""
    if not program.pauses:
        return None
    last = program.pauses[-1]
    return "waiting" if last.until is None else "skip" if last.skipped else "evaluate"


def _flat(name: str, value: object) -> Iterator[tuple[str, str | int]]:
    if is_dataclass(value):
        value = {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}" if name else str(key), inner)
    elif isinstance(value, tuple) and any(map(is_dataclass, value)):
        yield from _flat(name, dict(enumerate(value)))
    elif value is not None and value != ():
        yield name, _plain(value)


def _plain(value: object) -> str | int:
    match value:
        case bool():
            return "yes" if value else "no"
        case int():
            return value
        case date():
            return value.isoformat()
        case tuple():
            text = ", ".join(map(str, value))
        case _:
            text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
