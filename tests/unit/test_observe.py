"""What gets into a log line, and what cannot."""

import json
import logging
from collections.abc import Iterator
from enum import StrEnum

import pytest

from comeback import observe


class Colour(StrEnum):
    RED = "red"


@pytest.fixture(autouse=True)
def lenient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observe, "_strict", False)


def line(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])  # type: ignore[no-any-return]


def test_a_unit_is_one_line_that_counts_under_its_outcome(capsys: pytest.CaptureFixture[str]) -> None:
    observe.unit("webhook", outcome=Colour.RED, count=3, location_id=4564, tenant_id="tn_01", visit_id=None, attempt=True)
    written = line(capsys)
    assert (written["webhook"], written["outcome"], written["location_id"]) == ([3.0], "red", 4564)
    assert (written["tenant_id"], written["attempt"]) == ("tn_01", True)
    assert "visit_id" not in written


def test_fields_that_are_not_on_the_list_are_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    observe.unit("webhook", phone="+13155550175", name="Jane")
    assert not {"phone", "name"} & line(capsys).keys()


@pytest.mark.parametrize("value", ["Jane Doe", "jane@example.com", "13155550175", "+13155550175", "a" * 81, "Zoë", {"a": 1}])
def test_values_that_could_be_about_a_person_are_replaced(value: object, capsys: pytest.CaptureFixture[str]) -> None:
    observe.unit("webhook", state=value)
    assert line(capsys)["state"] == "?"


def test_under_test_an_unknown_field_is_an_error() -> None:
    observe.be_strict()
    with pytest.raises(observe.FieldNotAllowed, match="phone"):
        observe.unit("webhook", phone="1")


def test_a_failure_tells_type_and_place_but_never_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="invalid literal") as caught:
        int("Jane +13155550175")
    observe.failure("console", caught.value)
    written = capsys.readouterr().out
    assert "Jane" not in written
    assert "13155550175" not in written
    assert "ValueError" in written
    assert "test_observe.py" in written


@pytest.fixture
def every_logger_writes() -> Iterator[None]:
    before = logging.root.manager.disable
    logging.disable(logging.NOTSET)
    yield
    logging.disable(before)


def test_libraries_are_mute_once_a_function_is_put_together(every_logger_writes: None, caplog: pytest.LogCaptureFixture) -> None:
    url = "https://api.alteg.io/api/v1/clients?phone=13155550175"
    logging.getLogger("httpx").warning("HTTP Request: GET %s", url)
    assert url in caplog.text
    caplog.clear()
    observe.mute_libraries()
    logging.getLogger("httpx").critical("HTTP Request: GET %s", url)
    assert not caplog.text
