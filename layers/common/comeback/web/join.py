"""The join page of a program. There is no session and nobody to impersonate; a form that another site sends for its visitor
is refused all the same, because it would agree to something in their name.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from comeback import observe
from comeback.domain.card_content import first_said, terms_of
from comeback.domain.errors import FieldError, FieldRefused
from comeback.domain.ids import LocationId
from comeback.domain.join_form import JoinForm
from comeback.ports.queues import QueueUnavailableError
from comeback.web.card_page import columns_of
from comeback.web.customer_pages import notice, page
from comeback.web.requests import body_of, form_of, is_from_elsewhere
from comeback.web.responses import see_other

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

    from comeback.usecases.join_program import FindOffer, JoinProgram, Offer

_LARGEST_BODY = 16_384
_LONGEST_NUMBER = 16
_UNTICKED = ("", "0", "false", "no", "off")
_TRAP = "website"
_TRAPPED = FieldError(_TRAP, "Leave this field empty: only robots fill it in.")
_SORRY = FieldError("", "Your card could not be made at this moment. Please send the form again in a minute.")


@dataclass(frozen=True, slots=True)
class JoinCalls:
    """The use cases behind the page."""

    find: FindOffer
    join: JoinProgram


class JoinDoor:
    """Whoever joins is led to their card; whether it was there before is not said."""

    def __init__(self, app: APIGatewayHttpResolver, calls: JoinCalls, base_url: str) -> None:
        """Adds the routes to `app`."""
        self._app = app
        self._calls = calls
        self._base_url = base_url
        app.get("/join/<program_id>")(self._empty_form)
        app.post("/join/<program_id>")(self._join)

    def _empty_form(self, program_id: str) -> Response[str]:
        offer = self._calls.find(unquote(program_id))
        observe.unit("join_page", tenant_id=offer.program.tenant_id, program_id=offer.program.id)
        asked = self._app.current_event.raw_event.get("queryStringParameters") or {}
        return _form_page(offer, JoinForm(location=_location(asked.get("location", ""))))

    def _join(self, program_id: str) -> Response[str]:
        offer, event = self._calls.find(unquote(program_id)), self._app.current_event.raw_event
        if is_from_elsewhere(event, self._base_url):
            return notice(403, "This form came from another site", "Open the join page itself and send it from there.")
        if len(body_of(event)) > _LARGEST_BODY:
            return notice(413, "This is too much", "A form of ours is never that long.")
        fields = dict(form_of(event))
        form = _read(fields)
        if fields.get(_TRAP):
            return _refused(offer, form, "trapped", [_TRAPPED])
        try:
            joined = self._calls.join(offer, form)
        except FieldRefused as problem:
            return _refused(offer, form, "refused", problem.errors)
        except QueueUnavailableError:
            return _refused(offer, form, "queue_unavailable", [_SORRY], 503)
        _note(offer, "new" if joined.is_new else "known")
        return see_other(f"/c/{joined.token}")


def _read(fields: Mapping[str, str]) -> JoinForm:
    name, phone, email, birthday = (_tidy(fields.get(field, "")) for field in ("name", "phone", "email", "birthday"))
    service, marketing = (
        _tidy(fields.get(tick, "")).lower() not in _UNTICKED for tick in ("consent_service", "consent_marketing")
    )
    return JoinForm(name, phone, email, birthday, service, marketing, _location(fields.get("location", "")))


def _location(text: str) -> LocationId | None:
    """`?location=4564` in the address that a location hangs up as its code; anything else is as good as none."""
    return LocationId(int(text)) if text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER else None


def _tidy(text: str) -> str:
    """Single blanks, no control characters."""
    return " ".join("".join(" " if unicodedata.category(character) == "Cc" else character for character in text).split())


def _note(offer: Offer, outcome: str) -> None:
    observe.unit("join", outcome=outcome, tenant_id=offer.program.tenant_id, program_id=offer.program.id)


def _refused(offer: Offer, form: JoinForm, outcome: str, errors: Sequence[FieldError], status: int = 422) -> Response[str]:
    _note(offer, outcome)
    return _form_page(offer, form, errors, status)


def _form_page(offer: Offer, form: JoinForm, errors: Sequence[FieldError] = (), status: int = 200) -> Response[str]:
    program = offer.program
    values: dict[str, Any] = {
        "owner": offer.owner, "program": program, "reward": first_said(program.reward_title, "A reward"),
        "terms": terms_of(program, program.size), "columns": columns_of(program.size), "form": form,
        "errors": errors, "why": {error.field: error.message for error in errors}, "trap": _TRAP,
    }  # fmt: skip
    return page("customer/join.html", status, program.design, **values)
