"""Names in front of what is said: `MATT: Hello`, `张三：你好`, `[Alba] Hola`, `>> Hello`.

Not every word before a colon is a name: 字幕：, 标题：, 步骤：and "Three things:" are none. A prefix is a name only
where the whole file says so: names come again, stand at turns all through the file, and prevail over other prefixes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .captions import Caption, carry, join
from .voices import explicit, surname_first

_PREFIX = re.compile(r"(?P<mark>\s*(?:[-–—•]\s*|>>+\s*)?)(?P<name>[^:：\n]{1,48}?)\s*[:：](?![/\d])\s*")
_BRACKET = re.compile(r"\s*(?:[-–—]\s*)?[(\[（【［](?P<name>[^()\[\]（）【】［］\n]{1,32})[)\]）】］]\s*(?:[:：]\s*)?")
_MARKS = re.compile(r"[:：>(\[（【［]")  # without one of these there is no name
_CHANGE = re.compile(r"\s*>>+\s*")
_INNER = re.compile(r"(?<=[.?!。？！…\"”\]\)—–-])\s*(?:>>+\s*)?(?P<name>[^.:：?!。？！]{1,48})[:：]\s*")
_ASIDE = re.compile(r"\s*[(\[（【][^()\[\]（）【】]*[)\]）】]\s*")
_HAN = re.compile("[\u3400-\u9fff\u3041-\u30ff]")
_LETTER = re.compile(r"[^\W\d_]")
_NO_NAME_MARK = re.compile(r"[,，。！？!?;；…\"“”<>|=*#@/\\{}~^%$]")
_FULL_STOP = re.compile(r"(?<!\b[A-Z])(?<!\b(?:Dr|Mr|Ms|St|Jr|Sr))(?<!\bMrs)\.(?:\s|$)")


def _words(text: str) -> frozenset[str]:
    """Return the words of a text written over several lines."""
    return frozenset(text.split())


_PARTICLES = _words("de da di do dos du del della la le van von der den ten ter bin ibn al el y e and & of the i")
_NO_LATIN_NAME = _words(
    """note notes warning example examples step question answer title subtitle subtitles translation translator caption
    captions source sources email website phone tip update ps re fyi remember look listen see yes no so and but or well
    ok okay like first second third fourth finally lastly anyway also plus then now today here there this that these
    those what why how when where who which because if i we you he she it they my your our the a an one two three four
    five six seven eight nine ten actually basically again meaning namely e.g i.e part chapter section episode season
    volume act scene figure table rule option reason point number problem solution result conclusion summary overview
    agenda topic topics goal fact facts spoiler edit http https mailto ratio quote synopsis description credits music
    directed written produced synced corrected story address date time place location duration price total breaking
    ingredients method directions instructions"""
)
_NO_HAN_NAME = _words(
    """字幕 标题 標題 简介 簡介 步骤 步驟 译注 譯註 注 註 翻译 翻譯 校对 校對 校译 时间轴 時間軸 轴 后期 後期 监制 監製
    总监 特效 压制 作者 作词 作詞 作曲 编曲 編曲 词 曲 词曲 演唱 导演 導演 编剧 編劇 主演 制作 製作 出品 来源 來源 出处
    链接 連結 网址 网站 邮箱 微信 微博 公众号 电话 地址 时间 時間 日期 地点 地點 价格 问题 問題 答案 例如 比如 譬如 例
    注意 结论 結論 总结 總結 小结 提示 警告 说明 說明 备注 原文 译文 正文 内容 內容 主题 主題 关键词 關鍵詞 目录 目錄
    章节 首先 其次 再次 最后 最後 然后 然後 第一 第二 第三 第四 一 二 三 其一 其二 优点 缺点 优势 劣势 特点 原因 原理
    方法 目的 目标 意思 重点 要点 条件 结果 做法 材料 原料 配料 食材 调料 制作方法 他说 她说 我说 你说 他们说 有人说
    有人问 他问 我问 我想 我觉得 心想 就是 也就是 所以 因为 但是 还有 包括 分别是 如下 以下 注释 赞助 鸣谢 顾客说"""
)
_NO_HAN_ENDING = re.compile(
    "(?:说|說|问|問|道|想|叫|是|的|了|讲|到|着|如下|以下|问题|問題|答案|之一|包括|例如|比如|意思|就是)$"
)
_SOUNDS = re.compile(
    r"music|applause|laugh|chuckl|sigh|gasp|cough|silence|inaudible|noise|cheer|sing|clear|cry|sob|scream|shout|whisper|"
    r"beep|click|door|phone|groan|grunt|speaking|crosstalk|unclear|indistinct|pause|foreign|sound|audio|bell|bang|knock|"
    r"音乐|音樂|掌声|笑|声|聲|音|拍手|ため息|歌|♪|字幕|静|停顿|听不清|咳",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Found:
    """Names that a file was found to use, and how: before a colon, or in brackets."""

    names: frozenset[str]
    brackets: frozenset[str]
    changes: bool


def name_speakers(captions: Sequence[Caption]) -> list[Caption]:
    """Return the captions cut where a speaker is named in the text, each with its speaker; the names leave the text.

    Where names stand only at a change, the captions after it are the same person's. Where they stand on nearly every
    caption (Zoom), one without a name stays without. In a file whose prefixes are no names, nothing changes.
    """
    found = _names(captions)
    if not (found.names or found.brackets or found.changes):
        return list(captions)
    named = [piece for caption in captions for piece in _split(caption, found)]
    if _on_every_caption(named):
        return named
    return _to_the_end_of_sentences(named) if _only_asides(named, found) else carry(named)


def _names(captions: Sequence[Caption]) -> _Found:
    """Return what the whole file says about names."""
    named: Counter[str] = Counter()
    others = 0
    first: dict[str, int] = {}
    bracketed: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    changes = 0
    for place, caption in enumerate(captions):
        if not _MARKS.search(caption.text):
            continue
        for line in _starts(caption.text):
            changes += bool(_CHANGE.match(line))
            if prefix := _PREFIX.match(line):
                name = prefix["name"].strip()
                if could_be_a_name(name):
                    named[name] += 1
                    first.setdefault(name, place)
                else:
                    others += 1
            if bracket := _BRACKET.match(line):
                name = bracket["name"].strip()
                bracketed[name] += 1
                alone[name] += bracket.end() >= len(caption.text.rstrip())
    return _Found(
        _accepted(named, others, first, len(captions)),
        _accepted_brackets(bracketed, alone, len(captions)),
        changes >= 3,
    )


def _starts(text: str) -> Iterator[str]:
    """Yield the places of a caption where a name may stand: its whole text, and each further line."""
    lines = text.split("\n")
    whole = ""
    for line in lines:
        whole = join(whole, line.strip())
    yield whole
    yield from lines[1:]


def _accepted(named: Counter[str], others: int, first: dict[str, int], captions: int) -> frozenset[str]:
    """Return the prefixes that are names: none, if the file does not use prefixes as names."""
    again = {name for name, times in named.items() if times >= 2}
    total = sum(named.values())
    if not again:
        if total == 1 and others == 0:
            ((name, place),) = first.items()
            return frozenset({name}) if place <= 1 and _full_name(name) else frozenset()
        if not (captions <= 12 and total >= 2 and total * 2 >= captions and others == 0):
            return frozenset()
    begins = min(first[name] for name in again or named)
    throughout = (begins <= 5 and total * 150 >= captions) or (
        begins <= max(20, captions // 5) and total * 25 >= captions
    )
    if not throughout or total <= others:
        return frozenset()
    return frozenset(again | {name for name in named if not again or _full_name(name) or _alike(name, again)})


def could_be_a_name(text: str) -> bool:
    """Say whether a text before a colon has the form of a speaker's name; whether it is one, only the file can say.

    A name has at most four words besides `de` and `von` (ten characters in Chinese), begins no Latin word lower case,
    and is not one of the words that stand before colons everywhere (Note:, 字幕：).
    """
    bare = _ASIDE.sub(" ", text).strip()
    if not _LETTER.search(bare) or _NO_NAME_MARK.search(bare) or _FULL_STOP.search(bare):
        return False
    if _HAN.search(bare):
        compact = re.sub(r"\s+", "", bare)
        latin = re.findall(r"[A-Za-z]+", bare)
        return (
            len(_HAN.findall(bare)) <= 10
            and len(latin) <= 3
            and compact not in _NO_HAN_NAME
            and not (len(compact) > 2 and _NO_HAN_ENDING.search(compact))
        )
    words = bare.split()
    known = words[0].lower().strip(".") in _NO_LATIN_NAME or bare.lower() in _NO_LATIN_NAME
    if known or sum(word.lower() not in _PARTICLES for word in words) > 4:
        return False
    if re.fullmatch(r"[a-z][a-z0-9]*_\d+", bare):  # spk_0, speaker_1
        return True
    return not words[0][0].islower() and all(not w[0].islower() or w.lower() in _PARTICLES for w in words[1:])


def _full_name(name: str) -> bool:
    """Say whether a name that stands in the file once is one beyond doubt: first and last name, or 张三."""
    bare = _ASIDE.sub(" ", name).strip()
    if _HAN.search(bare):
        return surname_first(bare) or explicit(bare)
    words = bare.split()
    return 2 <= len(words) <= 3 and all(word[0].isupper() for word in words) and not bare.isupper()


def _alike(name: str, again: Iterable[str]) -> bool:
    """Say whether a name that stands in the file once is made like those that come again: one word, or SPEAKER_07."""
    shape = re.sub(r"\d+", "0", name)
    if any(re.sub(r"\d+", "0", other) == shape for other in again):
        return True
    if _HAN.search(name) or not name.isalpha():
        return False
    upper = [other.isupper() for other in again]
    return name.isupper() == (sum(upper) * 2 > len(upper)) and name[0].isupper() and len(name) >= 2


def _accepted_brackets(bracketed: Counter[str], alone: Counter[str], captions: int) -> frozenset[str]:
    """Return what stands in brackets before speech and is a name, not a sound ((laughs), [Music])."""
    names = {
        name
        for name, times in bracketed.items()
        if times >= 2 and alone[name] * 5 <= times and not _SOUNDS.search(name) and could_be_a_name(name)
    }
    total = sum(bracketed[name] for name in names)
    usual = total * 2 >= captions or (len(names) >= 2 and total * 20 >= captions)
    return frozenset(names) if usual else frozenset()


def _split(caption: Caption, found: _Found) -> Iterator[Caption]:
    """Yield the parts of a caption, each said by one person; they share its times."""
    if not _MARKS.search(caption.text) and "\n" not in caption.text:
        yield caption
        return
    parts: list[tuple[str | None, bool, list[str]]] = [(None, False, [])]
    for line in _unwrapped(caption.text, found):
        rest = line
        while True:
            name, fresh, at, rest = _next_name(rest, found)
            if name is None and not fresh:
                parts[-1][2].append(at)
                break
            if at.strip():
                parts[-1][2].append(at)
            parts.append((name, fresh, []))
    for name, fresh, lines in parts:
        text = "\n".join(lines).strip()
        if text or name is not None:
            yield replace(caption, text=text, speaker=name, fresh=fresh)


def _unwrapped(text: str, found: _Found) -> list[str]:
    """Return the lines of a caption, the first two as one where a name is broken over them."""
    lines = text.split("\n")
    if len(lines) > 1 and not any(mark in lines[0] for mark in ":："):
        joined = join(lines[0].strip(), lines[1].strip())
        prefix = _PREFIX.match(joined)
        if prefix and prefix["name"].strip() in found.names and prefix.end("name") > len(lines[0].strip()):
            return [joined, *lines[2:]]
    return lines


def _next_name(line: str, found: _Found) -> tuple[str | None, bool, str, str]:
    """Return the first speaker in a line, whether somebody unnamed begins there, what stands before, and the rest."""
    if (named := _named_at_start(line, found)) is not None:
        return named[0], False, "", named[1]
    bracket = _BRACKET.match(line) if found.brackets else None
    if bracket and bracket["name"].strip() in found.brackets:
        return bracket["name"].strip(), False, "", line[bracket.end() :]
    change = _CHANGE.match(line) if found.changes else None
    if change and line[change.end() :].strip():
        return None, True, "", line[change.end() :]
    # In the middle of a line: `…that's right. Dan: Yeah`.
    for inner in _INNER.finditer(line) if ":" in line or "：" in line else ():
        if inner["name"].strip() in found.names:
            return inner["name"].strip(), False, line[: inner.start()], line[inner.end() :]
    return None, False, line, ""


def _named_at_start(line: str, found: _Found) -> tuple[str, str] | None:
    """Return the name before a colon at the start of a line and the words behind it, None if there is none."""
    prefix = _PREFIX.match(line)
    if prefix is None or prefix["name"].strip() not in found.names:
        return None
    return prefix["name"].strip(), line[prefix.end() :]


def _on_every_caption(captions: Sequence[Caption]) -> bool:
    """Say whether the file names the speaker on each caption, as Zoom does, and not only at a change."""
    spoken = [caption for caption in captions if caption.text]
    named = [caption for caption in spoken if caption.speaker is not None]
    again = sum(a.speaker == b.speaker is not None for a, b in pairwise(spoken))
    return len(named) * 5 >= len(spoken) * 4 and again * 5 >= len(named)


def _to_the_end_of_sentences(captions: Sequence[Caption]) -> list[Caption]:
    """Return the captions with a speaker carried over while the sentence goes on, in scripts that mark its end."""
    carried: list[Caption] = []
    for caption in captions:
        before = carried[-1] if carried else None
        goes_on = before is not None and before.speaker and re.search(r"[a-z,]$", before.text.rstrip())
        same = before is not None and goes_on and caption.speaker is None and not caption.fresh
        carried.append(replace(caption, speaker=before.speaker) if same and before is not None else caption)
    return carried


def _only_asides(captions: Sequence[Caption], found: _Found) -> bool:
    """Say whether names in brackets are exceptions, as in broadcast captions that name only who is out of sight."""
    named = sum(caption.speaker is not None for caption in captions)
    return not found.names and not found.changes and named * 10 < len(captions) * 3
