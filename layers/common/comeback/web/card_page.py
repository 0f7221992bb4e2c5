"""The customer's card page, and what it asks while it is open."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from aws_lambda_powertools.event_handler import Response
from markupsafe import Markup

from comeback import observe
from comeback.domain.card import CardStatus
from comeback.domain.card_content import CardContent, expires_at, first_said, lacking, milestones_told, stamps_shown, terms_of
from comeback.domain.design import artwork_version
from comeback.domain.mirror import MIRRORED
from comeback.domain.mirror_content import code_of as gift_code
from comeback.domain.mirror_content import facts_of, figure_of, label_of
from comeback.domain.passes import card_number
from comeback.web.badges import Badges
from comeback.web.card_page_wallets import choice_for
from comeback.web.customer_pages import gone, page
from comeback.web.readers import Languages, Reader, reader_of
from comeback.web.responses import bare, security_headers

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

    from comeback.domain.program import Program
    from comeback.domain.words import Words
    from comeback.usecases.show_card_page import CardPage, ShowCardPage
    from comeback.usecases.show_card_state import ShowCardState

_CLOSED = {CardStatus.BLOCKED: "card_page.closed.blocked", CardStatus.EXPIRED: "card_page.closed.expired"}
_ADDED = {
    (True, True): "card_page.added.both", (True, False): "card_page.added.apple", (False, True): "card_page.added.google"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CardCalls:
    """The use cases behind the page."""

    show: ShowCardPage
    state: ShowCardState
    badges: Badges = field(default_factory=Badges)


class CardPageDoor:
    """Opens to whoever has the card's link."""

    def __init__(self, app: APIGatewayHttpResolver, calls: CardCalls, languages: Languages, base_url: str) -> None:
        """Adds the routes to `app`."""
        self._app = app
        self._calls = calls
        self._languages = languages
        self._base_url = base_url
        app.get("/c/<token>")(self._card)
        app.get("/c/<token>/state")(self._state)
        app.get("/badges/<name>")(calls.badges.show)

    def _card(self, token: str) -> Response[str]:
        token = unquote(token)
        found = self._calls.show(token)
        if found is None:
            observe.unit("card_page", outcome="not_found")
            return gone(self._reader())
        observe.unit("card_page", tenant_id=found.card.tenant_id, program_id=found.card.program_id)
        return self._page(found, token)

    def _state(self, token: str) -> Response[str]:
        """Kept short: it is asked every few seconds."""
        state = self._calls.state(unquote(token))
        if state is None:
            return bare(404)
        said = _added(state.in_apple, state.in_google, self._reader().words)
        told = {"apple": state.in_apple, "google": state.in_google, "mark": state.mark, "said": said}
        return Response(200, "application/json", json.dumps(told), headers={**security_headers(), "Cache-Control": "no-store"})

    def _page(self, found: CardPage, token: str) -> Response[str]:
        card, program, event = found.card, found.program, self._app.current_event.raw_event
        reader, choice = self._reader(program.locale), choice_for(event)
        closed, path = _CLOSED.get(card.status, ""), f"/c/{token}"
        added = _added(found.in_apple, found.in_google, reader.words)
        if not added and (event.get("queryStringParameters") or {}).get("added"):
            added = reader.words.say("card_page.added.waiting")  # by the person's own word: phones do not always tell
        code = code_of(self._base_url + path) if choice.code and not closed else None
        return page(
            reader, "customer/card.html", design=program.design, script="" if closed else "card_page.js", closed=closed,
            **_front(found, reader.words), choice=choice, added=added, is_added=found.in_apple or found.in_google, code=code,
            address=self._base_url + path, path=path, mark=card.mark, here=path,
            badges={wallet: self._calls.badges.address(wallet, reader.words.language) for wallet in ("apple", "google")},
        )  # fmt: skip

    def _reader(self, locale: str = "en") -> Reader:
        return reader_of(self._app.current_event.raw_event, self._languages, locale)


def _front(found: CardPage, words: Words) -> dict[str, Any]:
    """What the card itself says."""
    card, program = found.card, found.program
    content = CardContent(card, program, "", found.owner, found.timezone, found.mirror, found.places, words=words)
    ends_at, mirrored = expires_at(card, program, found.timezone), card.type in MIRRORED
    gift = gift_code(card, found.mirror) if card.status is CardStatus.ACTIVE else ""
    return {
        "figure": (label_of(card, words), figure_of(content)) if mirrored else None,
        "facts": facts_of(content) if mirrored else (),
        "owner": found.owner, "program": program, "card": card, "shown": card.shown, "stamped": stamps_shown(card),
        "lacking": lacking(card, program), "on_the_way": milestones_told(card, program, words).splitlines(),
        "columns": columns_of(card.size), "reward": first_said(program.reward_title), "number": card_number(card.id),
        "terms": terms_of(program, card.size, words), "ends_on": ends_at.date() if ends_at else None,
        "gift": code_of(gift) if gift else None, "logo": pictures_of(program),
        "pictures": pictures_of(program) if card.size == program.size else "",  # one of another size may have none
    }  # fmt: skip


def _added(in_apple: bool, in_google: bool, words: Words) -> str:  # noqa: FBT001 - the two wallets
    key = _ADDED.get((in_apple, in_google))
    return words.say(key) if key else ""


def pictures_of(program: Program) -> str:
    """Where the pictures of a program's cards are."""
    return f"/pictures/{artwork_version(program.design, program.size)}"


def columns_of(size: int) -> int:
    """Rows of at most six stamps, all about as long."""
    rows = -(-size // 6)
    return -(-size // rows)


def code_of(text: str) -> Markup:
    """A QR code as SVG."""
    # Loaded late: phones, which most visitors have, are shown no code.
    import segno

    drawn = segno.make_qr(text, error="m").svg_inline(omitsize=True, border=3, svgclass="code", lineclass=None)
    return Markup(drawn)  # noqa: S704 - lines that the library draws
