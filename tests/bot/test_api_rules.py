"""The wire's own rules: what Telegram refuses, the tests must refuse too, or they prove nothing."""

from __future__ import annotations

import json

import pytest

from tests.bot.api_rules import Broken, checked
from tests.bot.entities import BadHtml, Json, read

MESSAGE = {"chat_id": "77", "text": "狸猫"}


def keyboard(*rows: list[Json]) -> str:
    return json.dumps({"inline_keyboard": list(rows)})


def button(**does: object) -> str:
    return keyboard([{"text": "x", **does}])


def article(**more: object) -> Json:
    return {"type": "article", "id": "t1", "title": "x", "input_message_content": {"message_text": "x"}, **more}


def offer(*results: Json, **more: str) -> dict[str, str]:
    return {"inline_query_id": "1", "results": json.dumps(list(results)), **more}


def notice(**fields: str) -> str:
    return json.dumps({"text": "x", **fields})


@pytest.mark.parametrize(
    ("method", "sent"),
    [
        ("sendMessage", MESSAGE),
        ("sendMessage", {**MESSAGE, "text": "x" * 4096}),
        ("sendMessage", {**MESSAGE, "text": "2024"}),  # looks like a number, and is none
        ("sendMessage", {**MESSAGE, "text": '["x"]'}),
        ("sendMessage", {**MESSAGE, "parse_mode": "HTML", "text": f'<a href="https://e.org/{"y" * 5000}">x</a>'}),
        ("sendMessage", {**MESSAGE, "reply_markup": button(callback_data="狸" * 21)}),
        ("sendMessage", {**MESSAGE, "reply_markup": button(copy_text={"text": "x" * 256})}),
        ("sendMessage", {**MESSAGE, "reply_markup": keyboard(*[[{"text": "x", "callback_data": "-"}] * 8] * 12)}),
        ("sendMessage", {**MESSAGE, "link_preview_options": '{"is_disabled": true}'}),
        ("editMessageText", {**MESSAGE, "message_id": "5"}),
        ("editMessageText", {"text": "x", "inline_message_id": "5"}),
        ("answerCallbackQuery", {"callback_query_id": "1"}),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 200, "show_alert": "true"}),
        ("answerInlineQuery", offer()),
        ("answerInlineQuery", offer(*(article(id=f"t{n}") for n in range(50)), next_offset="20", is_personal="true")),
        ("answerInlineQuery", offer(button=notice(start_parameter="qAb3_x-9Z"))),
        ("answerGuestQuery", {"guest_query_id": "1", "result": json.dumps(article())}),
        ("setMyCommands", {"commands": '[{"command": "quote", "description": "x"}]', "language_code": "zh"}),
        ("setMyDescription", {"description": "x" * 512}),
        ("sendChatAction", {"chat_id": "77", "action": "typing"}),
        ("getMe", {}),
    ],
)
def test_what_telegram_takes_passes(method: str, sent: dict[str, str]) -> None:
    checked(method, sent)


