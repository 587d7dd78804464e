import asyncio
import io
import logging
import subprocess
import sys
import textwrap
import threading
import warnings
from urllib.parse import quote

import pytest
from telegram.error import InvalidToken, NetworkError

from bot import log as logs

TOKEN = "1234567:" + "tanuki_TANUKI-tanuki_TANUKI-tanuki1"
OTHER_TOKEN = "7654321:" + "AAHqDqDqDqDqDqDqDqDqDqDqDqDqDqDqDqD"
SHORT_TOKEN = "42" + ":raccoon"  # as a test server may give out: no pattern knows it


@pytest.fixture
def written(monkeypatch):
    """Logging set up as the program does it; calling the value gives what was written to standard error so far."""
    root = logging.getLogger()
    level, factory = root.level, logging.getLogRecordFactory()
    levels = {name: logging.getLogger(name).level for name in ("httpx", "httpcore", "telegram")}
    for module in (sys, threading):
        monkeypatch.setattr(module, "excepthook", module.excepthook)
    stderr = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stderr)
    logs.setup("DEBUG", [TOKEN, SHORT_TOKEN])
    yield stderr.getvalue
    logging.captureWarnings(capture=False)
    logging.setLogRecordFactory(factory)
    root.setLevel(level)
    root.handlers[:] = [handler for handler in root.handlers if not isinstance(handler.formatter, logs.Formatter)]
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def fault(words):
    try:
        raise ValueError(words)
    except ValueError as error:
        return error


@pytest.mark.parametrize("token", [TOKEN, OTHER_TOKEN, SHORT_TOKEN, quote(TOKEN, safe=""), TOKEN.replace(":", "%3a")])
@pytest.mark.parametrize(
    "log",
    [
        lambda log, token: log.debug(f"GET /bot{token}/getMe"),
        lambda log, token: log.info("GET %s", f"/bot{token}/getMe"),
        lambda log, token: log.info("%(address)s", {"address": f"/bot{token}/getMe"}),
        lambda log, token: log.warning("%r", InvalidToken(f"The token `{token}` was rejected by the server.")),
        lambda log, token: log.error("oh", exc_info=fault(token)),
        lambda log, token: log.error("oh", exc_info=NetworkError(f"https://host/bot{token}/getMe")),
        lambda log, token: log.log(logging.CRITICAL, {"address": token}),
        lambda log, token: log.info("stack of \n%s", token, stack_info=True),
    ],
)
def test_a_token_is_in_no_line_however_it_got_there(written, token, log):
    for name in ("bot", "httpx", "telegram.ext", "some.library"):
        log(logging.getLogger(name), token)
    text = written()
    assert logs.REDACTED in text
    assert token not in text
    assert token.rpartition(":")[2] not in text


def test_a_slip_in_a_call_of_the_log_ends_nothing_and_tells_nothing(written):
    logging.getLogger("bot").error("oh %s and %s", *[TOKEN])
    assert "oh %s and %s (with unfit arguments)" in (text := written())
    assert TOKEN not in text


def test_half_a_token_is_redacted_too(written):
    logging.getLogger("bot").info("the end of it: %s", TOKEN.partition(":")[2])
    assert logs.REDACTED in written()


def test_a_traceback_is_written_without_the_token_it_quotes(written):
    try:
        try:
            raise KeyError(TOKEN)
        except KeyError as error:
            raise RuntimeError(f"while asking /bot{OTHER_TOKEN}") from error
    except RuntimeError:
        logging.getLogger("bot").exception("An update was not answered.")
    text = written()
    assert "Traceback" in text
    assert "KeyError" in text
    assert "RuntimeError: while asking /bot[secret]" in text
    assert TOKEN not in text


def test_a_handler_that_a_library_adds_gets_redacted_records_too(written):
    lines = []

    class Foreign(logging.Handler):
        def emit(self, record):
            lines.append(logging.Formatter("%(message)s").format(record))

    logger = logging.getLogger("some.library.with.a.handler")
    logger.addHandler(Foreign())
    logger.propagate = False
    try:
        logger.error("POST %s", TOKEN, exc_info=fault(TOKEN), stack_info=True)
    finally:
        logger.handlers.clear()
        logger.propagate = True
    assert len(lines) == 1
    assert "Traceback" in lines[0]
    assert TOKEN not in lines[0]


@pytest.mark.parametrize(
    ("name", "level", "is_written"),
    [
        ("httpx", logging.INFO, False),  # where it tells the address, token and all
        ("httpx", logging.WARNING, True),
        ("httpcore.http11", logging.DEBUG, False),
        ("telegram.ext.Application", logging.DEBUG, False),  # where it tells whole updates
        ("telegram.Bot", logging.INFO, True),
        ("bot", logging.DEBUG, True),
        ("store", logging.DEBUG, True),
    ],
)
def test_libraries_that_tell_secrets_are_turned_down_whatever_the_level(written, name, level, is_written):
    logging.getLogger(name).log(level, "a line of %s", name)
    assert bool(written()) == is_written


