import asyncio

import pytest

from bot.application import build
from bot.errors import CannotPoll
from bot.settings import Settings
from bot.telegram import lifecycle
from bot.telegram.backoff import CONFLICT_TRIES, LONGEST_WAIT_S
from bot.telegram.polling import Poller, polling_request
from tests import raccoons
from tests.botapi import BotApi

REFUSED = {401: "Unauthorized", 404: "Not Found", 409: "Conflict", 502: "Bad Gateway", 400: "Logged out"}


class Watched:
    """A poller on a real application and a local Bot API; sleeping takes no time and is written down."""

    def __init__(self, api, library, **settings):
        self.api = api
        self.now = 0.0
        self.slept = []
        given = Settings(**{"token": api.token, "api_url": api.url, "database": library, **settings})
        self.request = polling_request(given)
        self.application = build(given, get_updates_request=self.request)
        self.poller = Poller(self.application, self.request, ["message"], clock=lambda: self.now, sleep=self.sleep)

    async def sleep(self, seconds):
        self.slept.append(round(seconds, 2))
        self.now += seconds

    async def until_answered(self, sent=1):
        """Poll until the bot has sent so much."""
        await self.poller.start()
        polling = asyncio.create_task(self.poller.run())
        while not polling.done() and len(self.api.made("sendMessage")) < sent:  # noqa: ASYNC110 - its server is a thread
            await asyncio.sleep(0.02)
        polling.cancel()
        if polling.done():
            polling.result()

    async def leave(self):
        await lifecycle.stop(self.application)
        await lifecycle.shut_down(self.application)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a poller against a local Bot API until it has answered; gives back what was watched."""
    library = raccoons.library(tmp_path / "quotes.db")
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)

    def run(prepare, sent=1, settings=lambda api: {}):
        with BotApi() as api:
            prepare(api)
            watched = None

            async def main():
                nonlocal watched
                watched = Watched(api, library, **settings(api))
                try:
                    await watched.until_answered(sent)
                finally:
                    await watched.leave()

            try:
                asyncio.run(main())
            except CannotPoll as error:
                watched.ended = str(error)
            return watched

    return run


def refuse(method, code, times=1):
    def prepare(api):
        api.misbehave(method, code, {"ok": False, "error_code": code, "description": REFUSED[code]}, times=times)
        api.say("洗东西")

    return prepare


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", "getUpdates"])
@pytest.mark.parametrize("code", [502, 400])
def test_a_server_in_trouble_is_asked_again_with_longer_and_longer_waits(run, method, code):
    watched = run(refuse(method, code, times=4))
    assert watched.slept == [1.0, 1.5, 2.25, 3.38]
    assert len(watched.api.made("sendMessage")) == 1


def test_no_wait_is_longer_than_half_a_minute(run):
    watched = run(refuse("getUpdates", 502, times=12))
    assert max(watched.slept) == LONGEST_WAIT_S


def test_waits_begin_short_again_after_an_answer(run):
    def prepare(api):
        refuse("getMe", 502, times=3)(api)
        refuse("getUpdates", 502, times=1)(api)

    assert run(prepare, sent=2).slept == [1.0, 1.5, 2.25, 1.0]


def test_a_flood_limit_is_waited_for_as_long_as_telegram_says(run):
    def prepare(api):
        flood = {"ok": False, "error_code": 429, "description": "Too Many", "parameters": {"retry_after": 7}}
        api.misbehave("getUpdates", 429, flood)
        api.say("洗东西")

    assert run(prepare).slept == [7.5]


def test_a_body_that_is_no_answer_is_asked_for_again(run):
    def prepare(api):
        api.misbehave("getUpdates", 200, b"<html>gateway</html>")
        api.say("洗东西")

    assert run(prepare).slept == [1.0]


@pytest.mark.parametrize("method", ["getMe", "getUpdates"])
@pytest.mark.parametrize("code", [401, 404])
def test_a_token_that_telegram_refuses_ends_the_bot_at_once_and_stays_untold(run, method, code):
    watched = run(refuse(method, code))
    assert "TELEGRAM_BOT_TOKEN" in watched.ended
    assert watched.api.token not in watched.ended
    assert "\n" not in watched.ended
    assert watched.slept == []


def test_a_second_program_on_the_same_token_ends_the_bot_after_a_few_tries(run):
    watched = run(refuse("getUpdates", 409, times=99))
    assert "409" in watched.ended
    assert "\n" not in watched.ended
    assert len(watched.slept) == CONFLICT_TRIES - 1


def test_a_predecessor_that_is_about_to_end_is_waited_for(run):
    watched = run(refuse("getUpdates", 409, times=CONFLICT_TRIES - 1))
    assert len(watched.api.made("sendMessage")) == 1


def test_updates_are_fetched_once_with_every_kind_that_is_handled_and_none_is_dropped(run):
    def prepare(api):
        for _ in range(3):
            api.say("洗东西")

    watched = run(prepare, sent=3)
    polls = watched.api.made("getUpdates")
    assert [poll.get("offset") for poll in polls[:2]] == [None, 7]  # ids count messages too: 2, 4 and 6 are updates
    assert all(poll["allowed_updates"] == ["message"] for poll in polls)
    assert all(poll["timeout"] > 20 for poll in polls)
    [removed] = watched.api.made("deleteWebhook")
    assert not removed.get("drop_pending_updates")
    assert len(watched.api.made("sendMessage")) == 3


def test_an_update_that_cannot_be_read_is_passed_over_and_comes_never_again(run):
    def prepare(api):
        api.feed(message={"message_id": "of tomorrow"})
        api.feed(a_kind_of_tomorrow={"x": 1})
        api.say("洗东西")

    watched = run(prepare)
    assert watched.slept == []
    assert len(watched.api.made("sendMessage")) == 1


def test_everything_goes_through_the_proxy_where_there_is_one(run):
    watched = run(
        lambda api: api.say("洗东西"),
        settings=lambda api: {"api_url": "http://telegram.invalid", "proxy": api.url},
    )
    assert {"getMe", "getUpdates", "sendMessage"} <= {call.method for call in watched.api.calls}
