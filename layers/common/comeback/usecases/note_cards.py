"""Serial, state and link of a person's cards stand at their client in Altegio, where the owner allows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from comeback.domain.card import Card
from comeback.domain.card_note import NotedCard, mark_of, note_of
from comeback.domain.crm_writing import Intent, WriteKind, WritePermit
from comeback.domain.customer import Profile
from comeback.domain.google_passes import GoogleState
from comeback.domain.ids import ClientId, LocationId
from comeback.domain.links import LinkKeys, page_token
from comeback.domain.program import Program
from comeback.messages import CardNoteDue
from comeback.ports.crm import Lane
from comeback.ports.crm_writes import CardNote, CrmWrites
from comeback.ports.customers import Customers
from comeback.ports.directory import Directory
from comeback.ports.google_passes import GooglePasses
from comeback.ports.passes import Passes
from comeback.ports.programs import Programs
from comeback.usecases.write_once import About, Want, WriteOnce, Written
from comeback.usecases.write_permits import permit_at


class Noted(StrEnum):
    """What came of a card that changed; of several locations the most that came of one."""

    NOWHERE = "nowhere"
    BEFORE = "before"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    NOTED = "noted"


_ORDER = list(Noted)
_OUTCOMES = {
    Written.WRITTEN: Noted.NOTED,
    Written.FOUND: Noted.BEFORE,
    Written.BEFORE: Noted.BEFORE,
    Written.REFUSED: Noted.REFUSED,
    Written.UNCERTAIN: Noted.UNCERTAIN,
}


@dataclass(frozen=True, slots=True)
class NoteCards:
    """The note of a location tells of every card of the person whose program runs there. It is written when it says something
    new: a burst of changes is one note, and what was noted costs no call of Altegio's.
    """

    directory: Directory
    programs: Programs
    customers: Customers
    passes: Passes
    google: GooglePasses
    writes: CrmWrites
    write_once: WriteOnce
    keys: LinkKeys
    base_url: str

    def __call__(self, message: CardNoteDue) -> Noted:
        """Raises CrmError: the message has to come again."""
        ref = self.directory.card(message.card_id)
        profile = self.customers.profile(ref.tenant_id, ref.customer_id) if ref else None
        if profile is None:
            return Noted.NOWHERE
        cards = self.customers.cards(profile.tenant_id, profile.id)
        programs = {card.id: program for card in cards if (program := self.programs.get(card.tenant_id, card.program_id))}
        outcomes = [
            self._note(profile, location, [(card, programs[card.id]) for card in cards if card.id in programs])
            for location in sorted({place for place, _ in profile.live_clients})
        ]
        return max(outcomes, key=_ORDER.index, default=Noted.NOWHERE)

    def _note(self, profile: Profile, location: LocationId, cards: list[tuple[Card, Program]]) -> Noted:
        client = profile.target_at(location)
        permits = [(card, permit) for card, program in cards if (permit := permit_at(self.directory, program, location))]
        if client is None or not permits:
            return Noted.NOWHERE
        text = note_of(self._told(card for card, _ in permits))
        permit = permits[0][1]
        want = Want(
            profile.tenant_id, profile.id, WriteKind.CARD_NOTE, str(location), About(location), aim=mark_of(text, client)
        )  # fmt: skip
        written = self.write_once(want, _Note(self.writes, permit, client, text))
        return _OUTCOMES[written]

    def _told(self, cards: Iterator[Card]) -> Iterator[NotedCard]:
        for card in cards:
            google = self.google.get(card.id)
            yield NotedCard(
                card=card, in_apple=bool(self.passes.devices(card.id)),
                in_google=google is not None and google.state is GoogleState.SAVED,
                link=f"{self.base_url}/c/{page_token(self.keys, card)}",
            )  # fmt: skip


@dataclass(slots=True)
class _Note:
    """A comment is added before those that it replaces go, and one that stands there already is not added again. `found`: what
    was read right before the write.
    """

    writes: CrmWrites
    permit: WritePermit
    client: ClientId
    text: str
    found: CardNote | None = None

    def is_done(self, intent: Intent) -> bool:
        del intent
        self.found = self.writes.card_note(self.permit, self.client, Lane.SWEEP)
        return self.found.text == self.text and len(self.found.comments) < 2

    def do(self, intent: Intent) -> None:
        del intent
        assert self.found is not None
        self.writes.note_cards(self.permit, self.client, self.found, self.text, Lane.SWEEP)
