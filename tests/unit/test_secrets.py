"""Secrets by name."""

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from comeback.adapters.aws.secrets import SecretNotFilledError, load_secret


def client(text: str) -> Any:
    made = boto3.client("secretsmanager", region_name="eu-central-1", aws_access_key_id="x", aws_secret_access_key="x")
    stub = Stubber(made)
    stub.add_response("get_secret_value", {"SecretString": text, "Name": "stage/app"}, {"SecretId": "stage/app"})
    stub.activate()
    return made


def test_a_secret_is_a_json_object() -> None:
    assert load_secret(client('{"partner_token": "x"}'), "stage/app") == {"partner_token": "x"}


@pytest.mark.parametrize("text", ['{"placeholder": true}', "not json", "[]"])
def test_a_secret_that_is_not_filled_in_is_named_and_not_shown(text: str) -> None:
    with pytest.raises(SecretNotFilledError, match="stage/app") as caught:
        load_secret(client(text), "stage/app")
    assert text not in str(caught.value)
