"""Phrases in English, as the tests of rules read them."""

from collections.abc import Iterable

from comeback.adapters.words import words_for
from comeback.domain.words import Phrase


def said(phrases: Iterable[Phrase]) -> str:
    """Sentences after each other."""
    return " ".join(words_for("en").tell(phrase) for phrase in phrases)
