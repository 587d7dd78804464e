"""A recording at an address: heard through the whole bot, and one sentence where it cannot be had."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

import httpcore
import pytest
from telegram import Update

from bot.handlers import background
from bot.media.audio.failures import Failures
from bot.media.audio.remote import RemoteLimits
from bot.services.clips import ClipCutter
from bot.telegram import in_flight
from bot.texts import texts_in
from store.models import Episode, Transcript, Turn
from tests.bot.conftest import load
from tests.bot.handlers.test_clips import OpenBot, hold_to, listen
from tests.bot.media import tones
from tests.bot.scene import ANNA, BRUNO, Scene
from tests.store.feeds.server import Page, Site, serving

ZH, EN = texts_in("zh-hans"), texts_in("en")
LENGTH = 90


@cache
def recording(kind: str) -> bytes:
    """Return a minute and a half, each second with a tone of its own."""
    sound = tones.tones(LENGTH)
    return tones.encoded(sound, "mp4", "aac", bit_rate=96_000) if kind == "m4a" else tones.mp3(sound)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def far(open_bot: OpenBot, tmp_path: Path, site: Site) -> Callable[..., Scene]:
    """Start a bot that may go to the server of these tests; its episode's recording is at /a there, or elsewhere."""

    def opened(audio: str = "/a", *, limits: RemoteLimits | None = None, **more: object) -> Scene:
        episode = Episode("浣熊电台", audio=f"{site.url}{audio}?key=secret")
        turns = (
            Turn("李伟", 60.0, 64.0, "垃圾桶的盖子要扣好。", "01:00"),
            Turn("王伟", 70.0, 75.0, "它已经满了三天了。", "01:10"),
        )
        load(tmp_path / "far.db", Transcript(episode, turns, "test"))
        scene = open_bot(tmp_path / "far.db", **{"allow_private": True, **more})
        if limits is not None:
            scene.bot.bot_data.clip_cutter = ClipCutter(allow_private=True, limits=limits)
        return scene

    return opened


@pytest.mark.parametrize(("kind", "ranges"), [("m4a", True), ("m4a", False), ("mp3", True), ("mp3", False)])
def test_a_far_recording_is_heard_once_cut_for_all_and_offered_inline(
    far: Callable[..., Scene], site: Site, kind: str, ranges: bool
) -> None:
    site.pages["/a"] = Page(recording(kind), ranges=ranges, etag='"1"')
    scene = far()
    chat = scene.private()
    answer = chat.ask("垃圾桶")
    pressed, [voice] = listen(chat, answer)
    assert (pressed.alert, voice.kind, voice.reply_to) == (None, "voice", answer.id)
    hold_to(voice, 59, 65)
    assert [one for one in site.requests if "range" not in one[1]] == [] or (kind, ranges) != ("m4a", True)
    asked = len(site.requests)
    _, [again] = listen(chat, answer)
    offered = scene.type("垃圾桶")
    assert offered is not None
    chosen = scene.choose(offered, 1)
    assert (again.file_id, chosen.file_id) == (voice.file_id, voice.file_id)
    assert len(site.requests) == asked  # nothing was fetched a second time


def test_another_quote_of_a_recording_that_was_downloaded_costs_no_download(
    far: Callable[..., Scene], site: Site
) -> None:
    site.pages["/a"] = Page(recording("mp3"), ranges=False)
    chat = far().private()
    listen(chat, chat.ask("垃圾桶"))
    asked = len(site.requests)
    _, [voice] = listen(chat, chat.ask("三天"))
    hold_to(voice, 69, 76)
    assert len(site.requests) == asked


