"""What DynamoDB does and no emulator shows: conflicts, throttling, batches kept back. Each adapter answers with its port's error,
and lets through what it does not know.
"""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from comeback.adapters.dynamodb.activations import DynamoActivations, DynamoConnectJobs
from comeback.adapters.dynamodb.api_keys import DynamoApiKeys
from comeback.adapters.dynamodb.card_items import card_item
from comeback.adapters.dynamodb.connections import DynamoConnections
from comeback.adapters.dynamodb.customers import DynamoCustomers
from comeback.adapters.dynamodb.ledger import DynamoLedger
from comeback.adapters.dynamodb.passes import DynamoPasses
from comeback.adapters.dynamodb.programs import DynamoPrograms
from comeback.adapters.dynamodb.sessions import DynamoSessions
from comeback.adapters.dynamodb.table import Table
from comeback.adapters.dynamodb.wire import to_wire
from comeback.domain.connecting import ConnectOutcome
from comeback.domain.connection import ConnectionStatus, Tenant
from comeback.domain.customer import Profile
from comeback.domain.day import Day
from comeback.domain.errors import NotFound
from comeback.domain.ids import ApiKeyId, CardId, JobId
from comeback.ports.activations import ActivationHeld
from comeback.ports.api_keys import ApiKey
from comeback.ports.ledger import Claim, ClaimLost, DayWrite
from comeback.ports.passes import Device
from comeback.ports.programs import ProgramChanged
from comeback.ports.sessions import Session
from tests import builders
from tests.contract.books import MINE, NOW, PLACE, a_day, a_posting
from tests.contract.scripted import CONDITION, CONFLICT, THROTTLED, Refused, Scripted, cancelled

PROFILE = Profile(builders.CUSTOMER, MINE, "+12125550123", "Jane Doe", NOW)
TENANT = Tenant(MINE, "Business", 7, "owner@example.com", NOW)
HERE = builders.LA_VISAGE
LOST_TRANSACTION = cancelled("TransactionConflict", None)
THROTTLED_TRANSACTION = cancelled("ThrottlingError", None)


@pytest.fixture
def aws() -> Scripted:
    return Scripted("dynamodb")


@pytest.fixture
def ledger(aws: Scripted) -> DynamoLedger:
    return DynamoLedger(aws.table, aws.table)


def commit(ledger: DynamoLedger) -> None:
    ledger.commit(MINE, [DayWrite(Claim(PLACE, 1, Day()), a_day())], [a_posting(builders.card())])


def test_a_claim_waits_until_a_commit_under_way_is_over(aws: Scripted, ledger: DynamoLedger) -> None:
    aws.answers("update_item", CONFLICT, CONFLICT, {"Attributes": to_wire({"epoch": 4})})
    assert ledger.claim(MINE, PLACE, NOW).epoch == 5
    assert len(aws.pauses) == 2
    assert aws.all_used()


def test_a_claim_that_never_gets_through_is_lost(aws: Scripted, ledger: DynamoLedger) -> None:
    aws.answers("update_item", *[CONFLICT] * 4)
    with pytest.raises(ClaimLost):
        ledger.claim(MINE, PLACE, NOW)


def test_a_commit_that_meets_another_writer_is_sent_again(aws: Scripted, ledger: DynamoLedger) -> None:
    aws.answers("transact_write_items", LOST_TRANSACTION, {})
    commit(ledger)
    assert aws.all_used()


@pytest.mark.parametrize(
    "answers",
    [
        [cancelled("ConditionalCheckFailed", None, None)],
        [cancelled(None, "ConditionalCheckFailed", "TransactionConflict")],
        [LOST_TRANSACTION] * 4,
    ],
)
def test_a_commit_that_others_were_before_is_lost(aws: Scripted, ledger: DynamoLedger, answers: list[Refused]) -> None:
    aws.answers("transact_write_items", *answers)
    with pytest.raises(ClaimLost):
        commit(ledger)
    assert aws.all_used()


