"""Moments: 12:30, 第30分钟, half an hour in; and the small words that may stand beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from store.text.numbers import value_of

_NUMERAL = "[零〇一二两三四五六七八九十百]{1,5}"
_COUNT = rf"\d{{1,3}}(?:\.5)?|{_NUMERAL}"
_CLOCK = re.compile(r"(?<![\d:.])(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,3}):(?P<s>[0-5]\d)(?![\d:.])")
_HAN_TIME = re.compile(
    r"(?P<half>半个?(?:小时|钟头))"
    rf"|(?P<h>{_COUNT})个?(?P<h5>半)?(?:小时|钟头)(?P<h_5>半)?(?:(?P<hm>{_COUNT})分(?:(?P<hm5>半)|钟)?)?"
    rf"(?:(?P<hs>{_COUNT})秒钟?)?"
    rf"|(?P<m>{_COUNT})(?:分(?P<m5>半)钟?|分钟|分)(?:(?P<s>{_COUNT})秒钟?|(?P<ms>[0-5]\d)(?!\d))?"
    rf"|(?P<only_s>{_COUNT})秒钟?"
)
_ENGLISH_TIME = re.compile(
    r"\b(?:(?P<half>half an hour)|(?P<three_halves>an hour and a half|one and a half hours)"
    r"|(?P<h>\d{1,2}|an|one|two|three) ?(?:hours?|hrs?|h)(?:,? ?(?:and )?(?P<hm>\d{1,2}) ?(?:minutes?|mins?|m))?"
    r"(?:,? ?(?:and )?(?P<hs>\d{1,2}) ?(?:seconds?|secs?|s))?"
    r"|(?P<m>\d{1,3})(?: |-)?(?:minutes?|mins?)(?:,? ?(?:and )?(?P<s>\d{1,2}) ?(?:seconds?|secs?|s))?"
    r"|(?P<short_m>\d{1,3})m ?(?P<ms>\d{1,2})s"
    r"|(?P<nth>\d{1,3})(?:st|nd|rd|th) minute|minute (?P<number>\d{1,3}))\b"
)
_ENGLISH_NUMBERS = {"an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What may stand before and after a time and leaves it nothing but a moment.
_BEFORE = _words("""
    请问 请 跳到 跳转到 转到 播到 放到 听到 讲到 说到 聊到 回到 去 从 到 在 看看 看 听听 听 找 播放 大概 大约 差不多
    约 第 节目 这期 这一期 这集 这一集 的 里 那个 时间 ~ @ , [ (
""")
_AFTER = _words("""
    左右 前后 上下 附近 的时候 时候 时 那里 那儿 那边 那会 那会儿 那时 那时候 那段 那一段 那 这里 这儿 处 开始 起
    的地方 的位置 的内容 那句 那句话 的 上 里 在 都 正在 正 到底 究竟 是 谁 他们 嘉宾 主持 主持人 大家 有人 节目 播客
    说 讲 聊 谈 讨论 提 到 了 过 些 点 什么 啥 哪些 内容 话题 话 说话 发言 呢 呀 啊 吗 来着 , ] ) ~
""")
_BESIDE_ENGLISH = _words("""
    a about and approx are around at being by can circa did discuss discussed discussing do everyone from gives give
    go going guest guests happened happening happens he hear here host hosts i in into is it jump just listen mark me
    near of on play please point said say saying says she show skip so speak speaker speaking spoke start starting
    take talk talked talking tell that the then there they to was we were what whats who whos you position timestamp
    time roughly s minute
""")
_WORD_OR_MARK = re.compile(r"[a-z]+|[^a-z\s]")
_MARKS = frozenset("?!.,~'@[]();-")

_NEARLY = _words("左右 前后 上下 附近 大概 大约 差不多 约 around about near roughly approx circa ~")

# What has another meaning where nothing stands beside it: 十分 is "very", 100分 a mark.
_NO_MOMENT = re.compile(rf"(?:{_COUNT})[分秒]|一分一秒")


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a recording, in seconds from its beginning; `about` where only something near it is meant."""

    seconds: int
    about: bool = False


def read_moment(text: str) -> Moment | None:
    """Return the moment that a folded text is, with nothing but small words round it; else None."""
    joined = "".join(text.split())
    if _NO_MOMENT.fullmatch(joined):
        return None
    return _in_chinese(joined) or _in_english(" ".join(text.split()))


def _in_chinese(text: str) -> Moment | None:
    for pattern in (_CLOCK, _HAN_TIME):
        found = pattern.search(text)
        if found is not None:
            before, after = text[: found.start()], text[found.end() :]
            if _made_of(before, _BEFORE) and _made_of(after, _AFTER):
                return _moment(found, before + after)
    return None


def _in_english(text: str) -> Moment | None:
    for pattern in (_CLOCK, _ENGLISH_TIME):
        found = pattern.search(text)
        if found is not None:
            beside = f"{text[: found.start()]} {text[found.end() :]}"
            if all(one in _BESIDE_ENGLISH or one in _MARKS for one in _WORD_OR_MARK.findall(beside)):
                return _moment(found, beside)
    return None


def _moment(found: re.Match[str], beside: str) -> Moment | None:
    """Return the moment of a time that was found; None for 1:75:00 and 1小时80分."""
    part = {name: value for name, value in found.groupdict().items() if value is not None}
    halves = {"half", "h5", "h_5", "three_halves"} & part.keys()
    hours = _sum(part, "h") + (1.5 if "three_halves" in halves else 0.5 * bool(halves))
    minutes = _sum(part, "m", "hm", "short_m", "nth", "number") + 0.5 * bool({"m5", "hm5"} & part.keys())
    seconds = _sum(part, "s", "hs", "ms", "only_s")
    if ("h" in part and minutes >= 60) or ("only_s" not in part and seconds >= 60):
        return None
    return Moment(round(hours * 3600 + minutes * 60 + seconds), any(word in beside for word in _NEARLY))


def _sum(part: dict[str, str], *names: str) -> float:
    return sum(_number(part[name]) for name in names if name in part)


def _number(written: str) -> float:
    if written in _ENGLISH_NUMBERS:
        return _ENGLISH_NUMBERS[written]
    return float(written) if written[0].isdecimal() else value_of(written)


def _made_of(text: str, words: frozenset[str]) -> bool:
    """Say whether a text is nothing but some of these words, one after the other; an empty text is."""
    reached = {0}
    for at in range(len(text)):
        if at in reached:
            reached |= {at + len(word) for word in words if text.startswith(word, at)}
    return len(text) in reached
