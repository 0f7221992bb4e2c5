"""The OpenAPI document as a promise: every answer of the API in a test is held against it."""

import json
import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

_NAME = "urn:comeback:api"


class ApiDocument:
    """Knows for each operation what it may answer."""

    def __init__(self, document: dict[str, Any]) -> None:
        """`document` is the parsed OpenAPI document."""
        self.operations = {
            (method.upper(), path): operation
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        }
        self.schemas: dict[str, dict[str, Any]] = document.get("components", {}).get("schemas", {})
        self._registry: Registry[Any] = Registry().with_resource(_NAME, DRAFT202012.create_resource(_closed(document)))
        self._validator = cache(self._validator_of)
        self._patterns = {key: re.compile(re.sub(r"\{\w+\}", "[^/]+", key[1])) for key in self.operations}

    def check(self, method: str, path: str, status: int, content_type: str, text: str) -> None:
        """Fails when the answer is not one that the document promises for this call."""
        operation = next((key for key, pattern in self._patterns.items() if key[0] == method and pattern.fullmatch(path)), None)
        if operation is None:
            assert status in (401, 404), f"{method} {path} is not in the document and was answered with {status}"
            return
        promised = self.operations[operation]["responses"].get(str(status))
        assert promised is not None, f"{method} {operation[1]} does not promise {status}: {text}"
        kind = content_type.partition(";")[0]
        if "content" not in promised:
            assert (text, kind) == ("", "")
            return
        assert kind in promised["content"], f"{method} {operation[1]} does not promise {kind} for {status}"
        if kind.endswith("json"):
            problems = [
                f"{one.json_path}: {one.message}"
                for one in self._validator(operation, status, kind).iter_errors(json.loads(text))
            ]
            assert problems == [], f"{method} {operation[1]}, {status}: {problems}"

    def _validator_of(self, operation: tuple[str, str], status: int, kind: str) -> Any:
        place = ("paths", operation[1], operation[0].lower(), "responses", str(status), "content", kind, "schema")
        pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in place)
        return Draft202012Validator({"$ref": f"{_NAME}#/{pointer}"}, registry=self._registry)


def _closed(node: Any) -> Any:
    """A copy in which an object has no properties but those that are named: nobody may rely on what is not written."""
    if isinstance(node, list):
        return [_closed(one) for one in node]
    if not isinstance(node, dict):
        return node
    copy = {name: _closed(value) for name, value in node.items()}
    return {"additionalProperties": False, **copy} if isinstance(node.get("properties"), dict) else copy
