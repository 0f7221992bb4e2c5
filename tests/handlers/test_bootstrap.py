"""Every entry point is put together as in Lambda: a wiring mistake fails here and not in the cloud."""

import json

import pytest

from comeback.bootstrap import api
from comeback.domain.design import Design
from comeback.domain.ids import render_id
from tests.builders import TENANT
from tests.entrypoints import Aws, functions, secrets, started
from tests.handlers.events import http_event
from tests.template.reading import ROOT

HEAD = {
    "kind": {"S": "head"}, "tenant_id": {"S": "tn_1"}, "customer_id": {"S": "cu_1"}, "program_id": {"S": "pr_1"},
    "card_id": {"S": "cd_1"}, "mark": {"N": "2"},
}  # fmt: skip


PROGRAM = {"kind": {"S": "program"}, "status": {"S": "active"}, "pk": {"S": "T#tn_1"}, "sk": {"S": "PROGRAM#pr_1"}}


@pytest.mark.parametrize("folder", sorted(functions()))
def test_a_handler_starts_with_the_variables_that_the_template_gives_it(folder: str) -> None:
    aws = Aws()
    with started(folder, aws) as module:
        assert callable(module.handler)
    assert aws.asked == []


def test_every_folder_of_functions_is_in_the_template() -> None:
    assert {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")} == {
        folder.removeprefix("functions/") for folder in functions()
    }


def test_every_job_can_be_put_together() -> None:
    with started("functions/reconcile") as module:
        assert all(callable(make()) for make in module.JOBS.values())


def test_the_api_knows_the_operators_keys() -> None:
    with started("functions/api") as module:
        for key, status in ((secrets()["operator"]["keys"][0], 200), ("op_wrong", 401)):
            event = http_event("GET", "/operator/v1/tenants", headers={"authorization": f"Bearer {key}"})
            assert module.handler(event, None)["statusCode"] == status


def test_pictures_are_drawn_and_stored_where_passes_look_for_them() -> None:
    aws = Aws()
    with started("functions/api", aws):
        version = api.prepare_pictures(TENANT, Design(), 2)
    stored = [parameters for name, parameters in aws.asked if name == "put_object"]
    assert [(one["Bucket"], one["Key"]) for one in stored] == [("ArtworkBucket", f"artwork/{version}.zip")]


def test_the_relay_sends_heads_to_both_push_queues_and_active_programs_to_googles() -> None:
    aws = Aws()
    with started("functions/relay", aws) as module:
        records = [
            {"eventID": number, "eventSource": "aws:dynamodb", "dynamodb": {"SequenceNumber": number, **images}}
            for number, images in (
                ("1", {"NewImage": {"kind": {"S": "profile"}}}),
                ("2", {"NewImage": HEAD, "OldImage": {**HEAD, "mark": {"N": "1"}}}),
                ("3", {"NewImage": PROGRAM}),
                ("4", {"NewImage": {**PROGRAM, "status": {"S": "draft"}}}),
            )
        ]
        assert module.handler({"Records": records}, None) == {"batchItemFailures": []}
    sent = [(parameters["QueueUrl"], json.loads(parameters["MessageBody"])) for _, parameters in aws.asked]
    assert [(queue, body["type"]) for queue, body in sent] == [
        ("ApplePushQueue", "CardChanged"), ("GooglePushQueue", "CardChanged"), ("GooglePushQueue", "ProgramPublished"),
        ("AppleBatchQueue", "LookDue"),
    ]  # fmt: skip
    assert sent[1][1]["card_id"] == "cd_1"
    assert (sent[2][1]["tenant_id"], sent[2][1]["program_id"]) == ("tn_1", "pr_1")


def test_an_accrual_message_of_an_unknown_connection_asks_the_main_table_only() -> None:
    aws = Aws()
    message = {"type": "DayDue", "tenant_id": render_id("tn", 1, bytes(10)), "customer_id": render_id("cu", 1, bytes(10))}
    body = json.dumps({**message, "date": "2026-09-21"})
    with started("functions/accrual", aws) as module:
        answer = module.handler({"Records": [{"messageId": "1", "eventSource": "aws:sqs", "body": body}]}, None)
    assert answer == {"batchItemFailures": []}
    assert {parameters.get("TableName") for _, parameters in aws.asked} == {"MainTable"}
