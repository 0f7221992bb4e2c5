"""The doctor's report as JSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from comeback.domain.diagnosis import Finding, State, worst
from comeback.domain.words import Words
from comeback.web.api.shapes import Answer, Instant


class FindingAnswer(Answer):
    """`check`: what was looked at, `subject`: which of several; `text` says how it is and what to do, `text_id` the same for
    programs.
    """

    check: str
    subject: str
    state: State
    text: str
    text_id: str


class DoctorAnswer(Answer):
    """`state`: the worst of the findings."""

    state: State
    at: Instant
    findings: list[FindingAnswer]

    @classmethod
    def of(cls, findings: Sequence[Finding], at: datetime, words: Words) -> Self:
        """In the order of the checks."""
        told = [
            FindingAnswer(check=one.check, subject=one.subject, state=one.state, text=words.tell(one.say), text_id=one.say.id)
            for one in findings
        ]
        return cls(state=worst(findings), at=at, findings=told)
