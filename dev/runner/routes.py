"""Which route answers a request, as API Gateway's HTTP APIs choose it."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from dev.runner.plan import RoutePlan


@dataclass(frozen=True, slots=True)
class Match:
    """The chosen route and the decoded values of its path variables."""

    route: RoutePlan
    parameters: dict[str, str]


class RouteTable:
    """Most specific first: fixed words before `{variable}` before `{greedy+}`, a verb before ANY, `$default` last."""

    def __init__(self, routes: Iterable[RoutePlan]) -> None:
        """`routes` in any order."""
        self._routes = sorted(routes, key=_rank)

    def match(self, method: str, path: str) -> Match | None:
        """`path` is as it came, still percent-encoded; None is a 404. Another verb of a known path is a 404 too."""
        for route in self._routes:
            if route.method not in {method, "ANY"}:
                continue
            if route.path == "$default":
                return Match(route, {})
            parameters = _parameters(route.path, path)
            if parameters is not None:
                return Match(route, parameters)
        return None


def _rank(route: RoutePlan) -> tuple[bool, list[int], bool]:
    words = [2 if part.endswith("+}") else 1 if part.startswith("{") else 0 for part in route.path.split("/")]
    return route.path == "$default", words, route.method == "ANY"


def _parameters(pattern: str, path: str) -> dict[str, str] | None:
    wanted, given = pattern.split("/"), path.split("/")
    values: dict[str, str] = {}
    for position, part in enumerate(wanted):
        if part.endswith("+}"):
            rest = "/".join(given[position:])
            if not rest:
                return None
            return {**values, part[1:-2]: unquote(rest)}
        if position >= len(given):
            return None
        if part.startswith("{"):
            if not given[position]:
                return None
            values[part[1:-1]] = unquote(given[position])
        elif unquote(given[position]) != part:
            return None
    return values if len(wanted) == len(given) else None
