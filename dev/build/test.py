"""`make test`: the whole suite on all cores, with branch coverage and its lower bounds."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dev.build.artefact import CHECKOUT

_REPORT = CHECKOUT / ".coverage.json"
# Folder -> least per cent of its statements and branches.
_BOUNDS = {"": 95.0, "layers/common/comeback/domain": 100.0, "layers/common/comeback/usecases": 100.0}


def main() -> int:
    """Exit status: pytest's, or 1 when all tests pass and too little is covered."""
    _REPORT.unlink(missing_ok=True)
    arguments = [
        # By file, because the tests of a file may share something costly; in the order that tests/conftest.py has made.
        "-n", "logical", "--dist", "loadfile", "--no-loadscope-reorder",
        "--cov", "--cov-report", "term", "--cov-report", f"json:{_REPORT}",
    ]  # fmt: skip
    status = subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=CHECKOUT, check=False).returncode
    if status or not _REPORT.exists():
        return status or 1
    shortfalls = list(below_bounds(json.loads(_REPORT.read_text()), _BOUNDS))
    for shortfall in shortfalls:
        print(f"coverage: {shortfall}")
    return 1 if shortfalls else 0


def below_bounds(report: Mapping[str, Any], bounds: Mapping[str, float]) -> Iterable[str]:
    """A sentence for each folder that does not reach its bound."""
    for folder, bound in bounds.items():
        summaries = [file["summary"] for path, file in report["files"].items() if Path(path).is_relative_to(folder)]
        covered = sum(summary["covered_lines"] + summary["covered_branches"] for summary in summaries)
        total = sum(summary["num_statements"] + summary["num_branches"] for summary in summaries)
        reached = 100 * covered / total if total else 0.0
        if reached < bound:
            missing = f"{total - covered} of {total} statements and branches are missing"
            yield f"{folder or 'overall'} reaches {reached:.2f} %, the least is {bound:.0f} %: {missing}"


if __name__ == "__main__":
    sys.exit(main())
