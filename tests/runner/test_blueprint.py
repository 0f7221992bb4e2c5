import json
from pathlib import Path

import pytest

from dev.runner.blueprint import load_plan
from dev.runner.errors import StartError
from dev.runner.plan import QueuePlan, RoutePlan, SchedulePlan, TablePlan

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Minutes: {Type: Number, Default: 5}
  BaseUrl: {Type: String, Default: ""}
Conditions: {Runs: !Not [!Equals [!Ref Minutes, 0]]}
Resources:
  Api: {Type: AWS::Serverless::HttpApi}
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      StreamSpecification: {StreamViewType: NEW_IMAGE}
      TimeToLiveSpecification: {AttributeName: until, Enabled: true}
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
  Queue: {Type: AWS::SQS::Queue}
  Failures: {Type: AWS::SQS::Queue}
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {}}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/worker
      Handler: handler.handler
      Runtime: python3.13
      Role: !GetAtt Role.Arn
      Timeout: 7
      MemorySize: 256
      Events:
        Page: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: GET, Path: "/page/{id}"}}
        Messages:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            BatchSize: 5
            FunctionResponseTypes: [ReportBatchItemFailures]
            ScalingConfig: {MaximumConcurrency: 2}
        Changes:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Table.StreamArn
            StartingPosition: LATEST
            BisectBatchOnFunctionError: true
            MaximumRetryAttempts: 3
            DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Failures.Arn}}
            FilterCriteria: {Filters: [{Pattern: '{"eventName": ["INSERT"]}'}]}
        Timer:
          Type: ScheduleV2
          Properties:
            ScheduleExpression: !If [Runs, !Sub "rate(${Minutes} minutes)", rate(1 day)]
            State: !If [Runs, ENABLED, DISABLED]
            Input: '{"job": "tidy"}'
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "template.yaml"
    file.write_text(TEMPLATE)
    return file


def test_the_plan_says_what_the_template_says(template: Path, tmp_path: Path) -> None:
    plan = load_plan(template, {"Unknown": "x"}, tmp_path / "cache")

    function = plan.functions["Worker"]
    assert (function.code, function.handler, function.timeout_seconds, function.memory_mb) == (
        "functions/worker",
        "handler.handler",
        7,
        256,
    )
    assert plan.routes == (RoutePlan("GET", "/page/{id}", "Worker"),)
    assert plan.queues == (QueuePlan("Queue", "Worker", 5, 2, partial=True),)
    assert plan.tables == (TablePlan("Table", "until", point_in_time_recovery=True),)
    (stream,) = plan.streams
    assert (stream.table, stream.batch_size, stream.partial, stream.bisect) == ("Table", 100, False, True)
    assert (stream.maximum_retries, stream.from_latest, stream.failure_queue) == (3, True, "Failures")
    assert stream.filters == ({"eventName": ["INSERT"]},)
    assert plan.schedules == (SchedulePlan("WorkerTimer", "Worker", {"job": "tidy"}, 300),)
    assert plan.parameters == {"Minutes": "5", "BaseUrl": ""}


def test_a_schedule_that_is_off_still_has_its_job(template: Path, tmp_path: Path) -> None:
    (schedule,) = load_plan(template, {"Minutes": "0"}, tmp_path / "cache").schedules

    assert (schedule.rate_seconds, schedule.job) == (None, "tidy")


def test_a_translation_is_kept_for_the_same_template_and_parameters_only(template: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = load_plan(template, {}, cache)
    (kept,) = cache.iterdir()
    content = json.loads(kept.read_text())
    content[0]["Kept"] = True
    kept.write_text(json.dumps(content))

    assert load_plan(template, {}, cache).template == {**first.template, "Kept": True}
    assert "Kept" not in load_plan(template, {"BaseUrl": "http://x"}, cache).template
    template.write_text(TEMPLATE.replace("Timeout: 7", "Timeout: 8"))
    assert load_plan(template, {}, cache).functions["Worker"].timeout_seconds == 8


def test_a_torn_translation_is_made_again_and_old_ones_are_thrown_away(template: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    for number in range(12):
        (cache / f"template-{number}.json").write_text("{")
    load_plan(template, {}, cache)
    newest = max(cache.iterdir(), key=lambda file: file.stat().st_size)
    newest.write_text("{")

    assert load_plan(template, {}, cache).routes
    assert len(list(cache.iterdir())) <= 8


@pytest.mark.parametrize(
    "content", ["", "Resources: [", "Resources: {A: {Type: AWS::Serverless::Function, Properties: {CodeUri: x}}}"]
)
def test_what_is_no_template_is_one_line(tmp_path: Path, content: str) -> None:
    file = tmp_path / "template.yaml"
    file.write_text(content)

    with pytest.raises(StartError, match=r"\Atemplate\.yaml is no template: [^\n]+\Z"):
        load_plan(file, {}, tmp_path / "cache")
