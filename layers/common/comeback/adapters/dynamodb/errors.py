"""DynamoDB's refusals by code, never by text."""

from botocore.exceptions import ClientError


def code_of(problem: ClientError) -> str:
    """The error code of an answer."""
    return problem.response.get("Error", {}).get("Code", "")


def is_condition_failed(problem: ClientError) -> bool:
    """A single write's condition did not hold."""
    return code_of(problem) == "ConditionalCheckFailedException"


def cancellation_reasons(problem: ClientError) -> list[str] | None:
    """Per leg of a cancelled transaction its reason (`None` for a leg that was fine), or None for another error."""
    if code_of(problem) != "TransactionCanceledException":
        return None
    reasons = problem.response.get("CancellationReasons", [])
    return [str(reason.get("Code", "None")) for reason in reasons]


def is_conflict(problem: ClientError) -> bool:
    """Another transaction is at work on the same item: nothing was written, and it takes milliseconds."""
    if code_of(problem) == "TransactionConflictException":
        return True
    return set(cancellation_reasons(problem) or ()) - {"None"} == {"TransactionConflict"}


def lost_condition(problem: ClientError) -> bool:
    """A transaction was cancelled because another writer was first, or is in the middle of it. Not when it was throttled."""
    return bool({"ConditionalCheckFailed", "TransactionConflict"} & set(cancellation_reasons(problem) or ()))
