from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from telegram.ext import CommandHandler

from bot.render.chat_settings import ADMIN_COMMANDS
from bot.settings import LANGUAGES
from bot.texts import texts_in
from store.models import Episode, Transcript, Turn
from tests.bot.conftest import load
from tests.bot.entities import Json
from tests.bot.scene import ANNA, BRUNO, CHEN, NO_LANGUAGE, Chat, Scene
from tests.bot.wire import BOT

ANONYMOUS_ADMIN: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
A_CHANNEL: Json = {"id": -100900, "type": "channel", "title": "Raccoon News"}
OTHER_BOT: Json = {"id": 5, "is_bot": True, "first_name": "Other", "username": "other_bot"}


# In private


@pytest.mark.parametrize(
    "typed", ["狸猫", "/quote 狸猫", "/QUOTE 狸猫", "/quote@Tanuki_Quote_bot 狸猫", "/quote\n狸猫"]
)
def test_in_private_any_text_is_a_question_and_so_is_a_command(scene: Scene, typed: str) -> None:
    answer = scene.private().ask(typed)
    assert answer.text == "王伟 · 01:20\n狸猫不是浣熊，这句话我说了三遍：狸猫不是浣熊。"
    assert answer.quoted == "狸猫不是浣熊，这句话我说了三遍：狸猫不是浣熊。"
    assert answer.bold == ["王伟", "狸猫", "狸猫"]
    assert answer.links == {"01:20": "https://pod.example/1?a=1&b=2#t=80"}


def test_in_private_the_answer_is_no_reply_and_has_no_link_preview(scene: Scene) -> None:
    answer = scene.private().ask("狸猫")
    assert "reply_parameters" not in answer.values
    assert answer.values["link_preview_options"] == {"is_disabled": True}


def test_a_misheard_word_is_found_and_the_answer_says_how(scene: Scene) -> None:
    answer = scene.private().ask("力大砖飞")
    assert answer.bold == ["李伟", "利大专飞"]
    assert answer.text.endswith("\n≈ 同音")


def test_html_in_a_transcript_is_shown_as_text(scene: Scene) -> None:
    assert "盖子要 <b>扣好</b> & 锁上。" in scene.private().ask("扣好").quoted


def test_html_in_a_question_is_shown_as_text(scene: Scene) -> None:
    assert "“<b>没这回事</b> &amp;”" in scene.private().ask("<b>没这回事</b> &amp;").text


def test_one_of_several_episodes_is_named_in_the_quote(scene: Scene, database: Path) -> None:
    chat = scene.private()
    assert "浣熊夜谈" not in chat.ask("狸猫").text
    load(database, Transcript(Episode("另一期"), (Turn("李伟", 0.0, None, "别的话。", "00:00"),), "test"))
    assert chat.ask("狸猫").text.split("\n")[1] == "浣熊夜谈 <第一期>"


def test_a_question_with_nothing_in_it_is_asked_back(scene: Scene) -> None:
    chat = scene.private()
    for nothing in ("/quote", "。。。", "🦝", "-", "/quote  \n"):
        assert chat.ask(nothing).text.startswith("想找哪句话？")


def test_a_question_longer_than_any_person_types_gets_a_clear_sentence(scene: Scene) -> None:
    chat = scene.private()
    assert "4000 个字" in chat.ask("浣" * 4000).text
    assert "最多看 300 个" in chat.ask("浣" * 301).text
    assert "个字" not in chat.ask("浣" * 300).text


def test_of_a_long_message_that_is_replied_to_or_forwarded_the_beginning_is_asked_for(scene: Scene) -> None:
    chat = scene.private()
    long = "狸猫不是浣熊，这句话我说了三遍。" + "没有人说过的话，" * 400
    origin = {"type": "hidden_user", "sender_user_name": "?", "date": 1_700_000_000}
    for asked in (
        chat.ask("/quote", reply_to_message=chat.message(long)),
        chat.ask(long, forward_origin=origin),
    ):
        assert asked.text.startswith("王伟")


@pytest.mark.parametrize(
    "odd",
    [
        "NEAR(",
        '"',
        "a AND OR",
        "%_%",
        "*",
        "' OR 1=1 --",
        "浣熊 -",
        "甲 | | 乙",
        "@",
        "@ ",
        "：",
        "\ue000",
        "a\u202eb",
        "🦝浣熊",
    ],
)
def test_nothing_that_is_typed_breaks_the_bot(scene: Scene, odd: str) -> None:
    assert texts_in("zh-hans").apology not in scene.private().ask(odd).text


def test_nothing_found_offers_the_words_that_were_said(scene: Scene) -> None:
    chat = scene.private()
    answer = chat.ask("浣熊 区块链")
    assert answer.text.startswith("没找到“浣熊 区块链”。")
    assert answer.labels == [["浣熊"]]
    chat.press(answer, "浣熊")
    assert answer.quoted.count("浣熊") >= 1


