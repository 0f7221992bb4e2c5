"""Reads the runner's plan out of the translated template."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from dev.runner.intrinsics import Resolver, logical_id
from dev.runner.plan import CorsPlan, FunctionPlan, QueuePlan, RoutePlan, SchedulePlan, StackPlan, StreamPlan, TablePlan

_SECONDS = {"minute": 60, "hour": 3600, "day": 86_400}
_VERBS = {"get", "put", "post", "delete", "options", "head", "patch"}


def extract_plan(translated: Mapping[str, Any], folders: Mapping[str, str], values: Mapping[str, str]) -> StackPlan:
    """Everything that the runner does instead of AWS.

    `translated` is SAM's result, `folders` the code of each function, `values` the parameters.
    """
    resolver = Resolver(values, translated.get("Conditions", {}))
    resources = {
        name: {**resource, "Properties": resolver.resolve(resource.get("Properties", {}))}
        for name, resource in translated["Resources"].items()
        if "Condition" not in resource or resolver.holds({"Condition": resource["Condition"]})
    }
    body = next((item["Body"] for _, item in _of_type(resources, "AWS::ApiGatewayV2::Api") if "Body" in item), None) or {}
    mappings = [item for _, item in _of_type(resources, "AWS::Lambda::EventSourceMapping") if item.get("Enabled", True) is True]
    return StackPlan(
        template=translated,
        functions={name: _function(name, item, folders) for name, item in _of_type(resources, "AWS::Lambda::Function")},
        routes=tuple(_routes(body)),
        cors=_cors(body.get("x-amazon-apigateway-cors")),
        queues=tuple(_queue(item) for item in mappings if _source_type(item, resources) == "AWS::SQS::Queue"),
        streams=tuple(_stream(item) for item in mappings if _source_type(item, resources) == "AWS::DynamoDB::Table"),
        schedules=tuple(_schedules(resources)),
        tables=tuple(_table(name, item) for name, item in _of_type(resources, "AWS::DynamoDB::Table")),
        parameters=values,
    )


def _of_type(resources: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Any]]:
    return ((name, item["Properties"]) for name, item in resources.items() if item["Type"] == kind)


def _source_type(mapping: Mapping[str, Any], resources: Mapping[str, Any]) -> str:
    return str(resources[logical_id(mapping["EventSourceArn"])]["Type"])


def _function(name: str, properties: Mapping[str, Any], folders: Mapping[str, str]) -> FunctionPlan:
    return FunctionPlan(
        logical_id=name,
        code=folders[name],
        handler=properties["Handler"],
        timeout_seconds=int(properties.get("Timeout", 3)),
        memory_mb=int(properties.get("MemorySize", 128)),
    )


def _routes(body: Mapping[str, Any]) -> Iterator[RoutePlan]:
    for path, operations in body.get("paths", {}).items():
        for verb, operation in operations.items():
            if verb in _VERBS or verb in {"x-amazon-apigateway-any-method", "$default"}:
                function = logical_id(operation["x-amazon-apigateway-integration"]["uri"])
                shown = "$default" if path in {"$default", "/$default"} else path
                yield RoutePlan(method=verb.upper() if verb in _VERBS else "ANY", path=shown, function=function)


def _cors(section: Mapping[str, Any] | None) -> CorsPlan | None:
    if section is None:
        return None
    lists = {name: tuple(section.get(name.replace("_", ""), section.get(_camel(name), ()))) for name in _CORS_LISTS}
    return CorsPlan(**lists, max_age=section.get("maxAge"), allow_credentials=bool(section.get("allowCredentials", False)))


_CORS_LISTS = ("allow_origins", "allow_methods", "allow_headers", "expose_headers")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _partial(mapping: Mapping[str, Any]) -> bool:
    return "ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", [])


def _queue(mapping: Mapping[str, Any]) -> QueuePlan:
    return QueuePlan(
        queue=logical_id(mapping["EventSourceArn"]),
        function=logical_id(mapping["FunctionName"]),
        batch_size=int(mapping.get("BatchSize", 10)),
        maximum_concurrency=mapping.get("ScalingConfig", {}).get("MaximumConcurrency"),
        partial=_partial(mapping),
    )


def _stream(mapping: Mapping[str, Any]) -> StreamPlan:
    retries = int(mapping.get("MaximumRetryAttempts", -1))
    destination = mapping.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    return StreamPlan(
        table=logical_id(mapping["EventSourceArn"]),
        function=logical_id(mapping["FunctionName"]),
        batch_size=int(mapping.get("BatchSize", 100)),
        partial=_partial(mapping),
        bisect=bool(mapping.get("BisectBatchOnFunctionError", False)),
        maximum_retries=None if retries < 0 else retries,
        from_latest=mapping.get("StartingPosition") == "LATEST",
        filters=tuple(json.loads(item["Pattern"]) for item in mapping.get("FilterCriteria", {}).get("Filters", [])),
        failure_queue=logical_id(destination) if destination else None,
    )


def _schedules(resources: Mapping[str, Any]) -> Iterator[SchedulePlan]:
    for name, item in _of_type(resources, "AWS::Scheduler::Schedule"):
        yield _schedule(name, item, item["Target"])
    for name, item in _of_type(resources, "AWS::Events::Rule"):
        for target in item.get("Targets", []) if "ScheduleExpression" in item else []:
            yield _schedule(name, item, target)


def _schedule(name: str, item: Mapping[str, Any], target: Mapping[str, Any]) -> SchedulePlan:
    rate = re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", str(item["ScheduleExpression"]))
    enabled = item.get("State", "ENABLED") == "ENABLED"
    return SchedulePlan(
        name=name,
        function=logical_id(target["Arn"]),
        event=json.loads(target.get("Input", "{}")),
        rate_seconds=int(rate[1]) * _SECONDS[rate[2]] if rate and enabled else None,
    )


def _table(name: str, properties: Mapping[str, Any]) -> TablePlan:
    ttl = properties.get("TimeToLiveSpecification", {})
    recovery = properties.get("PointInTimeRecoverySpecification", {})
    return TablePlan(
        logical_id=name,
        ttl_attribute=ttl.get("AttributeName") if ttl.get("Enabled") else None,
        point_in_time_recovery=bool(recovery.get("PointInTimeRecoveryEnabled", False)),
    )
