"""Two stacks never write to the same data."""

from pathlib import Path

import pytest

from dev.runner.errors import StartError
from dev.runner.launch import LaunchedStack, free_ports


def test_a_second_stack_on_the_same_data_is_refused(launched: LaunchedStack, tmp_path: Path) -> None:
    data = launched.file.parent / "data"
    second = LaunchedStack(tmp_path, {**free_ports(), "LOCAL_DATA_DIR": str(data)})

    with pytest.raises(StartError, match="another stack runs on"):
        second.start()
