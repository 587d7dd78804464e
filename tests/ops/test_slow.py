"""Some answers of a second each; `make slow` asks for 960."""

from tests.ops.slow import silent_chats
from tests.test_end_to_end import api, start  # noqa: F401 - fixtures


def test_no_chat_falls_silent_where_telegram_takes_a_second_for_each_call(api, start):  # noqa: F811
    program = start(QUESTIONS_PER_MINUTE="0")
    assert silent_chats(program.process, api, 32, chats=16) == []
    assert len(api.made("sendChatAction")) >= 8  # most of which nobody waited for
