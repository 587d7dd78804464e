"""Transcripts that are sent to the bot as documents: for those who look after it, and nobody else."""

from __future__ import annotations

import asyncio
import errno
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.handlers import background
from bot.services.uploads import shown_name
from bot.texts import Texts, texts_in
from store.ingest.files import LARGEST_FILE
from store.ingest.isolated import IsolatedRead
from store.store import Store
from tests.bot.entities import Json
from tests.bot.scene import ANNA, BRUNO, Chat, Scene
from tests.bot.wire import Refused, Sent

ZH, EN = texts_in("zh-hans"), texts_in("en")
OpenBot = Callable[..., Scene]

RED_PANDA = """WEBVTT

00:00:01.000 --> 00:00:05.000
<v 小熊>小熊猫不是小的熊猫，小熊猫就是小熊猫。

00:00:06.000 --> 00:00:09.000
<v 老熊>竹子也要挑嫩的吃，老的咬不动。
""".encode()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the bot keeps what was sent."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "podcast-quote-bot" / "uploads"


@pytest.fixture
def kept_by(open_bot: OpenBot, database: Path) -> Scene:
    """A bot that Anna and Bruno look after."""
    return open_bot(database, admin_ids=frozenset({ANNA["id"], BRUNO["id"]}))


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*")) if folder.exists() else []


def titles(database: Path) -> list[str]:
    with Store.open(database) as store:
        return [one.episode.title for one in store.episodes()]


def press(chat: Chat, told: Sent, label: str) -> list[Sent]:
    """Press a button and wait until all is done; returns what was sent besides."""
    before = set(chat.scene.telegram.sent)
    chat.press(told, label)
    chat.scene.settle()
    return [sent for key, sent in chat.scene.telegram.sent.items() if key not in before]


@pytest.mark.parametrize(("person", "texts"), [(ANNA, ZH), (BRUNO, EN)])
def test_a_transcript_is_told_of_loaded_and_quoted(
    kept_by: Scene, database: Path, folder: Path, person: Json, texts: Texts
) -> None:
    chat = kept_by.private(person)
    [told] = chat.send_file("小熊猫.vtt", RED_PANDA)
    lines = told.text.split("\n")
    assert lines[0] == "小熊猫"
    assert "WebVTT" in lines[1] and "utf-8" in lines[1].lower()
    assert texts.upload_turns.format(turns=2, first="00:01", last="00:06") in lines
    assert "小熊" in told.text and "老熊" in told.text
    assert lines[-1] == texts.upload_new
    assert told.edits == 2
    assert told.labels == [[texts.load_button, texts.cancel_button]]
    assert "小熊猫" not in titles(database)
    [quote] = press(chat, told, texts.load_button)
    assert told.text == texts.upload_loaded.format(title="小熊猫", turns=2)
    assert quote.quoted
    assert "小熊猫" in titles(database)
    assert "竹子" in chat.ask("嫩的").text
    assert kept(folder) == []


