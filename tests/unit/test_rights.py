"""What a location has to grant."""

from dataclasses import replace

import pytest

from comeback.adapters.words import words_for
from comeback.domain.program import Program, ProgramStatus, ProgramType
from comeback.domain.rights import OF_BOOKINGS, OF_LOYALTY, OF_MEMBERSHIPS, needed_rights
from comeback.domain.settings import CardSettings
from comeback.web.texts import _RIGHTS, right
from tests.builders import LA_VISAGE, program

WRITING = CardSettings(write_to_crm=True, deliver_via_crm=True)
EVERYTHING = {
    *OF_BOOKINGS, *OF_LOYALTY, *OF_MEMBERSHIPS, "clients_edit_access", "send_sms", "loyalty_cards_issue_and_removal_access",
    "edit_users_access", "webhook_read_access", "settings_access",
}  # fmt: skip


def of(kind: ProgramType, settings: CardSettings | None = None) -> Program:
    return replace(program(settings), type=kind)


@pytest.mark.parametrize(
    ("programs", "more"),
    [
        ([], ()),
        ([of(ProgramType.STAMP)], ()),
        ([of(ProgramType.CASHBACK), of(ProgramType.STAMP)], OF_LOYALTY),
        ([of(ProgramType.MULTIPASS)], (*OF_LOYALTY, *OF_MEMBERSHIPS)),
        ([of(ProgramType.STAMP, WRITING)], ("clients_edit_access", "send_sms")),
        ([of(ProgramType.STAMP, CardSettings(write_to_crm=True))], ("clients_edit_access",)),
        (
            [of(ProgramType.CASHBACK, CardSettings(write_to_crm=True, sms_via_crm=True, crm_card_type=10992))],
            (*OF_LOYALTY, "clients_edit_access", "loyalty_cards_issue_and_removal_access", "send_sms"),
        ),
        ([replace(of(ProgramType.CASHBACK), status=ProgramStatus.DRAFT)], ()),
        ([replace(of(ProgramType.CASHBACK), locations=())], ()),
        ([replace(of(ProgramType.CASHBACK), rows={})], OF_LOYALTY),
    ],
)
def test_a_location_needs_what_its_programs_need(programs: list[Program], more: tuple[str, ...]) -> None:
    assert needed_rights(programs, LA_VISAGE) == (*OF_BOOKINGS, *more)


@pytest.mark.parametrize("slug", sorted(EVERYTHING))
def test_every_right_has_words_and_a_place_of_its_own(slug: str) -> None:
    words = right(slug)
    assert words.name != slug
    assert words.why
    assert words.where.startswith("Altegio → Settings → Users → the user of the application → ")


def test_what_a_right_is_for_is_a_message_too() -> None:
    words = words_for("en")
    assert [words.say(f"right.{slug}") for slug in _RIGHTS] == [one.why for one in _RIGHTS.values()]