@pytest.mark.parametrize(
    ("page", "limits", "told"),
    [
        (Page(status=404), {}, "missing_audio"),
        (Page(status=503), {}, "far_audio"),
        (Page(recording("m4a"), cut_to=50_000), {}, "far_audio"),
        (Page(recording("mp3"), ranges=False, cut_to=50_000), {}, "far_audio"),
        (Page(recording("mp3"), ranges=False, cut_to=50_000, length=False), {}, "cut_off_audio"),
        (Page(recording("m4a")), {"size": 100_000}, "closed_audio"),
        (Page(recording("m4a"), ranges=False), {"size": 100_000}, "closed_audio"),
        (Page(recording("m4a"), ranges=False, length=False), {"size": 100_000}, "closed_audio"),
        (Page(recording("m4a"), pause_s=0.05), {"seconds": 0.3}, "far_audio"),
        (Page(b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/b.mp3\n"), {}, "strange_audio"),
        (Page(b"<html>Please log in</html>"), {}, "strange_audio"),
        (Page(b""), {}, "strange_audio"),
        (Page(status=302, location="/a"), {}, "far_audio"),
        (Page(status=302, location="file:///etc/hostname"), {}, "closed_audio"),
    ],
)
def test_a_recording_that_cannot_be_had_is_one_sentence_and_the_quote_stays(
    far: Callable[..., Scene], site: Site, page: Page, limits: dict[str, float], told: str
) -> None:
    site.pages["/a"] = page
    scene = far(limits=RemoteLimits(**limits))  # type: ignore[arg-type]
    for chat, texts in ((scene.private(), ZH), (scene.private(BRUNO), EN)):
        answer = chat.ask("垃圾桶")
        pressed, sent = listen(chat, answer, texts.hear_button)
        assert (pressed.alert, sent) == (getattr(texts, told), [])
        assert "secret" not in (pressed.alert or "")
        assert (answer.edits, answer.quoted) == (0, "垃圾桶的盖子要扣好。")


def test_what_failed_is_told_at_once_for_some_minutes_and_asked_for_again_after_them(
    far: Callable[..., Scene], site: Site
) -> None:
    page = site.pages["/a"] = Page(recording("m4a"), cut_to=50_000)
    scene = far()
    minutes = [0.0]
    scene.bot.bot_data.clip_cutter._remotes.failures = Failures(lambda: minutes[0] * 60)
    chat = scene.private()
    answer = chat.ask("垃圾桶")
    assert listen(chat, answer)[0].alert == ZH.far_audio
    page.cut_to = None
    asked = len(site.requests)
    minutes[0] = 2
    for words in ("垃圾桶", "三天"):
        pressed, sent = listen(chat, chat.ask(words))
        assert (pressed.alert, sent, len(site.requests)) == (ZH.far_audio, [], asked)
    minutes[0] = 4
    _, [voice] = listen(chat, answer)
    hold_to(voice, 59, 65)


def test_a_host_at_which_nobody_answers_is_asked_once_for_all_its_recordings(
    open_bot: OpenBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as gone:
        pass
    asked: list[int] = []
    connect = httpcore.SyncBackend.connect_tcp

    def counted(*given: Any, **named: Any) -> httpcore.NetworkStream:
        asked.append(given[2])
        return connect(*given, **named)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", counted)
    for word in ("苹果", "香蕉"):
        turns = (Turn("李伟", 60.0, 64.0, f"{word}放进桶里。", "01:00"), Turn("李伟", 70.0, 74.0, "好。", "01:10"))
        load(tmp_path / "far.db", Transcript(Episode(word, audio=f"{gone.url}/{word}"), turns, "test"))
    chat = open_bot(tmp_path / "far.db", allow_private=True).private()
    for word in ("苹果", "香蕉", "苹果"):
        assert listen(chat, chat.ask(word))[0].alert == ZH.far_audio
    assert len(asked) == 1


@pytest.mark.parametrize("ranges", [True, False])
def test_whoever_listens_to_a_file_here_waits_for_no_server(
    far: Callable[..., Scene], site: Site, tmp_path: Path, ranges: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.background.LAST_WAIT_S", 0.0)
    monkeypatch.setattr("bot.services.clips.AT_ONCE", 1)
    site.pages["/a"] = Page(recording("m4a"), ranges=ranges, pause_s=0.2)
    (tmp_path / "here.mp3").write_bytes(recording("mp3"))
    turns = (Turn("王伟", 10.0, 14.0, "蜂蜜就在这里。", "00:10"), Turn("王伟", 20.0, 24.0, "好。", "00:20"))
    load(tmp_path / "far.db", Transcript(Episode("本地", audio=str(tmp_path / "here.mp3")), turns, "test"))
    scene = far()
    for person, words in ((ANNA, "垃圾桶"), (ANNA, "三天"), (BRUNO, "三天")):
        chat = scene.private(person)
        chat.press(chat.ask(words), (ZH if person is ANNA else EN).hear_button)
    waits_until(scene, lambda: bool(site.requests))
    chat = scene.group()
    chat.press(chat.ask("/quote 蜂蜜"), ZH.hear_button)
    waits_until(scene, lambda: len(scene.bot.bot_data.clip_cutter.under_way) == 3)
    assert len(scene.telegram.made("sendVoice")) == 1
    assert len(site.requests) <= 2  # the second one waits for its turn at the host


def waits_until(scene: Scene, fits: Callable[[], bool]) -> None:
    """Let the bot go on until something is so."""

    async def until() -> None:
        async with asyncio.timeout(10):
            while not fits():  # noqa: ASYNC110 - it happens in threads, too
                await asyncio.sleep(0.01)

    scene.runner.run(until())


def test_a_recording_that_all_of_is_needed_is_fetched_once_for_all_who_want_it(
    far: Callable[..., Scene], site: Site
) -> None:
    site.pages["/a"] = Page(recording("mp3"), ranges=False, pause_s=0.001)
    scene = far()
    for person, words in ((ANNA, "垃圾桶"), (ANNA, "三天"), (BRUNO, "三天")):
        chat = scene.private(person)
        chat.press(chat.ask(words), (ZH if person is ANNA else EN).hear_button)
    scene.settle()
    assert len(scene.telegram.made("sendVoice")) == 3
    assert len(site.requests) == 2  # whether it has ranges, and the whole


def test_one_that_takes_long_is_said_to_be_fetched_until_it_comes_by_itself(
    far: Callable[..., Scene], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.background.ANSWER_AFTER_S", 0.01)
    monkeypatch.setattr("bot.handlers.clips._SAID_AFTER_S", 0.02)
    site.pages["/a"] = Page(recording("mp3"), ranges=False, pause_s=0.001)
    scene = far()
    chat = scene.private()
    answer = chat.ask("垃圾桶")
    pressed, [voice] = listen(chat, answer)
    assert (pressed.alert, voice.kind) == (None, "voice")
    calls = [call for call in scene.telegram.calls if call.method in ("sendMessage", "sendVoice", "deleteMessage")][1:]
    assert [call.method for call in calls] == ["sendMessage", "sendVoice", "deleteMessage"]
    assert calls[0].values["text"] == ZH.fetching_audio
    assert calls[0].values["reply_parameters"]["message_id"] == answer.id
    site.pages["/a"].status = 503
    monkeypatch.setattr(
        "bot.handlers.background.ANSWER_AFTER_S", 0.0
    )  # else one that fails at once is told by an alert
    monkeypatch.setattr("bot.handlers.clips._SAID_AFTER_S", 0.0)
    scene.bot.bot_data.clip_cutter.close()
    _, [told] = listen(chat, chat.ask("三天"))
    assert told.text == ZH.far_audio  # and what was said before is taken back


def test_that_a_recording_is_being_fetched_is_no_answer_yet() -> None:
    """So a press that waits for it when the bot is stopped is gone on with after the next start."""

    async def said(aside: AbstractContextManager[None]) -> bool:
        one = in_flight.InFlight(Update(1), lambda _: None)
        in_flight.begin(one)
        with aside, in_flight.saying():
            pass
        return one.said

    assert asyncio.run(said(nullcontext()))
    assert not asyncio.run(said(in_flight.uncounted()))


def test_what_nobody_waits_for_any_more_is_fetched_no_further(
    far: Callable[..., Scene], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As at the end of the program."""
    monkeypatch.setattr("bot.handlers.background.LAST_WAIT_S", 0.0)
    site.pages["/a"] = Page(recording("mp3"), ranges=False, pause_s=0.05)
    scene = far()
    voices = scene.bot.bot_data.clip_cutter
    for person in (ANNA, BRUNO):
        chat = scene.private(person)
        chat.press(chat.ask("三天"), (ZH if person is ANNA else EN).hear_button)
    waits_until(scene, lambda: bool(voices._fetching))
    fetching = voices._fetching[f"{site.url}/a?key=secret"]
    scene.runner.run(background.end(scene.bot.bot_data.background_tasks))
    waits_until(scene, lambda: fetching.task.done() and not voices._remotes.downloads._growing)
    assert (fetching.task.cancelled(), voices._fetching, voices.under_way) == (True, {}, set())


def test_only_so_many_wait_for_servers(far: Callable[..., Scene], site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.services.clips.MOST_WAITING", 0)
    chat = far().private()
    pressed, sent = listen(chat, chat.ask("垃圾桶"))
    assert (pressed.alert, sent, site.requests) == (ZH.far_audio, [], [])


def test_a_server_is_waited_for_so_long_and_no_longer(far: Callable[..., Scene], site: Site) -> None:
    site.pages["/a"] = Page(recording("mp3"), ranges=False, pause_s=0.05)
    chat = far(limits=RemoteLimits(whole_s=0.3)).private()
    pressed, sent = listen(chat, chat.ask("垃圾桶"))
    assert (pressed.alert, sent) == (ZH.far_audio, [])


def test_a_private_address_is_refused_unless_it_is_allowed(far: Callable[..., Scene], site: Site) -> None:
    site.pages["/a"] = Page(recording("m4a"))
    chat = far(allow_private=False).private()
    pressed, sent = listen(chat, chat.ask("垃圾桶"))
    assert (pressed.alert, sent, site.requests) == (ZH.closed_audio, [], [])


def test_a_redirect_to_a_private_address_is_refused(
    far: Callable[..., Scene], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = f"{site.url}/inside"
    site.pages |= {"/a": Page(status=302, location=inside), "/inside": Page(recording("m4a"))}
    scene = far(allow_private=False)
    public = iter([True, False])  # the server counts as a public one at first: then it leads back inside
    monkeypatch.setattr("store.feeds.guarded.is_public", lambda _: next(public))
    chat = scene.private()
    pressed, sent = listen(chat, chat.ask("垃圾桶"))
    assert (pressed.alert, sent) == (ZH.closed_audio, [])
    assert [path.partition("?")[0] for path, _ in site.requests] == ["/a"]
