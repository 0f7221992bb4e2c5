"""What only SAM's result shows."""

from graphlib import TopologicalSorter

from tests.template.reading import references, template, translated


def test_no_resource_needs_itself_in_a_circle() -> None:
    resources = translated()["Resources"]
    needs = {
        name: {*references(resource.get("Properties", {})), *_list(resource.get("DependsOn", []))} & resources.keys() - {name}
        for name, resource in resources.items()
    }

    TopologicalSorter(needs).prepare()  # raises CycleError


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def test_the_api_is_throttled_and_its_log_names_no_person() -> None:
    properties = template()["Resources"]["HttpApi"]["Properties"]
    log = properties["AccessLogSettings"]["Format"]

    assert properties["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0
    assert not [field for field in ("sourceIp", "path", "userAgent", "identity") if field in log]
