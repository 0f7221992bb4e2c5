"""Handlers as Lambda starts them: with the variables of template.yaml, real wiring, and AWS played by a stand-in."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from botocore.exceptions import ClientError

from comeback.adapters.aws import clients
from comeback.settings import FUNCTION_VARIABLES
from dev.build.imports import variables_by_function
from dev.build.stand_in_secrets import made_up_secrets
from dev.runner.template import code_folders
from tests.template.reading import ROOT, template

_NOWHERE = "http://127.0.0.1:9"  # Altegio, Apple and Google do not hear of tests.


@cache
def functions() -> dict[str, dict[str, str]]:
    """Folder of each function and its environment."""
    folders = code_folders(template())
    return {folders[name]: variables for name, variables in variables_by_function(template()).items()}


@cache
def secrets() -> dict[str, dict[str, Any]]:
    """By the last part of their names."""
    return made_up_secrets()


class Aws:
    """Keeps what it is asked and gives what `answers` has for the call; else it raises `problem`, or answers with nothing.
    Secrets are answered in any case.
    """

    def __init__(self, problem: Exception | None = None, answers: Mapping[str, dict[str, Any]] | None = None) -> None:
        self.problem = problem
        self.answers = answers or {}
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def client(self, service: str, **_: Any) -> "_Client":
        """Stands for `clients.client`."""
        return _Client(self)


class _Client:
    def __init__(self, aws: Aws) -> None:
        self._aws = aws

    def get_secret_value(self, SecretId: str) -> dict[str, str]:  # noqa: N803 - AWS's own name
        return {"SecretString": json.dumps(secrets()[SecretId.rpartition("/")[2]])}

    def __getattr__(self, name: str) -> Callable[..., dict[str, Any]]:
        def call(**parameters: Any) -> dict[str, Any]:
            self._aws.asked.append((name, parameters))
            if name in self._aws.answers:
                return self._aws.answers[name]
            if self._aws.problem is not None:
                raise self._aws.problem
            if name == "get_object":
                raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
            return {"Items": []} if name == "query" else {}

        return call


@contextmanager
def started(folder: str, aws: Aws | None = None) -> Iterator[ModuleType]:
    """The freshly imported handler of `functions/…`; a variable that the template does not give it is missing here too."""
    with pytest.MonkeyPatch.context() as patch:
        for name in FUNCTION_VARIABLES:
            patch.delenv(name, raising=False)
        for name, value in functions()[folder].items():
            outside = value.startswith("https://") and name != "BASE_URL"
            patch.setenv(name, _NOWHERE if outside else value)
        patch.setattr(clients, "client", (aws or Aws()).client)
        _forget()
        try:
            yield _imported(ROOT / folder / "handler.py")
        finally:
            _forget()


def _imported(path: Path) -> ModuleType:
    spec = spec_from_file_location("handler", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _forget() -> None:
    """What a process makes once is made again."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("comeback.bootstrap.", "comeback.adapters.aws.")):
            for made_once in vars(module).values():
                if hasattr(made_once, "cache_clear"):
                    made_once.cache_clear()
