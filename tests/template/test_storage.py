"""Tables, bucket, secrets: what must outlive a mistake."""

import pytest

from tests.template.reading import LEDGER, of_type, template

_TABLES = of_type("AWS::DynamoDB::Table")
_LASTING = sorted(set(_TABLES) - {"SessionsTable"})
_NAMES = ("TableName", "QueueName", "FunctionName", "RoleName", "BucketName", "AlarmName", "TopicName")


@pytest.mark.parametrize("table", sorted(_TABLES))
def test_tables_are_encrypted_and_paid_by_request(table: str) -> None:
    properties = _TABLES[table]["Properties"]

    assert properties["SSESpecification"] == {"SSEEnabled": True}
    assert properties["BillingMode"] == "PAY_PER_REQUEST"


@pytest.mark.parametrize("table", _LASTING)
def test_tables_that_matter_can_be_restored_and_outlive_their_stack(table: str) -> None:
    resource = _TABLES[table]

    assert resource["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert resource["DeletionPolicy"] == "RetainExceptOnCreate"
    assert resource["UpdateReplacePolicy"] == "Retain"


def test_entries_do_not_expire_and_their_table_cannot_be_deleted() -> None:
    properties = _TABLES[LEDGER]["Properties"]

    assert "TimeToLiveSpecification" not in properties
    assert properties["DeletionProtectionEnabled"] is True


@pytest.mark.parametrize("table", sorted(set(_TABLES) - {LEDGER}))
def test_what_is_temporary_expires_by_one_attribute(table: str) -> None:
    assert _TABLES[table]["Properties"]["TimeToLiveSpecification"] == {"AttributeName": "expires_at_epoch", "Enabled": True}


@pytest.mark.parametrize("table", sorted(_TABLES))
def test_each_declared_attribute_is_a_key(table: str) -> None:
    properties = _TABLES[table]["Properties"]
    schemas = [properties["KeySchema"], *(index["KeySchema"] for index in properties.get("GlobalSecondaryIndexes", []))]

    assert {one["AttributeName"] for one in properties["AttributeDefinitions"]} == {
        key["AttributeName"] for schema in schemas for key in schema
    }


def test_the_bucket_is_private_and_kept() -> None:
    (bucket,) = of_type("AWS::S3::Bucket").values()

    assert set(bucket["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["DeletionPolicy"] == "RetainExceptOnCreate"


@pytest.mark.parametrize("secret", sorted(of_type("AWS::SecretsManager::Secret")))
def test_secrets_are_made_empty_and_kept(secret: str) -> None:
    resource = template()["Resources"][secret]

    assert resource["Properties"]["SecretString"] == '{"placeholder": true}'
    assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"


def test_names_are_made_by_cloudformation_so_that_stages_live_side_by_side() -> None:
    named = [
        (name, key)
        for name, resource in template()["Resources"].items()
        for key in _NAMES
        if key in resource.get("Properties", {})
    ]

    assert named == []