def test_a_transcript_is_loaded_where_no_cache_folder_can_be_used(
    kept_by: Scene, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nowhere").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "nowhere"))
    chat = kept_by.private()
    [told] = chat.send_file("小熊猫.vtt", RED_PANDA)
    press(chat, told, ZH.load_button)
    assert "小熊猫" in titles(database)


def test_the_same_transcript_needs_no_loading(kept_by: Scene, folder: Path) -> None:
    chat = kept_by.private()
    [told] = chat.send_file("小熊猫.vtt", RED_PANDA)
    press(chat, told, ZH.load_button)
    [again] = chat.send_file("别的名字.vtt", RED_PANDA)
    assert again.text.endswith(ZH.upload_same)
    assert again.labels == []
    [changed] = chat.send_file("小熊猫.vtt", RED_PANDA.replace("嫩的".encode(), "鲜的".encode()))
    assert changed.text.endswith(ZH.upload_changed)
    assert len(kept(folder)) == 2


def test_what_is_not_wanted_is_erased(kept_by: Scene, database: Path, folder: Path) -> None:
    chat = kept_by.private()
    [told] = chat.send_file("小熊猫.vtt", RED_PANDA)
    assert len(kept(folder)) == 2
    assert folder.stat().st_mode & 0o077 == 0
    chat.press(told, ZH.cancel_button)
    assert told.text == ZH.upload_dropped.format(name="小熊猫.vtt")
    assert (kept(folder), titles(database)) == ([], ["浣熊夜谈 <第一期>"])


@pytest.mark.parametrize(("person", "texts"), [(ANNA, ZH), (BRUNO, EN)])
def test_anybody_else_gets_one_line_and_nothing_is_fetched(
    open_bot: OpenBot, database: Path, person: Json, texts: Texts
) -> None:
    scene = open_bot(database, admin_ids=frozenset({1}))
    [told] = scene.private(person).send_file("小熊猫.vtt", RED_PANDA)
    assert told.text == texts.upload_not_yours
    assert scene.telegram.made("getFile") == []
    assert scene.telegram.fetched == []


def test_in_a_group_documents_are_other_peoples_talk(kept_by: Scene) -> None:
    assert kept_by.group().send_file("小熊猫.vtt", RED_PANDA) == []
    assert kept_by.telegram.fetched == []


def test_nobody_else_may_press(kept_by: Scene, open_bot: OpenBot, database: Path) -> None:
    chat = kept_by.private()
    [told] = chat.send_file("小熊猫.vtt", RED_PANDA)
    chen: Json = {"id": 99, "is_bot": False, "first_name": "C", "language_code": "en"}
    assert chat.press(told, ZH.load_button, by=chen).alert == EN.bot_admins_only
    assert told.labels
    assert titles(database) == ["浣熊夜谈 <第一期>"]


def test_a_file_that_is_too_large_is_not_fetched(kept_by: Scene) -> None:
    [told] = kept_by.private().send_file("大.vtt", b"", size=LARGEST_FILE + 1)
    assert told.text == ZH.upload_too_large.format(name="大.vtt", limit=20)
    assert kept_by.telegram.made("getFile") == []


def test_what_telegram_does_not_give_is_to_be_sent_again(kept_by: Scene, folder: Path) -> None:
    kept_by.telegram.fail("getFile", Refused("file is temporarily unavailable"))
    [told] = kept_by.private().send_file("小熊猫.vtt", RED_PANDA)
    assert told.text == ZH.upload_unfetched.format(name="小熊猫.vtt")
    assert kept(folder) == []


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_where_there_is_no_room_for_a_file_one_line_says_so(
    kept_by: Scene, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: int
) -> None:
    def full(*_: object) -> None:
        raise OSError(fault, os.strerror(fault))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", full)
        [told] = kept_by.private().send_file("小熊猫.vtt", RED_PANDA)
    assert told.text == ZH.upload_no_room.format(name="小熊猫.vtt")
    [line] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert line.exc_info is None
    assert os.strerror(fault) in line.getMessage()
    assert kept(folder) == []
    [told] = kept_by.private().send_file("小熊猫.vtt", RED_PANDA)
    assert told.text != ZH.upload_no_room.format(name="小熊猫.vtt")


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n\0\0\0", b'{"error": "not found"}', b"PK\x03\x04" + bytes(500)]
)
def test_what_is_no_transcript_is_refused_with_a_reason(kept_by: Scene, folder: Path, content: bytes) -> None:
    [told] = kept_by.private().send_file("什么.txt", content)
    assert told.text.startswith("读不出来。什么.txt")
    assert told.labels == []
    assert kept(folder) == []


ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b", re.ASCII)

ODD = """1
00:00:05,000 --> 00:00:08,000
小熊猫不是小的熊猫

2
00:00:03,000 --> 00:00:02,000
请不吝点赞 订阅

3
00:00:09,000 --> 00:00:10,000
嗯

4
00:00:08,500 --> 00:00:11,000
嗯

5
00:00:12,000 --> 00:00:13,000
嗯

6
00:00:14 ->
竹子
""".encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.txt", b" "),
        ("图.txt", b"\x89PNG\r\n\x1a\n\0\0\0"),
        ("断.json", b'{"segments": [{"start": 1'),
        ("坏.json", b'{"segments": [1 2]}'),
        ("飞书.txt", "说话人 1 00:03\n大家好。\n\n说话人 2 00:09\n".encode()),
        ("a: b, line 2.txt", "说话人 1 00:03\n大家好。\n".encode()[:-2]),
    ],
)
def test_why_a_document_is_refused_is_told_in_the_persons_language(kept_by: Scene, name: str, content: bytes) -> None:
    [told] = kept_by.private().send_file(name, content)
    reason = told.text.removeprefix("读不出来。").removeprefix(name)
    assert not ENGLISH.search(reason)
    assert reason[0] in "： " and reason[-1] == "。"
    [told] = kept_by.private(BRUNO).send_file(name, content)
    assert re.match("(?:, line [0-9]+)?: ", told.text.removeprefix("I cannot read this. ").removeprefix(name))


