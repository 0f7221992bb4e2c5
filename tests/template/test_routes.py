"""Every route of the template is answered by its function's code, and named by a test."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dev.runner.plan import RoutePlan
from dev.runner.routes import RouteTable
from tests.api_world import api_document
from tests.console_world import console_routes
from tests.template.reading import FOLDERS, of_type, parsed, properties_of, sources

# Modules that a function's routes may stand in, beside its handler.
_DOORS = {
    "OauthCallbackFunction": ("layers/common/comeback/web/connect.py",),
    "WalletServiceFunction": ("layers/common/comeback/web/wallet.py", "layers/common/comeback/web/google.py"),
    "ConsoleFunction": ("layers/common/comeback/web/console",),
    "EnrollFunction": ("layers/common/comeback/web/card_page.py", "layers/common/comeback/web/join.py"),
    "ApiFunction": ("layers/common/comeback/web/api",),
}
# Callers in tests leave out what their helper adds.
_PREFIXES = ("", "/api/v1", "/operator/v1", "/apple/v1", "/console")
_HOLE = "\0"


def _routes() -> Iterator[tuple[str, str, str]]:
    for name, function in sorted(of_type("AWS::Serverless::Function").items()):
        for event in function["Properties"].get("Events", {}).values():
            if event["Type"] == "HttpApi":
                yield name, event["Properties"]["Method"], event["Properties"]["Path"]


def _written() -> Iterator[tuple[str, str, str]]:
    """Those of doors whose functions answer whole families of addresses."""
    yield from (("ApiFunction", method, path) for method, path in api_document().operations)
    yield from (("ConsoleFunction", method, path) for method, path in console_routes())


def _family_of(_function: str, method: str, path: str) -> str | None:
    """The family that an address belongs to; None for one that has a route of its own."""
    found = RouteTable(RoutePlan(verb, place, function) for function, verb, place in IN_TEMPLATE).match(method, path)
    assert found, f"nothing leads to {method} {path}"
    return found.route.path if found.route.path.endswith("+}") else None


IN_TEMPLATE = list(_routes())
WRITTEN = list(_written())
ROUTES = [route for route in IN_TEMPLATE if not route[2].endswith("+}")] + [route for route in WRITTEN if _family_of(*route)]


def test_each_family_of_addresses_has_some_and_what_sam_makes_of_it_lets_them_in() -> None:
    families = {path for _, _, path in IN_TEMPLATE if path.endswith("+}")}

    assert {_family_of(*route) for route in WRITTEN} == {None, *families}
    # SAM knows no other name of a rest, and would take it for a word of the address.
    assert all(path.endswith("/{proxy+}") for path in families)


@pytest.mark.parametrize("function", sorted(of_type("AWS::Serverless::Function")))
def test_what_lets_the_door_call_a_function_fits_into_its_policy(function: str) -> None:
    """Lambda takes 20,480 bytes, and SAM writes a statement for each event."""
    permissions = properties_of("AWS::Lambda::Permission").items()
    statements = [_statement(name, one) for name, one in permissions if one["FunctionName"] == {"Ref": function}]

    assert len(json.dumps(statements, separators=(",", ":"))) < 20_000


def _statement(name: str, permission: Mapping[str, Any]) -> dict[str, object]:
    """As Lambda keeps it, in a stack and region with long names."""
    source = permission.get("SourceArn", {})
    pattern = source["Fn::Sub"][0] if "Fn::Sub" in source else ""
    region, stack, account = "ap-southeast-1", "comeback-production-eu", "123456789012"
    for variable, value in (("Region", region), ("AccountId", account), ("Partition", "aws")):
        pattern = pattern.replace(f"${{AWS::{variable}}}", value)
    return {
        "Sid": f"{stack}-{name}-AbCdEf123456", "Effect": "Allow", "Principal": {"Service": permission["Principal"]},
        "Action": permission["Action"],
        "Resource": f"arn:aws:lambda:{region}:{account}:function:{stack}-{permission['FunctionName']['Ref']}-AbCdEf123456",
        "Condition": {"ArnLike": {"AWS:SourceArn": pattern}},
    }  # fmt: skip


def test_each_route_is_written_once() -> None:
    pairs = [(method, path) for _, method, path in IN_TEMPLATE]

    assert len(set(pairs)) == len(pairs)


def test_a_limit_of_a_route_names_a_route_there_is() -> None:
    """API Gateway refuses the whole stage otherwise."""
    (api,) = properties_of("AWS::ApiGatewayV2::Stage").values()

    assert set(api["RouteSettings"]) <= {f"{method} {path}" for _, method, path in IN_TEMPLATE}


def test_what_costs_questions_to_altegio_and_what_the_operator_does_has_a_limit_of_its_own() -> None:
    (api,) = properties_of("AWS::ApiGatewayV2::Stage").values()
    operators = {f"{method} {path}" for _, method, path in ROUTES if path.startswith("/operator/")}

    assert operators
    assert set(api["RouteSettings"]) >= {"POST /join/{program_id}", "GET /altegio/connect", *operators}
    limits = [each["ThrottlingRateLimit"] for each in api["RouteSettings"].values()]
    assert max(limits) < api["DefaultRouteSettings"]["ThrottlingRateLimit"]


@pytest.mark.parametrize(("function", "method", "path"), ROUTES)
def test_the_code_knows_the_route(function: str, method: str, path: str) -> None:
    own = [route for route in ROUTES if route[0] == function]
    if len(own) > 1:  # a function with one route need not look at the path
        assert _shape(re.sub(r"\{\w+\}", _HOLE, path)) in _known_to(function)


@pytest.mark.parametrize(("function", "method", "path"), ROUTES)
def test_a_test_uses_the_route(function: str, method: str, path: str) -> None:
    wanted = [re.compile(_pattern(path.removeprefix(prefix))) for prefix in _PREFIXES if path.startswith(prefix)]

    assert any(one.fullmatch(text) for one in wanted for text in _told_by_tests()), f"no test names {method} {path}"


def _code_of(function: str) -> Iterator[ast.Module]:
    yield parsed(FOLDERS[function] / "handler.py")
    for place in _DOORS.get(function, ()):
        path = Path(__file__).parents[2] / place
        yield from (parsed(path),) if path.is_file() else (tree for _, tree in sources(place))


@cache
def _known_to(function: str) -> set[str]:
    return {_shape(text) for tree in _code_of(function) for text in _texts(tree)}


@cache
def _told_by_tests() -> set[str]:
    """What may be an address."""
    here = Path(__file__).parent
    texts = (text for path, tree in sources("tests") if here not in path.parents for text in _texts(tree))
    return {text.partition("?")[0] for text in texts if text.startswith("/")}


def _pattern(path: str) -> str:
    parts = re.split(r"(\{\w+\})", path)
    return "".join(r"[^/]+" if part.startswith("{") else re.escape(part) for part in parts) or "(?!)"


def _shape(text: str) -> str:
    """`/a/<b>`, `/a/{b}` and `/a/\0` are the same route."""
    return re.sub(r"<\w+>|\{\w+\}", _HOLE, text)


def _texts(tree: ast.Module) -> Iterator[str]:
    """Strings of a module, with its constants put in."""
    constants: dict[str, str] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            constants[statement.targets[0].id] = _text(statement.value, constants)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr):
            yield _text(node, constants)


def _text(node: ast.expr, constants: Mapping[str, str]) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text.removeprefix("GET ").removeprefix("POST ")
        case ast.JoinedStr(values=parts):
            return "".join(_text(part, constants) for part in parts)
        case ast.FormattedValue(value=ast.Name(id=name)):
            return constants.get(name, _HOLE)
    return _HOLE
