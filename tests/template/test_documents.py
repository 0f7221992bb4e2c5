"""What the documents name exists, and what a reader needs is named."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from comeback.settings import FUNCTION_VARIABLES
from tests.template.reading import ROOT, of_type, parsed
from tests.template.test_repository import tracked

_README = ROOT / "README.md"
_OPERATIONS = ROOT / "docs" / "operations.md"
_DOCUMENTS = sorted([_README, *(ROOT / "docs").glob("*.md"), *(ROOT / "dev").rglob("*.md")])
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
_MADE = (".local", ".venv", ".tools", ".aws-sam")
_INTERNAL_TARGETS = {"setup-serve", "setup-all"}
_SOURCE_KINDS = {".py", ".yaml", ".toml", ".html", ".sh", ".in", ""}

documents = pytest.mark.parametrize("document", _DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def _code(document: Path) -> Iterator[str]:
    """Text in backticks and code blocks."""
    return (match[0].strip("`") for match in _CODE.finditer(document.read_text(encoding="utf-8")))


@cache
def _targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)) - _INTERNAL_TARGETS


@cache
def _words_of_the_code() -> frozenset[str]:
    files = [path for path in tracked() if path.suffix in _SOURCE_KINDS and path.parent != Path(__file__).parent]
    return frozenset(word for path in files for word in re.findall(r"\w+", path.read_bytes().decode("utf-8", "replace")))


@cache
def _runner_variables() -> set[str]:
    """Constants of the runner's settings that look like variables: that module reads nothing else."""
    tree = parsed(ROOT / "dev/runner/settings.py")
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in texts if _VARIABLE.fullmatch(text) or text == "PORT"}


@documents
def test_every_make_target_that_is_named_exists(document: Path) -> None:
    named = {target for code in _code(document) for target in re.findall(r"(?:^|[\s`])make ([a-z][a-z-]*)", code)}

    assert named <= _targets()


@documents
def test_every_variable_that_is_named_is_in_the_code(document: Path) -> None:
    named = {name for code in _code(document) for name in _VARIABLE.findall(code)}

    assert named <= _words_of_the_code()


@documents
def test_every_path_that_is_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    spans = [span for span in re.findall(r"`([^`\n]+)`", text) if _is_path(span)]

    missing = [link for link in links if link and not (document.parent / link).exists()]
    missing += [span for span in spans if not any((base / span).exists() for base in (ROOT, document.parent, *_packages()))]
    assert missing == []


def _is_path(span: str) -> bool:
    """Of this checkout: begins with something at its top or in a package, and is no pattern."""
    if not re.fullmatch(r"[\w./-]+", span) or span.startswith(("/", *_MADE)) or "/" not in span.rstrip("/"):
        return False
    first = span.split("/", maxsplit=1)[0]
    return any((base / first).exists() for base in (ROOT, *_packages()))


def _packages() -> tuple[Path, ...]:
    return ROOT / "layers" / "common", ROOT / "layers" / "common" / "comeback"


@documents
def test_every_program_that_is_named_exists(document: Path) -> None:
    for code in _code(document):
        for module in re.findall(r"python3? -m (dev(?:\.\w+)*)", code):
            path = ROOT / module.replace(".", "/")
            assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module


def test_the_readme_names_every_make_target() -> None:
    named = {target for code in _code(_README) for target in re.findall(r"make ([a-z]+)", code)}

    assert _targets() - {"help"} <= named


def test_the_readme_names_every_variable_of_functions_and_local_stack() -> None:
    words = set(re.findall(r"\w+", " ".join(_code(_README))))

    assert sorted((FUNCTION_VARIABLES | _runner_variables()) - words) == []


def test_the_operators_guide_says_what_to_do_about_each_alarm_and_no_other() -> None:
    named = set(re.findall(r"\b\w+Alarm\b", _OPERATIONS.read_text(encoding="utf-8")))

    assert named == set(of_type("AWS::CloudWatch::Alarm"))


def test_the_readme_stays_short() -> None:
    assert len(_README.read_text(encoding="utf-8").splitlines()) <= 250
