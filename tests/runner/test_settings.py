from pathlib import Path

import pytest

from dev.runner.blueprint import parameters
from dev.runner.errors import StartError
from dev.runner.settings import CHECKOUT, load_settings
from dev.runner.stand_ins import StandIns, outside_urls


def test_everything_has_a_default() -> None:
    settings = load_settings({})

    assert (settings.base_url, settings.aws_endpoint_url) == ("http://127.0.0.1:8787", "http://127.0.0.1:4566")
    assert (settings.state_dir, settings.data_dir) == (CHECKOUT / ".local", CHECKOUT / ".local" / "data")
    assert outside_urls(settings) == {
        "ALTEGIO_API_URL": "http://127.0.0.1:8788/api/v1", "ALTEGIO_APP_URL": "http://127.0.0.1:8788",
        "APNS_URL": "https://127.0.0.1:8789", "GOOGLE_WALLET_URL": "http://127.0.0.1:8790/walletobjects/v1",
        "GOOGLE_TOKEN_URL": "http://127.0.0.1:8790/token", "GOOGLE_KEYS_URL": "http://127.0.0.1:8790/gp/m/issuer/keys",
    }  # fmt: skip
    assert [one.name for one in StandIns(settings).all] == ["altegio", "apns", "google"]


def test_the_stand_ins_follow_the_stacks_port() -> None:
    settings = load_settings({"PORT": "9000", "APNS_PORT": "9100"})

    assert (settings.altegio_port, settings.apns_port, settings.google_port) == (9001, 9100, 9003)


def test_data_lie_in_the_state_folder_unless_they_are_put_elsewhere() -> None:
    assert load_settings({"LOCAL_STATE_DIR": "x"}).data_dir == CHECKOUT / "x" / "data"
    assert load_settings({"LOCAL_DATA_DIR": "/tmp/y"}).data_dir == Path("/tmp/y")


@pytest.mark.parametrize("given", [
    {"ALTEGIO_API_URL": "https://sandbox.example/api/v1/"}, {"ALTEGIO_APP_URL": "https://sandbox.example"},
])  # fmt: skip
def test_one_of_altegios_addresses_points_both_elsewhere(given: dict[str, str]) -> None:
    settings = load_settings(given)

    assert (settings.altegio_api_url, settings.altegio_app_url) == ("https://sandbox.example/api/v1", "https://sandbox.example")
    assert [one.name for one in StandIns(settings).all] == ["apns", "google"]


def test_one_of_googles_addresses_points_all_elsewhere() -> None:
    settings = load_settings({"GOOGLE_WALLET_URL": "http://127.0.0.1:1/wallet/v1", "GOOGLE_KEYS_URL": "http://127.0.0.1:2/keys"})

    assert settings.google_urls == {
        "GOOGLE_WALLET_URL": "http://127.0.0.1:1/wallet/v1", "GOOGLE_TOKEN_URL": "http://127.0.0.1:1/token",
        "GOOGLE_KEYS_URL": "http://127.0.0.1:2/keys",
    }  # fmt: skip
    assert [one.name for one in StandIns(settings).all] == ["altegio", "apns"]


@pytest.mark.parametrize(("name", "value", "text"), [
    ("REVERSAL_DELAY_SECONDS", "901", "REVERSAL_DELAY_SECONDS must be a whole number between 0 and 900"),
    ("COALESCE_SECONDS", "-1", "COALESCE_SECONDS must be"), ("PORT", "80a", "PORT must be"), ("PORT", "65533", "PORT must be"),
    ("FAILED_MESSAGE_SECONDS", "43201", "FAILED_MESSAGE_SECONDS must be a whole number between 0 and 43200"),
    ("APNS_URL", "127.0.0.1:9", "APNS_URL must be an http or https address"),
    ("EXTRA_CA_FILE", "/nowhere.pem", "EXTRA_CA_FILE: there is no file"),
    ("ALTEGIO_REQUESTS_PER_SECOND", "0", "ALTEGIO_REQUESTS_PER_SECOND must be"),
])  # fmt: skip
def test_a_wrong_variable_is_named(name: str, value: str, text: str) -> None:
    with pytest.raises(StartError, match=text):
        load_settings({name: value})


def test_parameters_are_named_after_variables() -> None:
    settings = load_settings({"REVERSAL_DELAY_SECONDS": "0", "SWEEP_MINUTES": "0", "GOOGLE_KEYS_URL": "http://127.0.0.1:1/keys"})

    values = parameters(settings, outside_urls(settings), Path("/ca.pem"))

    assert (values["ReversalDelaySeconds"], values["SweepMinutes"]) == ("0", "0")
    assert (values["BaseUrl"], values["ExtraCaFile"]) == ("http://127.0.0.1:8787", "/ca.pem")
    assert values["GoogleKeysUrl"] == "http://127.0.0.1:1/keys"
    assert "CoalesceSeconds" not in values
