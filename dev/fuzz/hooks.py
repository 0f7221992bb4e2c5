"""Runs inside Schemathesis, in its own environment: which requests are not worth sending, and how others get further."""

import os
from typing import Any
from urllib.parse import quote

import schemathesis
from schemathesis import Case, HookContext

# The gateway refuses longer ones itself, with an answer that is none of the API's (aws-facts.md §4).
_LONGEST = 4_000


def filter_case(_context: HookContext, case: Case) -> bool:
    """Leaves out what never reaches a function."""
    return len(quote(f"{case.query}{case.headers}")) <= _LONGEST


def map_body(_context: HookContext, body: Any) -> Any:
    """A program for a location that nobody has connected is refused before anything else of it is looked at."""
    locations = body.get("locations") if isinstance(body, dict) else None
    if isinstance(locations, list) and locations and all(type(one) is int and 1 <= one <= 2**53 for one in locations):
        return {**body, "locations": [int(os.environ["FUZZED_LOCATION"])]}
    return body


schemathesis.hook(filter_case)
schemathesis.hook(map_body)
