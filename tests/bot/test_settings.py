import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.settings import SETTINGS, Settings, read_settings
from store.settings import SettingsError, read_dotenv

TOKEN = "1234567:" + "tanuki_TANUKI-tanuki_TANUKI-tanuki1"
EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_without_any_setting_the_bot_has_no_token_and_its_defaults():
    settings = read_settings({})
    assert settings == Settings()
    assert settings.token is None
    assert settings.database == Path("data/quotes.db")
    assert settings.base_url == "https://api.telegram.org/bot"
    assert settings.base_file_url == "https://api.telegram.org/file/bot"


@pytest.mark.parametrize(
    ("name", "typed", "field", "expected"),
    [
        ("TELEGRAM_BOT_TOKEN", TOKEN, "token", TOKEN),
        ("TELEGRAM_BOT_TOKEN", f" {TOKEN}\n", "token", TOKEN),  # as `$(cat token.txt)` in some shells leaves it
        ("TELEGRAM_BOT_TOKEN", f"{TOKEN}/test", "token", f"{TOKEN}/test"),  # Telegram's test servers
        ("TELEGRAM_API_URL", "http://127.0.0.1:8081/", "api_url", "http://127.0.0.1:8081"),
        ("TELEGRAM_API_URL", "https://bots.example.org/api", "api_url", "https://bots.example.org/api"),
        ("TELEGRAM_PROXY", "socks5://anna:secret@127.0.0.1:1080", "proxy", "socks5://anna:secret@127.0.0.1:1080"),
        ("TELEGRAM_PROXY", "http://[::1]:3128", "proxy", "http://[::1]:3128"),
        ("DATABASE", "/srv/库/quotes.db", "database", Path("/srv/库/quotes.db")),
        ("LOG_LEVEL", "debug", "log_level", "DEBUG"),
        ("BOT_LANGUAGE", "zh_Hant", "language", "zh-hant"),
        ("ADMIN_IDS", "12, 7,,12", "admin_ids", frozenset({7, 12})),
        ("QUESTIONS_PER_MINUTE", "0", "questions_per_minute", 0),
        ("MEANING", "off", "meaning", False),
        ("EMBEDDINGS_URL", "http://127.0.0.1:11434/v1/", "embeddings_url", "http://127.0.0.1:11434/v1"),
    ],
)
def test_a_setting_is_read_as_it_was_meant(name, typed, field, expected):
    assert getattr(read_settings({name: typed}), field) == expected


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("TELEGRAM_BOT_TOKEN", "secret-without-a-colon"),
        ("TELEGRAM_BOT_TOKEN", "1234567:secret/secret"),
        ("TELEGRAM_BOT_TOKEN", "1234567:secret\nsecret"),
        ("TELEGRAM_BOT_TOKEN", "bot1234567:secret"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_API_URL", "https://api.telegram.org/bot"),  # the mistake that PTB's base_url invites
        ("TELEGRAM_API_URL", "ftp://secret.example.org"),
        ("TELEGRAM_API_URL", "http://host:secret/"),
        ("TELEGRAM_API_URL", "http://host/{token}"),  # PTB would fill it in
        ("TELEGRAM_PROXY", "socks4://secret:secret@127.0.0.1"),
        ("TELEGRAM_PROXY", "127.0.0.1:1080"),
        ("TELEGRAM_PROXY", "socks5://"),
        ("LOG_LEVEL", "chatty"),
        ("MEANING", "perhaps"),
        ("EMBEDDINGS_URL", "secret.example.org"),
        ("BOT_LANGUAGE", "klingon"),
        ("ADMIN_IDS", "@tanuki"),
        ("ADMIN_IDS", "-5"),
        ("QUESTIONS_PER_MINUTE", "-1"),
        ("QUESTIONS_PER_MINUTE", "many"),
    ],
)
def test_a_malformed_setting_is_named_in_one_line_that_holds_no_secret(name, typed):
    with pytest.raises(SettingsError) as raised:
        read_settings({name: typed})
    sentence = str(raised.value)
    assert sentence.startswith(f"{name}: ")
    assert "\n" not in sentence
    assert "secret" not in sentence


