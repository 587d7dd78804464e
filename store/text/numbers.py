"""Numbers as people type them and as a recogniser writes them: 32, 三十二, thirty-two's small kin (GPT three)."""

from __future__ import annotations

import re

_SPELLED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBER_WORDS = {word: str(number) for number, word in enumerate(_SPELLED)}

_DIGITS = "零一二三四五六七八九"
_VALUES = {char: at for at, char in enumerate(_DIGITS)} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_WRITTEN = re.compile(
    "(?<![零〇一二两三四五六七八九十百千])(?=[零〇一二两三四五六七八九]*+[十百千])[零〇一二两三四五六七八九十百千]++"
)
_TYPED = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_WORDS = {digit: word for word, digit in NUMBER_WORDS.items()}
_WORD = re.compile(r"(?<![a-z])(?:" + "|".join(NUMBER_WORDS) + r")(?![a-z])|(?:" + "|".join(NUMBER_WORDS) + r")$")


def spellings(key: str) -> tuple[str, ...]:
    """Return the key as it is, then with its numbers in digits, as English words and as Chinese numerals.

    gpt3 gives gpt3 and gptthree; 三十二张卡 gives also 32张卡. Only what differs is given.
    """
    in_digits = _WRITTEN.sub(lambda match: str(value_of(match[0])), _WORD.sub(lambda m: NUMBER_WORDS[m[0]], key))
    found = [key, in_digits]
    found.append(_TYPED.sub(lambda match: _WORDS.get(match[0], match[0]), key))
    found.append(_TYPED.sub(lambda match: numeral(int(match[0])), key))
    return tuple(dict.fromkeys(found))


def value_of(written: str) -> int:
    """Return the value of a Chinese numeral below ten thousand: 三十二 gives 32, 一千零五 gives 1005."""
    total = digit = 0
    for char in written:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _VALUES[char]
    return total + digit


def numeral(value: int) -> str:
    """Return a number below ten thousand as a Chinese numeral: 32 gives 三十二, 10 gives 十."""
    if value < 10:
        return _DIGITS[value]
    written, gap = "", False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = value // size % 10
        if digit:
            written += ("零" if gap and written else "") + _DIGITS[digit] + unit
        gap = not digit
    return written[1:] if 10 <= value < 20 else written
