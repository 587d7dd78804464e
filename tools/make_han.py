"""Write store/han.tsv: for each Han character its simplified form and its common readings.

Run once in a while (`make han`); the file it writes is committed, so that a start costs no dictionary.

A reading is common if it is the character's own first reading or has at least a tenth of the character's weight in
the words of two characters and more of jieba's dictionary that pypinyin knows how to read; 重, 行, 乐 keep two, 房 one.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from pathlib import Path

import jieba
import opencc
from pypinyin import Style, pinyin
from pypinyin.constants import PHRASES_DICT

COMMON_SHARE = 0.1
RANGES = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
# OpenCC leaves these alone, since they stand in simplified text too; a listener means the plain one.
EXTRA_READINGS = {"地": ["de5"], "着": ["zhao2"]}  # said daily, rare in dictionaries
# Read so in a few words only; with them 的 would sound like 第, and 呢 like 里.
RARE_READINGS = {"的": {"di4", "di2"}, "呢": {"ni2"}, "给": {"ji3"}}
PLAIN = dict(
    zip("著乾瞭麼麽妳祂牠裏裡臺喫甚谘嚐佈黏噹藉徵鉅", "着干了么么你他它里里台吃什咨尝布粘当借征巨", strict=True)
)


def readings_of(char: str, seen: Counter[str]) -> list[str]:
    """Return the common readings of one character, commonest first, as `zhong4`."""
    own = pinyin(char, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True, errors="ignore")
    if not own:
        return []
    first = own[0][0]
    total = sum(seen.values())
    common = [r for r, weight in seen.most_common() if weight >= COMMON_SHARE * total and r[:-1].isalpha()]
    return common if first in common or not first[:-1].isalpha() else [*common, first]


def weights() -> dict[str, Counter[str]]:
    """Return how often each character is read how, by the words of jieba's dictionary."""
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for word, freq in jieba.dt.FREQ.items():
        if not freq or len(word) == 1 or word not in PHRASES_DICT:
            continue
        read = pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
        if len(read) == len(word):
            for char, reading in zip(word, read, strict=True):
                seen[char][reading[0]] += freq
    return seen


def main() -> None:
    """Write the table, one character a line: character, simplified form, readings."""
    seen = weights()
    simplify = opencc.OpenCC("t2s")
    lines = []
    for low, high in RANGES:
        for char in map(chr, range(low, high)):
            simple = PLAIN.get(char) or simplify.convert(char)
            simple = simple if len(simple) == 1 else char
            readings = list(dict.fromkeys(readings_of(simple, seen[simple]) + EXTRA_READINGS.get(simple, [])))
            readings = [one for one in readings if one not in RARE_READINGS.get(simple, ())]
            if readings or simple != char:
                lines.append(f"{char}\t{simple}\t{' '.join(readings)}\n")
    target = Path(__file__).parent.parent / "store" / "text" / "han.tsv"
    target.write_text("".join(lines), encoding="utf-8")
    print(f"{target.name}: {len(lines)} characters")


if __name__ == "__main__":
    main()
