"""Makes the template's tables, queues, secrets and functions on the local AWS, and says what they are called there."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from dev.runner.errors import StartError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mypy_boto3_cloudformation.type_defs import ParameterTypeDef

    from dev.runner.aws import LocalAws
    from dev.runner.plan import StackPlan, TablePlan

STACK = "comeback-local"
# Inline a template may have 51,200 bytes, from a bucket a million.
_BUCKET, _KEY = "comeback-local-template", "template.json"
# The runner does the work of these; the emulator would call functions by itself, and not as AWS does.
_OURS = (
    "AWS::ApiGatewayV2::", "AWS::Events::", "AWS::Lambda::EventSourceMapping", "AWS::Lambda::Permission", "AWS::Scheduler::",
)  # fmt: skip
# Nothing here would look at them.
_IDLE = ("AWS::CloudWatch::",)
_LONGEST_REASON = 300
_DEADLINE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Deployment:
    """`names`: logical id → physical id (a queue's is its URL). `variables`: function → its resolved environment."""

    names: Mapping[str, str]
    variables: Mapping[str, Mapping[str, str]]


def deploy(aws: LocalAws, plan: StackPlan) -> Deployment:
    """Creates or updates the stack. Raises StartError when the emulator refuses it."""
    values: list[ParameterTypeDef] = [{"ParameterKey": name, "ParameterValue": value} for name, value in plan.parameters.items()]
    try:
        _create_or_update(aws, json.dumps(_needed(plan.template), separators=(",", ":")), values)
    except ClientError as problem:
        reason = problem.response["Error"].get("Message", "")[-_LONGEST_REASON:]
        raise StartError(f"the AWS emulator refuses the template: {reason}") from problem
    names = {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for resource in aws.cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]
        if "PhysicalResourceId" in resource
    }
    for table in plan.tables:
        _finish_table(aws, table, names[table.logical_id])
    variables = {
        function: aws.functions.get_function_configuration(FunctionName=names[function])["Environment"]["Variables"]
        for function in plan.functions
    }
    return Deployment(names, variables)


def _needed(template: Mapping[str, Any]) -> dict[str, Any]:
    """Without outputs too, which refer to what is left out."""
    kept = {name: one for name, one in template["Resources"].items() if not one["Type"].startswith((*_OURS, *_IDLE))}
    return {name: part for name, part in template.items() if name != "Outputs"} | {"Resources": kept}


def _create_or_update(aws: LocalAws, body: str, values: Iterable[ParameterTypeDef]) -> None:
    known = {stack["StackName"] for stack in aws.cloudformation.describe_stacks()["Stacks"]}
    call = aws.cloudformation.update_stack if STACK in known else aws.cloudformation.create_stack
    try:
        aws.objects.create_bucket(Bucket=_BUCKET)
        aws.objects.put_object(Bucket=_BUCKET, Key=_KEY, Body=body.encode())
        url = f"{aws.objects.meta.endpoint_url}/{_BUCKET}/{_KEY}"
        call(StackName=STACK, TemplateURL=url, Parameters=list(values), Capabilities=["CAPABILITY_IAM"])
    except ClientError as problem:
        if "No updates" not in problem.response["Error"].get("Message", ""):
            raise
        return
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while (stack := aws.cloudformation.describe_stacks(StackName=STACK)["Stacks"][0])["StackStatus"].endswith("_IN_PROGRESS"):
        if time.monotonic() > deadline:
            raise StartError("the AWS emulator does not finish the stack")
        time.sleep(0.01)
    if stack["StackStatus"] not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        raise StartError(f"the AWS emulator answers {stack['StackStatus']}: {stack.get('StackStatusReason', 'without a reason')}")


def _finish_table(aws: LocalAws, table: TablePlan, name: str) -> None:
    """What the emulator's CloudFormation leaves out."""
    if table.ttl_attribute is not None:
        stored = aws.dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        if stored.get("TimeToLiveStatus") != "ENABLED":
            specification = {"Enabled": True, "AttributeName": table.ttl_attribute}
            aws.dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=specification)  # type: ignore[arg-type]
    if table.point_in_time_recovery:
        aws.dynamodb.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