@pytest.mark.parametrize(
    "refused", [THROTTLED, THROTTLED_TRANSACTION, Refused("TransactionInProgressException"), Refused("InternalServerError")]
)
def test_a_commit_that_may_have_happened_is_not_called_lost(aws: Scripted, ledger: DynamoLedger, refused: Refused) -> None:
    aws.answers("transact_write_items", refused)
    with pytest.raises(ClientError) as caught:
        commit(ledger)
    assert caught.value.response["Error"]["Code"] == refused.code


def test_a_program_that_met_another_writer_is_changed_and_one_that_was_throttled_is_not(aws: Scripted) -> None:
    programs = DynamoPrograms(aws.table)
    aws.answers("transact_write_items", *[LOST_TRANSACTION] * 4, THROTTLED_TRANSACTION)
    with pytest.raises(ProgramChanged):
        programs.save(MINE, builders.program())
    with pytest.raises(ClientError):
        programs.save(MINE, builders.program())


def test_two_who_register_one_phone_at_once_become_one_customer(aws: Scripted) -> None:
    customers = DynamoCustomers(aws.table, b"k" * 32)
    aws.answers("get_item", {})
    aws.answers("transact_write_items", cancelled("ConditionalCheckFailed", None))
    aws.answers("get_item", {"Item": to_wire({"customer_id": PROFILE.id})})
    other = '{"id": "cu_9", "tenant_id": "tn_1", "phone": "+12125550123", "name": "Jane", "created_at": "2026-09-21T10:00:00Z"}'
    aws.answers("get_item", {"Item": to_wire({"profile": other})})
    found, new = customers.register(MINE, PROFILE)
    assert (found.id, new) == ("cu_9", False)


def test_a_phone_that_others_keep_writing_is_given_up(aws: Scripted) -> None:
    for _ in range(3):
        aws.answers("get_item", {})
        aws.answers("transact_write_items", cancelled("ConditionalCheckFailed", None))
    with pytest.raises(TimeoutError):
        DynamoCustomers(aws.table, b"k" * 32).register(MINE, PROFILE)


def test_two_who_issue_one_card_at_once_get_the_same(aws: Scripted) -> None:
    theirs = replace(builders.card(), id=CardId("cd_" + "0" * 25 + "9"))
    aws.answers("get_item", {})
    aws.answers("transact_write_items", cancelled("ConditionalCheckFailed", None))
    aws.answers("get_item", {"Item": to_wire(card_item(theirs))})
    assert DynamoCustomers(aws.table, b"k").issue(MINE, builders.card()) == (theirs, False)


def test_a_card_whose_id_is_taken_is_not_mistaken_for_the_customers_own(aws: Scripted) -> None:
    aws.answers("get_item", {})
    aws.answers("transact_write_items", cancelled(None, "ConditionalCheckFailed"))
    aws.answers("get_item", {})
    with pytest.raises(ClientError):
        DynamoCustomers(aws.table, b"k").issue(MINE, builders.card())


def test_people_and_cards_that_were_throttled_were_not_stored(aws: Scripted) -> None:
    customers = DynamoCustomers(aws.table, b"k")
    for store in (lambda: customers.register(MINE, PROFILE), lambda: customers.issue(MINE, builders.card())):
        aws.answers("get_item", {})
        aws.answers("transact_write_items", THROTTLED_TRANSACTION)
        with pytest.raises(ClientError):
            store()


def test_a_connection_that_met_another_writer_is_saved_again(aws: Scripted) -> None:
    aws.answers("transact_write_items", LOST_TRANSACTION, {})
    DynamoConnections(aws.table).save(MINE, builders.connection())
    assert aws.all_used()


