"""What keeps people in step, over a world's memory, wired as bootstrap wires it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comeback.adapters.phones import LibraryPhones
from comeback.usecases.answer_phone_change import AnswerPhoneChange
from comeback.usecases.block_card import BlockCard, SetStatus, UnblockCard
from comeback.usecases.erase_customer import EraseCustomer
from comeback.usecases.follow_client import FollowClient
from comeback.usecases.issue_card import IssueCard
from comeback.usecases.lose_client import LoseClient
from comeback.usecases.note_change import NoteChange
from comeback.usecases.read_cards import ReadCard
from comeback.usecases.show_name import ShowName
from comeback.usecases.take_over_profile import TakeOverProfile
from comeback.usecases.update_client import KeepInStep

if TYPE_CHECKING:
    from tests.engine_world import Ports


def follow_client(ports: Ports) -> FollowClient:
    """Phones that changed."""
    set_status = SetStatus(ReadCard(ports.directory, ports.customers), ports.ledger, ports.clock)
    attention, unblock = ports.attention, UnblockCard(set_status, ports.queue)
    return FollowClient(ports.directory, ports.customers, ports.crm, LibraryPhones(), attention, unblock, ports.clock)


def keep_in_step(ports: Ports) -> KeepInStep:
    """Phones, profiles, and clients who are gone."""
    set_status = SetStatus(ReadCard(ports.directory, ports.customers), ports.ledger, ports.clock)
    take_over = TakeOverProfile(
        ports.customers, NoteChange(ports.trail, ports.clock, ports.ids), ports.queue, ports.clock, show_name(ports)
    )
    return KeepInStep(
        follow_client(ports), LoseClient(ports.customers, ports.crm, BlockCard(set_status)), take_over
    )  # fmt: skip


def show_name(ports: Ports) -> ShowName:
    """Wallets hear of another first name."""
    return ShowName(ports.customers, ports.ledger, ports.clock)


def erase_customer(ports: Ports) -> EraseCustomer:
    """Somebody is forgotten."""
    return EraseCustomer(ports.customers, ports.erasures, ports.ledger, ports.attention, ports.clock)


def answer_phone_change(ports: Ports) -> AnswerPhoneChange:
    """What a person says to a changed phone."""
    issue = IssueCard(ports.customers, ports.ids, ports.clock, "k1")
    return AnswerPhoneChange(
        ports.customers, ports.programs, ports.ledger, issue, ports.queue, ports.clock, ports.ids
    )  # fmt: skip