@pytest.mark.parametrize(
    ("method", "sent", "complaint"),
    [
        ("sendMesage", MESSAGE, "not among the methods"),
        ("sendMessage", {"chat_id": "77"}, "text is missing"),
        ("sendMessage", {**MESSAGE, "txt": "x"}, "takes no txt"),
        ("sendMessage", {**MESSAGE, "disable_web_page_preview": "true"}, "takes no disable_web_page_preview"),
        ("sendMessage", {**MESSAGE, "message_thread_id": "one"}, "message_thread_id"),
        ("sendMessage", {**MESSAGE, "reply_markup": "{"}, "can't parse reply_markup"),
        ("sendMessage", {**MESSAGE, "reply_markup": '{"keyboard": []}'}, "takes no keyboard"),
        ("sendMessage", {**MESSAGE, "reply_parameters": '{"message_id": "5"}'}, "message_id is no"),
        ("sendMessage", {**MESSAGE, "reply_parameters": "{}"}, "message_id is missing"),
        ("sendMessage", {**MESSAGE, "link_preview_options": '{"is_disabled": 1}'}, "is_disabled is no"),
        ("sendMessage", {**MESSAGE, "text": " \n"}, "empty"),
        ("sendMessage", {**MESSAGE, "text": "x" * 4097}, "too long"),
        ("sendMessage", {**MESSAGE, "text": "🦝" * 2049}, "too long"),  # two units each
        ("sendMessage", {**MESSAGE, "parse_mode": "HTML", "text": "<b>x"}, "can't parse entities"),
        ("sendMessage", {**MESSAGE, "parse_mode": "HTML", "text": "<b>x</b> " * 101}, "100 entities"),
        ("sendMessage", {**MESSAGE, "parse_mode": "HTML", "text": "<b> </b>"}, "empty"),
        ("sendMessage", {**MESSAGE, "reply_markup": button()}, "BUTTON_TYPE_INVALID"),
        ("sendMessage", {**MESSAGE, "reply_markup": button(callback_data="-", url="https://e.org")}, "BUTTON_TYPE"),
        ("sendMessage", {**MESSAGE, "reply_markup": button(callback_data="")}, "BUTTON_DATA_INVALID"),
        ("sendMessage", {**MESSAGE, "reply_markup": button(callback_data="狸" * 22)}, "BUTTON_DATA_INVALID"),
        ("sendMessage", {**MESSAGE, "reply_markup": button(copy_text={"text": "x" * 257})}, "COPY_TEXT"),
        ("sendMessage", {**MESSAGE, "reply_markup": button(copy_text={"text": ""})}, "COPY_TEXT"),
        ("sendMessage", {**MESSAGE, "reply_markup": button(url="javascript:alert(1)")}, "BUTTON_URL_INVALID"),
        ("sendMessage", {**MESSAGE, "reply_markup": button(url="https://e.org/a b")}, "BUTTON_URL_INVALID"),
        (
            "sendMessage",
            {**MESSAGE, "reply_markup": button(switch_inline_query_chosen_chat={"query": "x"})},
            "chat type",
        ),
        ("sendMessage", {**MESSAGE, "reply_markup": button(switch_inline_query="x" * 257)}, "query is too long"),
        ("sendMessage", {**MESSAGE, "reply_markup": keyboard([{"text": " ", "callback_data": "-"}])}, "text is empty"),
        ("sendMessage", {**MESSAGE, "reply_markup": keyboard([{"text": "x", "callback_data": "-"}] * 9)}, "COUNT"),
        ("sendMessage", {**MESSAGE, "reply_markup": keyboard([])}, "COUNT"),
        ("sendMessage", {**MESSAGE, "reply_markup": keyboard(*[[{"text": "x", "callback_data": "-"}]] * 101)}, "COUNT"),
        ("sendMessage", {**MESSAGE, "reply_markup": button(callback_data="-", style="pink")}, "STYLE"),
        ("editMessageText", {"text": "x"}, "message identifier"),
        ("editMessageText", {**MESSAGE}, "message identifier"),
        ("editMessageText", {**MESSAGE, "message_id": "5", "inline_message_id": "6"}, "message identifier"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
        ("answerCallbackQuery", {"callback_query_id": "1", "show_alert": "yes"}, "show_alert"),
        ("answerInlineQuery", offer(*(article(id=f"t{n}") for n in range(51))), "RESULTS_TOO_MUCH"),
        ("answerInlineQuery", offer(article(), article()), "DUPLICATE"),
        ("answerInlineQuery", offer(article(id="x" * 65)), "RESULT_ID_INVALID"),
        ("answerInlineQuery", offer(article(id="")), "RESULT_ID_INVALID"),
        ("answerInlineQuery", offer(article(title=" ")), "TITLE"),
        ("answerInlineQuery", offer(article(input_message_content={"message_text": ""})), "empty"),
        ("answerInlineQuery", offer(article(input_message_content={"text": "x"})), "takes no text"),
        ("answerInlineQuery", offer(article(reply_markup={"inline_keyboard": [[{"text": "x"}]]})), "BUTTON_TYPE"),
        ("answerInlineQuery", offer(article(thumb_url="x")), "takes no thumb_url"),
        ("answerInlineQuery", offer(article(), next_offset="x" * 65), "NEXT_OFFSET_INVALID"),
        ("answerInlineQuery", offer(next_offset="20"), "a next page after an empty one"),
        ("answerInlineQuery", offer(button=notice()), "exactly one"),
        ("answerInlineQuery", offer(button=notice(start_parameter="狸猫")), "START_PARAM_INVALID"),
        ("answerInlineQuery", offer(button=notice(start_parameter="x" * 65)), "START_PARAM_INVALID"),
        ("answerInlineQuery", offer(button=notice(text="", start_parameter="x")), "button text"),
        ("setMyCommands", {"commands": '[{"command": "Quote", "description": "x"}]'}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": '[{"command": "quote", "description": ""}]'}, "DESCRIPTION_INVALID"),
        ("setMyCommands", {"commands": json.dumps([{"command": "q", "description": "x"}] * 2)}, "DUPLICATE"),
        ("setMyCommands", {"commands": "[]", "language_code": "zh-hant"}, "LANG_CODE_INVALID"),
        ("setMyCommands", {"commands": "[]", "scope": '{"type": "chat"}'}, "chat_id"),
        ("setMyDescription", {"description": "x" * 513}, "TOO_LONG"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "TOO_LONG"),
        ("sendChatAction", {"chat_id": "77", "action": "thinking"}, "action"),
    ],
)
def test_what_telegram_refuses_is_refused(method: str, sent: dict[str, str], complaint: str) -> None:
    with pytest.raises(Broken, match=complaint):
        checked(method, sent)


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("<b>狸</b>猫", "狸猫", [("bold", 0, 1)]),
        ("<B>狸</B>", "狸", [("bold", 0, 1)]),
        ("<b>狸</>", "狸", [("bold", 0, 1)]),
        ("🦝<i>x</i>", "🦝x", [("italic", 2, 1)]),
        ("a &lt;b&gt; &amp; &quot;&#39;&#x27;", "a <b> & \"''", []),
        ("&nbsp; &lt &unknown; & &;", "&nbsp; &lt &unknown; & &;", []),  # Telegram knows four names, with their ;
        ("1 > 0", "1 > 0", []),
        ("  <b>x</b>\n", "x", [("bold", 0, 1)]),
        ("<b></b>x", "x", []),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ("<blockquote><b>x</b></blockquote>", "x", [("blockquote", 0, 1), ("bold", 0, 1)]),
        ('<a href="https://e.org/?a=1&amp;b=2">x</a>', "x", [("text_link", 0, 1)]),
        ("<a href='https://e.org'>x</a>", "x", [("text_link", 0, 1)]),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
    ],
)
def test_html_is_read_as_telegram_reads_it(html: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    read_text, found = read(html)
    assert read_text == text
    assert [(one["type"], one["offset"], one["length"]) for one in found] == entities


@pytest.mark.parametrize(
    "html",
    [
        "<b>", "</b>", "<b><i>x</b></i>", "1 < 2", "<3", "a <b", "<>x</>", "<h1>x</h1>", "<br/>", "<!-- x -->",
        '<a href="x">x</a>', "<a>x</a>", '<a href="javascript:x">x</a>', '<b class="x">x</b>', "<span>x</span>",
        "<blockquote><blockquote>x</blockquote></blockquote>", "<code><b>x</b></code>", "a\x00b", "a\x1bb",
    ],
)  # fmt: skip
def test_html_that_telegram_refuses_or_would_silently_change_is_refused(html: str) -> None:
    with pytest.raises(BadHtml):
        read(html)