def test_what_is_odd_in_a_transcript_is_told_in_the_persons_language(kept_by: Scene) -> None:
    [told] = kept_by.private().send_file("小熊猫.srt", ODD)
    odd = [line for line in told.text.split("\n") if line.startswith("⚠️")]
    assert len(odd) == 3
    assert "⚠️ 1 条字幕还没开始就结束了（第 6 行）" in odd
    assert not ENGLISH.search(told.text)
    [told] = kept_by.private(BRUNO).send_file("小熊猫.srt", ODD)
    assert "⚠️ 1 caption ends before it starts (at line 6)" in told.text.split("\n")


def test_what_a_file_holds_is_no_markup_in_a_reason(kept_by: Scene) -> None:
    [told] = kept_by.private().send_file("错.json", b'{"error": "<b>not</b> & {found}"}')
    assert "<b>not</b> & {found}" in told.text


def test_after_a_restart_the_button_still_loads(kept_by: Scene, open_bot: OpenBot, database: Path) -> None:
    [told] = kept_by.private().send_file("小熊猫.vtt", RED_PANDA)
    again = open_bot(database, telegram=kept_by.telegram, admin_ids=frozenset({ANNA["id"]}))
    press(again.private(), told, ZH.load_button)
    assert "小熊猫" in titles(database)


def test_one_that_is_stopped_while_it_loads_says_so_and_can_go_on(
    kept_by: Scene, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "LAST_WAIT_S", 0.05)
    chat = kept_by.private()
    [told] = chat.send_file("小熊猫.vtt", RED_PANDA)
    uploads = kept_by.bot.bot_data.uploads
    load = uploads.load

    async def for_ever(key: str, name: str) -> IsolatedRead:
        asyncio.get_running_loop().call_later(0.1, stop.set)
        await asyncio.sleep(3600)
        return await load(key, name)  # type: ignore[return-value]

    async def stopped() -> None:
        await stop.wait()
        await background.end(kept_by.bot.bot_data.background_tasks)

    stop = asyncio.Event()
    monkeypatch.setattr(uploads, "load", for_ever)
    watching = kept_by.runner.get_loop().create_task(stopped())
    chat.press(told, ZH.load_button)
    kept_by.runner.get_loop().run_until_complete(watching)
    assert told.text == ZH.upload_interrupted
    monkeypatch.setattr(uploads, "load", load)
    press(chat, told, ZH.load_button)
    assert "小熊猫" in titles(database)


def test_after_a_day_it_must_be_sent_again(kept_by: Scene, database: Path, folder: Path) -> None:
    chat = kept_by.private()
    [told] = chat.send_file("小熊猫.vtt", RED_PANDA)
    for path in kept(folder):
        os.utime(path, (time.time() - 90_000,) * 2)
    chat.press(told, ZH.load_button)
    assert told.text == ZH.upload_gone
    assert (kept(folder), titles(database)) == ([], ["浣熊夜谈 <第一期>"])


def test_meanwhile_the_chat_is_answered(kept_by: Scene) -> None:
    chat = kept_by.private()
    kept_by.telegram.files["f"] = RED_PANDA
    document: Json = {"file_id": "f", "file_unique_id": "f", "file_name": "小熊猫.vtt", "file_size": len(RED_PANDA)}
    kept_by.feed_all([{"message": chat.message(document=document)}, {"message": chat.message("狸猫")}])
    kept_by.settle()
    calls = [call.values.get("text", "") for call in kept_by.telegram.made("sendMessage", "editMessageText")]
    [answered] = [at for at, text in enumerate(calls) if "说了三遍" in text]
    [told] = [at for at, text in enumerate(calls) if ZH.upload_new in text]
    assert answered < told


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("小熊猫.vtt", "小熊猫.vtt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\y.srt", "y.srt"),
        ("a\nb\u2028c\r.txt", "a b c .txt"),
        ("gpj.\u202etxt", "gpj.txt"),
        (".bashrc", "bashrc"),
        ("..", "transcript.txt"),
        ("\u200f", "transcript.txt"),
        ("", "transcript.txt"),
        (None, "transcript.txt"),
    ],
)
def test_a_name_is_shown_without_path_line_breaks_and_marks(sent: str | None, shown: str) -> None:
    assert shown_name(sent) == shown


@pytest.mark.parametrize("sent", ["长" * 500 + ".srt", "长" * 500, "a." + "b" * 500])
def test_a_long_name_is_cut(sent: str) -> None:
    assert 1 <= len(shown_name(sent)) <= 80


def test_a_name_is_never_markup(kept_by: Scene) -> None:
    [told] = kept_by.private().send_file("<b>x</b>&.vtt", RED_PANDA)
    assert told.text.split("\n")[0] == "b>&"
