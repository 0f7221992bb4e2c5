"""Which wallet comes first, by what a browser says of itself."""

import pytest

from comeback.web.card_page_wallets import Choice, choice_for
from tests.handlers.events import http_event

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
IPAD = "Mozilla/5.0 (iPad; CPU OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
ANDROID = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko)"
DESKTOP = Choice(("apple", "google"), code=True)


@pytest.mark.parametrize(
    ("agent", "choice"),
    [
        (f"{IPHONE} Version/19.1 Mobile/15E148 Safari/604.1", Choice(("apple",), code=False)),
        (f"{IPHONE} CriOS/150.0 Mobile/15E148 Safari/604.1", Choice(("apple",), code=False)),
        (f"{IPHONE} Mobile/15E148 Instagram 400.0", Choice(("apple",), code=False, in_app=True)),
        (f"{IPHONE} Mobile/15E148", Choice(("apple",), code=False, in_app=True)),
        (f"{IPHONE} Mobile/15E148 Safari/604.1 [FBAN/FBIOS;FBAV/500.0]", Choice(("apple",), code=False, in_app=True)),
        (f"{IPAD} Version/19.1 Mobile/15E148 Safari/604.1", Choice(("apple",), code=True)),
        (f"{ANDROID} Chrome/150.0.0.0 Mobile Safari/537.36", Choice(("google",), code=False)),
        (f"{ANDROID} Chrome/150.0.0.0 Mobile Safari/537.36 Instagram 400.0", Choice(("google",), code=False, in_app=True)),
        (f"{ANDROID} Version/4.0 Chrome/150.0.0.0; wv) Mobile Safari/537.36", Choice(("google",), code=False, in_app=True)),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/19.1 Safari/605.1.15",
            Choice(("apple",), code=True, code_first=False),
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/150.0.0.0 Safari/537.36", DESKTOP),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:150.0) Gecko/20100101 Firefox/150.0", DESKTOP),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0.0.0 Safari/537.36", DESKTOP),
        ("Mozilla/5.0 (X11; CrOS x86_64 15000.0.0) Chrome/150.0.0.0 Safari/537.36", DESKTOP),
        ("", DESKTOP),
    ],
)
def test_the_wallet_of_the_device_comes_first(agent: str, choice: Choice) -> None:
    assert choice_for(http_event("GET", "/", headers={"User-Agent": agent})) == choice


def test_a_browser_that_hides_its_device_may_name_its_platform() -> None:
    event = http_event("GET", "/", headers={"user-agent": "Mozilla/5.0", "sec-ch-ua-platform": '"Android"'})
    assert choice_for(event).large == ("google",)


def test_no_headers_at_all_are_a_desktop() -> None:
    assert choice_for({"headers": None}) == DESKTOP


@pytest.mark.parametrize("large", [("apple",), ("google",), ("apple", "google")])
def test_both_wallets_stay_reachable(large: tuple[str, ...]) -> None:
    choice = Choice(large, code=False)
    assert sorted(choice.large + choice.small) == ["apple", "google"]
