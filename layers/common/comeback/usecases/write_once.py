"""Write to Altegio once, although it knows no idempotency and answers get lost (altegio.md §5.2).

The intent is stored before the call, on condition that nobody has moved it since the read that found nothing; an end that is
not known is found out by reading, when whatever was under way has come to rest. A crash at any point leaves an intent that says
what to read.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from comeback.domain.attention import AttentionItem, AttentionKind
from comeback.domain.crm_writing import MOST_TRIES, SETTLED_AFTER, Intent, IntentState, WriteKind, matter_of
from comeback.domain.ids import CardId, CustomerId, LocationId, ProgramId, TenantId
from comeback.domain.rights import RIGHT_TO
from comeback.ports.attention import Attention
from comeback.ports.connections import Connections
from comeback.ports.crm import CrmError, CrmGoneError, CrmRefusedError, CrmUnavailableError
from comeback.ports.crm_writes import CrmUncertainError
from comeback.ports.intents import Intents, IntentTaken
from comeback.ports.system import Clock, Ids
from comeback.usecases.watch_right import note_right_lost


class Effect(Protocol):
    """A write, and how to see whether it was done."""

    def is_done(self, intent: Intent) -> bool | None:
        """Read Altegio; None where that cannot tell. Raises CrmError."""

    def do(self, intent: Intent) -> None:
        """Write, with the intent's token or number where there is room for it. Raises CrmError."""


@dataclass(frozen=True, slots=True)
class About:
    """Whom and what a write concerns: what a person is told when its end stays unknown."""

    location_id: LocationId
    program_id: ProgramId | None = None
    card_id: CardId | None = None


@dataclass(frozen=True, slots=True)
class Want:
    """What is to be written. `aim`: another one is another write in the same place. `repeats`: what was done may have been
    undone since, so Altegio is read each time.
    """

    tenant_id: TenantId
    customer_id: CustomerId
    kind: WriteKind
    subject: str
    about: About
    aim: str = ""
    repeats: bool = False


class Written(StrEnum):
    """`found`: it was there already. `before`: our intent was settled earlier. `refused`: Altegio does not accept what we write.
    `uncertain`: a person has to look.
    """

    WRITTEN = "written"
    FOUND = "found"
    BEFORE = "before"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class WriteOnce:
    """`most_tries`: how often an effect is tried whose end was unknown and that reading then did not find."""

    intents: Intents
    attention: Attention
    connections: Connections
    clock: Clock
    ids: Ids
    most_tries: int = MOST_TRIES

    def __call__(self, want: Want, effect: Effect) -> Written:
        """Raises CrmError: nothing was done, or it is not known yet; the message has to come again."""
        intent = self._planned(want)
        if intent.state is IntentState.DONE:
            return Written.BEFORE
        seconds = intent.under_way_for(self.clock.now())
        if seconds:
            raise CrmUnavailableError("a write may be under way", seconds)
        done = effect.is_done(intent)
        if done:
            return self._settled(want, intent)
        if intent.state is IntentState.UNCERTAIN or intent.tries >= self.most_tries or (done is None and intent.tries):
            return self._uncertain(want, intent)
        return self._call(want, intent, effect)

    def _planned(self, want: Want) -> Intent:
        stored = self.intents.get(want.tenant_id, want.customer_id, want.kind, want.subject)
        fresh = Intent(want.kind, want.subject, self.ids.new("in"), want.aim)
        if stored is None:
            return fresh
        if stored.aim == want.aim and not (want.repeats and stored.state is IntentState.DONE):
            return stored
        # What was meant before is of no interest any more, unless it may still be on its way.
        return replace(fresh, state=stored.state if stored.state is IntentState.CALLING else IntentState.PLANNED,
                       called_at=stored.called_at, revision=stored.revision)  # fmt: skip

    def _call(self, want: Want, intent: Intent, effect: Effect) -> Written:
        calling = replace(intent, state=IntentState.CALLING, tries=intent.tries + 1, called_at=self.clock.now())
        claimed = self._save(want, calling)
        try:
            effect.do(claimed)
        except CrmUncertainError as problem:
            problem.retry_after = max(problem.retry_after, SETTLED_AFTER.total_seconds())
            raise
        except (CrmUnavailableError, CrmRefusedError, CrmGoneError) as problem:
            self._save(want, replace(intent, state=IntentState.PLANNED, revision=claimed.revision))
            if isinstance(problem, CrmRefusedError):
                self._note_refused(want)
            raise
        except CrmError:
            # Altegio does not accept it, and would not the next time either; unless it was our number that was taken.
            fresh = replace(intent, token=self.ids.new("in"), state=IntentState.PLANNED, revision=claimed.revision)
            self._save(want, fresh)
            return Written.REFUSED
        self._save(want, replace(claimed, state=IntentState.DONE))
        return Written.WRITTEN

    def _note_refused(self, want: Want) -> None:
        connection = self.connections.get(want.tenant_id, want.about.location_id)
        if connection is not None:
            note_right_lost(self.connections, connection, RIGHT_TO[want.kind])

    def _settled(self, want: Want, intent: Intent) -> Written:
        if intent.state is IntentState.UNCERTAIN:
            self.attention.settle(want.tenant_id, self._item(want, intent).id)
        self._save(want, replace(intent, state=IntentState.DONE))
        return Written.FOUND

    def _uncertain(self, want: Want, intent: Intent) -> Written:
        self.attention.notice(want.tenant_id, self._item(want, intent))
        if intent.state is not IntentState.UNCERTAIN:
            self._save(want, replace(intent, state=IntentState.UNCERTAIN))
        return Written.UNCERTAIN

    def _item(self, want: Want, intent: Intent) -> AttentionItem:
        return AttentionItem(
            kind=AttentionKind.UNCERTAIN_WRITE, subject=matter_of(want.kind, want.customer_id, want.subject),
            noticed_at=self.clock.now(), location_id=want.about.location_id, program_id=want.about.program_id,
            customer_id=want.customer_id, card_id=want.about.card_id,
            facts={"write": want.kind, "token": intent.token, "tries": intent.tries},
        )  # fmt: skip

    def _save(self, want: Want, intent: Intent) -> Intent:
        try:
            return self.intents.save(want.tenant_id, want.customer_id, intent)
        except IntentTaken as taken:
            raise CrmUnavailableError("somebody else is at the same write") from taken
