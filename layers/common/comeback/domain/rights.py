"""Which of Altegio's rights a location has to grant: what its programs need, and no more (altegio.md §6.4)."""

from collections.abc import Iterable, Iterator, Mapping

from comeback.domain.crm_writing import WriteKind
from comeback.domain.ids import LocationId
from comeback.domain.program import Program, ProgramStatus, ProgramType
from comeback.domain.settings import CardSettings

OF_BOOKINGS = (
    "timetable_access",
    "record_form_access",
    "record_form_client_access",
    "records_finances_access",
    "clients_access",
    "client_phones_access",
    "finances_access",
    "finances_transactions_access",
)
"""What reading bookings, their payments and their clients takes."""

OF_LOYALTY = ("loyalty_access", "clients_loyalty_read_access")
"""What reading balances that Altegio owns takes."""

OF_MEMBERSHIPS = ("loyalty_abonement_history_access",)


RIGHT_TO: Mapping[WriteKind, str] = {
    WriteKind.LOYALTY_CARD: "loyalty_cards_issue_and_removal_access",
    WriteKind.CLIENT: "clients_edit_access",
    WriteKind.CARD_NOTE: "clients_edit_access",
    WriteKind.PROFILE: "clients_edit_access",
    WriteKind.LINK: "send_sms",
}
"""What each kind of write takes."""


def needed_rights(programs: Iterable[Program], location: LocationId) -> tuple[str, ...]:
    """Each once: the rights of every location, those of its programs, and of writing only what an owner has switched on."""
    wanted = [*OF_BOOKINGS]
    for program in programs:
        versions = program.rows.get(location, ())
        if program.status is ProgramStatus.DRAFT or location not in program.locations:
            continue
        if program.type is not ProgramType.STAMP:
            wanted += OF_LOYALTY
        if program.type is ProgramType.MULTIPASS:
            wanted += OF_MEMBERSHIPS
        if versions:
            wanted += _of_writing(versions[-1].settings)
    return tuple(dict.fromkeys(wanted))


def _of_writing(settings: CardSettings) -> Iterator[str]:
    if not settings.write_to_crm:
        return
    yield RIGHT_TO[WriteKind.CLIENT]
    if settings.crm_card_type is not None:
        yield RIGHT_TO[WriteKind.LOYALTY_CARD]
    if settings.deliver_via_crm or settings.sms_via_crm or settings.email_via_crm:
        yield RIGHT_TO[WriteKind.LINK]
