"""Secrets as Secrets Manager gives them; what the text may be is tested in tests/unit/test_secrets.py."""

import pytest
from botocore.exceptions import ClientError

from comeback.adapters.aws.secrets import SecretNotFilledError, load_secret
from tests.own_aws import OwnAws


def test_a_secret_is_found_by_its_name_only(aws: OwnAws) -> None:
    aws.secrets.create_secret(Name="a-stack/app", SecretString='{"keys": ["x"]}')
    aws.secrets.create_secret(Name="another-stack/app", SecretString='{"placeholder": true}')
    assert load_secret(aws.secrets, "a-stack/app") == {"keys": ["x"]}
    with pytest.raises(SecretNotFilledError, match="another-stack/app"):
        load_secret(aws.secrets, "another-stack/app")
    with pytest.raises(ClientError):
        load_secret(aws.secrets, "app")
