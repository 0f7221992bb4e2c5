"""Secrets by name."""

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from comeback.adapters.aws.secrets import SecretNotFilledError, load_secret, operator_keys


def client(text: str) -> Any:
    made = boto3.client("secretsmanager", region_name="eu-central-1", aws_access_key_id="x", aws_secret_access_key="x")
    stub = Stubber(made)
    stub.add_response("get_secret_value", {"SecretString": text, "Name": "stage/app"}, {"SecretId": "stage/app"})
    stub.activate()
    return made


def test_a_secret_is_a_json_object() -> None:
    assert load_secret(client('{"partner_token": "x"}'), "stage/app") == {"partner_token": "x"}


EMPTY = [
    "{}",
    '{"partner_token": ""}',
    '{"partner_token": null}',
    '{"link_keys": {"k1": ""}}',
    '{"keys": []}',
    '{"keys": ["x", ""]}',
]


@pytest.mark.parametrize("text", ['{"placeholder": true}', "not json", "[]", *EMPTY])
def test_a_secret_that_is_not_filled_in_is_named_and_not_shown(text: str) -> None:
    with pytest.raises(SecretNotFilledError, match="stage/app") as caught:
        load_secret(client(text), "stage/app")
    assert text not in str(caught.value)


def test_the_operator_has_a_list_of_long_keys() -> None:
    assert operator_keys({"keys": ["op_" + "x" * 19]}) == ["op_" + "x" * 19]


@pytest.mark.parametrize("keys", ["op_" + "x" * 40, ["op_short"], [7], None])
def test_anything_else_opens_the_operators_door_to_nobody(keys: object) -> None:
    with pytest.raises(SecretNotFilledError):
        operator_keys({"keys": keys})
