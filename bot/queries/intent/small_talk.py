"""Small talk: greetings, thanks, goodbyes and the like, where a message is nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, get_args

from store.text.han import fold

Kind = Literal["fine", "laugh", "hello", "here", "night", "bye", "thanks", "who"]
"""From the least to the most telling: of several in a message, the last one here is answered."""

_PHRASES: Final[dict[Kind, str]] = {
    "fine": """
        好 | 好的 | 好吧 | 好啦 | 好了 | 好呀 | 好嘞 | 好滴 | 好哒 | 行 | 行吧 | 可以的 | 嗯 | 哦 | 噢 | 收到 | 明白了
        知道了 | 了解了 | 原来如此 | 没事了 | 没事 | 不用了 | ok | okay | okey | okie | got it | i see | alright
        all right | sure | never mind | nvm
    """,
    "laugh": """
        哈 | 呵呵 | 嘿嘿 | 嘻嘻 | 嘎嘎 | 笑死 | 笑死我了 | haha | hahaha | hahahaha | hehe | hehehe | lol | lmao
        rofl | 233 | 2333
    """,
    "hello": """
        你好 | 您好 | 你们好 | 大家好 | 你好吗 | 早 | 早安 | 早上好 | 上午好 | 中午好 | 下午好 | 晚上好 | 哈喽 | 哈罗
        哈啰 | 嗨 | 嘿 | 喂 | 幸会 | 初次见面 | 好久不见 | hi | hello | hullo | hey | heya | hiya | yo | howdy
        greetings | good morning | morning | good afternoon | good evening | good day | how are you
        how are you doing | how's it going | what's up | sup | nice to meet you | ni hao | nihao
    """,
    "here": """
        在吗 | 在么 | 在嘛 | 在不在 | 在不 | 你在吗 | 您在吗 | 有人吗 | 有人在吗 | 人呢 | are you there
        anybody there | anyone there | you there
    """,
    "night": "晚安 | good night | goodnight | gn | nighty night | sleep well",
    "bye": """
        再见 | 拜拜 | 拜了 | 回见 | 回头见 | 明天见 | 下次见 | 再会 | bye | goodbye | good bye | see you | see ya
        cya | see you later | see you tomorrow | so long | farewell | take care
    """,
    "thanks": """
        谢谢 | 谢了 | 谢啦 | 多谢 | 感谢 | 非常感谢 | 十分感谢 | 太感谢了 | 谢谢你们 | 万分感谢 | 辛苦 | 辛苦了
        你辛苦了 | 您辛苦了 | 劳驾 | 有劳 | 麻烦你了 | 麻烦了 | 真棒 | 太棒了 | 你真棒 | 好棒 | 做得好 | thanks
        thank you | thank u | thx | thanx | tks | ty | tysm | many thanks | much appreciated | cheers | thanks a lot
        thanks so much | thank you so much | thank you very much | good job | good bot | well done | nice job
        great job | great thanks | cool thanks | 3q
    """,
    "who": """
        你是谁 | 您是谁 | 你是什么 | 你是干什么的 | 你是干嘛的 | 你是做什么的 | 你叫什么 | 你叫什么名字 | 你是机器人
        你是机器人吗 | 你是人吗 | 你是真人吗 | 你能做什么 | 你能干什么 | 你能干嘛 | 你会做什么 | 你会什么 | 你会干什么
        你有什么用 | 你可以做什么 | 怎么用 | 怎么用你 | 自我介绍 | 自我介绍一下 | 介绍一下你自己 | who are you
        what are you | who is this | who's this | what's your name | what is your name | what can you do
        what do you do | are you a bot | are you a robot | are you human | are you real | introduce yourself
        how do you work | how does this work
    """,
}
_BESIDE: Final = """
    啊 | 呀 | 哦 | 哟 | 呢 | 啦 | 哈 | 嘛 | 吖 | 哇 | 你 | 您 | 大家 | 各位 | 朋友 | 朋友们 | 机器人 | 小助手 | 亲
    请问 | 那 | bot | there | all | everyone | everybody | guys | friend | friends | please | so | very | much | dear
"""
"""What may stand beside small talk and says nothing of its own."""

_EMOJI: Final[dict[Kind, str]] = {
    "fine": "👍👌🆗✅💪😀😃😄😊🙂😎🤗☺💯✨🎉🥳",
    "laugh": "😂🤣😆😁😅😹",
    "hello": "👋🤚✋",
    "night": "🌙😴🌃💤",
    "thanks": "🙏❤♥💕💖💗💙💚💛🧡💜🥰😍😘🌹💐👏🫶🤝",
}
_MODIFIERS = frozenset("\u200d\ufe0f\ufe0e🏻🏼🏽🏾🏿")

# Whoever writes these means a search: a phrase in quotation marks, either of two, one speaker's words.
_SEARCHES = re.compile('["“”「」『』〝〞《》|@#/=+]')
_TOKEN = re.compile(r"[a-z0-9]+|[^\W_]")


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A greeting, thanks and the like."""

    kind: Kind


def read_small_talk(text: str) -> SmallTalk | None:
    """Return which small talk a folded text is; None where it is anything else besides.

    Marks, emoji and letters that are repeated (hellooo, 哈哈哈哈) do not matter; thumbs up alone is small talk, too.
    """
    if _SEARCHES.search(text):
        return None
    tokens = _tokens(text)
    rank = _rank(tokens) if tokens else _rank_of_emoji(text)
    return SmallTalk(_KINDS[rank]) if rank is not None and rank >= 0 else None


def _rank(tokens: tuple[str, ...]) -> int | None:
    """Return the most telling kind of the phrases that a text is made of, -1 for none; None if it is not of these."""
    rank_of, longest = _rank_of()
    ranks: list[int | None] = [-1, *(None for _ in tokens)]
    for at in range(len(tokens)):
        here = ranks[at]
        if here is None:
            continue
        for length in range(1, min(longest, len(tokens) - at) + 1):
            read = rank_of.get(tokens[at : at + length])
            if read is not None:
                ranks[at + length] = max(here, read, -1 if (known := ranks[at + length]) is None else known)
    return ranks[-1]


def _rank_of_emoji(text: str) -> int | None:
    shown = [char for char in text if not char.isspace() and char not in _MODIFIERS]
    ranks = [next((_KINDS.index(kind) for kind, those in _EMOJI.items() if char in those), None) for char in shown]
    known = [rank for rank in ranks if rank is not None]
    return max(known) if known and len(known) == len(ranks) else None


def _tokens(text: str) -> tuple[str, ...]:
    """Return the words and the single Han characters, what is repeated only once: hellooo as helo, 哈哈 as 哈."""
    said = [_once(one) for one in _TOKEN.findall(text)]
    return tuple(one for at, one in enumerate(said) if one.isascii() or at == 0 or one != said[at - 1])


def _once(word: str) -> str:
    return "".join(char for at, char in enumerate(word) if at == 0 or char.isdigit() or char != word[at - 1])


def _listed(phrases: str) -> list[tuple[str, ...]]:
    return [_tokens(fold(one)) for line in phrases.splitlines() for one in line.split("|") if one.strip()]


_KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@cache
def _rank_of() -> tuple[dict[tuple[str, ...], int], int]:
    """Return the rank of each phrase, and the length of the longest.

    With the first message and not before: it reads the table of Han characters, 0.2 s of a start.
    """
    ranks = dict.fromkeys(_listed(_BESIDE), -1) | {
        phrase: _KINDS.index(kind) for kind, phrases in _PHRASES.items() for phrase in _listed(phrases)
    }
    return ranks, max(map(len, ranks))