def test_the_environment_wins_over_the_file_even_with_an_empty_value(tmp_path):
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\nLOG_LEVEL=ERROR\nDATABASE=file.db\n")
    settings = read_settings({"TELEGRAM_BOT_TOKEN": "", "DATABASE": "environment.db"}, dotenv)
    assert (settings.token, settings.log_level, settings.database) == (None, "ERROR", Path("environment.db"))


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=tanuki", "tanuki"),
        ("export NAME = tanuki ", "tanuki"),
        ("NAME=", ""),
        ("NAME= # nothing but a comment", ""),
        ("NAME=tanuki # and friends", "tanuki"),
        ("NAME=tanuki#1", "tanuki#1"),
        ("NAME='a # \"b\" \\n'", 'a # "b" \\n'),
        ('NAME="a # \'b\'\\n\\"c\\"" # comment', "a # 'b'\n\"c\""),
        ("NAME=a=b", "a=b"),
        ("NAME=狸", "狸"),
        ("# NAME=no\nNAME=one\nNAME=two", "two"),
    ],
)
def test_a_line_of_the_file_is_read_as_a_shell_would(tmp_path, line, value):
    dotenv = tmp_path / ".env"
    for start, end in (("", "\n"), ("\ufeff", "\r\n")):
        dotenv.write_bytes((start + line.replace("\n", end) + end).encode())
        assert read_dotenv(dotenv) == {"NAME": value}


@pytest.mark.parametrize("line", ["secret", "1secret=x", "NAME='secret", 'NAME="secret\\"', "NAME='secret' secret"])
def test_a_line_that_is_no_setting_is_told_by_its_number_and_not_by_its_words(tmp_path, line):
    dotenv = tmp_path / ".env"
    dotenv.write_text(f"LOG_LEVEL=INFO\n\n{line}\n")
    with pytest.raises(SettingsError, match=r"\.env, line 3: expected NAME=VALUE$") as raised:
        read_dotenv(dotenv)
    assert "secret" not in str(raised.value)


def test_a_file_that_is_missing_is_empty_and_one_that_is_not_text_is_an_error(tmp_path):
    assert read_dotenv(tmp_path / ".env") == {}
    (tmp_path / ".env").write_bytes(b"NAME=\xff\xfe")
    with pytest.raises(SettingsError, match="not UTF-8"):
        read_dotenv(tmp_path / ".env")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_dotenv(tmp_path)


def test_settings_can_be_shown_without_their_secrets():
    typed = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_PROXY": "socks5://anna:hush@127.0.0.1:1080"}
    typed |= {"EMBEDDINGS_KEY": "sk-tanuki", "EMBEDDINGS_URL": "https://anna:shush@e.example/v1"}
    settings = read_settings(typed)
    assert settings.secrets == (TOKEN, "sk-tanuki", "hush", "shush")
    assert not [secret for secret in settings.secrets if secret in repr(settings) + repr(settings.encoder)]


def test_a_password_is_a_secret_however_it_is_spelled():
    settings = read_settings({"TELEGRAM_PROXY": "socks5://anna:h@us%2Fh@127.0.0.1:1080"})
    assert settings.secrets == ("h@us%2Fh", "h@us/h")
    with pytest.raises(SettingsError) as refused:  # up to its / it would be the port of a host called anna
        read_settings({"TELEGRAM_PROXY": "http://anna:12/34@127.0.0.1:1080"})
    assert "34" not in str(refused.value)


def test_every_setting_is_in_the_example_with_a_sentence_and_nothing_else_is():
    blocks = EXAMPLE.read_text(encoding="utf-8").strip().split("\n\n")[1:]
    told = [re.fullmatch(r"# ([^\n]+\.)\n([A-Z_]+)=[^\n]*", block) for block in blocks]
    assert all(told), blocks
    assert [block[2] for block in told if block] == [setting.name for setting in SETTINGS]
    assert {setting.field for setting in SETTINGS} == {field.name for field in fields(Settings)}


def test_the_example_copied_as_it_is_changes_nothing():
    assert read_settings({}, EXAMPLE) == Settings()
