"""The README shows what the bot answers, drawn from the real bot on the shipped episode.

    WRITE_ANSWERS=1 python -m pytest tests/bot/test_readme.py

writes it anew after an answer has changed.
"""

from __future__ import annotations

import os

from tests.bot.scene import ANNA, BRUNO, CHEN, Scene
from tests.bot.screenshot import message, offered
from tests.shown import show
from tests.shown import shown as shown_in_readme

NAME = "answers"


def drawn(scene: Scene) -> str:
    """Six typical answers, as Markdown."""
    private, group = scene.private(ANNA), scene.group()

    answer = private.ask("力大砖飞")
    found = f"你: 力大砖飞\n\n{message(answer)}"
    private.press(answer, "☰")
    listed = message(answer)
    private.press(answer, "2")
    private.press(answer, "上下文")
    in_context = message(answer)

    asked = "/speaker@Tanuki_Quote_bot 孙博 AGI"
    in_group = f"Bruno: {asked}\n\n{message(group.ask(asked, by=BRUNO))}"

    rows = scene.type("方佳瑞 开源", by=ANNA)
    assert rows is not None
    inline = f"@Tanuki_Quote_bot 方佳瑞 开源▏\n\n{offered(rows, 3)}"

    nothing = f"陳: 浣熊 訓練\n\n{message(scene.private(CHEN).ask('浣熊 訓練'))}"

    parts = {
        "A question in private: the right word finds the misheard one": found,
        "☰ lists all that was found": listed,
        "上下文 reads on, turn by turn, through the whole episode": in_context,
        "In a group, of one person, to somebody who speaks English": in_group,
        "Inline, in any chat: quotes appear as one types": inline,
        "Nothing found, in 繁體: what was said of it is offered": nothing,
    }
    return "\n".join([*(f"**{title}**\n\n```text\n{shown}\n```\n" for title, shown in parts.items())])


def test_the_answers_that_the_readme_shows_are_those_that_the_bot_gives(shipped_scene: Scene) -> None:
    now = drawn(shipped_scene)
    if os.environ.get("WRITE_ANSWERS"):
        show(NAME, now)
    assert shown_in_readme(NAME) == now, "write it anew: WRITE_ANSWERS=1 pytest tests/bot/test_readme.py"
