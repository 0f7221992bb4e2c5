"""Entries that somebody changed or removed are named, once."""

import json
from typing import Any

import pytest

from tests.builders import CARD, TENANT
from tests.entrypoints import started


def tampered(name: str) -> dict[str, Any]:
    keys = {"pk": {"S": f"T#{TENANT}#CARD#{CARD}"}, "sk": {"S": "E#000000000001"}}
    return {"eventName": name, "dynamodb": {"Keys": keys, "SequenceNumber": "1"}}


def test_the_cards_are_named_and_nothing_comes_again(capsys: pytest.CaptureFixture[str]) -> None:
    with started("functions/ledger_guard") as module:
        answer = module.handler({"Records": [tampered("MODIFY"), tampered("REMOVE")]}, None)
    assert answer == {"batchItemFailures": []}
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["outcome"], line["card_id"]) for line in told] == [("modify", CARD), ("remove", CARD)]
