"""All functions of the stack, each with its workers and the environment that Lambda would give it."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from dev.runner.activity import Activity
from dev.runner.emulator import CREDENTIALS, REGION
from dev.runner.errors import StartError
from dev.runner.plan import FunctionPlan
from dev.runner.runtime_api import Outcome
from dev.runner.workers import Launch, WorkerPool

CHECKOUT = Path(__file__).resolve().parents[2]
PYTHON = CHECKOUT / ".tools" / "function" / "bin" / "python"
_WORKER_SITE = Path(__file__).with_name("worker_site")
_ACCOUNT = "000000000000"
_MOST_WORKERS = 4  # of one function; more only take memory and start-up time from each other on a laptop


class Functions:
    """Calls handlers and tells who listens that one has finished."""

    def __init__(self, activity: Activity, log_dir: Path, clock_file: Path, aws_endpoint_url: str) -> None:
        """Raises StartError when the functions' environment is not set up."""
        if not PYTHON.exists():
            raise StartError("the functions' environment is not set up: run `make serve`")
        log_dir.mkdir(parents=True, exist_ok=True)
        self._activity = activity
        self._log_dir = log_dir
        self._clock_file = clock_file
        self._aws_endpoint_url = aws_endpoint_url
        self._spawner = ThreadPoolExecutor(1, "spawner")
        self._pools: dict[str, WorkerPool] = {}
        self.finished: Callable[[str], None] = lambda _function: None

    def add(self, plan: FunctionPlan, name: str, variables: Mapping[str, str], limit: int = _MOST_WORKERS) -> None:
        """Makes a function callable; `name` is the deployed one, `variables` its resolved environment."""
        short = Path(plan.code).name
        launch = Launch(
            plan=plan,
            python=PYTHON,
            folder=CHECKOUT / plan.code,
            environment={**variables, **self._lambda_variables(plan, name, short)},
            log_file=self._log_dir / f"{short}.log",
            arn=f"arn:aws:lambda:{REGION}:{_ACCOUNT}:function:{name}",
        )
        self._pools[plan.logical_id] = WorkerPool(launch, min(limit, _MOST_WORKERS), self._spawner)

    def invoke(self, function: str, event: Any) -> Outcome:
        """Runs a handler and waits; counts as activity until those who listen know that it has finished."""
        with self._activity.work():
            try:
                return self._pools[function].invoke(event)
            finally:
                self.finished(function)

    def close(self) -> None:
        """Ends every worker."""
        for pool in self._pools.values():
            pool.close()
        self._spawner.shutdown()

    def _lambda_variables(self, plan: FunctionPlan, name: str, short: str) -> dict[str, str]:
        path = (_WORKER_SITE, CHECKOUT / "layers" / "common", CHECKOUT / plan.code)
        return {
            **CREDENTIALS,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": self._aws_endpoint_url,
            "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
            "AWS_LAMBDA_FUNCTION_NAME": name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(plan.memory_mb),
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}",
            "AWS_LAMBDA_LOG_STREAM_NAME": f"local/{short}",
            "COMEBACK_CLOCK_FILE": str(self._clock_file),
            "LANG": "en_US.UTF-8",
            "LAMBDA_TASK_ROOT": str(CHECKOUT / plan.code),
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "PYTHONPATH": ":".join(str(part) for part in path),
            "TZ": ":UTC",
            "_HANDLER": plan.handler,
        }
