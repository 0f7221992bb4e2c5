"""A program as a form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from comeback.domain.errors import FieldError, FieldRefused
from comeback.domain.mirror import MIRRORED
from comeback.domain.program import ProgramType
from comeback.domain.ready_designs import READY
from comeback.web.api.program_shapes import NewProgram, ProgramChanges
from comeback.web.forms import Form, validated, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comeback.domain.program import Program
    from comeback.usecases.create_program import ProgramDraft

_TERMS = ("validity", "stamp_expiry")
_FRESH = {
    "locale": "en", "size": "10", "lookback_days": "0", "reversal_policy": "debt",
    "validity.kind": "unlimited", "stamp_expiry.kind": "unlimited", "ready": next(iter(READY)),
}  # fmt: skip


def empty_fields(kind: ProgramType, locations: list[str], currency: str) -> Form:
    """A new program of a type, with what suits most businesses."""
    chosen = [("locations", location) for location in locations]
    return Form([("type", kind), *_FRESH.items(), ("currency", currency), *chosen])


def program_fields(program: Program) -> Form:
    """A program as it would be typed."""
    return Form(_fields(program))


def read_draft(form: Form) -> ProgramDraft:
    """The program that was typed, in the ready design that was chosen. Raises FieldRefused."""
    kind = form.text("type") or ProgramType.STAMP
    draft = validated(NewProgram, {"type": kind, "currency": form.text("currency"), **_read(form)}).draft()
    ready = READY.get(form.text("ready"))
    if ready is None:
        raise FieldRefused(FieldError("ready", "Choose one of these."))
    return replace(draft, design=replace(draft.design, **ready.look))


def read_changes(form: Form) -> dict[str, Any]:
    """What is to change of a program; its design has a page of its own. Raises FieldRefused."""
    return validated(ProgramChanges, _read(form)).changes()


def type_in(form: Form) -> ProgramType:
    """Which program the form is about; stamps unless it says otherwise."""
    text = form.text("type")
    return ProgramType(text) if text in list(ProgramType) else ProgramType.STAMP


def field_of(key: str) -> str:
    """From a refused key to the field that shows it."""
    return {"locations": "locations", "reward": "reward.title"}.get(key.partition(".")[0], key)


def _read(form: Form) -> dict[str, Any]:
    raw: dict[str, Any] = {name: form.text(name) for name in ("title", "locale")}
    raw["locations"] = [whole(location) for location in form.several("locations")]
    raw["validity"] = _term(form, "validity")
    return raw if type_in(form) in MIRRORED else raw | _of_stamps(form)


def _of_stamps(form: Form) -> dict[str, Any]:
    raw: dict[str, Any] = {name: whole(form.text(name)) for name in ("size", "lookback_days")}
    raw["reward"] = {"title": form.text("reward.title")}
    raw |= {name: form.text(name) or None for name in ("start_of_accrual", "reversal_policy")}
    return raw | {"stamp_expiry": _term(form, "stamp_expiry")}


def _term(form: Form, name: str) -> dict[str, Any]:
    """How long a card or its stamps live; only what belongs to the chosen kind is read."""
    kind = form.text(f"{name}.kind")
    term: dict[str, Any] = {"kind": kind or "unlimited"}
    if kind == "until":
        term["date"] = form.text(f"{name}.date") or None
    elif kind not in ("", "unlimited"):
        term["days"] = whole(form.text(f"{name}.days"))
    return {key: value for key, value in term.items() if value is not None}


def _fields(program: Program) -> Iterator[tuple[str, str]]:
    yield "type", program.type
    yield "title", program.title
    yield "reward.title", program.reward_title
    yield from (("locations", str(location)) for location in program.locations)
    for name in ("currency", "locale", "size", "lookback_days", "reversal_policy", "start_of_accrual"):
        value = getattr(program, name)
        yield name, "" if value is None else str(value)
    for name in _TERMS:
        term = getattr(program, name)
        yield f"{name}.kind", term.kind
        yield f"{name}.date", term.date.isoformat() if term.date else ""
        yield f"{name}.days", str(term.days or "")
