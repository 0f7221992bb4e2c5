"""Runs named steps, as many at a time as there are cores, and tells each one's outcome in a line."""

import os
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path


class BuildError(Exception):
    """A step failed; the text is what a person needs to see, usually a program's output."""


@dataclass(frozen=True, slots=True)
class Step:
    """`run` raises BuildError; `then` are steps that need this one's result."""

    name: str
    run: Callable[[], object]
    then: Sequence["Step"] = field(default=())


def command(*arguments: str | Path, folder: Path, variables: Mapping[str, str] | None = None) -> Callable[[], None]:
    """A step that is a program: its output is shown when it fails."""

    def run() -> None:
        environment = {**os.environ, **(variables or {})}
        result = subprocess.run(
            arguments, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, check=False,
        )  # fmt: skip
        if result.returncode:
            raise BuildError(result.stdout)

    return run


def run_steps(steps: Iterable[Step]) -> bool:
    """Whether all succeeded. Those given first begin first; what needs a failed one is not run."""
    failures = 0
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        running = {pool.submit(_timed, step): step for step in steps}
        while running:
            done = next(as_completed(running))
            step = running.pop(done)
            seconds, problem = done.result()
            _tell(step.name, seconds, problem)
            if problem is None:
                running |= {pool.submit(_timed, follower): follower for follower in step.then}
            else:
                failures += 1
    return failures == 0


def _timed(step: Step) -> tuple[float, str | None]:
    start = time.monotonic()
    problem = None
    try:
        step.run()
    except BuildError as error:
        problem = str(error).strip()
    return time.monotonic() - start, problem


def _tell(name: str, seconds: float, problem: str | None) -> None:
    print(f"{'ok  ' if problem is None else 'FAIL'}  {name:<34} {seconds:5.1f} s", flush=True)
    if problem is not None:
        print("\n".join(f"      {line}" for line in problem.splitlines()), flush=True)
