"""Pages of cards: find one, see why its balance is what it is, put it right by hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from comeback.domain.card import CardStatus
from comeback.domain.card_content import CardContent
from comeback.domain.errors import NotFound
from comeback.domain.ids import ProgramId, VisitId
from comeback.domain.ledger import EntryKind
from comeback.domain.mirror import MIRRORED
from comeback.domain.mirror_content import facts_of, figure_of, label_of
from comeback.domain.words import Money
from comeback.usecases.change_program import read_program
from comeback.usecases.move_balance import Asked
from comeback.usecases.program_zone import zone_of
from comeback.web.api.balance_shapes import NewAdjustment, NewRedemption, WhyOfStatus
from comeback.web.api.card_shapes import CardAnswer
from comeback.web.api.endpoints import card_of, entry_of, program_of
from comeback.web.changes import Change, card_state
from comeback.web.console.delivery_words import link_in_words
from comeback.web.console.routes import Get, Post, location_of, number_of
from comeback.web.forms import validated, whole

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response

    from comeback.domain.program import Program
    from comeback.domain.words import Words
    from comeback.usecases.read_cards import CardView
    from comeback.web.console.caller import Caller
    from comeback.web.console.calls import ConsoleCalls

_CARD = "/console/cards/<card_id>"
_PAGE = 50


class CardPages:
    """Views: a request in, one use case, a page out."""

    def __init__(self, calls: ConsoleCalls, base_url: str) -> None:
        """`base_url` begins the links of a card."""
        self._calls = calls
        self._cards = calls.cards
        self._balances = calls.balances
        self._base_url = base_url
        self._words = calls.tenant.words("en")

    def routes(self) -> list[Get | Post]:
        """The table of routes."""
        state = card_state(self._cards.read)
        return [
            Get("/console/cards", self.cards),
            Post("/console/cards/search", self.search, self.cards),
            Get(_CARD, self.card),
            Post(f"{_CARD}/adjustments", self.adjust, self.card),
            Post(f"{_CARD}/redemptions", self.redeem, self.card),
            Post(f"{_CARD}/milestones/<at>/redemptions", self.redeem_milestone, self.card),
            Post(f"{_CARD}/redemptions/<entry_id>/reversal", self.give_back, self.card),
            Post(f"{_CARD}/block", self.block, self.card, Change("card.blocked", state=state)),
            Post(f"{_CARD}/unblock", self.unblock, self.card, Change("card.unblocked", state=state)),
            Post(f"{_CARD}/deliveries", self.send_again, self.card, Change("card.link_sent")),
            Post(f"{_CARD}/links", self.replace_links, self.card, Change("card.links_replaced")),
            Get("/console/connections/<location_id>/visits/<visit_id>", self.visit),
        ]

    def cards(self, caller: Caller) -> Response[str]:
        """The cards of one program, the first if none is named."""
        programs = self._calls.programs.programs.of_tenant(caller.tenant)
        named = caller.query.get("program_id")
        program = program_of(named) if named else programs[0].id if programs else None
        return self._list(caller, None, program, caller.query.get("cursor"))

    def search(self, caller: Caller) -> Response[str]:
        """By phone. Posted, because a phone in an address would be kept by browsers and on the way."""
        return self._list(caller, caller.form.text("phone"), None, None)

    def card(self, caller: Caller, card_id: str, **_: str) -> Response[str]:
        """One card with its entries, newest first."""
        head = self._cards.read(caller.tenant, card_of(card_id))
        program = read_program(self._calls.programs.programs, caller.tenant, head.program_id)
        view = self._cards.show(caller.tenant, [head])[0]
        entries, following = self._cards.ledger.entries(caller.tenant, head.id, _PAGE, caller.query.get("cursor"))
        connections = self._calls.tenant.connections.of_tenant(caller.tenant)
        zone = zone_of(self._calls.tenant.connections, program)
        link = self._calls.deliveries.again.state(caller.tenant, head.id)
        return caller.page(
            "card.html", lambda key: f"{caller.form.text('form')}.{key}", program=program, head=head, form=caller.form,
            card=CardAnswer.of(view, self._base_url), entries=entries, next_cursor=following,
            places={one.location_id: one.location.title for one in connections},
            zone=zone, given_back={entry.reverses for entry in entries},
            redemption=EntryKind.REDEMPTION, is_active=head.status is CardStatus.ACTIVE,
            is_blocked=head.status is CardStatus.BLOCKED, is_erased=head.status is CardStatus.ERASED,
            request_key=self._calls.ids.secret(), link=link_in_words(program, link, zone),
            **_mirrored(view, program, zone, self._words),
        )  # fmt: skip

    def adjust(self, caller: Caller, card_id: str) -> Response[str]:
        """Stamps up or down."""
        asked = _raw(caller, amount=whole(caller.form.text("adjust.amount")))
        body = validated(NewAdjustment, asked)
        self._balances.adjust(caller.tenant, card_of(card_id), self._asked(caller), body.amount, body.reason)
        return caller.go(f"/console/cards/{card_id}", "adjusted")

    def redeem(self, caller: Caller, card_id: str) -> Response[str]:
        """A reward is handed out."""
        body = validated(NewRedemption, _raw(caller, rewards=whole(caller.form.text("redeem.rewards"))))
        self._balances.redeem(caller.tenant, card_of(card_id), self._asked(caller), body.rewards, body.reason)
        return caller.go(f"/console/cards/{card_id}", "redeemed")

    def redeem_milestone(self, caller: Caller, card_id: str, at: str) -> Response[str]:
        """The reward of a milestone is handed out."""
        self._balances.milestone(caller.tenant, card_of(card_id), self._asked(caller), number_of(at))
        return caller.go(f"/console/cards/{card_id}", "redeemed")

    def give_back(self, caller: Caller, card_id: str, entry_id: str) -> Response[str]:
        """A redemption was a mistake."""
        reason = validated(WhyOfStatus, _raw(caller)).reason
        self._balances.reverse(caller.tenant, card_of(card_id), self._asked(caller), entry_of(entry_id), reason)
        return caller.go(f"/console/cards/{card_id}", "given-back")

    def block(self, caller: Caller, card_id: str) -> Response[str]:
        """Nothing accrues and nothing is redeemed."""
        reason = validated(WhyOfStatus, _raw(caller)).reason
        self._balances.block(caller.tenant, card_of(card_id), self._calls.person(caller.tenant), reason)
        return caller.go(f"/console/cards/{card_id}", "blocked")

    def unblock(self, caller: Caller, card_id: str) -> Response[str]:
        """As before."""
        reason = validated(WhyOfStatus, _raw(caller)).reason
        self._balances.unblock(caller.tenant, card_of(card_id), self._calls.person(caller.tenant), reason)
        return caller.go(f"/console/cards/{card_id}", "unblocked")

    def send_again(self, caller: Caller, card_id: str) -> Response[str]:
        """The link of the card, under the guards of every link."""
        self._calls.deliveries.again(caller.tenant, card_of(card_id))
        return caller.go(f"/console/cards/{card_id}", "link-sent")

    def replace_links(self, caller: Caller, card_id: str) -> Response[str]:
        """Somebody has the link who should not."""
        self._cards.replace_links(caller.tenant, card_of(card_id))
        return caller.go(f"/console/cards/{card_id}", "links-replaced")

    def visit(self, caller: Caller, location_id: str, visit_id: str) -> Response[str]:
        """Why a visit did or did not earn."""
        location = location_of(location_id)
        told = self._calls.tenant.explain(caller.tenant, location, VisitId(number_of(visit_id)))
        connection = self._calls.tenant.connections.get(caller.tenant, location)
        if connection is None:  # it was there when the visit was explained
            raise NotFound("no such location")
        say = self._calls.tenant.words(caller.languages)
        return caller.page("visit.html", told=told, connection=connection, say=say)

    def _list(self, caller: Caller, phone: str | None, program: ProgramId | None, cursor: str | None) -> Response[str]:
        programs = self._calls.programs.programs.of_tenant(caller.tenant)
        nothing = phone is None and program is None
        cards, following = ((), None) if nothing else self._cards.find(caller.tenant, phone, program, _PAGE, cursor)
        views, held = self._cards.show(caller.tenant, cards), {one.id: one for one in programs}
        return caller.page(
            "cards.html", programs=programs, titles={one.id: one.title for one in programs}, chosen=program,
            rows=[CardAnswer.of(view, self._base_url) for view in views],
            figures={
                view.card.id: figure_of(
                    CardContent(view.card, held[view.card.program_id], mirror=view.mirror, words=self._words)
                )
                for view in views if view.card.type in MIRRORED
            },
            next_cursor=following, searched=phone, form=caller.form,
        )  # fmt: skip

    def _asked(self, caller: Caller) -> Asked:
        return Asked(self._calls.person(caller.tenant), caller.request_key)


def _raw(caller: Caller, **fields: Any) -> dict[str, Any]:
    """The fields of one of the page's forms, which have its name before their own."""
    return {**fields, "reason": caller.form.text(f"{caller.form.text('form')}.reason") or None}


def _mirrored(view: CardView, program: Program, zone: str, words: Words) -> dict[str, Any]:
    """What the page says of a balance that Altegio owns, and how amounts are written."""
    card, shown = view.card, view.card.type in MIRRORED
    content = CardContent(card, program, timezone=zone, mirror=view.mirror, words=words)
    return {
        "figure": (label_of(card, words), figure_of(content)) if shown else None,
        "facts": facts_of(content) if shown and view.profile else (),
        "mirror": view.mirror,
        "amount_of": partial(_amount, words, program.currency),
    }


def _amount(words: Words, currency: str, amount: int, unit: str, *, signed: bool = False) -> str:
    sign = "+" if signed and amount >= 0 else ""
    return f"{sign}{words.write(Money(amount, currency)) if unit == 'minor' else amount}"
