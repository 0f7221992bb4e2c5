"""Functions: how they run and what they are told."""

import ast
import re
from collections.abc import Iterator

import pytest

from comeback.settings import FUNCTION_VARIABLES
from dev.build.imports import variables_by_function
from dev.runner.intrinsics import logical_id
from tests.template.reading import FOLDERS, FUNCTIONS, ROOT, of_type, parsed, properties_of, sources, template, translated

# `observe` reads them in every function.
_EVERYWHERE = {"POWERTOOLS_METRICS_NAMESPACE", "POWERTOOLS_SERVICE_NAME"}
_OUTPUTS = {
    "ApiUrl", "RegistrationRedirectUrl", "CallbackUrl", "DomainTarget", "MainTableName", "LedgerTableName", "AccrualQueueUrl",
    "AccrualDeadLetterQueueUrl", "ApplePushQueueUrl", "ApplePushDeadLetterQueueUrl", "AlarmTopicArn",
}  # fmt: skip


def test_functions_run_on_arm64_unless_asked_otherwise() -> None:
    assert template()["Parameters"]["Architecture"]["Default"] == "arm64"
    for function in properties_of("AWS::Lambda::Function").values():
        assert function["Architectures"] == [{"Ref": "Architecture"}]
        assert function["Runtime"] == "python3.13"
    (layer,) = of_type("AWS::Serverless::LayerVersion").values()
    # SAM builds a layer for x86_64 unless it is told in the metadata.
    assert layer["Metadata"]["BuildArchitecture"] == {"Ref": "Architecture"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_concurrency_is_reserved(function: str) -> None:
    """New accounts have too little to reserve any; mappings limit instead."""
    assert "ReservedConcurrentExecutions" not in properties_of("AWS::Lambda::Function")[function]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_function_writes_to_a_log_group_that_forgets(function: str) -> None:
    group = logical_id(properties_of("AWS::Lambda::Function")[function]["LoggingConfig"]["LogGroup"])

    assert template()["Resources"][group]["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_every_log_group_belongs_to_a_function_or_the_api() -> None:
    used = {logical_id(one["LoggingConfig"]["LogGroup"]) for one in properties_of("AWS::Lambda::Function").values()}

    assert set(of_type("AWS::Logs::LogGroup")) == used | {"AccessLogGroup"}


def test_a_function_behind_the_api_answers_before_the_api_gives_up() -> None:
    for name, function in of_type("AWS::Serverless::Function").items():
        if any(event["Type"] == "HttpApi" for event in function["Properties"].get("Events", {}).values()):
            assert function["Properties"]["Timeout"] < 30, name


def test_each_folder_of_functions_is_a_function() -> None:
    assert set(FOLDERS.values()) == {path.parent for path in (ROOT / "functions").glob("*/handler.py")}


def test_settings_and_template_know_the_same_variables() -> None:
    given = {name for variables in variables_by_function(template()).values() for name in variables}

    assert given == FUNCTION_VARIABLES


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_given_exactly_the_variables_it_reads(function: str) -> None:
    given = set(variables_by_function(template())[function])

    assert given - _EVERYWHERE == set(_read_by(function)) - _EVERYWHERE


def _read_by(function: str) -> Iterator[str]:
    """Variables behind the settings that a handler's entry points use, followed through the composition root."""
    parts = {
        node.name: node
        for _, tree in sources("layers/common/comeback/bootstrap")
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }
    variables = _variables_by_property()
    waiting, seen = [*_names(parsed(FOLDERS[function] / "handler.py"))], set[str]()
    while waiting:
        name = waiting.pop()
        if name in parts and name not in seen:
            seen.add(name)
            waiting.extend(_names(parts[name]))
            yield from (
                variables[node.attr]
                for node in ast.walk(parts[name])
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "settings"
            )


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _variables_by_property() -> dict[str, str]:
    """`Settings.main_table` → `MAIN_TABLE`."""
    (settings,) = (
        node
        for node in parsed(ROOT / "layers/common/comeback/settings.py").body
        if isinstance(node, ast.ClassDef) and node.name == "Settings"
    )
    return {
        node.name: constant.value
        for node in settings.body
        if isinstance(node, ast.FunctionDef)
        for constant in ast.walk(node)
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str) and constant.value in FUNCTION_VARIABLES
    }


def test_what_is_to_be_entered_elsewhere_is_put_out() -> None:
    assert set(template()["Outputs"]) >= _OUTPUTS


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("", True), ("https://abc.execute-api.eu-central-1.amazonaws.com", True), ("http://127.0.0.1:8787", True),
        ("http://cards.example.com", False), ("http://127.0.0.1.example.com", False), ("https://cards.example.com/", False),
    ],
)  # fmt: skip
def test_what_is_public_is_encrypted(address: str, fits: bool) -> None:
    pattern = template()["Parameters"]["BaseUrl"]["AllowedPattern"]

    assert bool(re.fullmatch(pattern, address)) is fits


def test_every_parameter_is_used() -> None:
    text = str({name: part for name, part in translated().items() if name != "Parameters"})
    unused = [name for name in template()["Parameters"] if f"'{name}'" not in text and f"${{{name}}}" not in text]

    assert unused == []