@pytest.mark.parametrize("refused", [CONDITION, THROTTLED])
def test_a_session_that_ended_while_it_was_used_is_over(aws: Scripted, refused: Refused) -> None:
    old = {"tenant_id": MINE, "csrf_token": "t", "started_at": NOW.isoformat(), "seen_at": NOW.isoformat()}
    aws.answers("get_item", {"Item": to_wire(old)})
    aws.answers("update_item", refused)
    with nullcontext() if refused is CONDITION else pytest.raises(ClientError):
        assert DynamoSessions(aws.client, "sessions").seen("d", NOW + timedelta(minutes=5)) is None


def test_an_activation_that_ended_meanwhile_is_begun_by_the_next_try(aws: Scripted) -> None:
    aws.answers("update_item", CONDITION)
    aws.answers("put_item", CONDITION)
    with pytest.raises(ActivationHeld):
        DynamoActivations(aws.table).begin(HERE, 7, "hook", "browser", NOW)


def test_an_activation_that_was_throttled_was_not_begun(aws: Scripted) -> None:
    aws.answers("update_item", CONDITION)
    aws.answers("put_item", THROTTLED)
    with pytest.raises(ClientError):
        DynamoActivations(aws.table).begin(HERE, 7, "hook", "browser", NOW)


def test_a_device_that_registers_while_it_is_dropped_keeps_its_passes(aws: Scripted) -> None:
    row = to_wire({"pk": "DEV#d", "sk": "DEV", "device_id": "d", "push_token": "new", "stored_at": NOW.isoformat()})
    aws.answers("delete_item", {"Attributes": row})
    aws.answers("query", {"Items": [row]})
    DynamoPasses(aws.table).drop(Device("d", "old", NOW))
    assert aws.all_used()


Use = Callable[[Table], object]
THROTTLED_USES: dict[str, Use] = {
    "put_item: activation": lambda table: table.put(("L#1", "ACTIVATION"), {}),
    "update_item: begin": lambda table: DynamoActivations(table).begin(HERE, 7, "hook", "browser", NOW),
    "update_item: record": lambda table: DynamoConnectJobs(table).record(MINE, JobId("jb_1"), HERE, ConnectOutcome.TAKEN),
    "update_item: claim": lambda table: DynamoLedger(table, table).claim(MINE, PLACE, NOW),
    "update_item: status": lambda table: DynamoConnections(table).set_status(MINE, HERE, ConnectionStatus.ACTIVE),
    "update_item: event": lambda table: DynamoConnections(table).note_event(MINE, HERE, NOW),
    "update_item: pushed": lambda table: DynamoPasses(table).note_pushed(builders.card().ref, 1, NOW),
    "delete_item: drop": lambda table: DynamoPasses(table).drop(Device("d", "t", NOW)),
    "put_item: session": lambda table: DynamoSessions(table.client, "s").start("d", Session(MINE, "t", NOW, NOW)),
    "transact_write_items: tenant": lambda table: DynamoConnections(table).create_tenant(TENANT),
    "transact_write_items: link": lambda table: DynamoCustomers(table, b"k").link_client(
        MINE, HERE, builders.JANE, builders.CUSTOMER
    ),
    "transact_write_items: key": lambda table: DynamoApiKeys(table).add(MINE, ApiKey(ApiKeyId("ak_1"), "d", NOW)),
}


@pytest.mark.parametrize("name", THROTTLED_USES)
def test_throttling_is_not_mistaken_for_an_answer(aws: Scripted, name: str) -> None:
    aws.answers(name.split(":", maxsplit=1)[0], THROTTLED)
    with pytest.raises(ClientError, match="ThrottlingException"):
        THROTTLED_USES[name](aws.table)


def test_a_link_to_nobody_is_not_found(aws: Scripted) -> None:
    aws.answers("transact_write_items", cancelled(None, "ConditionalCheckFailed"))
    with pytest.raises(NotFound):
        DynamoCustomers(aws.table, b"k").link_client(MINE, HERE, builders.JANE, builders.CUSTOMER)
