"""Templates to HTML. Everything is escaped; a name that a template does not get is an error."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from comeback.domain.design import artwork_version
from comeback.web.texts import OUTCOMES, SECTIONS, STATES, right

if TYPE_CHECKING:
    from datetime import date, datetime

    from comeback.domain.ready_designs import ReadyDesign

_HERE = Path(__file__).parent
_SCRIPT = "text/javascript; charset=utf-8"
_STATIC = {"style.css": "text/css; charset=utf-8", "progress.js": _SCRIPT, "design.js": _SCRIPT}
PICTURES = _HERE / "static" / "designs"
"""Of the ready designs, made by `dev.ready_pictures`."""
_PICTURED_SIZE = 5


def render(template: str, **values: Any) -> str:
    """The page of a template; `csrf_token` is None for somebody who is not signed in."""
    return _environment().get_template(template).render(csrf_token=values.pop("csrf_token", None), **values)


def static(name: str) -> tuple[str | bytes, str] | None:
    """A file that pages link to, with its media type."""
    if name in _pictures():
        return (PICTURES / name).read_bytes(), "image/png"
    kind = _STATIC.get(name)
    return ((_HERE / "static" / name).read_text(encoding="utf-8"), kind) if kind else None


def picture_of(ready: ReadyDesign) -> str:
    """The file with the small picture of a ready design; its name changes with what is drawn."""
    return f"{ready.name}-{artwork_version(ready.design, _PICTURED_SIZE)[:8]}.png"


def moment(at: datetime | None, zone: str) -> str:
    """A moment in the location's own time."""
    return "not yet" if at is None else at.astimezone(ZoneInfo(zone)).strftime("%-d %B %Y, %H:%M")


def day(on: date) -> str:
    """A date in words."""
    return on.strftime("%-d %B %Y")


@cache
def _pictures() -> frozenset[str]:
    return frozenset(path.name for path in PICTURES.glob("*.png"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    environment.filters.update(moment=moment, day=day)
    environment.globals.update(right=right, outcomes=OUTCOMES, states=STATES, sections=SECTIONS, link_to=_link_to)
    return environment


@cache
def _link_to(name: str) -> str:
    """The address of a static file, which changes with its content: browsers keep it for good."""
    folder = PICTURES if name in _pictures() else _HERE / "static"
    return f"/console/static/{name}?v={sha256((folder / name).read_bytes()).hexdigest()[:12]}"
