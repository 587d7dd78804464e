import asyncio
import io
import os
import subprocess
from pathlib import Path

import pytest
from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultCachedVoice,
    InputMediaDocument,
)
from telegram.error import BadRequest

from bot.application import build
from bot.settings import Settings
from bot.terminal.console import asked_for, piped_lines, serve
from bot.terminal.fake_telegram import TOKEN, FakeTelegram
from bot.terminal.text import BadEntities, bare, plain
from store.models import Episode, Transcript, Turn
from store.store import Store
from tests import raccoons


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("狸 &lt;b&gt; &amp; &#39;", "狸 <b> & '"),
        ("<b>狸</b> sat", "狸 sat"),
        ('<a href="https://e.org/?a=1&amp;t=3">51:29</a>', "51:29 <https://e.org/?a=1&t=3>"),
        ('<a href="https://e.org/a>b">x</a>', "x <https://e.org/a>b>"),
        ('<a href="https://e.org">https://e.org</a>', "https://e.org"),
        ('<a href="tg://user?id=1">Anna</a>', "Anna"),
        ("A:\n<blockquote>one\ntwo</blockquote>\nend", "A:\n│ one\n│ two\nend"),
        ("A:<blockquote expandable>one</blockquote>end", "A:\n│ one\nend"),
        ("<blockquote><b>one</b></blockquote>", "│ one"),
        ("two\x1b[31m\x07\x9b colours\r\n", "two[31m colours"),
        ("<tg-spoiler>s</tg-spoiler> <CODE>c</CODE>", "s c"),
        ("1 > 0", "1 > 0"),
        ("", ""),
    ],
)
def test_a_message_is_shown_as_plain_text(html, shown):
    assert plain(html, ansi=False) == shown


def test_a_terminal_shows_bold_and_no_escape_code_from_outside():
    assert plain("<b>狸</b> <i>and</i>\x1b[2J", ansi=True) == "\x1b[1m狸\x1b[22m \x1b[3mand\x1b[23m[2J"


@pytest.mark.parametrize("html", ["<b>", "</b>", "<b><i></b></i>", "1 < 2", "<h1>x</h1>", "a <3 b", "<b", "<>"])
def test_html_that_telegram_refuses_is_refused(html):
    with pytest.raises(BadEntities, match=r"^can't parse entities: "):
        plain(html, ansi=False)


def test_the_text_of_a_message_is_what_is_left_without_its_tags():
    assert bare(' <a href="https://e.org/>">a &lt;b</a>\n') == "a <b"


def talk(*steps):
    """Let a bot make calls to a stand-in, one after another; returns what was printed and what typed lines became."""
    out = io.StringIO()
    wire = FakeTelegram(out)
    typed = []

    async def run():
        async with Bot(TOKEN, request=wire, get_updates_request=wire) as bot:
            for step in steps:
                if isinstance(step, str):
                    typed.append(wire.typed(step))
                else:
                    await step(bot)

    asyncio.run(run())
    return out.getvalue(), typed


def keyboard(*rows):
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label, data in row.items()] for row in rows]
    )


def test_buttons_are_numbered_and_a_number_presses_the_one_that_is_shown():
    shown, [said, pressed, other] = talk(
        "力大砖飞",
        lambda bot: bot.send_message(2, "a <quote>", reply_markup=keyboard({"◀": "p0", "1/7": "-"}, {"☰": "list"})),
        "3",
        "4",
    )
    assert shown == "a <quote>\n[1] ◀  [2] 1/7\n[3] ☰\n"
    assert said["message"]["text"] == "力大砖飞"
    assert pressed["callback_query"]["data"] == "list"
    assert pressed["callback_query"]["message"]["text"] == "a <quote>"
    assert other["message"]["text"] == "4"  # no such button: a question


def test_numbers_begin_again_with_each_answer_and_an_edit_keeps_one_message():
    shown, typed = talk(
        "one",
        lambda bot: bot.send_message(2, "first", reply_markup=keyboard({"a": "a"})),
        lambda bot: bot.send_message(2, "second", reply_markup=keyboard({"b": "b"})),
        "2",
        lambda bot: bot.edit_message_text("edited", 2, 4, reply_markup=keyboard({"c": "c"}, {"d": "d"})),
        "2",
        "1",
    )
    assert shown == "first\n[1] a\n\nsecond\n[2] b\n\nedited\n[1] c\n[2] d\n"
    assert [update["callback_query"]["data"] for update in typed[1:]] == ["b", "d", "c"]


