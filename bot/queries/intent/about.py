"""The question what an episode is about: 这期讲什么, 总结一下, what is this about, tl;dr."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from store.text.numbers import value_of

_TITLE = (
    r"(?:《(?P<title>[^《》]{1,80})》"
    r"|(?P<named>第(?P<number>\d{1,4}|[零〇一二两三四五六七八九十百千]{1,7})[期集回]|ep\.?(?P<ep>\d{1,4})))"
)
_THIS = (
    r"(?:今天)?(?:这一?[期集个段]?|本[期集]|整期|全集|它|他们|大家|今天|的)?"
    r"(?:节目|播客|录音|内容|视频)?(?:里面?)?(?:的|,)?"
)
_OF = rf"(?:{_TITLE}(?:节目|播客|内容)?(?:里面?)?(?:的|,)?|{_THIS})"
_SO = r"(?:那|请问)?"
_FILLERS = r"(?:主要|大概|大致|到底|究竟|具体|整体|一共|都|是|在|你们|他们|大家){0,6}+"
_WHAT = r"(?:什么|啥|哪些)"
_END = r"(?:的|呢|呀|啊|吗|来着){0,6}+"
_TALK = (
    rf"(?:讲|聊|谈|讨论|探讨|介绍|说)(?:到|述)?(?:的|了|过)?都?是?(?:一?些|点)?{_WHAT}"
    rf"(?:内容|话题|主题|东西|方面|事情?|问题)?{_END}"
)
_PLEASE = (
    r"(?:请|帮我|帮忙|给我|麻烦|能不能|能否|能|可以|可不可以|你|做个|做一个|来个|来一个|写个|给个"
    r"|简单|简要|大概|快速|用?一句话){0,6}+"
)
_SUM_UP = r"(?:总结|概括|归纳|概述|小结)(?:一?下)?"
_DIGEST = r"(?:主要内容|内容概要|内容简介|内容摘要|内容大纲|大意|概要|总结|概括|摘要|小结)"
_TALKS = re.compile(rf"{_SO}{_OF}{_FILLERS}{_TALK}")
_CONCERNS = re.compile(rf"{_SO}{_OF}{_FILLERS}关于(?:什么|啥|哪方面)(?:内容|话题|主题)?{_END}")
_SUMMED_UP = re.compile(rf"{_PLEASE}[把对]?{_OF}[给做]?(?:一?个)?{_PLEASE}{_SUM_UP}[吧呗吗]?")
_SUM_UP_OF = re.compile(rf"{_PLEASE}{_SUM_UP}{_OF}(?:节目|内容|主要内容|大意|要点|重点)?[吧呗吗]?")
_MAIN_POINTS = re.compile(rf"{_PLEASE}{_OF}{_DIGEST}[是有]?{_WHAT}?{_END}")
_ITS_TOPICS = re.compile(
    rf"{_SO}(?:{_TITLE}|这一?[期集]|本[期集])(?:节目|播客)?(?:里面?)?的?[有是]?{_WHAT}?"
    rf"(?:主题|话题|要点|重点|内容)[是有]?{_WHAT}?{_END}"
)

_THIS_ENGLISH = (
    r"(?:(?:this|the|that|today's|todays|your|whole) ?){0,6}+"
    r"(?:episode|podcast|show|one|recording|conversation|talk|it|library)?"
)
_OF_ENGLISH = (
    r"(?:(?:the )?(?P<named>(?:episode |ep\.? ?|no\.? ?|#)(?P<number>\d{1,4}))"
    r"|[\"“](?P<title>[^\"“”]{1,80})[\"”]|《(?P<title_too>[^《》]{1,80})》"
    rf"|{_THIS_ENGLISH})"
)
_POLITE = (
    r"(?:(?:so|hey|ok|please|can you|could you|would you|give me|i want|i need|show me|tell me|just|a|an|the|quick"
    r"|short|brief) ){0,6}+"
)
_IS_ABOUT = re.compile(rf"{_POLITE}what(?:'s|s| is| was)? {_OF_ENGLISH} ?(?:all |mainly |really )?(?:talking )?about")
_IT_IS_ABOUT = re.compile(rf"{_POLITE}what {_OF_ENGLISH} (?:is|was) (?:all )?about")
_THEY_TALK = re.compile(
    rf"{_POLITE}what (?:do|did|are|were|does) (?:they|you|{_OF_ENGLISH}) "
    r"(?:talk|chat|discuss|cover)(?:ing|ting)?(?: about)?(?: here| in (?:this|the) (?:episode|podcast|one|show))?"
)
_TOPICS_ARE = re.compile(
    rf"{_POLITE}(?:what (?:are|were) the (?:main )?topics|what topics (?:are|were) (?:covered|discussed))"
    rf"(?: (?:of|in) {_OF_ENGLISH})?"
)
_SUMMARY = re.compile(
    rf"{_POLITE}(?:summary|summari[sz]e|sum up|sum it up|tl;?dr|recap|overview)"
    rf"(?: (?:of|for))?(?: {_OF_ENGLISH})?(?: please)?(?: for me)?"
)

# By themselves these are more likely words that somebody looks for.
_WORDS = frozenset(("说什么", "说啥", "说哪些", "大意", "概要", "摘要", "what about"))

_LONGEST: Final = 130


@dataclass(frozen=True, slots=True)
class About:
    """The question what an episode is about; without a `title`, the one that is being talked of.

    A `number` is told where the title is nothing but that, such as 第12期.
    """

    title: str | None = None
    number: int | None = None


def read_about(text: str) -> About | None:
    """Return what a folded text asks about, where it asks what an episode is about; else None."""
    joined, spaced = "".join(text.split()), " ".join(text.split())
    if len(text) > _LONGEST or joined in _WORDS or spaced in _WORDS:
        return None
    found = _in_chinese(joined) or _in_english(spaced)
    if found is None:
        return None
    part = {name: value for name, value in found.groupdict().items() if value is not None}
    number = part.get("number") or part.get("ep")
    title = part.get("title") or part.get("title_too") or part.get("named")
    return About(title, _value(number) if number else None)


def _in_chinese(text: str) -> re.Match[str] | None:
    return (
        _TALKS.fullmatch(text)
        or _CONCERNS.fullmatch(text)
        or _SUMMED_UP.fullmatch(text)
        or _SUM_UP_OF.fullmatch(text)
        or _MAIN_POINTS.fullmatch(text)
        or _ITS_TOPICS.fullmatch(text)
    )


def _in_english(text: str) -> re.Match[str] | None:
    return (
        _IS_ABOUT.fullmatch(text)
        or _IT_IS_ABOUT.fullmatch(text)
        or _THEY_TALK.fullmatch(text)
        or _TOPICS_ARE.fullmatch(text)
        or _SUMMARY.fullmatch(text)
    )


def _value(number: str) -> int:
    return int(number) if number.isdecimal() else value_of(number)
