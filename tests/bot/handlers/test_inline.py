from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot.handlers.inline import CHANCE_CACHE_S, FOUND_CACHE_S
from bot.queries.browse import OFFERED
from bot.texts import texts_in
from store.models import Episode, Transcript, Turn
from store.store import Store
from tests.bot.conftest import load
from tests.bot.entities import Json
from tests.bot.scene import ANNA, BRUNO, CHEN, Offered, Scene
from tests.bot.wire import Refused

ZH = texts_in("zh-hans")
OpenBot = Callable[..., Scene]

MANY = Transcript(
    Episode("数浣熊"),
    tuple(Turn("王伟", 10.0 * n, None, f"浣熊第{n}只来翻垃圾桶了。", None) for n in range(45)),
    "test",
)


@pytest.fixture
def many(open_bot: OpenBot, tmp_path: Path) -> Scene:
    load(tmp_path / "many.db", MANY)
    return open_bot(tmp_path / "many.db")


def typed(scene: Scene, query: str, *, by: Json = ANNA, offset: str = "") -> Offered:
    offered = scene.type(query, by=by, offset=offset)
    assert offered is not None
    return offered


def test_as_one_types_quotes_are_offered_and_the_chosen_one_is_sent_whole(shipped_scene: Scene) -> None:
    offered = typed(shipped_scene, "力大砖飞")
    title, about = offered.rows[0]
    assert title == "高策 · 48:52"
    assert "利大专飞" in about
    sent = shipped_scene.choose(offered)
    assert sent.bold == ["高策", "利大专飞"]
    assert sent.text.startswith("高策 · 48:52\n")
    assert sent.labels == [["上下文", "复制", "分享", "↗"]]


def test_twenty_are_offered_at_a_time_and_the_next_as_one_scrolls(many: Scene) -> None:
    titles = []
    offset = ""
    for number in (20, 20, 5):
        page = typed(many, "浣熊", offset=offset)
        assert len(page.rows) == number
        titles += [title for title, _ in page.rows]
        offset = page.answer.get("next_offset", "")
    assert offset == ""
    assert len(set(titles)) == 45


@pytest.mark.parametrize("offset", ["x", "-20", "999999999999", "٢٠", "2.5"])
def test_an_offset_that_nobody_gave_out_breaks_nothing(many: Scene, offset: str) -> None:
    assert len(typed(many, "浣熊", offset=offset).rows) == OFFERED


def test_an_offset_beyond_the_end_offers_nothing_more(many: Scene) -> None:
    offered = typed(many, "浣熊", offset="60")
    assert (offered.rows, offered.notice) == ([], None)


def test_what_is_offered_is_for_whoever_asked_and_what_was_found_lasts_longer_than_chance(many: Scene) -> None:
    for query, cache_s in (("浣熊", FOUND_CACHE_S), ("", CHANCE_CACHE_S)):
        answer = typed(many, query).answer
        assert answer["is_personal"] is True
        assert answer["cache_time"] == cache_s


def test_an_empty_query_offers_what_people_choose_most_and_then_quotes_by_chance(many: Scene) -> None:
    for number, times in ((7, 2), (3, 1)):
        for _ in range(times):
            many.choose(typed(many, f"第{number}只"))
    offered = typed(many, " ")
    assert [about for _, about in offered.rows[:2]] == ["浣熊第7只来翻垃圾桶了。", "浣熊第3只来翻垃圾桶了。"]
    assert len(offered.rows) == OFFERED
    assert {about for _, about in typed(many, "").rows} != {about for _, about in offered.rows}


def test_a_chosen_quote_is_counted_and_not_by_whom(many: Scene, tmp_path: Path) -> None:
    many.choose(typed(many, "第7只"), by=BRUNO)
    with Store.open(tmp_path / "many.db") as store:
        assert [tuple(row.values()) for row in store.db["chosen_quotes"].rows] == [(8, 1)]


@pytest.mark.parametrize("result_id", ["", "t", "t99", "x8", "t8-", "浣熊"])
def test_a_choice_that_is_none_of_ours_is_not_counted(many: Scene, tmp_path: Path, result_id: str) -> None:
    many.feed(chosen_inline_result={"result_id": result_id, "from": ANNA, "query": ""})
    with Store.open(tmp_path / "many.db") as store:
        assert store.db["chosen_quotes"].count == 0


@pytest.mark.parametrize("query", ["孙天祥 开源", "孫天祥 開源", "@孙天祥 开源", "孙天祥：开源"])
def test_a_full_name_in_front_asks_of_that_speaker(shipped_scene: Scene, query: str) -> None:
    speakers = {title.split(" · ")[0] for title, _ in typed(shipped_scene, query).rows}
    assert speakers == {"孙天祥"}


