"""The join page of a program. There is no session and nobody to impersonate; a form that another site sends for its visitor
is refused all the same, because it would agree to something in their name.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from comeback import observe
from comeback.domain.arrival import arrival_of
from comeback.domain.card_content import first_said, terms_of
from comeback.domain.ids import LocationId
from comeback.domain.join_form import FormProblem, FormRefused, JoinForm
from comeback.domain.join_pace import Pace
from comeback.domain.words import Phrase
from comeback.ports.queues import QueueUnavailableError
from comeback.web.card_page import pictures_of
from comeback.web.customer_pages import notice, page
from comeback.web.readers import Languages, Reader, reader_of
from comeback.web.requests import body_of, form_of, is_from_elsewhere
from comeback.web.responses import see_other

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

    from comeback.usecases.join_program import FindOffer, JoinProgram, Offer
    from comeback.usecases.limit_joins import LimitJoins
    from comeback.usecases.time_form import TimeForm

_LARGEST_BODY = 16_384
_LONGEST_NUMBER = 16
_UNTICKED = ("", "0", "false", "no", "off")
_TRAP, _STAMP = "website", "opened"
_TRAPPED = FormProblem(_TRAP, Phrase("join.wrong.trap"))
_SORRY = FormProblem("", Phrase("join.wrong.unavailable"))
_AGAIN = {Pace.HASTY: FormProblem("", Phrase("join.again.hasty")), Pace.STALE: FormProblem("", Phrase("join.again.stale"))}


@dataclass(frozen=True, slots=True)
class JoinCalls:
    """The use cases behind the page."""

    find: FindOffer
    join: JoinProgram
    time: TimeForm
    limit: LimitJoins


@dataclass(frozen=True, slots=True)
class _Sent:
    """A form that came, and who reads the answer. `stamp`: when the form was given out."""

    offer: Offer
    form: JoinForm
    reader: Reader
    stamp: str


class JoinDoor:
    """Whoever joins is led to their card; whether it was there before is not said."""

    def __init__(self, app: APIGatewayHttpResolver, calls: JoinCalls, languages: Languages, base_url: str) -> None:
        """Adds the routes to `app`."""
        self._app = app
        self._calls = calls
        self._languages = languages
        self._base_url = base_url
        app.get("/join/<program_id>")(self._empty_form)
        app.post("/join/<program_id>")(self._join)

    def _empty_form(self, program_id: str) -> Response[str]:
        offer, event = self._calls.find(unquote(program_id)), self._app.current_event.raw_event
        observe.unit("join_page", tenant_id=offer.program.tenant_id, program_id=offer.program.id)
        asked = event.get("queryStringParameters") or {}
        form = JoinForm(location=_location(asked.get("location", "")), arrival=arrival_of(asked))
        reader = reader_of(event, self._languages, offer.program.locale)
        return _form_page(_Sent(offer, form, reader, self._calls.time.stamp(offer.program.id)))

    def _join(self, program_id: str) -> Response[str]:
        offer, event = self._calls.find(unquote(program_id)), self._app.current_event.raw_event
        fields = dict(form_of(event))
        reader = reader_of(event, self._languages, offer.program.locale, fields.get("lang", ""))
        if is_from_elsewhere(event, self._base_url):
            return notice(reader, 403, "elsewhere")
        if len(body_of(event)) > _LARGEST_BODY:
            return notice(reader, 413, "too_much")
        stamp = fields.get(_STAMP, "")
        sent = _Sent(offer, _read(fields, reader), reader, self._calls.time.again(offer.program.id, stamp))
        if fields.get(_TRAP):
            return _refused(sent, "trapped", [_TRAPPED])
        again = _AGAIN.get(self._calls.time(offer.program.id, stamp))
        return _refused(sent, "too_fast_or_old", [again]) if again else self._take(sent)

    def _take(self, sent: _Sent) -> Response[str]:
        try:
            self._calls.join.check(sent.offer, sent.form)
            wait = self._calls.limit(sent.offer.program.id, _address(self._app.current_event.raw_event))
            if wait:
                return _limited(sent, wait)
            joined = self._calls.join(sent.offer, sent.form)
        except FormRefused as problem:
            return _refused(sent, "refused", problem.problems)
        except QueueUnavailableError:
            return _refused(sent, "queue_unavailable", [_SORRY], 503)
        _note(sent.offer, "new" if joined.is_new else "known")
        return see_other(f"/c/{joined.token}{sent.reader.chosen}")


def _read(fields: Mapping[str, str], reader: Reader) -> JoinForm:
    name, phone, email, birthday = (_tidy(fields.get(field, "")) for field in ("name", "phone", "email", "birthday"))
    service, marketing = (
        _tidy(fields.get(tick, "")).lower() not in _UNTICKED for tick in ("consent_service", "consent_marketing")
    )
    return JoinForm(
        name, phone, email, birthday, service, marketing, _location(fields.get("location", "")), arrival_of(fields),
        reader.words.language,
    )  # fmt: skip


def _location(text: str) -> LocationId | None:
    """`?location=4564` in the address that a location hangs up as its code; anything else is as good as none."""
    return LocationId(int(text)) if text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER else None


def _tidy(text: str) -> str:
    """Single blanks, no control characters."""
    return " ".join("".join(" " if unicodedata.category(character) == "Cc" else character for character in text).split())


def _address(event: Mapping[str, Any]) -> str:
    return str(event.get("requestContext", {}).get("http", {}).get("sourceIp", ""))


def _note(offer: Offer, outcome: str) -> None:
    observe.unit("join", outcome=outcome, tenant_id=offer.program.tenant_id, program_id=offer.program.id)


def _limited(sent: _Sent, wait: int) -> Response[str]:
    answer = _refused(sent, "limited", [FormProblem("", Phrase("join.wrong.too_many", {"n": -(-wait // 60)}))], 429)
    answer.headers["Retry-After"] = str(wait)
    return answer


def _refused(sent: _Sent, outcome: str, problems: Sequence[FormProblem], status: int = 422) -> Response[str]:
    _note(sent.offer, outcome)
    return _form_page(sent, problems, status)


def _form_page(sent: _Sent, problems: Sequence[FormProblem] = (), status: int = 200) -> Response[str]:
    program, tell = sent.offer.program, sent.reader.words.tell
    return page(
        sent.reader, "customer/join.html", status, program.design, owner=sent.offer.owner, program=program, form=sent.form,
        reward=first_said(program.reward_title), terms=terms_of(program, program.size, sent.reader.words),
        pictures=pictures_of(program), errors=[(problem.field, tell(problem.why)) for problem in problems],
        why={problem.field: tell(problem.why) for problem in problems}, trap=_TRAP, stamp=sent.stamp,
        here=f"/join/{program.id}",
    )  # fmt: skip
