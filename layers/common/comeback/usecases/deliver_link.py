"""The link of a card goes to its holder through Altegio, under every guard of loyalty-domain.md §5.2."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from comeback.domain.card import Card, CardRef
from comeback.domain.card_content import owner_of
from comeback.domain.crm_writing import Intent, IntentState, WriteKind, WritePermit
from comeback.domain.customer import Profile
from comeback.domain.delivery import NoLink, Switch, by_message, caps_of, is_on, opens_at, room_at, switch_of, why_not
from comeback.domain.ids import ClientId, CustomerId, TenantId
from comeback.domain.links import LinkKeys, page_token
from comeback.domain.program import Program
from comeback.messages import LinkDue
from comeback.ports.connections import Connections
from comeback.ports.crm import CrmError, CrmUnavailableError, Lane
from comeback.ports.crm_writes import CrmUncertainError, CrmWrites
from comeback.ports.customers import Customers
from comeback.ports.delivery_counts import DeliveryCounts
from comeback.ports.directory import Directory
from comeback.ports.intents import IntentTaken
from comeback.ports.programs import Programs
from comeback.ports.system import Clock
from comeback.usecases.write_once import About, Want, WriteOnce, Written
from comeback.usecases.write_permits import permits_of

FULL_CAP, OUTSIDE_HOURS = "full_cap", "outside_hours"
_SETTLED = (IntentState.DONE, IntentState.UNCERTAIN, IntentState.DROPPED)


class Delivered(StrEnum):
    """What came of a link that may be due."""

    NOT_SENT = "not_sent"
    BEFORE = "before"
    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


_OUTCOMES = {
    Written.WRITTEN: Delivered.SENT,
    Written.FOUND: Delivered.BEFORE,
    Written.BEFORE: Delivered.BEFORE,
    Written.REFUSED: Delivered.REFUSED,
    Written.UNCERTAIN: Delivered.UNCERTAIN,
}


@dataclass(frozen=True, slots=True)
class Postbox:
    """Through which client of which location a person is reached. None: through none; the switch says whether any is on."""

    permit: WritePermit | None
    client: ClientId | None
    switch: Switch


def postbox_of(directory: Directory, program: Program, profile: Profile) -> Postbox:
    """The first location of the program that sends links and knows the person."""
    found = Postbox(None, None, Switch(None))
    for permit in permits_of(directory, program):
        location = permit.connection.location_id
        if not is_on(permit.settings):
            continue
        client, switch = profile.target_at(location), switch_of(program.rows[location])
        if client is not None:
            return Postbox(permit, client, switch)
        found = found if found.switch.since else Postbox(None, None, switch)
    return found


@dataclass(frozen=True, slots=True)
class DeliverLink:
    """Once per customer and program, ever, unless a person asks again. Nothing else waits for it, and nothing breaks with it."""

    directory: Directory
    programs: Programs
    connections: Connections
    customers: Customers
    counts: DeliveryCounts
    writes: CrmWrites
    write_once: WriteOnce
    keys: LinkKeys
    base_url: str
    clock: Clock

    def __call__(self, message: LinkDue) -> Delivered:
        """Raises CrmError: the message has to come again, and what was sent is not sent twice."""
        tenant = message.tenant_id
        program = self.programs.get(tenant, message.program_id)
        profile = self.customers.profile(tenant, message.customer_id)
        card = self.customers.card(CardRef(tenant, message.customer_id, message.program_id))
        if program is None or profile is None or card is None:
            return Delivered.NOT_SENT
        intent = self.write_once.intents.get(tenant, profile.id, WriteKind.LINK, program.id)
        if intent is not None and intent.state in _SETTLED:
            return Delivered.BEFORE
        box = postbox_of(self.directory, program, profile)
        where = box.permit.connection.location_id if box.permit else program.locations[0]
        want = Want(
            tenant, profile.id, WriteKind.LINK, program.id, About(where, program.id, card.id), intent.aim if intent else ""
        )  # fmt: skip
        send = _Send(self, box, self._text(program, card), owner_of(program, self._title(program)))
        if intent is not None and intent.state is IntentState.CALLING:
            return _OUTCOMES[self.write_once(want, send)]  # its end comes first, whatever is forbidden now
        reason = why_not(card, program, box.switch, profile, by_person=intent is not None and intent.by_person)
        if reason is not None or box.permit is None:
            return self._dropped(profile, intent, reason or NoLink.NO_CLIENT)
        return self._send(want, send, box.permit, intent)

    def _send(self, want: Want, send: "_Send", permit: WritePermit, intent: Intent | None) -> Delivered:
        settings, connection, now = permit.settings, permit.connection, self.clock.now()
        zone = connection.location.timezone
        opens = opens_at(settings, now, zone)
        if opens is not None:
            return self._wait(want, intent, opens, OUTSIDE_HOURS)
        wall = now.astimezone(ZoneInfo(zone))
        if not self.counts.take(connection.location_id, wall, caps_of(settings)):
            taken = self.counts.taken(connection.location_id, wall)
            return self._wait(want, intent, room_at(settings, now, zone, taken), FULL_CAP)
        try:
            written = self.write_once(want, send)
        except CrmUncertainError:
            raise
        except CrmError:
            self.counts.give_back(connection.location_id, wall)
            raise
        if written is Written.REFUSED:
            self.counts.give_back(connection.location_id, wall)
        return _OUTCOMES[written]

    def _wait(self, want: Want, intent: Intent | None, until: datetime, reason: str) -> Delivered:
        planned = intent or Intent(want.kind, want.subject, self.write_once.ids.new("in"), want.aim)
        self._save(want.tenant_id, want.customer_id, replace(planned, state=IntentState.WAITING, not_before=until, reason=reason))
        return Delivered.WAITING

    def _dropped(self, profile: Profile, intent: Intent | None, reason: NoLink) -> Delivered:
        """What nobody has begun leaves no trace; what waited says why it was given up."""
        if intent is not None:
            dropped = replace(intent, state=IntentState.DROPPED, reason=reason, not_before=None)
            self._save(profile.tenant_id, profile.id, dropped)
        return Delivered.NOT_SENT

    def _save(self, tenant: TenantId, customer: CustomerId, intent: Intent) -> None:
        try:
            self.write_once.intents.save(tenant, customer, intent)
        except IntentTaken as taken:
            raise CrmUnavailableError("somebody else is at the same link") from taken

    def _text(self, program: Program, card: Card) -> str:
        """In no language, so in every one."""
        link = f"{self.base_url}/c/{page_token(self.keys, card)}"
        return f"{owner_of(program, self._title(program))} · {program.title}: {link}"

    def _title(self, program: Program) -> str:
        tenant = self.connections.tenant(program.tenant_id)
        return tenant.title if tenant else ""


@dataclass(frozen=True, slots=True)
class _Send:
    """Altegio does not tell what it has sent: a message whose end is unknown is never sent again by us."""

    ports: DeliverLink
    box: Postbox
    text: str
    subject: str

    def is_done(self, intent: Intent) -> None:
        del intent

    def do(self, intent: Intent) -> None:
        del intent
        permit, client = self.box.permit, self.box.client
        assert permit is not None
        assert client is not None
        if by_message(permit.settings):
            self.ports.writes.send_message(permit, client, self.text, Lane.SWEEP)
        else:
            self.ports.writes.send_email(permit, client, self.subject, self.text, Lane.SWEEP)