def test_where_that_speaker_said_nothing_of_it_the_name_is_a_word_like_others(scene: Scene, database: Path) -> None:
    assert [title for title, _ in typed(scene, "Mary Ann 盖子").rows] == ["Mary Ann · 01:01"]
    load(database, Transcript(Episode("另一期"), (Turn("王伟", 5.0, None, "李伟老说狸猫可爱。", "00:05"),), "test"))
    assert [title for title, _ in typed(scene, "李伟 狸猫").rows] == ["王伟 · 00:05"]


def test_a_full_name_alone_offers_what_that_speaker_said(scene: Scene) -> None:
    assert [title for title, _ in typed(scene, "李伟").rows] == ["李伟 · 00:00", "李伟 · 01:01:40"]


def test_nothing_found_is_no_row_but_a_button_that_opens_the_bot_with_the_question(scene: Scene) -> None:
    offered = typed(scene, "浣熊 区块链")
    assert offered.rows == []
    assert offered.notice and offered.notice.startswith("没找到“浣熊 区块链”。")
    answer = scene.private().ask(f"/start {offered.link}")
    assert answer.text.startswith("没找到“浣熊 区块链”。")
    assert answer.labels == [["浣熊"]]


def test_a_name_that_fits_two_is_asked_back_by_the_button(scene: Scene) -> None:
    offered = typed(scene, "@伟 浣熊", by=BRUNO)
    assert (offered.rows, offered.notice) == ([], "Which “伟”?")
    assert scene.private(BRUNO).ask(f"/start {offered.link}").labels == [["李伟", "王伟"]]


def test_a_name_that_fits_nobody_is_told_by_the_button(scene: Scene) -> None:
    offered = typed(scene, "@Lee 浣熊", by=CHEN)
    assert offered.notice and offered.notice.startswith("沒有叫“Lee”的人。")
    assert "/quote" in scene.private(CHEN).ask(f"/start {offered.link}").text


def test_nothing_is_written_of_what_somebody_types_before_it_is_asked(scene: Scene, database: Path) -> None:
    """Each keystroke is a question, and most find nothing."""
    words = "浣熊和区块链"
    for at in range(1, len(words) + 1):
        typed(scene, words[:at])
        last = typed(scene, f"@伟 {words[:at]}")
    with Store.open(database) as store:
        assert store.db["kept_questions"].count == 0
        scene.private().ask(f"/start {last.link}")
        assert store.db["kept_questions"].count == 2  # two people of that name


def test_an_empty_shelf_is_told_by_the_button(open_bot: OpenBot, tmp_path: Path) -> None:
    scene = open_bot(tmp_path / "empty.db")
    for query in ("", "狸猫"):
        offered = typed(scene, query)
        assert (offered.rows, offered.notice) == ([], ZH.no_episodes)


def test_what_is_said_round_a_quote_is_in_the_language_of_whoever_types(scene: Scene) -> None:
    sent = scene.choose(typed(scene, "力大砖飞", by=BRUNO), by=BRUNO)
    assert sent.text.endswith("\n≈ sounds alike")
    assert sent.labels == [["Context", "Copy", "Share", "↗"]]


@pytest.mark.parametrize("odd", ["NEAR(", '"', "#t", "#t99", "#tt1", "\ue000", "🦝", "-", "@", "a" * 256])
def test_nothing_that_is_typed_breaks_it(scene: Scene, odd: str) -> None:
    offered = typed(scene, odd)
    assert offered.rows or offered.notice


def test_a_shared_quote_is_found_again_as_it_was(many: Scene) -> None:
    chat = many.private()
    answer = chat.ask("第7只")
    query = answer.button("分享")["switch_inline_query_chosen_chat"]["query"]
    offered = typed(many, query, by=BRUNO)
    assert offered.rows == [("王伟 · 01:10", "浣熊第7只来翻垃圾桶了。")]
    assert many.choose(offered).quoted == answer.quoted


def test_the_part_of_a_long_turn_that_was_found_is_the_part_that_is_shared(shipped_scene: Scene) -> None:
    answer = shipped_scene.private().ask("微信读书")
    query = answer.button("分享")["switch_inline_query_chosen_chat"]["query"]
    assert shipped_scene.choose(typed(shipped_scene, query)).quoted == answer.quoted


def test_only_the_newest_of_what_a_person_typed_is_answered(scene: Scene) -> None:
    words = ["狸", "狸猫", "狸猫不", "狸猫不是"]
    queries = [scene.query(word) for word in words]
    others = [scene.query(word, by=BRUNO) for word in words]
    scene.feed_all([{"inline_query": query} for pair in zip(queries, others, strict=True) for query in pair])
    answered = [call.values["inline_query_id"] for call in scene.telegram.made("answerInlineQuery")]
    assert sorted(answered) == sorted([queries[-1]["id"], others[-1]["id"]])


