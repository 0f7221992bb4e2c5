"""Queues, streams and what reads them."""

import pytest

from dev.runner.intrinsics import logical_id
from tests.template.reading import DEAD_LETTER_QUEUES, QUEUES, mappings, of_type, properties_of, template

_QUEUES = of_type("AWS::SQS::Queue")
_STREAM_FAILURES = "RelayFailureQueue"
_FORTNIGHT = 14 * 24 * 3600
_READ_QUEUES = sorted(set(QUEUES) - set(DEAD_LETTER_QUEUES) - {_STREAM_FAILURES})


@pytest.mark.parametrize("queue", _READ_QUEUES)
def test_each_queue_sets_aside_what_fails_five_times(queue: str) -> None:
    policy = _QUEUES[queue]["Properties"]["RedrivePolicy"]

    assert logical_id(policy["deadLetterTargetArn"]) in _QUEUES
    assert policy["maxReceiveCount"] >= 5


def test_no_two_queues_share_a_dead_letter_queue() -> None:
    assert len(DEAD_LETTER_QUEUES) == len(_READ_QUEUES)


@pytest.mark.parametrize("queue", QUEUES)
def test_messages_are_encrypted_and_wait_a_fortnight_for_a_repair(queue: str) -> None:
    properties = _QUEUES[queue]["Properties"]

    assert properties["MessageRetentionPeriod"] == _FORTNIGHT
    assert properties["SqsManagedSseEnabled"] is True


@pytest.mark.parametrize("queue", QUEUES)
def test_each_queue_has_an_alarm_that_somebody_hears(queue: str) -> None:
    watching = [
        alarm["Properties"]
        for alarm in of_type("AWS::CloudWatch::Alarm").values()
        if {"Name": "QueueName", "Value": {"Fn::GetAtt": [queue, "QueueName"]}} in alarm["Properties"].get("Dimensions", [])
    ]

    assert watching
    if queue in {*DEAD_LETTER_QUEUES, _STREAM_FAILURES}:
        assert [one["Threshold"] for one in watching if one["MetricName"] == "ApproximateNumberOfMessagesVisible"] == [1]
    else:
        assert "ApproximateAgeOfOldestMessage" in {one["MetricName"] for one in watching}


@pytest.mark.parametrize("alarm", sorted(of_type("AWS::CloudWatch::Alarm")))
def test_every_alarm_says_what_it_means_and_tells_the_topic(alarm: str) -> None:
    properties = template()["Resources"][alarm]["Properties"]

    assert properties["AlarmDescription"]
    assert properties["AlarmActions"] == [{"Ref": "AlarmTopic"}]
    assert properties["TreatMissingData"] == "notBreaching"


@pytest.mark.parametrize("queue", _READ_QUEUES)
def test_a_message_is_hidden_six_times_as_long_as_its_reader_may_run(queue: str) -> None:
    readers = [logical_id(one["FunctionName"]) for one in mappings().values() if logical_id(one["EventSourceArn"]) == queue]
    time_outs = [properties_of("AWS::Lambda::Function")[reader]["Timeout"] for reader in readers]

    assert len(readers) == 1
    assert _QUEUES[queue]["Properties"]["VisibilityTimeout"] >= 6 * max(time_outs)


def test_one_bad_record_does_not_repeat_its_neighbours() -> None:
    wrong = [name for name, one in mappings().items() if one["FunctionResponseTypes"] != ["ReportBatchItemFailures"]]
    assert mappings()
    assert wrong == []


def test_readers_of_queues_are_limited_where_others_limit_us() -> None:
    """Altegio's budget and Apple's wish for few connections bind, and nothing else does."""
    readers = {name: one for name, one in mappings().items() if logical_id(one["EventSourceArn"]) in _QUEUES}
    assert readers
    assert [name for name, one in readers.items() if not 2 <= one["ScalingConfig"]["MaximumConcurrency"] <= 10] == []


def test_a_stream_gives_up_in_the_end() -> None:
    streams = [one for one in mappings().values() if logical_id(one["EventSourceArn"]) not in _QUEUES]
    assert streams
    assert all(0 < one["MaximumRetryAttempts"] <= 100 for one in streams)
    assert {one["StartingPosition"] for one in streams} == {"TRIM_HORIZON"}


def test_what_the_relay_gives_up_is_kept() -> None:
    (relay,) = (one for one in mappings().values() if logical_id(one["FunctionName"]) == "RelayFunction")

    assert logical_id(relay["DestinationConfig"]["OnFailure"]["Destination"]) == _STREAM_FAILURES
    assert relay["BisectBatchOnFunctionError"] is True
