"""Environment variables: typed, read when they are used, named when they are wrong."""

import pytest

from comeback.settings import Settings, SettingsError


def test_a_missing_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAIN_TABLE", raising=False)
    with pytest.raises(SettingsError, match="MAIN_TABLE is not set"):
        _ = Settings().main_table


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("soon", "must be a whole number"),
        ("", "must be a whole number"),
        ("901", "between 0 and 900"),
        ("-1", "between 0 and 900"),
    ],
)
def test_a_delay_that_a_queue_cannot_keep_is_refused(monkeypatch: pytest.MonkeyPatch, value: str, complaint: str) -> None:
    monkeypatch.setenv("REVERSAL_DELAY_SECONDS", value)
    with pytest.raises(SettingsError, match=complaint):
        _ = Settings().reversal_delay_seconds


def test_no_delay_is_legal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVERSAL_DELAY_SECONDS", "0")
    monkeypatch.setenv("COALESCE_SECONDS", "0")
    assert (Settings().reversal_delay_seconds, Settings().coalesce_seconds) == (0, 0)


def test_a_value_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COALESCE_SECONDS", "Jane")
    with pytest.raises(SettingsError) as refused:
        _ = Settings().coalesce_seconds
    assert "Jane" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_pushes_say_nothing_of_their_type_unless_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APNS_PUSH_TYPE", "")
    assert Settings().apns_push_type is None
    monkeypatch.setenv("APNS_PUSH_TYPE", "background")
    assert Settings().apns_push_type == "background"
