"""Who may do what, as the template grants it."""

import re
from collections import Counter

import pytest

from tests.template.reading import FUNCTIONS, LEDGER, grants_of, of_type, role_of, statements_of, template

# Everything but adding an entry and reading it. A plain put could still overwrite: that raises LedgerTamperAlarm.
_ALLOWED_ON_LEDGER = {"dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:Query"}
_ON_TABLES = {f"dynamodb:{action}Item" for action in ("Get", "BatchGet", "Put", "Update", "Delete")} | {"dynamodb:Query"}
_STREAM = {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"}
# AWS knows no resource for these.
_NOWHERE = {("cloudwatch:GetMetricStatistics", "*")}
_SECRET = re.compile(r"arn:\$\{AWS::Partition\}:secretsmanager:\$\{AWS::Region\}:\$\{AWS::AccountId\}:secret:"
                     r"\$\{AWS::StackName\}/([a-z]+-\?{6}|signing/si_\*)")  # fmt: skip


def test_each_function_has_a_role_of_its_own_and_no_role_is_left_over() -> None:
    roles = [role_of(function) for function in FUNCTIONS]

    assert Counter(roles).most_common(1)[0][1] == 1
    assert set(roles) == set(of_type("AWS::IAM::Role"))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_nobody_may_change_or_remove_an_entry(function: str) -> None:
    on_ledger = {action for action, resource in grants_of(function) if resource.partition("/")[0] == LEDGER}

    assert on_ledger <= _ALLOWED_ON_LEDGER | _STREAM


@pytest.mark.parametrize("function", FUNCTIONS)
def test_actions_and_resources_are_named_exactly(function: str) -> None:
    for statement in statements_of(function):
        assert statement["Effect"] == "Allow"
        assert set(statement) == {"Effect", "Action", "Resource"}
    for action, resource in grants_of(function):
        assert re.fullmatch(r"[a-z0-9]+:[A-Za-z]+", action), action
        wild = "*" in resource or "?" in resource
        pictures = action.startswith("s3:") and resource in ("ArtworkBucket/artwork/*", "ArtworkBucket/images/*")
        assert not wild or (action, resource) in _NOWHERE or _SECRET.fullmatch(resource) or pictures, resource


@pytest.mark.parametrize("function", FUNCTIONS)
def test_nobody_is_granted_an_action_on_a_table_that_no_adapter_knows(function: str) -> None:
    """Conditions of puts and updates need no action of their own."""
    granted = {action for action, _ in grants_of(function) if action.startswith("dynamodb:")}

    assert granted <= _ON_TABLES | _STREAM


def test_what_owners_have_sent_is_read_only_where_it_is_drawn() -> None:
    """Phones and visitors get what was drawn of it."""
    reading = {function for function in FUNCTIONS for _, resource in grants_of(function) if resource == "ArtworkBucket/images/*"}

    assert reading == {"ApiFunction", "ConsoleFunction"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_nobody_scans(function: str) -> None:
    assert not [action for action, _ in grants_of(function) if action.endswith((":Scan", ":PartiQLSelect"))]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_nobody_is_given_more_of_a_policy_than_the_template_shows(function: str) -> None:
    role = template()["Resources"][role_of(function)]["Properties"]

    assert "ManagedPolicyArns" not in role
    assert "Policies" not in template()["Resources"][function]["Properties"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_only_lambda_takes_the_roles(function: str) -> None:
    (statement,) = template()["Resources"][role_of(function)]["Properties"]["AssumeRolePolicyDocument"]["Statement"]

    assert statement == {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_reach_what_its_environment_names_and_nothing_else(function: str) -> None:
    """Tables and queues; event sources and failure destinations come by their mapping."""
    properties = template()["Resources"][function]["Properties"]
    variables = properties.get("Environment", {}).get("Variables", {})
    named = {value["Ref"] for value in variables.values() if isinstance(value, dict) and "Ref" in value}
    sources = str([event["Properties"] for event in properties.get("Events", {}).values()])
    for action, resource in grants_of(function):
        name = resource.partition("/")[0]
        if action.startswith(("dynamodb:", "sqs:", "s3:")):
            assert name in named or f"'{name}'" in sources, f"{action} on {name}"
