"""The programs behind make check, make test and make deploy."""

import sys
import threading
from pathlib import Path

import pytest

from dev.build.deploy import UsageError, deploy_command, read_arguments, required_parameters
from dev.build.steps import BuildError, Step, command, run_steps
from dev.build.test import below_bounds
from tests.template.reading import template


def _fail() -> None:
    raise BuildError("a line of the program\nand another")


def test_a_failed_step_shows_its_output_and_fails_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert not run_steps([Step("good", lambda: None), Step("bad", _fail)])

    shown = capsys.readouterr().out
    assert "ok    good" in shown
    assert "FAIL  bad" in shown
    assert "      and another" in shown


def test_a_step_waits_for_what_it_needs_and_is_left_out_after_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    done: list[str] = []
    after = Step("after", lambda: done.append("after"))

    assert run_steps([Step("before", lambda: done.append("before"), then=[after])])
    assert not run_steps([Step("bad", _fail, then=[after])])

    assert done == ["before", "after"]
    assert capsys.readouterr().out.count("ok    after") == 1


def test_steps_that_need_nothing_of_each_other_run_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    both = threading.Barrier(2, timeout=60)

    assert run_steps([Step("one", both.wait), Step("other", both.wait)])


def test_a_program_that_fails_is_shown_with_what_it_printed(tmp_path: Path) -> None:
    program = command(sys.executable, "-c", "import sys; print('said'); sys.exit(3)", folder=tmp_path)

    with pytest.raises(BuildError, match="said"):
        program()
    command(sys.executable, "-c", "", folder=tmp_path)()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "REGION="),
        (["", ""], "REGION="),
        (["eu-central-1"], "STAGE="),
        (["Frankfurt", "prod"], "REGION=Frankfurt"),
        (["eu-central-1", "Prod"], "STAGE=Prod"),
        (["eu-central-1", "p"], "STAGE=p"),
        (["eu-central-1", "prod", "DomainName"], "DomainName is not NAME=VALUE"),
        (["eu-central-1", "prod", "Colour=red"], "Colour=red"),
        (["eu-central-1", "prod", "Architecture=x86_64"], "Architecture"),
    ],
)
def test_what_cannot_be_deployed_is_said_in_one_line(arguments: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        read_arguments(arguments, template())

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("region", ["eu-central-1", "us-gov-west-1", "ap-southeast-2", "me-south-1"])
def test_parameters_are_handed_on_by_name(region: str) -> None:
    arguments = [region, "prod", "AltegioApplicationId=2391", "DomainName=cards.example.com"]

    given = read_arguments(arguments, template())

    assert given == (region, "prod", {"AltegioApplicationId": "2391", "DomainName": "cards.example.com"})


def test_only_the_applications_number_has_no_default() -> None:
    assert required_parameters(template()) == {"AltegioApplicationId"}


def test_a_stage_has_its_own_stack() -> None:
    words = deploy_command(Path("built"), "eu-central-1", {"Stage": "prod", "DomainName": "cards.example.com"})

    assert words[words.index("--stack-name") + 1] == "comeback-prod"
    assert words[words.index("--region") + 1] == "eu-central-1"
    assert "DomainName=cards.example.com" in words


def _file(covered: int, total: int) -> dict[str, object]:
    return {"summary": {"covered_lines": covered, "num_statements": total, "covered_branches": 0, "num_branches": 0}}


def test_too_little_coverage_is_told_by_folder() -> None:
    report = {"files": {"app/domain/card.py": _file(9, 10), "app/web/pages.py": _file(90, 90)}}

    assert list(below_bounds(report, {"": 95.0})) == []
    (told,) = below_bounds(report, {"": 95.0, "app/domain": 100.0})
    assert told.startswith("app/domain reaches 90.00 %")


def test_a_folder_without_files_has_not_reached_its_bound() -> None:
    assert list(below_bounds({"files": {}}, {"app/domain": 100.0}))
