"""Processes that run handlers as Lambda does: one event at a time, kept warm, a clean environment, killed at the time-out."""

import json
import os
import subprocess
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dev.runner.plan import FunctionPlan
from dev.runner.runtime_api import MAX_PAYLOAD_BYTES, TOO_LARGE, Ending, Invocation, Outcome, RuntimeApi

_INIT_SECONDS = 60.0  # Lambda gives 10; a laptop that starts ten functions at once is slower
_STEP_SECONDS = 0.05
_SPARE_SECONDS = 0.3  # a worker that is soon free is better than half a second of imports


@dataclass(frozen=True, slots=True)
class Launch:
    """How a worker of one function is started; `environment` is complete but for the Runtime API's address."""

    plan: FunctionPlan
    python: Path
    folder: Path
    environment: Mapping[str, str]
    log_file: Path
    arn: str


class Worker:
    """One process, busy or waiting."""

    def __init__(self, launch: Launch, spawner: ThreadPoolExecutor) -> None:
        """Starts the process on `spawner`'s thread, which must live as long as the runner: its end counts as the parent's."""
        self._api = RuntimeApi()
        self._launch = launch
        self._process = spawner.submit(self._start).result()
        threading.Thread(target=self._watch, daemon=True).start()

    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def run(self, invocation: Invocation) -> bool:
        """Hands the event over and waits for its end; False when the process was gone before it took the event."""
        self._api.waiting.put(invocation)
        waited = 0.0
        while not invocation.taken.wait(_STEP_SECONDS):
            waited += _STEP_SECONDS
            if self._api.failed.is_set():
                invocation.finish(Outcome(Ending.ERROR, self._api.failure))
                return True
            if waited >= _INIT_SECONDS:
                self._time_out(invocation)
                return True
            if not self.alive():
                return False
        if not invocation.done.wait(invocation.timeout_seconds):
            self._time_out(invocation)
        return True

    def kill(self) -> None:
        """Ends the process and its Runtime API."""
        self._process.kill()
        self._process.wait()
        self._api.close()

    def _time_out(self, invocation: Invocation) -> None:
        """The ending first: the first one counts, and a killed process has one too."""
        invocation.finish(Outcome(Ending.TIMEOUT, "Sandbox.Timedout"))
        self.kill()

    def _start(self) -> subprocess.Popen[bytes]:
        launch = self._launch
        environment = {
            **launch.environment, "AWS_LAMBDA_RUNTIME_API": self._api.address, "COMEBACK_RUNNER_PID": str(os.getpid()),
        }  # fmt: skip
        launch.log_file.parent.mkdir(parents=True, exist_ok=True)  # a person may delete it at any time
        with launch.log_file.open("ab") as log:
            return subprocess.Popen(
                [str(launch.python), "-m", "awslambdaric", launch.plan.handler], cwd=launch.folder, env=environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def _watch(self) -> None:
        self._process.wait()
        if self._api.current is not None:
            self._api.current.finish(Outcome(Ending.ERROR, "Runtime.ExitError"))
        self._api.close()


class WorkerPool:
    """The workers of one function: started on demand up to `limit`, the warmest first."""

    def __init__(self, launch: Launch, limit: int, spawner: ThreadPoolExecutor) -> None:
        """No worker is started before the first event."""
        self._launch = launch
        self._spawner = spawner
        self._slots = threading.BoundedSemaphore(limit)
        self._lock = threading.Condition()
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._closed = threading.Event()

    def invoke(self, event: Any) -> Outcome:
        """Runs the handler once with `event`; waits for a free worker. Never raises for what the handler does."""
        payload = json.dumps(event, separators=(",", ":")).encode()
        if len(payload) > MAX_PAYLOAD_BYTES:
            return Outcome(Ending.ERROR, TOO_LARGE)
        with self._slots:
            while True:
                worker = self._take()
                if worker is None:
                    return Outcome(Ending.ERROR, "Runner.Closed")
                invocation = Invocation(payload, self._launch.arn, self._launch.plan.timeout_seconds)
                ran = worker.run(invocation)
                self._give_back(worker)
                if ran:
                    return self._noted(invocation)

    def close(self) -> None:
        """Kills every worker."""
        with self._lock:
            self._closed.set()
            workers, self._all = self._all, set()
        for worker in workers:
            worker.kill()

    def _take(self) -> Worker | None:
        with self._lock:
            if self._all and not self._idle:
                self._lock.wait(_SPARE_SECONDS)
            while self._idle and not self._closed.is_set():
                worker = self._idle.pop()
                if worker.alive():
                    return worker
                self._all.discard(worker)
            if self._closed.is_set():
                return None
        worker = Worker(self._launch, self._spawner)
        with self._lock:
            self._all.add(worker)
            if not self._closed.is_set():
                return worker
        worker.kill()
        return None

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            if worker.alive() and not self._closed.is_set():
                self._idle.append(worker)
                self._lock.notify()
            else:
                self._all.discard(worker)

    def _noted(self, invocation: Invocation) -> Outcome:
        if invocation.outcome.ending is not Ending.OK:
            line = {"runner": invocation.outcome.ending, "error": invocation.outcome.payload, "request": invocation.request_id}
            with suppress(OSError), self._launch.log_file.open("a") as log:
                log.write(json.dumps(line) + "\n")
        return invocation.outcome