def test_an_answer_without_buttons_leaves_those_that_stand_above_it():
    _, typed = talk(
        "one",
        lambda bot: bot.send_message(2, "quote", reply_markup=keyboard({"▶": "next"})),
        "/help",
        lambda bot: bot.send_message(2, "help"),
        "1",
    )
    assert typed[-1]["callback_query"]["data"] == "next"


@pytest.mark.parametrize(
    ("button", "told"),
    [
        ({"url": "https://e.org"}, "(opens https://e.org)"),
        ({"copy_text": CopyTextButton("利大专飞")}, "(copies: 利大专飞)"),
        ({"switch_inline_query": "开源"}, "(asks in another chat: @episode_quote_bot 开源)"),
        ({"switch_inline_query_current_chat": "开源"}, "(asks here: @episode_quote_bot 开源)"),
    ],
)
def test_a_button_that_telegram_s_program_carries_out_tells_what_it_does(button, told):
    shown, typed = talk(
        lambda bot: bot.send_message(
            2, "q", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("x", **button)]])
        ),
        "1",
    )
    assert shown == f"q\n[1] x\n\n{told}\n"
    assert typed == [None]


def test_an_empty_line_is_nothing():
    assert talk("", "  \t")[1] == [None, None]


@pytest.mark.parametrize(
    ("line", "entities"),
    [
        ("/quote 狸", [("bot_command", 0, 6)]),
        ("/quote@episode_quote_bot x", [("bot_command", 0, 24)]),
        ("🦝 @episode_quote_bot 狸", [("mention", 3, 18)]),  # a raccoon is two UTF-16 units
        ("1/2 a@b.org //x", []),
    ],
)
def test_commands_and_mentions_are_marked_as_telegram_marks_them(line, entities):
    _, [update] = talk(line)
    found = [(found["type"], found["offset"], found["length"]) for found in update["message"]["entities"]]
    assert found == entities


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (lambda bot: bot.send_message(2, " "), "Message text is empty"),
        (lambda bot: bot.send_message(2, "x" * 4097), "Message is too long"),
        (lambda bot: bot.send_message(2, "🦝" * 2049), "Message is too long"),
        (lambda bot: bot.send_message(2, "<b>", parse_mode="HTML"), "Can't parse entities: .*"),
        (lambda bot: bot.send_message(2, "x", reply_markup=keyboard({"a": "狸" * 22})), "Button_data_invalid"),
        (lambda bot: bot.edit_message_text("x", 2, 99), "Message to edit not found"),
        (lambda bot: bot.delete_message(2, 99), "Message to delete not found"),
        (lambda bot: bot.send_voice(2, "unknown"), "Wrong file identifier.*"),
        (
            lambda bot: bot.answer_inline_query("1", [InlineQueryResultCachedVoice("1", "unknown", "🎧")]),
            "Wrong file identifier.*",
        ),
    ],
)
def test_what_telegram_refuses_is_refused_here(call, complaint):
    with pytest.raises(BadRequest, match=f"(?i)^{complaint}$"):
        talk(call)


def test_a_long_link_does_not_count_as_text():
    html = "x" * 4090 + f'<a href="https://e.org/{"y" * 100}">z</a>'
    assert talk(lambda bot: bot.send_message(2, html, parse_mode="HTML"))[0].startswith("xxx")


def test_an_edit_that_changes_nothing_is_refused_and_one_that_changes_the_buttons_is_not():
    send = lambda bot: bot.send_message(2, "<b>x</b>", parse_mode="HTML", reply_markup=keyboard({"a": "a"}))  # noqa: E731
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        talk(
            send,
            lambda bot: bot.edit_message_text("<b>x</b>", 2, 1, parse_mode="HTML", reply_markup=keyboard({"a": "a"})),
        )
    shown, _ = talk(send, lambda bot: bot.edit_message_reply_markup(2, 1, reply_markup=keyboard({"b": "b"})))
    assert shown == "x\n[1] a\n\nx\n[1] b\n"


