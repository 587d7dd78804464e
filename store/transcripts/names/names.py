"""Names of speakers before a clock: what can be one, and what only looks like one. None is known beforehand."""

from __future__ import annotations

import re

from store.text.marks import SENTENCE_ENDS, is_han

_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任"
    "姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁"
    "葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜肖詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景"
    "薄单包司柏宁柯阮桂闵解强柴华车冉房边張劉陳楊趙黃吳孫馬羅鄭謝韓馮董蕭許呂蘇盧蔣賈葉閻鄧餘鐘龍萬錢湯喬賀龔龐蘭嚴魯韋聶莊"
)
_LONG_SURNAMES = (
    "欧阳",
    "歐陽",
    "司马",
    "司馬",
    "上官",
    "诸葛",
    "諸葛",
    "司徒",
    "东方",
    "公孙",
    "慕容",
    "令狐",
    "皇甫",
    "夏侯",
    "端木",
)
_EXPLICIT = re.compile(
    r"(?:说话人|發言人|发言人|講話人|讲话人|發言者|发言者|与会者|參與者|参与者|受访者|主持人|嘉宾|嘉賓|未知(?:说话人|发言人)?|"
    r"speaker|participant|unknown(?: speaker)?|host|guest)[ _\u3000]?\d{0,3}",
    re.IGNORECASE,
)
_EXPLICIT_TAIL = re.compile(
    r"(?:说话人|發言人|发言人|講話人|讲话人|Speaker|SPEAKER)[ _\u3000]?\d{1,3}$|(?:未知)?(?:说话人|发言人)$"
)
_INTERJECTION = (
    r"(?:好的?|[对對]的?|嗯|是的?|行|[哦噢啊诶欸哎呃额]|谢谢|謝謝|感谢|有?[请請]|明白|没有|没错|可以|当然|确实|確實|[吧了呀]|来|那|嗨|你好|哈|"
    r"ok|okay|yes|yeah|no|thanks?|thank you|hi|hello|well|so|and|,|，|\s)"
)
INTERJECTIONS = re.compile(rf"{_INTERJECTION}+", re.IGNORECASE)
"""What is said just before a name is called, and stands in no name."""

# Words that stand before a clock said aloud.
_SURELY_BEFORE = (
    "大概|大约|大約|差不多|现在是?|現在|目前|时间|時間|早上|上午|中午|下午|晚上|夜里|凌晨|今天|明天|昨天|今晚|明早|那天|每天|比如说?|例如|"
    "就是|然后|然後|所以|因为|但是|一直|已经|可能|应该|约了|约在|定在|等到|的时候|左右"
)
_CLOCK_WORD = f"{_SURELY_BEFORE}|[从從到在是约約至于於即按了点點]"
_ONLY_CLOCK_WORDS = re.compile(
    rf"(?:{_INTERJECTION})*(?:{_CLOCK_WORD}|我们?|你们?|他们?|周[一二三四五六日]|星期[一二三四五六天日])++",
    re.IGNORECASE,
)
_LONGEST_SPOKEN = 40  # characters; what both kinds of words hold can be shared out in as many ways
_ENDS_SURELY = re.compile(rf"(?:{_SURELY_BEFORE})$")
_ENDS_IN_CLOCK_WORD = re.compile(rf"(?:{_CLOCK_WORD}|我们|我們|你们|他们|咱们|这个|那个|這個|那個|的)$")
_LATIN_CLOCK_WORD = re.compile(
    r"(?:^|\s)(?:at|from|until|till|about|around|by|to|like|the|and|before|after|is|was|it's|say|says|maybe|or|a|in|"
    r"on|of)$",
    re.IGNORECASE,
)

_SENTENCE_END = SENTENCE_ENDS + "；;\n"
SENTENCE_END = frozenset(_SENTENCE_END)
"""The characters that end a sentence for sure; a full stop of Latin script also stands inside names (`J. R. Smith`)."""

_DATED = re.compile(r"(?:\d\s*[年月日]|\d{4}[-/.]\d|^[\d\s:/.-]+$|[上下]午$|\b[ap]m$)", re.IGNORECASE)
_MARKUP = str.maketrans("", "", "*`#>\\\u200b\u200c\u200d\u2060\ufeff")
_NO_VOICE = re.compile(
    r"(?:ad |commercial |musical )?break|(?:.{0,30} )?jingle|(?:old .{0,20} )?intro|outro|sample|remix|selection \d+|"
    r"(?:.{0,30} )?song(?: .{0,20})?|(?:.{0,30} )?clip(?: .{0,40})?|(?:.{0,20} )?music|sponsors?|ads?|"
    r"广告|廣告|片头|片尾|音乐|音樂|掌声|笑声?|laugh(?:s|ter|ing)?|applause|crosstalk|inaudible|unintelligible|silence",
    re.IGNORECASE,
)


def dated(name: str) -> bool:
    """Return whether `name` is a date or holds one, so that the clock after it is the time of day."""
    return _DATED.search(name) is not None


def tidy(name: str) -> str:
    """Return a name without Markdown marks, zero-width characters, a closing colon and double spaces."""
    return " ".join(name.translate(_MARKUP).split()).strip(" _[]〔〕【】:：–—-")


def no_voice(name: str) -> bool:
    """Return whether what stands in a speaker's place names no person: Break, Jingle, `Clip from JS Party`."""
    return _NO_VOICE.fullmatch(name) is not None


def explicit(name: str) -> bool:
    """Return whether `name` is one that recognisers give to voices without a name (`说话人 1`, `Speaker 2`, `未知`)."""
    return _EXPLICIT.fullmatch(name) is not None


def explicit_tail(text: str) -> str | None:
    """Return the recogniser's name for a voice at the end of `text` (`好的发言人 2` gives `发言人 2`), or None."""
    found = _EXPLICIT_TAIL.search(text)
    return found.group() if found else None


def spoken(name: str, once: bool = True) -> bool:
    """Return whether `name` reads like the words before a clock said aloud (大概 29:30) rather than like a name.

    A name met more than `once` is doubted less.
    """
    if explicit(name):
        return False
    if (
        (len(name) <= _LONGEST_SPOKEN and _ONLY_CLOCK_WORDS.fullmatch(name))
        or _ENDS_SURELY.search(name)
        or (_LATIN_CLOCK_WORD.search(name) and name.islower())
    ):
        return True
    return once and bool(_ENDS_IN_CLOCK_WORD.search(name) or _LATIN_CLOCK_WORD.search(name))


def surname_first(name: str) -> bool:
    """Return whether `name` is built like a Chinese name: a common surname and one or two characters."""
    given = name[2:] if name.startswith(_LONG_SURNAMES) else name[1:] if name[:1] in _SURNAMES else ""
    return 1 <= len(given) <= 2 and is_han(given)


def possible(name: str, longest: int = 40) -> bool:
    """Return whether `name` can be a name at all: short, with a letter or digit, without the end of a sentence."""
    return (
        0 < len(name) <= longest
        and any(c.isalnum() for c in name)
        and not dated(name)
        and not any(c in _SENTENCE_END + "，,：、[]" for c in name)
    )
