"""The README shows what the bot answers, drawn from the real bot on the shipped episode.

    WRITE_ANSWERS=1 python -m pytest tests/bot/test_readme.py

writes it anew after an answer has changed.
"""

from __future__ import annotations

import os

from tests.bot.scene import ANNA, BRUNO, CHEN, Scene
from tests.bot.screenshot import message, offered
from tests.shown import README, show
from tests.shown import shown as shown_in_readme

FIRST, OTHERS = "answer", "answers"


def drawn(scene: Scene) -> dict[str, str]:
    """Six typical answers as Markdown, by the marks between which they stand: the first one, and the others."""
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
    inline = f"@Tanuki_Quote_bot 方佳瑞 开源▏\n\n{offered(rows, 2)}"

    nothing = f"陳: 浣熊 訓練\n\n{message(scene.private(CHEN).ask('浣熊 訓練'))}"

    parts = {
        "☰ lists all that was found": listed,
        "上下文 reads on, turn by turn, through the whole episode": in_context,
        "In a group, of one person, to somebody who speaks English": in_group,
        "Inline, in any chat: quotes appear as one types": inline,
        "Nothing found, in 繁體: what was said of it is offered": nothing,
    }
    others = "\n\n".join(f"── {title}\n{shown}" for title, shown in parts.items())
    return {FIRST: f"```text\n{found}\n```\n", OTHERS: f"```text\n{others}\n```\n"}


def test_the_answers_that_the_readme_shows_are_those_that_the_bot_gives(shipped_scene: Scene) -> None:
    for mark, now in drawn(shipped_scene).items():
        if os.environ.get("WRITE_ANSWERS"):
            show(mark, now)
        assert shown_in_readme(mark) == now, "write it anew: WRITE_ANSWERS=1 pytest tests/bot/test_readme.py"


def test_the_readme_is_short_enough_to_be_read():
    assert README.read_text(encoding="utf-8").count("\n") < 120
