"""Reading an intent out of what was typed.

Only whole messages count: wherever a word is left over, the text is an ordinary question.
"""

from __future__ import annotations

import unicodedata

from bot.queries.intent.about import About, read_about
from bot.queries.intent.moment import Moment, read_moment
from bot.queries.intent.small_talk import SmallTalk, read_small_talk
from store.search.question import LONGEST_QUESTION
from store.text.han import fold

Intent = Moment | SmallTalk | About

_ENDS = " ?!.。,;~…、"


def read_intent(typed: str) -> Intent | None:
    """Return what was typed as a moment, as small talk or as the question what this is about; else None.

    >>> read_intent("12分半"), read_intent("谢谢！"), read_intent("12:30 微调")
    (Moment(seconds=750, about=False), SmallTalk(kind='thanks'), None)
    """
    if len(typed) > LONGEST_QUESTION:
        return None
    folded = fold(unicodedata.normalize("NFKC", typed)).replace("’", "'")
    bare = folded.strip().rstrip(_ENDS)
    return read_moment(bare) or read_about(bare) or read_small_talk(folded)
