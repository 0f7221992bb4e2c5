"""A place where CrmWrites can be tried, with what came of it: in memory, or the stand-in for Altegio."""

from collections.abc import Callable
from dataclasses import dataclass

from comeback.adapters.crm.api import AltegioCrm
from comeback.adapters.crm.loyalty import AltegioLoyalty
from comeback.adapters.crm.transport import AltegioTransport
from comeback.adapters.crm.writes import FIELD_CODE, AltegioWrites
from comeback.domain.crm_writing import WritePermit
from comeback.domain.ids import ClientId
from comeback.domain.settings import CardSettings
from comeback.ports.crm import Crm, Lane
from comeback.ports.crm_writes import CrmWrites, PersonToWrite
from comeback.ports.loyalty import Loyalty
from tests import builders
from tests.dev.altegio_world import Connected
from tests.memory.crm import MemoryCrm
from tests.memory.crm_writes import MemoryCrmWrites
from tests.memory.desk import MemoryDesk
from tests.memory.loyalty import MemoryLoyalty
from tests.unit.connecting import Ticking
from tests.unit.test_crm_api import Unlimited

PHONE, TYPE = "+13155550188", 10992
EVERYTHING = CardSettings(
    write_to_crm=True, create_crm_client=True, deliver_via_crm=True, email_via_crm=True, crm_card_type=TYPE
)  # fmt: skip
CONNECTION = builders.connection()
PERMIT = WritePermit(CONNECTION, EVERYTHING)
ANN = PersonToWrite(PHONE, "Ann Lee", "Lee", "ann@example.com", "1990-04-12")


@dataclass
class Reception:
    """Writes, reads, what the location has, and its weather."""

    writes: CrmWrites
    crm: Crm
    loyalty: Loyalty
    messages_to: Callable[[ClientId], list[str]]
    notes_at: Callable[[ClientId], list[str]]
    give_field: Callable[[], None]
    refuse: Callable[[str], None]
    lose_answer: Callable[[str], None]

    def ann(self) -> ClientId:
        self.writes.create_client(PERMIT, ANN, Lane.SWEEP)
        (found,) = self.crm.find_clients(CONNECTION, PHONE, Lane.SWEEP)
        return found.client_id


# What the port calls a write: the right that it needs, and the address that it goes to.
PLACES = {
    "issue_card": ("loyalty_cards_issue_and_removal_access", "/loyalty/cards/"),
    "create_client": ("clients_edit_access", "/clients/4564$"),
    "change_client": ("clients_edit_access", "/client/4564/"),
    "note_cards": ("clients_edit_access", "/comments$"),
    "send_message": ("send_sms", "/sms/"),
    "send_email": ("send_sms", "/email/"),
}


def in_memory() -> Reception:
    desk, loyalty = MemoryDesk(Ticking()), MemoryLoyalty()
    writes = MemoryCrmWrites(desk, loyalty)

    def told(client: ClientId) -> list[str]:
        return [text for to, text in writes.messages if to == client] + [text for to, _, text in writes.emails if to == client]

    def noted(client: ClientId) -> list[str]:
        return [*writes.comments.get(client, {}).values(), *([writes.fields[client]] if client in writes.fields else [])]

    return Reception(
        writes, MemoryCrm(desk, Ticking()), loyalty, told, noted, lambda: writes.with_field.add(builders.LA_VISAGE),
        writes.refuse, writes.lost.append,
    )  # fmt: skip


def transport_to(world: Connected) -> AltegioTransport:
    """Over the connections of the world's own client, which are closed with it."""
    options = world.altegio.options
    return AltegioTransport(
        http=world.rest, api_url=world.altegio.api_url, app_url=world.altegio.base_url,
        partner_token=options.partner_token, user_token=options.user_token, budget=Unlimited(),
    )  # fmt: skip


def at_altegio(world: Connected) -> Reception:
    transport, desk = transport_to(world), world.desk

    def lose(name: str) -> None:
        # The client is read before it is changed, at the same address.
        desk.fail_calls(502, path=PLACES[name][1], late=True)

    def noted(client: ClientId) -> list[str]:
        sheet = desk.show_client(client)
        return [*sheet.comments, *sheet.fields.values()]

    return Reception(
        AltegioWrites(transport), AltegioCrm(transport, Ticking()), AltegioLoyalty(transport),
        lambda client: desk.show_client(client).messages, noted, lambda: desk.add_client_field(FIELD_CODE),
        lambda name: desk.take_right(PLACES[name][0]), lose,
    )  # fmt: skip