def test_files_are_saved_and_shown_by_their_path_and_can_be_sent_again(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ids = []

    async def send(bot):
        sent = await bot.send_document(
            2, b"1\n00:01", filename="../狸.srt", caption="<i>all of it</i>", parse_mode="HTML"
        )
        ids.append(sent.document.file_id)
        file = await bot.get_file(ids[0])
        assert bytes(await file.download_as_bytearray()) == b"1\n00:01"

    shown, _ = talk(send, lambda bot: bot.send_document(2, ids[0]), lambda bot: bot.send_voice(2, b"OggS"))
    first, caption, _, again, _, voice = shown.splitlines()
    path = Path(first.removeprefix("[document] "))
    assert path.is_relative_to(tmp_path)
    assert path.read_bytes() == b"1\n00:01"
    assert (caption, again) == ("all of it", first)
    assert Path(voice.removeprefix("[voice] ")).read_bytes() == b"OggS"


def test_several_files_can_be_sent_together():
    shown, _ = talk(lambda bot: bot.send_media_group(2, [InputMediaDocument(b"a"), InputMediaDocument(b"b")]))
    assert [Path(line.removeprefix("[document] ")).read_bytes() for line in shown.split("\n\n")[0].splitlines()] == [
        b"a"
    ]
    assert shown.count("[document]") == 2


def test_the_small_signs_of_life_are_shown_or_do_no_harm():
    shown, _ = talk(
        lambda bot: bot.answer_callback_query("1", "slow down", show_alert=True),
        lambda bot: bot.answer_callback_query("1"),
        lambda bot: bot.set_message_reaction(2, 1, "👍"),
        lambda bot: bot.send_chat_action(2, "typing"),
        lambda bot: bot.set_my_commands([("help", "help")]),
        lambda bot: bot.get_my_commands(),
        lambda bot: bot.get_my_description(),
        lambda bot: bot.get_my_short_description(),
        lambda bot: bot.get_chat(2),
        lambda bot: bot.get_chat_member(2, 2),
        lambda bot: bot.delete_webhook(),
        lambda bot: bot.get_updates(timeout=0),
        lambda bot: bot.do_api_request("aMethodOfTomorrow"),
    )
    assert shown == "(slow down)\n\n(👍)\n"


async def lines_of(*lines):
    for line in lines:
        yield line


@pytest.fixture
def library(tmp_path):
    return raccoons.library(tmp_path / "quotes.db")


def ask(library, *lines):
    out = io.StringIO()
    wire = FakeTelegram(out)

    async def run():
        application = build(Settings(token=TOKEN, database=library), request=wire, get_updates_request=wire)
        await serve(application, wire, lines_of(*lines))

    asyncio.run(run())
    return out.getvalue()


def test_the_whole_bot_answers_in_a_terminal_in_the_order_of_the_lines(library):
    shown = ask(library, "洗东西", "/speaker 狸小姐", "安静", "3", "世界杯决赛")
    raccoon, list_of_hers, first, second, nothing = shown.rstrip("\n").split("\n\n")
    assert raccoon.startswith("浣熊 <b> · 01:00\n│ 我的强项是洗东西 & 开锁。")
    assert "00:00" in list_of_hers
    assert "02:00" in list_of_hers
    assert {line.splitlines()[0] for line in (first, second)} == {"狸小姐 · 00:00", "狸小姐 · 02:00"}
    assert "[2] 1/2  [3] ▶" in first
    assert "[2] 2/2  [3] ▶" in second
    assert "世界杯决赛" in nothing


def test_the_terminal_plays_inline_mode_and_the_chosen_quote_has_buttons(library):
    shown = ask(library, "@episode_quote_bot 安静", "2", "1").rstrip("\n")
    offered, sent, context = shown.split("\n\n", 2)
    assert offered.splitlines()[::2] == ["[1] 狸小姐 · 00:00", "[2] 狸小姐 · 02:00"]
    assert sent == "狸小姐 · 02:00\n│ 安静的时候听得见盖子。\n[1] 上下文  [2] 复制  [3] 分享  [4] ↗\n[5] 🖼 卡片"
    assert "[1] ▲  [2] 3/3  [3] ▼" in context
    assert "我的强项是洗东西" in context


def test_the_terminal_follows_links_to_the_bot_itself_and_the_button_above_the_rows(library):
    shown = ask(library, "安静", "8", "@episode_quote_bot 世界杯决赛", "1").rstrip("\n").split("\n\n")
    assert "[1] ▲  [2] 1/3  [3] ▼" in shown[1] + shown[2]
    assert shown[-2].startswith("[1] 没找到“世界杯决赛”。")
    assert shown[-1].startswith("没找到“世界杯决赛”。")


def test_the_terminal_scrolls_on_in_what_is_offered(tmp_path):
    turns = tuple(Turn("狸小姐", 60.0 * n, None, f"第{n}只浣熊。", None) for n in range(25))
    with Store.open(tmp_path / "quotes.db") as store:
        store.load(Transcript(Episode("数浣熊"), turns, "test"), source="x")
    first, second = ask(tmp_path / "quotes.db", "@episode_quote_bot 浣熊", "21").rstrip("\n").split("\n\n")
    assert first.splitlines()[-1] == "[21] …"
    assert second.count("狸小姐") == 5


def run_bot(*arguments, stdin=b"", cwd, **environ):
    return subprocess.run(
        raccoons.command(*arguments),
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
        cwd=cwd,
        env=raccoons.environment(**environ),
    )


def test_piped_questions_are_answered_on_standard_output_and_the_program_ends(library, tmp_path):
    ended = run_bot("--terminal", stdin="洗东西\n安静\n1".encode(), cwd=tmp_path, DATABASE=str(library))
    shown = ended.stdout.decode()
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert shown.startswith("浣熊 <b> · 01:00\n")
    assert "> " not in shown.replace("<b> ", "")  # no prompt
    assert "\x1b" not in shown
    assert shown.count("狸小姐 · ") == 2  # the last line counts without its end


def test_without_a_token_the_terminal_may_stand_in_and_says_so_in_one_line(library, tmp_path):
    ended = run_bot("--or-terminal", stdin="洗东西\n".encode(), cwd=tmp_path, DATABASE=str(library))
    assert ended.returncode == 0
    assert ended.stdout.decode().startswith("浣熊")
    assert ended.stderr.decode().count("\n") == 1
    assert "TELEGRAM_BOT_TOKEN" in ended.stderr.decode()


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({}, "TELEGRAM_BOT_TOKEN: missing"),
        ({"TELEGRAM_BOT_TOKEN": "nonsense"}, "TELEGRAM_BOT_TOKEN: not a bot token"),
        ({"TELEGRAM_PROXY": "nonsense"}, "TELEGRAM_PROXY: not an address"),
    ],
)
def test_without_a_proper_token_or_proxy_the_bot_ends_with_one_line(environ, sentence, tmp_path):
    ended = run_bot(cwd=tmp_path, **environ)
    assert ended.returncode == 2
    assert ended.stdout == b""
    assert ended.stderr.decode().startswith(f"python -m bot: {sentence}")
    assert ended.stderr.count(b"\n") == 1
    assert b"nonsense" not in ended.stderr


