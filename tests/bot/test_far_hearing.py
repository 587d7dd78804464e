"""A recording at an address: heard through the whole bot, and one sentence where it cannot be had."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.media.remote import RemoteLimits
from bot.texts import texts_in
from bot.voices import Voices
from store.models import Episode, Transcript, Turn
from tests.bot.conftest import load
from tests.bot.scene import BRUNO, Scene
from tests.bot.test_hearing import OpenBot, hold_to, listen
from tests.media import tones
from tests.store.server import Page, Site, serving

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
            scene.bot.bot_data.voices = Voices(allow_private=True, limits=limits)
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


def test_a_recording_that_is_mended_is_heard_at_the_next_press(far: Callable[..., Scene], site: Site) -> None:
    page = site.pages["/a"] = Page(recording("m4a"), cut_to=50_000)
    chat = far().private()
    answer = chat.ask("垃圾桶")
    assert listen(chat, answer)[0].alert == ZH.far_audio
    page.cut_to = None
    _, [voice] = listen(chat, answer)
    hold_to(voice, 59, 65)


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
    monkeypatch.setattr("store.fetching.is_public", lambda _: next(public))
    chat = scene.private()
    pressed, sent = listen(chat, chat.ask("垃圾桶"))
    assert (pressed.alert, sent) == (ZH.closed_audio, [])
    assert [path.partition("?")[0] for path, _ in site.requests] == ["/a"]