def test_an_empty_shelf_says_so(open_bot: Callable[..., Scene], tmp_path: Path) -> None:
    chat = open_bot(tmp_path / "empty.db").private()
    for question in ("狸猫", "/start", "/speaker 李伟", "/speakers"):
        assert chat.ask(question).text in (texts_in("zh-hans").no_episodes, texts_in("zh-hans").nobody_named)


@pytest.mark.parametrize(
    "more",
    [
        {"via_bot": BOT},  # our own quote, sent inline by the person
        {"from": OTHER_BOT},
    ],
)
def test_what_a_bot_wrote_is_no_question(scene: Scene, more: Json) -> None:
    chat = scene.private()
    assert chat.say("狸猫", **more) == []


def test_what_holds_no_text_is_left_alone(scene: Scene) -> None:
    chat = scene.private()
    assert chat.say(None, sticker={"file_id": "x", "file_unique_id": "x", "type": "regular", "width": 1, "height": 1,
                                   "is_animated": False, "is_video": False}) == []  # fmt: skip
    assert chat.say(None, pinned_message=chat.message("狸猫")) == []


# In a group


@pytest.fixture
def group(scene: Scene) -> Chat:
    return scene.group()


@pytest.mark.parametrize(
    "typed",
    ["/quote 狸猫", "/quote@Tanuki_Quote_bot 狸猫", "/quote@tanuki_quote_BOT 狸猫", "@Tanuki_Quote_bot 狸猫",
     "狸猫 @tanuki_quote_bot", "🦝 @Tanuki_Quote_bot 狸猫"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_in_a_group_it_answers_who_speaks_to_it_with_a_reply(scene: Scene, typed: str, kind: str) -> None:
    group = scene.group(kind=kind)
    question = group.message(typed)
    [answer] = group.hear(question)
    assert answer.bold[:2] == ["王伟", "狸猫"]
    assert answer.reply_to == question["message_id"]
    assert answer.topic is None


@pytest.mark.parametrize(
    "typed",
    ["狸猫", "/quote@other_bot 狸猫", "/unknown", "/start@other_bot", "@other_bot 狸猫", "@Tanuki_Quote_bot2 狸猫",
     "you@Tanuki_Quote_bot.example 狸猫", "Tanuki_Quote_bot 狸猫"],
)  # fmt: skip
def test_in_a_group_all_other_talk_is_left_alone(group: Chat, typed: str) -> None:
    assert group.say(typed) == []
    assert group.scene.telegram.made("sendMessage") == []


def test_a_mention_by_link_speaks_to_the_bot_too(group: Chat) -> None:
    me = {"type": "text_mention", "offset": 0, "length": 2, "user": BOT}
    assert group.ask("老狸 狸猫", entities=[me]).bold[1] == "狸猫"
    other = {"type": "text_mention", "offset": 0, "length": 2, "user": BRUNO}
    assert group.say("老狸 狸猫", entities=[other]) == []


def test_the_question_is_what_stands_round_the_mention(group: Chat) -> None:
    assert "“从未 说过”" in group.ask("从未 @Tanuki_Quote_bot 说过").text.replace("  ", " ").replace("  ", " ")


def test_talk_in_reply_to_a_quote_is_left_alone(group: Chat) -> None:
    quote = group.ask("/quote 狸猫")
    assert group.say("哈哈哈", reply_to_message=quote.as_json()) == []


def test_quote_in_reply_asks_with_the_words_replied_to(group: Chat) -> None:
    said = group.message("狸猫", by=BRUNO)
    command = group.message("/quote", reply_to_message=said)
    [answer] = group.hear(command)
    assert answer.bold[1] == "狸猫"
    assert answer.reply_to == command["message_id"]
    assert group.ask("@Tanuki_Quote_bot", reply_to_message=said).bold[1] == "狸猫"


def test_people_called_upon_in_the_message_replied_to_are_no_part_of_the_question(group: Chat) -> None:
    said = group.message("@alice @bob_01 狸猫", by=BRUNO)
    assert group.ask("/quote", reply_to_message=said).bold[1] == "狸猫"


def test_words_after_the_command_come_before_those_replied_to(group: Chat) -> None:
    assert group.ask("/quote 安全", reply_to_message=group.message("狸猫")).bold[1] == "安全"


def test_quote_in_reply_asks_with_only_the_words_that_were_selected(group: Chat) -> None:
    said = group.message("你们听过狸猫和区块链吗", by=BRUNO)
    selected = {"text": "狸猫", "position": 4, "is_manual": True}
    assert group.ask("/quote", reply_to_message=said, quote=selected).bold[1] == "狸猫"


def test_words_that_telegram_selected_by_itself_are_no_selection(group: Chat) -> None:
    said = group.message("狸猫", by=BRUNO)
    assert group.ask("/quote", reply_to_message=said, quote={"text": "区块", "position": 0}).bold[1] == "狸猫"
    # From another chat, they are all there is.
    assert group.ask("/quote", quote={"text": "狸猫", "position": 0}).bold[1] == "狸猫"


def test_quote_in_reply_to_a_caption_or_a_poll_asks_with_its_words(group: Chat) -> None:
    photo = [{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}]
    assert group.ask("/quote", reply_to_message=group.message(None, caption="狸猫", photo=photo)).bold[1] == "狸猫"
    poll = {"id": "1", "question": "狸猫", "options": [], "total_voter_count": 0, "is_closed": False,
            "is_anonymous": True, "type": "regular", "allows_multiple_answers": False, "allows_revoting": False,
            "members_only": False}  # fmt: skip
    assert group.ask("/quote", reply_to_message=group.message(None, poll=poll)).bold[1] == "狸猫"
    assert group.ask("/quote", reply_to_message=group.message(None, photo=photo)).text.startswith("想找哪句话？")


def test_quote_in_reply_to_one_of_its_quotes_asks_with_what_was_said(group: Chat) -> None:
    quote = group.ask("/quote 扣好")
    again = group.ask("/quote", reply_to_message=quote.as_json())
    assert again.quoted == quote.quoted


def test_in_a_forum_the_answer_comes_in_the_topic_that_asked(scene: Scene) -> None:
    forum = scene.group(31, 32)
    answer = forum.ask("/quote 狸猫", message_thread_id=32, is_topic_message=True)
    assert answer.topic == 32
    assert forum.ask("/quote 狸猫").topic is None  # in General


def test_a_thread_of_replies_is_no_topic(group: Chat) -> None:
    assert group.ask("/quote 狸猫", message_thread_id=7).topic is None


@pytest.mark.parametrize(
    "sender",
    [
        {"from": ANONYMOUS_ADMIN, "sender_chat": {"id": -100500, "type": "supergroup", "title": "Tanuki & friends"}},
        {"from": {**ANONYMOUS_ADMIN, "id": 136817688, "username": "Channel_Bot"}, "sender_chat": A_CHANNEL},
        {"sender_chat": A_CHANNEL},
    ],
)
def test_anonymous_admins_and_channels_are_askers_too(group: Chat, sender: Json) -> None:
    assert group.ask("/quote 狸猫", **sender).bold[1] == "狸猫"
    assert group.ask("@Tanuki_Quote_bot 狸猫", **sender).bold[1] == "狸猫"


def test_a_linked_channels_automatic_forward_is_left_alone(group: Chat) -> None:
    forwarded = {"is_automatic_forward": True, "sender_chat": A_CHANNEL}
    assert group.say("@Tanuki_Quote_bot 狸猫", **forwarded) == []
    assert group.say("/quote 狸猫", **forwarded) == []


def test_a_channels_own_posts_are_left_alone(group: Chat) -> None:
    assert group.feed(channel_post=group.message("/quote 狸猫")) == []


def test_a_question_that_was_deleted_meanwhile_is_answered_all_the_same(group: Chat) -> None:
    question = group.message("/quote 狸猫")
    group.scene.telegram.heard.clear()
    [answer] = group.hear(question)
    assert answer.reply_to is None


# Languages


@pytest.mark.parametrize(
    ("person", "language"), [(ANNA, "zh-hans"), (BRUNO, "en"), (CHEN, "zh-hant"), (NO_LANGUAGE, "zh-hans")]
)
def test_it_speaks_the_language_of_whoever_asks(scene: Scene, person: Json, language: str) -> None:
    expected = texts_in(language).nothing_found.format(asked="区块链")
    assert scene.private(person).ask("区块链").text == expected
    assert scene.group().ask("/quote 区块链", by=person).text == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_to_those_who_say_no_language_it_speaks_the_default_one(
    open_bot: Callable[..., Scene], database: Path, language: str
) -> None:
    chat = open_bot(database, language=language).private(NO_LANGUAGE)
    assert chat.ask("/nonsense").text == texts_in(language).unknown_command


def test_quotes_stay_as_the_transcript_has_them(scene: Scene) -> None:
    assert scene.private(CHEN).ask("狸貓").quoted.startswith("狸猫不是浣熊")


# Hello and help


def test_every_command_that_is_answered_is_in_the_help(scene: Scene) -> None:
    commands = {
        command
        for handlers in scene.bot.handlers.values()
        for handler in handlers
        if isinstance(handler, CommandHandler)
        for command in handler.commands
    } - set(ADMIN_COMMANDS)
    assert commands
    for person in (ANNA, BRUNO, CHEN):
        private = scene.private(person).ask("/help").text
        group = scene.group().ask("/help", by=person).text
        assert {c for c in commands if f"/{c} " in private} == commands
        assert {c for c in commands if f"/{c}@Tanuki_Quote_bot " in group} == commands


def test_hello_names_what_is_on_the_shelf_and_a_word_that_is_found(scene: Scene) -> None:
    chat = scene.private()
    hello = chat.ask("/start").text
    assert "浣熊夜谈 <第一期>" in hello
    assert "垃圾桶" in hello
    assert chat.ask("垃圾桶").quoted


def test_an_unknown_command_gets_one_line_in_private(scene: Scene) -> None:
    assert scene.private().ask("/qoute 狸猫").text == texts_in("zh-hans").unknown_command
