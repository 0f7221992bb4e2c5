"""The template and what SAM makes of it, read once."""

import ast
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from dev.runner.intrinsics import logical_id
from dev.runner.template import load_template, parameter_values, translate

ROOT = Path(__file__).parents[2]
LEDGER = "LedgerTable"
Resources = Mapping[str, Mapping[str, Any]]


@cache
def template() -> Mapping[str, Any]:
    """As it is written."""
    return load_template(ROOT / "template.yaml")


@cache
def translated() -> Mapping[str, Any]:
    """As CloudFormation gets it."""
    source = deepcopy(dict(template()))
    return translate(source, parameter_values(source, {"AltegioApplicationId": "1"}))


def of_type(kind: str, resources: Resources | None = None) -> dict[str, Mapping[str, Any]]:
    """Resources of the template by name."""
    chosen: Resources = template()["Resources"] if resources is None else resources
    return {name: resource for name, resource in chosen.items() if resource["Type"] == kind}


def properties_of(kind: str) -> dict[str, Mapping[str, Any]]:
    """Properties of the resources of a type, after SAM's work."""
    return {name: resource.get("Properties", {}) for name, resource in of_type(kind, translated()["Resources"]).items()}


FUNCTIONS = sorted(of_type("AWS::Serverless::Function"))
QUEUES = sorted(of_type("AWS::SQS::Queue"))
DEAD_LETTER_QUEUES = sorted(
    {
        logical_id(queue["Properties"]["RedrivePolicy"]["deadLetterTargetArn"])
        for queue in of_type("AWS::SQS::Queue").values()
        if "RedrivePolicy" in queue["Properties"]
    }
)
FOLDERS = {name: ROOT / function["Properties"]["CodeUri"] for name, function in of_type("AWS::Serverless::Function").items()}


def role_of(function: str) -> str:
    """Name of a function's role."""
    return logical_id(template()["Resources"][function]["Properties"]["Role"])


def statements_of(function: str) -> Iterator[Mapping[str, Any]]:
    """What a function may do."""
    for policy in template()["Resources"][role_of(function)]["Properties"]["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]


def grants_of(function: str) -> Iterator[tuple[str, str]]:
    """Pairs of an action and the resource it is granted on, by its name; a part of a resource is `Name/part`."""
    for statement in statements_of(function):
        for action in statement["Action"]:
            yield action, resource_name(statement["Resource"])


def resource_name(resource: Any) -> str:
    """`MainTable` for its ARN, `MainTable/index/due` for an index, the pattern itself for a secret."""
    match resource:
        case "*":
            return "*"
        case {"Fn::GetAtt": [str(name), *_]}:
            return name
        case {"Fn::Sub": str(text)} if ".Arn}" in text:
            return text.removeprefix("${").replace(".Arn}", "")
        case {"Fn::Sub": str(text)}:
            return text
    raise AssertionError(f"not a resource of the template: {resource}")


def mappings() -> dict[str, Mapping[str, Any]]:
    """Event source mappings by name."""
    return properties_of("AWS::Lambda::EventSourceMapping")


def sources(folder: str) -> Iterator[tuple[Path, ast.Module]]:
    """Python files below a folder of the checkout."""
    for path in files(folder):
        yield path, parsed(path)


def files(folder: str) -> list[Path]:
    """As `sources`, unread."""
    return sorted((ROOT / folder).rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def references(value: Any) -> Iterator[str]:
    """Names in `Ref`, `Fn::GetAtt` and `Fn::Sub`, wherever they stand in `value`."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "Ref":
                yield str(item)
            elif key == "Fn::GetAtt":
                yield str(item[0] if isinstance(item, list) else item.split(".")[0])
            elif key == "Fn::Sub":
                text, *more = item if isinstance(item, list) else [item]
                yield from (part.partition("}")[0].partition(".")[0] for part in text.split("${")[1:])
                yield from references(more)
            else:
                yield from references(item)