def test_a_higher_level_holds_for_libraries_as_well(written):
    logs.setup("ERROR", [TOKEN])
    for name in ("httpx", "telegram.ext", "bot"):
        logging.getLogger(name).warning("a line")
    assert written() == ""


def test_a_line_break_from_outside_makes_no_second_line(written):
    logging.getLogger("bot").warning("load %s", "evil.txt\n2026-01-01 INFO bot: all is well\x1b[2J\u2028!")
    lines = written().splitlines()
    assert len(lines) == 1
    assert lines[0].endswith(r"load evil.txt\n2026-01-01 INFO bot: all is well\x1b[2J\u2028!")


@pytest.mark.parametrize(
    "words", ["Error while parsing updates! Received data was %r", 'Can not load invalid JSON data: "%s"']
)
def test_what_somebody_wrote_is_not_logged_where_telegram_s_library_would(written, words):
    logging.getLogger("telegram.ext.ExtBot").critical(words, "my diary")
    text = written()
    assert words.split("%")[0].rstrip(' "').split("!")[0] in text
    assert "diary" not in text


def test_the_library_s_own_trouble_with_the_network_is_one_line(written):
    logging.getLogger("telegram.ext").error("Exception while polling.", exc_info=NetworkError("httpx.ConnectError: no"))
    lines = written().splitlines()
    assert len(lines) == 1
    assert lines[0].endswith("Exception while polling. (NetworkError: httpx.ConnectError: no)")


def test_exceptions_that_nobody_caught_are_logged_without_the_token(written):
    sys.excepthook(ValueError, fault(TOKEN), None)
    thread = threading.Thread(target=lambda: 1 / int(TOKEN[:0] or "0"), name="reader")
    thread.start()
    thread.join()
    text = written()
    assert "CRITICAL bot: The program ended" in text
    assert "The thread reader ended" in text
    assert "ZeroDivisionError" in text
    assert TOKEN not in text


def test_a_task_whose_failure_nobody_asked_for_is_logged_without_the_token(written):
    async def fail():
        raise ValueError(TOKEN)

    async def main():
        task = asyncio.create_task(fail())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task

    asyncio.run(main())
    text = written()
    assert "never retrieved" in text
    assert "ValueError: [secret]" in text
    assert TOKEN not in text


def test_a_warning_is_a_line_of_the_log(written):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(f"deprecated: {TOKEN}", stacklevel=1)
        logging.captureWarnings(capture=False)
    assert "py.warnings" in (text := written())
    assert TOKEN not in text


def test_a_program_that_dies_of_a_fault_of_its_own_dies_without_telling_the_token():
    program = textwrap.dedent(f"""
        from bot import log
        log.setup("INFO", ["{TOKEN}"])
        raise RuntimeError("/bot{TOKEN}/getMe")
    """)
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    # The line of the program itself, which `-c` does not keep, is not quoted; the exception's words are.
    assert "RuntimeError: /bot[secret]/getMe" in ended.stderr
    assert TOKEN not in ended.stderr + ended.stdout


def test_what_somebody_wrote_is_in_no_traceback_that_quotes_it(written):
    """Most exceptions quote what they met; the program's own lines and paths stay, for whoever mends it."""
    try:
        try:
            int("我的日记")
        except ValueError as error:
            raise KeyError("my diary") from error
    except KeyError:
        logging.getLogger("bot").exception("An update was not answered.")
    for words in (
        'can\'t parse "my diary" at byte 7',
        "我的日记\n  File of mine\n    'my diary'",
        "it's 'my \"diary\"' isn't",
    ):
        logging.getLogger("bot").error("oh", exc_info=fault(words))
    logging.getLogger("bot").error("oh", exc_info=fault("No such file: '/var/lib/quotes.db'"))
    text = written()
    assert "int(" in text
    assert "test_log.py" in text
    assert "can't parse … at byte 7" in text
    assert "'/var/lib/quotes.db'" in text
    code = [line for line in text.splitlines() if line.startswith("    ")]
    told = text.replace("\n".join(code), "")
    assert "ValueError: invalid literal for int() with base 10: …" in told
    assert sum("diary" in line or "日记" in line for line in text.splitlines()) == 2  # the code of this test itself


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("no such file: '/srv/a/b.db'", "no such file: '/srv/a/b.db'"),
        ("no such file: '///a'", "no such file: '///a'"),
        ("bad word: '/secret'", "bad word: …"),
        ("bad word: '//secret'", "bad word: …"),
        ("bad word: '/a/'", "bad word: …"),
        ("bad words: '/a b/c'", "bad words: …"),
        ("bad words: \"/a/b's\" or '安静'", 'bad words: "/a/b\'s" or …'),
        ("bad: '" + "/a" * 2_000, "bad: '" + "/a" * 2_000),  # took twice as long with each of 28 /a
        ("bad: '" + "/a" * 2_000 + " '", "bad: …"),
        ("1" * 4_096 + ":", "1" * 4_096 + ":"),
    ],
)
def test_what_an_exception_quotes_is_left_out_but_for_paths(words, told):
    assert logs.without_words(words) == told
    assert logs.Redactor()(words) == words
