"""The customer's card page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from markupsafe import Markup

from comeback import observe
from comeback.domain.card import CardStatus
from comeback.domain.card_content import expires_at, first_said, lacking, milestones_told, stamps_shown, terms_of
from comeback.domain.mirror import MIRRORED
from comeback.domain.mirror_content import code_of as gift_code
from comeback.domain.mirror_content import facts_of, figure_of, label_of
from comeback.domain.passes import card_number
from comeback.web.card_page_wallets import choice_for
from comeback.web.customer_pages import gone, page

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

    from comeback.usecases.show_card_page import CardPage, ShowCardPage

_CLOSED = {
    CardStatus.BLOCKED: "It is blocked at the moment. Ask at the desk.",
    CardStatus.EXPIRED: "Its time is over. Ask at the desk for a new one.",
}


class CardPageDoor:
    """Opens to whoever has the card's link."""

    def __init__(self, app: APIGatewayHttpResolver, show: ShowCardPage, base_url: str) -> None:
        """Adds the route to `app`."""
        self._app = app
        self._show = show
        self._base_url = base_url
        app.get("/c/<token>")(self._card)

    def _card(self, token: str) -> Response[str]:
        token = unquote(token)
        found = self._show(token)
        if found is None:
            observe.unit("card_page", outcome="not_found")
            return gone()
        observe.unit("card_page", tenant_id=found.card.tenant_id, program_id=found.card.program_id)
        return self._page(found, f"{self._base_url}/c/{token}")

    def _page(self, found: CardPage, address: str) -> Response[str]:
        card, program = found.card, found.program
        choice = choice_for(self._app.current_event.raw_event)
        closed = _CLOSED.get(card.status)
        ends_at, mirrored = expires_at(card, program, found.timezone), card.type in MIRRORED
        gift = "" if closed else gift_code(card, found.mirror)
        return page(
            "customer/card.html", figure=(label_of(card), figure_of(card, program, found.mirror)) if mirrored else None,
            facts=facts_of(card, program, found.mirror, found.timezone, found.places) if mirrored else (), design=program.design,
            owner=found.owner, program=program, card=card, shown=card.shown,
            lacking=lacking(card, program), on_the_way=milestones_told(card, program).splitlines(), stamped=stamps_shown(card),
            columns=columns_of(card.size), reward=first_said(program.reward_title, "Reward"),
            number=card_number(card.id), terms=terms_of(program, card.size), ends_on=ends_at.date() if ends_at else None,
            gift=code_of(gift) if gift else None, closed=closed, choice=choice, in_apple=found.in_apple,
            in_google=found.in_google, address=address, path=address.removeprefix(self._base_url),
            code=code_of(address) if choice.code and not closed else None,
        )  # fmt: skip


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
