"""What the template asks for, in the runner's words: functions, routes and triggers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class FunctionPlan:
    """One function; `code` is its folder relative to the checkout."""

    logical_id: str
    code: str
    handler: str
    timeout_seconds: int
    memory_mb: int


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """One route; `method` is a verb, `ANY` or, with path `$default`, `$default`."""

    method: str
    path: str
    function: str

    @property
    def key(self) -> str:
        """As API Gateway writes it, e.g. `GET /c/{token}`."""
        return self.path if self.path == "$default" else f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class CorsPlan:
    """The API's answer to other origins."""

    allow_origins: tuple[str, ...] = ()
    allow_methods: tuple[str, ...] = ()
    allow_headers: tuple[str, ...] = ()
    expose_headers: tuple[str, ...] = ()
    max_age: int | None = None
    allow_credentials: bool = False


@dataclass(frozen=True, slots=True)
class QueuePlan:
    """One mapping from a queue to a function."""

    queue: str
    function: str
    batch_size: int
    maximum_concurrency: int | None
    partial: bool


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """One mapping from a table's stream to a function; `maximum_retries` None means for ever."""

    table: str
    function: str
    batch_size: int
    partial: bool
    bisect: bool
    maximum_retries: int | None
    from_latest: bool
    filters: tuple[Mapping[str, Any], ...]
    failure_queue: str | None


@dataclass(frozen=True, slots=True)
class SchedulePlan:
    """A function called with `event` every `rate_seconds`; None for an expression that is not a rate."""

    name: str
    function: str
    event: Mapping[str, Any]
    rate_seconds: int | None

    @property
    def job(self) -> str | None:
        """The name by which `POST /__local/run/{job}` knows it."""
        job = self.event.get("job")
        return job if isinstance(job, str) else None


@dataclass(frozen=True, slots=True)
class TablePlan:
    """What ministack's CloudFormation does not set on a table."""

    logical_id: str
    ttl_attribute: str | None
    point_in_time_recovery: bool


@dataclass(frozen=True, slots=True)
class StackPlan:
    """Everything the runner takes from the template."""

    template: Mapping[str, Any]
    functions: Mapping[str, FunctionPlan]
    routes: tuple[RoutePlan, ...] = ()
    cors: CorsPlan | None = None
    queues: tuple[QueuePlan, ...] = ()
    streams: tuple[StreamPlan, ...] = ()
    schedules: tuple[SchedulePlan, ...] = ()
    tables: tuple[TablePlan, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
