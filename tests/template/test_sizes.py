"""Sizes that keep a file and a function readable at one sitting: beyond the aim they are printed, beyond the bound they fail."""

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.template.reading import ROOT, files, parsed

_FOLDERS = ("layers/common/comeback", "functions", "dev", "tests")
_HANDLER_BOUND = 40
Sized = tuple[int, str]


def _paths() -> Iterator[Path]:
    for folder in _FOLDERS:
        yield from files(folder)


def _files() -> Iterator[Sized]:
    for path in _paths():
        yield len(path.read_text(encoding="utf-8").splitlines()), str(path.relative_to(ROOT))


def _functions() -> Iterator[Sized]:
    for path in _paths():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield lines, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def _handlers() -> Iterator[Sized]:
    return ((lines, name) for lines, name in _files() if name.startswith("functions/"))


def over(bound: int, sized: Iterator[Sized]) -> list[str]:
    """The offenders, longest first."""
    return [f"{lines} lines: {name}" for lines, name in sorted(sized, reverse=True) if lines > bound]


@pytest.mark.parametrize(
    ("sized", "aim", "bound"),
    [(_files, 250, 400), (_functions, 35, 60), (_handlers, _HANDLER_BOUND, _HANDLER_BOUND)],
    ids=["files", "functions", "handlers"],
)
def test_nothing_is_too_long_to_read(
    sized: Callable[[], Iterator[Sized]], aim: int, bound: int, capsys: pytest.CaptureFixture[str]
) -> None:
    if long := over(aim, sized()):
        with capsys.disabled():
            sys.stderr.write("\n  ".join(["", f"longer than {aim} lines:", *long, ""]))

    assert over(bound, sized()) == []
