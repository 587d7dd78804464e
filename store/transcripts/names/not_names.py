"""Words before a colon or in brackets that are nobody's name: 标题, Step, Purpose, [laughs]."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from store.text.marks import has_han

_ROUND = 3  # two people take turns; three and more never in one order


def _words(text: str) -> frozenset[str]:
    """Return the words of a text written over several lines."""
    return frozenset(text.split())


PARTICLES = _words("de da di do dos du del della la le van von der den ten ter bin ibn al el y e and & of the i")
"""The words of names that may begin lower case."""

_LATIN = _words(
    """note notes warning example examples step question answer title subtitle subtitles translation translator caption
    captions source sources email website phone tip update ps re fyi remember look listen see yes no so and but or well
    ok okay like first second third fourth finally lastly anyway also plus then now today here there this that these
    those what why how when where who which because if i we you he she it they my your our the a an one two three four
    five six seven eight nine ten actually basically again meaning namely e.g i.e part chapter section episode season
    volume act scene figure table rule option reason point number problem solution result conclusion summary overview
    agenda topic topics goal fact facts spoiler edit http https mailto ratio quote synopsis description credits music
    directed written produced synced corrected story address date time place location duration price total breaking
    ingredients method directions instructions verse chorus bridge refrain intro outro prepared questions contents
    call conference"""
)
# The heads of forms, lists and notes: one of them may be somebody's name, most of a file's heads never are.
_FIELDS = _words(
    """status purpose priority severity impact cause input output inputs outputs url link links file files path
    type default value required optional version license author authors contributors language languages level category
    tags requirement requirements validation verify commit actions deliverables dependencies issue fix fixes new build
    docs remove changed added fixed removed feature features usage install download destination models action trigger
    responsibilities tools skip model what why where how when pros cons effort context decision rationale alternatives
    consequences recommendation scope finding findings evidence confidence component plan verification implementation
    company ticker quarter scraped characters translated backend paragraphs user-agent disallow allow sitemap phase
    department subject acceptance criteria steps expected results timestamp length words reason suggested event
    endpoint parameters returns response request environment details participants attendees location published channel
    conference video slides id key"""
)
_HAN = _words(
    """字幕 标题 標題 简介 簡介 步骤 步驟 译注 譯註 注 註 翻译 翻譯 校对 校對 校译 时间轴 時間軸 轴 后期 後期 监制 監製
    总监 特效 压制 作者 作词 作詞 作曲 编曲 編曲 词 曲 词曲 演唱 导演 導演 编剧 編劇 主演 制作 製作 出品 来源 來源 出处
    链接 連結 网址 网站 邮箱 微信 微博 公众号 电话 地址 时间 時間 日期 地点 地點 价格 问题 問題 答案 例如 比如 譬如 例
    注意 结论 結論 总结 總結 小结 提示 警告 说明 說明 备注 原文 译文 正文 内容 內容 主题 主題 关键词 關鍵詞 目录 目錄
    章节 首先 其次 再次 最后 最後 然后 然後 第一 第二 第三 第四 一 二 三 其一 其二 优点 缺点 优势 劣势 特点 原因 原理
    方法 目的 目标 意思 重点 要点 条件 结果 做法 材料 原料 配料 食材 调料 制作方法 他说 她说 我说 你说 他们说 有人说
    有人问 他问 我问 我想 我觉得 心想 就是 也就是 所以 因为 但是 还有 包括 分别是 如下 以下 注释 赞助 鸣谢 顾客说
    时长 時長 时间范围 時間範圍 片源 繁化 简化 簡化 时轴 時軸 日校 字幕组 字幕組 字幕制作 字幕製作 状态 狀態 类型 類型
    摘要 用途 特性 需求 位置 幻灯片 幻燈片 核心人物 核心产品 原始链接 视频链接 嘉宾介绍 节目 節目 来宾 來賓 发布日期"""
)
_HAN_ENDING = re.compile(
    "(?:说|說|问|問|道|想|叫|是|的|了|讲|到|着|如下|以下|问题|問題|答案|之一|包括|例如|比如|意思|就是|链接|連結)$"
)
_STAFF = re.compile(
    "翻[译譯]|校[对對后後]|片源|[时時][间間]?[轴軸]|[压壓]制|字幕|繁化|[简簡]化|考[证證]|后期|後期|制作|製作"
)
_HAN_FIELD = re.compile("(?:日期|时间|時間|标题|標題|类型|類型|主题|主題|系列|名称|名稱|来源|來源|编号|状态|狀態)$")
_SOUND = re.compile(
    r"music|applau|laugh|chuckl|\bsighs?\b|\bgasp|cough|sneez|sniff|snort|silence|inaudible|noise|\bcheer|"
    r"\bsing(?:s|ing)?\b|\bclear(?:s|ing)?\b|throat|\bcry(?:ing)?\b|\bcries\b|\bsob(?:s|bing)?\b|scream|shout|whisper|"
    r"beep|\bclick|\bdoor\b|\bphone\b|groan|grunt|speaking|crosstalk|unclear|unintelligible|indistinct|pause|foreign|"
    r"\bsounds?\b|audio|\bbells?\b|\bbang|\bknock|typing|\bwind\b|breath|\bblank|"
    r"音乐|音樂|掌声|笑|声|聲|音|拍手|ため息|歌|♪|字幕|静|停顿|听不清|咳",
    re.IGNORECASE,
)


def is_word_before_colon(text: str) -> bool:
    """Say whether `text` is a word that stands before colons everywhere (Note:, 字幕：), or begins with one."""
    compact = "".join(text.split())
    if has_han(compact):
        known = compact in _HAN or _STAFF.search(compact) is not None
        return known or (len(compact) > 2 and _HAN_ENDING.search(compact) is not None)
    words = text.lower().split()
    return bool(words) and (words[0].strip(".") in _LATIN or text.lower() in _LATIN)


def is_field(text: str) -> bool:
    """Say whether `text` is the head of a form (`Status`, `Acceptance criteria`, 状态) rather than a name."""
    words = text.lower().split()
    known = bool(words) and (words[0] in _FIELDS or words[-1] in _FIELDS)
    return known or is_word_before_colon(text) or _HAN_FIELD.search(text) is not None


def is_sound(text: str) -> bool:
    """Say whether what stands in brackets is heard and no name: `laughs`, `BLANK_AUDIO`, 掌声."""
    return _SOUND.search(text) is not None


def is_form(names: Sequence[str]) -> bool:
    """Say whether labels, in the order of a file, are the heads of a form filled in again and again.

    Most of them are words that stand in forms, or three and more of them come round in the same order all the time:
    people never speak so.
    """
    if sum(map(is_field, names)) * 2 > len(names):
        return True
    followers: dict[str, Counter[str]] = {}
    for name, following in pairwise(names):
        followers.setdefault(name, Counter())[following] += 1
    counts = Counter(names)
    usual = {name: after.most_common(1)[0] for name, after in followers.items()}
    round_: list[str] = []
    name = counts.most_common(1)[0][0] if names else ""
    while name in usual and name not in round_:
        round_.append(name)
        name = usual[name][0]
    if name not in round_:
        return False
    round_ = round_[round_.index(name) :]
    fixed = sum(usual[name][1] for name in round_)
    held = sum(counts[name] for name in round_)
    return len(round_) >= _ROUND and held >= 3 * len(round_) and held * 2 >= len(names) and fixed * 10 >= held * 9 - 10
