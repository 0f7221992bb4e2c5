"""A program as a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from comeback.domain.design import Design
from comeback.domain.mirror import MIRRORED
from comeback.domain.program import ProgramType
from comeback.web.api.program_shapes import NewProgram, ProgramChanges
from comeback.web.forms import Form, validated, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from comeback.domain.program import Program
    from comeback.usecases.create_program import ProgramDraft

_DESIGN = ("background", "foreground", "label", "accent", "stamp", "logo_text", "organization", "contact", "terms")
_TERMS = ("validity", "stamp_expiry")
_FRESH = {
    "locale": "en", "size": "10", "lookback_days": "0", "reversal_policy": "debt",
    "validity.kind": "unlimited", "stamp_expiry.kind": "unlimited",
}  # fmt: skip


def empty_fields(kind: ProgramType, locations: list[str], currency: str) -> Form:
    """A new program of a type, with what suits most businesses."""
    chosen = [("locations", location) for location in locations]
    return Form([("type", kind), *_FRESH.items(), ("currency", currency), *chosen, *_design_fields(Design())])


def program_fields(program: Program) -> Form:
    """A program as it would be typed."""
    return Form(_fields(program))


def read_draft(form: Form) -> ProgramDraft:
    """The program that was typed. Raises FieldRefused."""
    kind = form.text("type") or ProgramType.STAMP
    return validated(NewProgram, {"type": kind, "currency": form.text("currency"), **_read(form)}).draft()


def read_changes(form: Form) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is to change of a program, and of its design. Raises FieldRefused."""
    changes = validated(ProgramChanges, _read(form))
    return changes.changes(), changes.design.changes()


def type_in(form: Form) -> ProgramType:
    """Which program the form is about; stamps unless it says otherwise."""
    text = form.text("type")
    return ProgramType(text) if text in list(ProgramType) else ProgramType.STAMP


def field_of(key: str) -> str:
    """From a refused key to the field that shows it."""
    head, _, rest = key.partition(".")
    return {"locations": "locations", "reward": "reward.title"}.get(head, rest if head == "design" else key)


def _read(form: Form) -> dict[str, Any]:
    raw: dict[str, Any] = {name: form.text(name) for name in ("title", "locale")}
    raw["locations"] = [whole(location) for location in form.several("locations")]
    raw["validity"] = _term(form, "validity")
    raw["design"] = {name: form.text(name) for name in _DESIGN if form.several(name)}
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
    yield from _design_fields(program.design)


def _design_fields(design: Design) -> Iterator[tuple[str, str]]:
    return ((name, str(getattr(design, name))) for name in _DESIGN)