def test_a_database_that_is_none_is_told_in_one_line(tmp_path):
    (tmp_path / "quotes.db").write_bytes(b"a diary, and no database at all. " * 100)
    ended = run_bot("--terminal", cwd=tmp_path, DATABASE="quotes.db")
    assert (ended.returncode, ended.stdout) == (1, b"")
    assert ended.stderr.decode().startswith("python -m bot: quotes.db: ")
    assert ended.stderr.count(b"\n") == 1


def test_an_empty_library_is_told_with_the_command_that_fills_it(tmp_path):
    ended = run_bot("--terminal", cwd=tmp_path, DATABASE="new/quotes.db")
    assert ended.returncode == 0
    assert b"python -m store load" in ended.stderr


def test_the_path_of_the_database_can_be_asked_for(tmp_path):
    (tmp_path / ".env").write_text("DATABASE='库/quotes.db'\nTELEGRAM_BOT_TOKEN=\n", encoding="utf-8")
    assert run_bot("--database", cwd=tmp_path).stdout.decode() == "库/quotes.db\n"


def test_lines_of_a_pipe_come_as_soon_as_each_is_there_and_only_when_asked_for():
    reading, writing = os.pipe()
    taken = []

    async def run():
        lines = asked_for(piped_lines(reading))
        os.write(writing, b"one\r\ntw")
        taken.append(await anext(lines))
        os.write(writing, "o\n\xff".encode("latin-1"))
        taken.append(await anext(lines))
        os.close(writing)
        taken.extend([line async for line in lines])

    asyncio.run(run())
    os.close(reading)
    assert [line.strip() for line in taken] == ["one", "two", "\ufffd"]
