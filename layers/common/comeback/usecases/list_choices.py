"""What a program's settings at a location can name: Altegio's own lists, read when somebody is about to choose."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from comeback.domain.connection import Connection
from comeback.domain.mirror import MIRRORED, OF_A_CARD_TYPE
from comeback.domain.program import Program, ProgramStatus, ProgramType
from comeback.ports.crm import CrmError, Lane
from comeback.ports.loyalty import Loyalty

Titles = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """Titles by Altegio's numbers, of what the type of the program needs. `readable`: Altegio gave its lists; without them
    numbers are typed.
    """

    card_types: Titles = field(default_factory=dict)
    gift_card_types: Titles = field(default_factory=dict)
    membership_types: Titles = field(default_factory=dict)
    services: Titles = field(default_factory=dict)
    readable: bool = True


@dataclass(frozen=True, slots=True)
class ListChoices:
    """One call, two for memberships, none for stamps, drafts and a location that is not live. `loyalty` is made when it is
    needed: most pages need no way to Altegio.
    """

    loyalty: Callable[[], Loyalty]

    def __call__(self, program: Program, connection: Connection) -> Choices:
        """Never raises for what Altegio does: a form must open all the same."""
        if program.type not in MIRRORED or program.status is ProgramStatus.DRAFT:
            return Choices()
        if not connection.is_live:
            return Choices(readable=False)
        try:
            return _listed(self.loyalty(), program, connection)
        except CrmError:
            return Choices(readable=False)


def _listed(loyalty: Loyalty, program: Program, connection: Connection) -> Choices:
    if program.type in OF_A_CARD_TYPE:
        return Choices(card_types=loyalty.card_types(connection, Lane.REST))
    if program.type is ProgramType.GIFT:
        return Choices(gift_card_types=loyalty.gift_card_types(connection, Lane.REST))
    return Choices(
        membership_types=loyalty.membership_types(connection, Lane.REST), services=loyalty.services(connection, Lane.REST)
    )