def test_an_answer_that_comes_when_the_person_has_typed_on_is_not_given(scene: Scene) -> None:
    first, second = scene.query("狸"), scene.query("狸猫")

    async def scenario() -> None:
        entered, left = threading.Event(), threading.Event()
        library = scene.bot.bot_data.library
        run = library.run

        async def slowly(work: Callable[..., object], *asked: Any) -> object:
            if asked[:1] == ("狸",):
                entered.set()
                await asyncio.to_thread(left.wait, 5)
            return await run(work, *asked)

        library.run = slowly  # type: ignore[method-assign,assignment]
        queue = scene.bot.update_queue
        await queue.put(Update.de_json({"update_id": 1, "inline_query": first}, scene.bot.bot))
        await asyncio.to_thread(entered.wait, 5)
        await queue.put(Update.de_json({"update_id": 2, "inline_query": second}, scene.bot.bot))
        await asyncio.sleep(0.05)
        left.set()
        await queue.join()

    scene.runner.run(scenario())
    assert [call.values["inline_query_id"] for call in scene.telegram.made("answerInlineQuery")] == [second["id"]]


def test_an_answer_that_telegram_calls_too_late_is_no_error(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    too_old = "query is too old and response timeout expired or query ID is invalid"
    scene.telegram.fail("answerInlineQuery", Refused(too_old))
    scene.type("狸猫")
    assert caplog.records == []


def test_whoever_types_never_waits_for_a_group_nor_a_group_for_them(scene: Scene) -> None:
    group = scene.group()
    scene.feed_all([{"message": group.message("/quote 狸猫")}, {"inline_query": scene.query("狸猫")}])
    assert [call.method for call in scene.telegram.calls if call.method != "getMe"].count("answerInlineQuery") == 1
    assert len(scene.telegram.made("sendMessage")) == 1


# In chats that the bot never joined


@pytest.mark.parametrize("text", ["@Tanuki_Quote_bot 狸猫", "狸猫 @tanuki_quote_bot", "/quote@Tanuki_Quote_bot 狸猫"])
def test_a_group_that_the_bot_never_joined_gets_one_quote(scene: Scene, text: str) -> None:
    sent = scene.call_as_guest(text, by=ANNA)
    assert sent is not None
    assert sent.bold[:2] == ["王伟", "狸猫"]
    assert scene.telegram.made("sendMessage", "sendChatAction", "getChatMember") == []


def test_the_buttons_under_a_guests_quote_work(scene: Scene) -> None:
    sent = scene.call_as_guest("@Tanuki_Quote_bot 垃圾桶", by=ANNA)
    assert sent is not None
    chat = scene.private()
    assert sent.labels[0][1] == "1/3"
    chat.press(sent, "▶")
    assert sent.labels[0][1] == "2/3"
    chat.press(sent, "上下文")
    assert sent.labels[0][1].endswith("/5")
    chat.press(sent, "↩ 原话")
    assert sent.labels[0][1] == "2/3"


def test_a_guest_may_call_the_bot_in_reply_to_a_message(scene: Scene) -> None:
    said = scene.private(ANNA).message("狸猫")
    sent = scene.call_as_guest("@Tanuki_Quote_bot", reply_to_message=said)
    assert sent is not None
    assert sent.bold[1] == "狸猫"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("@Tanuki_Quote_bot 区块链", "Nobody said “区块链”."),
        ("@Tanuki_Quote_bot", "What are you looking for?"),
        ("@Tanuki_Quote_bot @Lee 浣熊", "No speaker called “Lee”."),
    ],
)
def test_a_guest_who_called_the_bot_is_told_where_there_is_no_quote(scene: Scene, text: str, told: str) -> None:
    sent = scene.call_as_guest(text)
    assert sent is not None
    assert sent.text.startswith(told)


def test_a_guests_group_has_no_settings_even_if_its_number_is_that_of_another(scene: Scene, database: Path) -> None:
    with Store.open(database) as store:
        store.load(Transcript(Episode("另一期"), (Turn("李伟", 0.0, None, "别的话。", "00:00"),), "test"), source="x")
        store.state.chats.choose_episode(-100999, 2)
        store.state.chats.choose_language(-100999, "en")
    sent = scene.call_as_guest("@Tanuki_Quote_bot 狸猫", by={**BRUNO, "language_code": "de"})
    assert sent is not None
    assert sent.labels == [["上下文", "复制", "分享", "↗"]]


def test_what_another_bot_says_to_a_guest_is_left_alone(scene: Scene) -> None:
    other = {"id": 5, "is_bot": True, "first_name": "Other", "username": "other_bot"}
    assert scene.call_as_guest("@Tanuki_Quote_bot 狸猫", by=other) is None
