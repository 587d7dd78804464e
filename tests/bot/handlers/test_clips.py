"""A quote is heard: the right seconds, in the right place, cut once."""

from __future__ import annotations

import dataclasses
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.services.clips import ClipCutter
from bot.texts import texts_in
from store.library import quotes
from store.library.episodes import set_offsets
from store.models import Episode, Transcript, Turn
from store.offsets import parse_offsets
from store.store import Store
from tests.bot.conftest import load
from tests.bot.media import tones
from tests.bot.scene import ANNA, BRUNO, Chat, Pressed, Scene
from tests.bot.wire import Refused, Sent

OpenBot = Callable[..., Scene]
ZH, EN = texts_in("zh-hans"), texts_in("en")
LENGTH = 90
TOLERANCE_S = 0.3


@pytest.fixture(scope="module")
def recording() -> bytes:
    """A recording of a minute and a half, each second with a tone of its own."""
    return tones.mp3(tones.tones(LENGTH, noisy=(40, 60)))


@pytest.fixture
def audio(tmp_path: Path, recording: bytes) -> Path:
    path = tmp_path / "浣熊电台.mp3"
    path.write_bytes(recording)
    return path


@pytest.fixture
def library(tmp_path: Path, audio: Path) -> Path:
    episode = Episode("浣熊电台", page="https://pod.example/1", audio=str(audio))
    turns = (
        Turn("李伟", 10.0, 14.0, "垃圾桶的盖子要扣好。", "00:10"),
        Turn("王伟", 20.0, 80.0, "狸猫不是浣熊。" + "我们慢慢说这件事。" * 60 + "力大砖飞。" + "说完了。" * 4, "00:20"),
        Turn("李伟", 200.0, 205.0, "蜂蜜在录音之后。", "03:20"),
        Turn("李伟", None, None, "松果没有时间。", None),
        Turn("李伟", 86.0, 96.0, "录音在这句小熊猫说到一半的时候就没有了。", "01:26"),
    )
    load(tmp_path / "heard.db", Transcript(episode, turns, "test"))
    return tmp_path / "heard.db"


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Where the clips begin that are cut."""
    begun: list[float] = []
    original = ClipCutter._cut

    def counted(self: ClipCutter, request: object) -> bytes:
        begun.append(request.span.begin_s)  # type: ignore[attr-defined]
        return original(self, request)  # type: ignore[arg-type]

    monkeypatch.setattr(ClipCutter, "_cut", counted)
    return begun


def listen(chat: Chat, answer: Sent, label: str = ZH.hear_button, **more: object) -> tuple[Pressed, list[Sent]]:
    """Press the button; returns what was shown at once, and what was sent in the end."""
    telegram = chat.scene.telegram
    before, calls = set(telegram.sent), len(telegram.calls)
    pressed = chat.press(answer, label, **more)  # type: ignore[arg-type]
    chat.scene.settle()
    answers = [call.values for call in telegram.calls[calls:] if call.method == "answerCallbackQuery"]
    assert len(answers) == 1
    alert = answers[0].get("text") if answers[0].get("show_alert") else None
    sent = [one for key, one in telegram.sent.items() if key not in before]
    return dataclasses.replace(pressed, alert=alert), sent


def hold_to(voice: Sent, begin_s: float, end_s: float) -> None:
    """Hold a voice note to be these seconds of the recording."""
    samples = tones.heard(voice.file)
    assert len(samples) / tones.RATE == pytest.approx(end_s - begin_s, abs=TOLERANCE_S)
    assert abs(tones.shift(samples, begin_s)) <= TOLERANCE_S
    assert voice.values["duration"] == round(end_s - begin_s)


def test_the_quote_is_sent_as_the_right_seconds_in_reply_to_it(open_bot: OpenBot, library: Path) -> None:
    chat = open_bot(library).private()
    answer = chat.ask("垃圾桶")
    assert answer.labels[-1] == [ZH.hear_button]
    pressed, [voice] = listen(chat, answer)
    assert (pressed.alert, voice.kind, voice.reply_to) == (None, "voice", answer.id)
    assert voice.text == "李伟 · 00:10\n垃圾桶的盖子要扣好。"
    assert voice.quoted == "垃圾桶的盖子要扣好。"
    assert "垃圾桶" in voice.bold
    assert voice.links == {"00:10": "https://pod.example/1#t=10"}
    hold_to(voice, 9, 15)


def test_an_excerpt_inside_a_long_turn_has_its_own_time_marked_as_an_estimate(open_bot: OpenBot, library: Path) -> None:
    chat = open_bot(library).private()
    _, [voice] = listen(chat, chat.ask("力大砖飞"))
    clock = voice.text.split("\n")[0].removeprefix("王伟 · ")
    assert clock.startswith("≈")
    assert int(clock[-2:]) > 20 or clock.startswith("≈01:")
    assert voice.values["duration"] < 40


def test_the_recording_may_run_later_than_the_transcript(open_bot: OpenBot, library: Path) -> None:
    with Store.open(library) as store, store.transaction():
        set_offsets(store.catalog, 1, parse_offsets("0=12.5"))
    chat = open_bot(library).private()
    _, [voice] = listen(chat, chat.ask("垃圾桶"))
    assert voice.text.startswith("李伟 · 00:10")
    hold_to(voice, 21.5, 27.5)


@pytest.mark.parametrize(
    ("page", "link"),
    [
        (None, "https://pod.example/a.mp3#t=22"),  # the recording runs 12.5 s later
        ("https://pod.example/a.mp3", "https://pod.example/a.mp3#t=22"),  # this page is the recording
        ("https://youtu.be/abc", "https://youtu.be/abc?t=10"),  # other pages have the transcript's clock
    ],
)
def test_the_clock_leads_to_the_second_at_which_the_words_are_heard_there(
    open_bot: OpenBot, tmp_path: Path, page: str | None, link: str
) -> None:
    episode = Episode("浣熊电台", page=page, audio="https://pod.example/a.mp3")
    turns = (
        Turn("李伟", 10.0, 14.0, "垃圾桶的盖子要扣好。", "00:10"),
        Turn("王伟", 20.0, 25.0, "垃圾桶满了。", "00:20"),
    )
    load(tmp_path / "far.db", Transcript(episode, turns, "test"))
    with Store.open(tmp_path / "far.db") as store, store.transaction():
        set_offsets(store.catalog, 1, parse_offsets("0=12.5 15=-5"))
    scene = open_bot(tmp_path / "far.db")
    chat = scene.private()
    answer = chat.ask("盖子")
    assert answer.links == {"00:10": link}
    chat.press(answer, ZH.context_button)
    assert answer.links["00:10"] == link
    assert chat.ask("满了").links == {"00:20": link.replace("22", "15").replace("t=10", "t=20")}
    offered = scene.type("盖子")
    assert offered is not None
    assert scene.choose(offered).links == {"00:10": link}


def test_a_clip_is_cut_once_for_all_chats_and_after_a_restart(
    open_bot: OpenBot, library: Path, cuts: list[float]
) -> None:
    scene = open_bot(library)
    first = scene.private()
    _, [voice] = listen(first, first.ask("垃圾桶"))
    group = open_bot(library, telegram=scene.telegram).group(31)
    answer = group.ask("/quote 垃圾桶", message_thread_id=31, is_topic_message=True)
    _, [again] = listen(group, answer)
    assert (again.file_id, again.topic, again.reply_to) == (voice.file_id, 31, answer.id)
    assert len(cuts) == 1


def test_a_clip_that_telegram_lost_is_cut_anew(open_bot: OpenBot, library: Path, cuts: list[float]) -> None:
    scene = open_bot(library)
    chat = scene.private()
    answer = chat.ask("垃圾桶")
    _, [voice] = listen(chat, answer)
    del scene.telegram.files[voice.file_id]
    _, [again] = listen(chat, answer)
    hold_to(again, 9, 15)
    assert len(cuts) == 2
    scene.telegram.refused.clear()


def test_a_voice_note_that_telegram_lost_takes_no_other_row_away_inline(open_bot: OpenBot, library: Path) -> None:
    scene = open_bot(library)
    chat = scene.private()
    _, [voice] = listen(chat, chat.ask("垃圾桶"))
    del scene.telegram.files[voice.file_id]
    for _ in range(2):
        offered = scene.type("垃圾桶")
        assert offered is not None
        assert [one["type"] for one in offered.answer["results"]] == ["article"]
    assert len(scene.telegram.refused) == 1  # and it is not offered again
    scene.telegram.refused.clear()


def test_what_was_heard_once_is_offered_as_a_voice_note_inline(open_bot: OpenBot, library: Path) -> None:
    scene = open_bot(library)
    chat = scene.private()
    before = scene.type("垃圾桶")
    assert before is not None
    assert [one["type"] for one in before.answer["results"]] == ["article"]
    _, [voice] = listen(chat, chat.ask("垃圾桶"))
    offered = scene.type("垃圾桶")
    assert offered is not None
    assert [one["type"] for one in offered.answer["results"]] == ["article", "voice"]
    assert offered.rows[1][0] == "🎧 李伟 · 00:10"
    sent = scene.choose(offered, 1)
    assert (sent.kind, sent.file_id) == ("voice", voice.file_id)
    assert "垃圾桶" in sent.text
    with Store.open(library) as store:
        [chosen] = quotes.most_chosen(store.catalog, store.state.chosen, 5)
        assert chosen.turn.start_s == 10.0


def test_a_voice_note_says_the_same_second_wherever_it_is_sent(open_bot: OpenBot, library: Path) -> None:
    scene = open_bot(library)
    chat = scene.private()
    _, [voice] = listen(chat, chat.ask("力大砖飞"))
    offered = scene.type("力大砖飞")
    assert offered is not None
    sent = scene.choose(offered, 1)
    assert sent.text.split("\n")[0] == voice.text.split("\n")[0]
    assert "≈" in voice.text.split("\n")[0]
    assert sent.links == voice.links


def test_under_what_was_sent_inline_the_button_leads_to_the_private_chat(open_bot: OpenBot, library: Path) -> None:
    scene = open_bot(library)
    offered = scene.type("垃圾桶")
    assert offered is not None
    chat = scene.private()
    pressed = chat.press(scene.choose(offered), ZH.hear_button)
    assert pressed.led_to == "https://t.me/Tanuki_Quote_bot?start=vt1"
    before = set(scene.telegram.sent)
    chat.say("/start vt1")
    scene.settle()
    [voice] = [sent for key, sent in scene.telegram.sent.items() if key not in before]
    hold_to(voice, 9, 15)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda path: path.unlink(), "missing_audio"),
        (lambda path: path.write_bytes(b"\x00" * 5000), "strange_audio"),
        (lambda path: path.write_bytes(path.read_bytes()[:20_000]), "cut_off_audio"),
        (lambda path: path.write_bytes(tones.mp3(tones.tones(5))), "short_audio"),
        (lambda path: (path.unlink(), path.mkdir()), "missing_audio"),
        (lambda path: (path.unlink(), os.mkfifo(path)), "missing_audio"),
        (lambda path: (path.unlink(), path.symlink_to(path)), "missing_audio"),
    ],
)
def test_a_recording_that_cannot_be_played_is_one_sentence_and_the_quote_stays(
    open_bot: OpenBot, library: Path, audio: Path, spoil: Callable[[Path], object], told: str
) -> None:
    scene = open_bot(library)
    chats = [(scene.private(ANNA), ZH), (scene.private(BRUNO), EN)]
    answers = [chat.ask("力大砖飞") for chat, _ in chats]
    said = [answer.text for answer in answers]
    spoil(audio)
    for (chat, texts), answer in zip(chats, answers, strict=True):
        pressed, sent = listen(chat, answer, texts.hear_button)
        assert (pressed.alert, sent) == (getattr(texts, told), [])
    assert [answer.text for answer in answers] == said


def test_what_lies_behind_the_end_of_the_recording_is_said_so(open_bot: OpenBot, library: Path) -> None:
    chat = open_bot(library).private()
    pressed, sent = listen(chat, chat.ask("蜂蜜"))
    assert (pressed.alert, sent) == (ZH.short_audio, [])


@pytest.mark.parametrize("earlier", [10, 14, 14.8, 15, 16, 600])
def test_words_said_before_the_recording_begins_have_none(open_bot: OpenBot, library: Path, earlier: float) -> None:
    with Store.open(library) as store, store.transaction():
        set_offsets(store.catalog, 1, parse_offsets(f"-{earlier}"))
    chat = open_bot(library).private()
    pressed, sent = listen(chat, chat.ask("垃圾桶"))
    assert (pressed.alert, len(sent)) == ((None, 1) if earlier < 14 else (ZH.no_audio, 0))


def test_a_clip_that_the_end_of_the_recording_cuts_short_says_how_long_it_is(open_bot: OpenBot, library: Path) -> None:
    chat = open_bot(library).private()
    _, [voice] = listen(chat, chat.ask("小熊猫"))
    hold_to(voice, 85, 90)


def test_without_a_time_or_a_recording_there_is_no_button(open_bot: OpenBot, library: Path) -> None:
    chat = open_bot(library).private()
    answer = chat.ask("松果")
    assert ZH.hear_button not in [label for row in answer.labels for label in row]
    assert chat.press_data(answer, "v:4:0:t:4:0").alert == ZH.no_audio
    assert chat.press_data(answer, "v:99:0:t:99:0").alert == ZH.turn_gone


def test_a_slow_clip_shows_that_it_is_recorded_and_answers_the_press_meanwhile(
    open_bot: OpenBot, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = open_bot(library)
    chat = scene.private()
    answer = chat.ask("垃圾桶")
    monkeypatch.setattr("bot.handlers.background.ANSWER_AFTER_S", 0.05)
    monkeypatch.setattr("bot.handlers.clips._SHOWN_AFTER_S", 0.0)
    original = ClipCutter._cut

    def slowly(self: ClipCutter, request: object) -> bytes:
        time.sleep(0.3)
        return original(self, request)  # type: ignore[arg-type]

    monkeypatch.setattr(ClipCutter, "_cut", slowly)
    _, [voice] = listen(chat, answer)
    assert voice.kind == "voice"
    actions = [call.values["action"] for call in scene.telegram.made("sendChatAction")]
    assert set(actions) == {"record_voice"}
    order = [call.method for call in scene.telegram.calls]
    assert order.index("answerCallbackQuery") < order.index("sendVoice")


def test_two_clips_are_cut_at_once_and_the_others_wait_with_a_chat_action(
    open_bot: OpenBot, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = open_bot(library)
    monkeypatch.setattr("bot.handlers.clips._SHOWN_AFTER_S", 0.0)
    clip = tones.encoded(tones.tones(1), "ogg", "libopus", rate=48_000)
    lock, under_way, most = threading.Lock(), [0], [0]

    def slowly(self: ClipCutter, request: object) -> bytes:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        time.sleep(0.15)
        with lock:
            under_way[0] -= 1
        return clip

    monkeypatch.setattr(ClipCutter, "_cut", slowly)
    asked = [(scene.private(ANNA), "垃圾桶", ZH), (scene.private(BRUNO), "力大砖飞", EN), (scene.group(), "蜂蜜", ZH)]
    answers = [chat.ask(words if chat.chat["id"] > 0 else f"/quote {words}") for chat, words, _ in asked]
    for (chat, _, texts), answer in zip(asked, answers, strict=True):
        chat.press(answer, texts.hear_button)
    scene.settle()
    assert most == [2]
    assert {call.values["chat_id"] for call in scene.telegram.made("sendChatAction")} == {
        chat.chat["id"] for chat, _, _ in asked
    }
    assert len(scene.telegram.made("sendVoice")) == 3


def test_pressing_again_while_a_clip_is_being_cut_sends_it_once(
    open_bot: OpenBot, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = open_bot(library)
    original = ClipCutter._cut

    def slowly(self: ClipCutter, request: object) -> bytes:
        time.sleep(0.2)
        return original(self, request)  # type: ignore[arg-type]

    monkeypatch.setattr(ClipCutter, "_cut", slowly)
    chat = scene.private()
    answer = chat.ask("垃圾桶")
    for _ in range(3):
        chat.press(answer, ZH.hear_button)
    scene.settle()
    assert len(scene.telegram.made("sendVoice")) == 1
    assert len(scene.telegram.made("answerCallbackQuery")) == 3
    listen(chat, answer)
    assert len(scene.telegram.made("sendVoice")) == 2


def test_a_late_fault_is_said_in_reply(
    open_bot: OpenBot, library: Path, audio: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = open_bot(library).private()
    answer = chat.ask("垃圾桶")
    audio.unlink()
    monkeypatch.setattr("bot.handlers.background.ANSWER_AFTER_S", 0.0)
    _, [told] = listen(chat, answer)
    assert (told.text, told.reply_to) == (ZH.missing_audio, answer.id)


def test_where_telegram_takes_no_voice_the_one_who_pressed_is_told(open_bot: OpenBot, library: Path) -> None:
    scene = open_bot(library)
    chat = scene.private()
    answer = chat.ask("垃圾桶")
    scene.telegram.fail("sendVoice", Refused("VOICE_MESSAGES_FORBIDDEN"))
    pressed, sent = listen(chat, answer)
    assert (pressed.alert, sent, answer.edits) == (ZH.apology, [], 0)
