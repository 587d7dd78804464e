"""A bot that runs for years: what was kept long enough goes while it runs, and a lost file is noticed."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.services import cleanup
from bot.services.library import Library
from bot.services.uploads import Uploads
from store.sql.state import chats, clips, saved_questions, updates
from store.storage.state import ChatSettings, Clip
from tests import raccoons


class Years:
    """Sleeping takes no time; the dates go on as if it had, until `most_s` have passed."""

    def __init__(self, monkeypatch, most_s, during=lambda _passed_s: None):
        self.passed_s, self._most_s, self._during = 0.0, most_s, during
        now, today, seconds = chats.now(), saved_questions.today(), updates.now()
        monkeypatch.setattr(chats, "now", lambda: now + timedelta(seconds=self.passed_s))
        for module in (saved_questions, clips):
            monkeypatch.setattr(module, "today", lambda: today + timedelta(seconds=self.passed_s))
        monkeypatch.setattr(updates, "now", lambda: seconds + int(self.passed_s))

    async def sleep(self, seconds):
        self.passed_s += seconds
        self._during(self.passed_s)
        if self.passed_s > self._most_s:
            raise asyncio.CancelledError


def kept_in(store):
    tables = ("kept_questions", "chats", "answers", "seen_updates", "clips")
    return {table: store.db[table].count for table in tables}


@pytest.fixture
def keep(tmp_path, monkeypatch):
    """Let a bot that nobody asks anything run for so long; returns what is kept then."""

    def keep(most_s, during=lambda _passed_s: None):
        async def main():
            library = Library(raccoons.library(tmp_path / "quotes.db"), threads=1)
            uploads = Uploads(tmp_path / "quotes.db", lambda: tmp_path)
            await library.run(begin)
            years = Years(monkeypatch, most_s, during)
            with pytest.raises(asyncio.CancelledError):
                await cleanup.run_cleanup(library, uploads, sleep=years.sleep)
            counts = await library.run(kept_in)
            await library.close()
            return counts

        return asyncio.run(main())

    def begin(store):
        store.state.questions.put(store.parse("安静"))
        store.state.chats.choose_language(-5, "en")
        store.state.chats.choose_language(-6, "en")
        store.state.chats.left(-5)
        store.state.chats.keep_answer(-5, 1, chats.Answered(2, None))
        store.state.clips.put(Clip("a.mp3", 0, 1, 7), "file")
        store.state.updates.unseen([1, 2, 3], bot=7)
        assert store.state.chats.settings(-5) == ChatSettings("en")

    return keep


DAY_S = 86_400


def test_everything_stays_for_as_long_as_it_is_said_to(keep):
    assert keep(1.5 * DAY_S) == {"kept_questions": 1, "chats": 2, "answers": 1, "seen_updates": 3, "clips": 1}


def test_nothing_stays_longer_though_nobody_asks_anything_and_the_program_is_never_started_anew(keep):
    assert keep(4 * DAY_S) == {"kept_questions": 1, "chats": 2, "answers": 0, "seen_updates": 0, "clips": 1}
    assert keep(33 * DAY_S)["chats"] == 1
    assert keep(93 * DAY_S) == {"kept_questions": 0, "chats": 1, "answers": 0, "seen_updates": 0, "clips": 0}


def test_a_file_that_is_gone_is_told_once(keep, tmp_path, caplog):
    def during(passed_s):
        if passed_s > 600:
            (tmp_path / "quotes.db").unlink(missing_ok=True)

    keep(DAY_S, during)
    told = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(told) == 1
    assert "was removed or replaced" in told[0].getMessage()
