"""What the store says of a file, in the person's language: no sentence of a reader is left in English."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from bot.texts import texts_in
from bot.texts.reasons import Reasons
from bot.texts.refusals_zh import REFUSALS
from bot.texts.remarks_zh import REMARKS
from store.transcripts import READERS
from store.transcripts.parsing.decode import _MARKS, LEGACY
from tests.bot.texts.harvest import Said, harvest, prose

ZH, HANT, EN = (texts_in(language).reasons for language in ("zh-hans", "zh-hant", "en"))

HAN = re.compile("[\u4e00-\u9fff]")
# Two words in a row, or one that stands where a Chinese one should.
ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b|[a-z]{3,}[\u4e00-\u9fff]", re.ASCII)
WHERE = "say it in bot/texts/refusals_zh.py (why a file is not read) or bot/texts/remarks_zh.py (what is odd in it)"


def fault_of(said: Said) -> str | None:
    """Return what is wrong with how a sentence is told in Chinese; None if nothing is."""
    told = ZH.known(said.sentence)
    if told is None:
        return "is not told in Chinese"
    if not HAN.search(told) or ENGLISH.search(told):
        return f"is told in English: {told}"
    lost = [value for value in said.values if value not in told]
    return f"loses {', '.join(lost)}: {told}" if lost else None


def test_every_sentence_of_the_readers_is_told_in_chinese() -> None:
    said = harvest()
    paragraphs = [Said(one.where, one.sentence.replace("at line", "is paragraph"), one.values) for one in said]
    faults = [f"{one.where}: “{one.sentence}” {fault}" for one in (*said, *paragraphs) if (fault := fault_of(one))]
    assert not faults, "\n".join([*faults[:20], WHERE])


def test_no_english_of_the_readers_escapes_the_one_above() -> None:
    said = "\n".join(one.sentence for one in harvest())
    unseen = [f"{where}: {text!r}" for where, text in prose() if " ".join(text.split()).removeprefix(": ") not in said]
    assert not unseen, "\n".join([*unseen, "is said, but tests/bot/texts/harvest.py does not see in which sentence"])


@pytest.mark.parametrize("title", [reader.title for reader in READERS])
def test_every_format_has_a_name_that_chinese_readers_know(title: str) -> None:
    assert not ENGLISH.search(ZH.told(title)), f"{title}: {WHERE}"


@pytest.mark.parametrize("encoding", [*LEGACY, *(encoding for _, encoding in _MARKS), "utf-8-sig", "utf-8"])
def test_every_encoding_has_a_name(encoding: str) -> None:
    assert ZH.known(encoding), f"{encoding}: {WHERE}"


def holes(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("english", ZH.entries)
def test_an_entry_puts_in_only_what_stands_in_the_english_sentence(english: str) -> None:
    assert holes(ZH.entries[english]) <= holes(english)
    assert {kind for _, _, kind, _ in Formatter().parse(english) if kind} <= {"d", "phrase", "list"}


def test_no_english_sentence_is_told_twice() -> None:
    english = [line for line in (REFUSALS + REMARKS).splitlines() if line and line[0] not in " #"]
    assert len(english) == len(set(english)) == len(ZH.entries)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("the file is empty", "文件是空的"),
        ("larger than 20 MiB", "太大了，最多 20 MB"),
        (
            "3 segments overlap the one above them (first at line 12); kept in file order",
            "3 段的时间和前面的重叠（最先是第 12 行），次序没有动",
        ),
        ("1 caption ends before it starts (caption 5)", "1 条字幕还没开始就结束了（第 5 条字幕）"),
        (
            "met only once, so perhaps no speaker: Lu, Li (line 7), {} (line 9) and 2 more",
            "只出现过一次，也许不是说话人：Lu, Li（第 7 行）、{}（第 9 行），还有 2 位",
        ),
        (
            "the same words stand 4 times in a row (at line 3): segments; kept as they are",
            "同样的话连着出现 4 次（第 3 行）：segments；原样留着",
        ),
        ("broken JSON (Expecting ',' delimiter, column 7)", "JSON 坏了（第 7 列：这里缺逗号）"),
        ("nothing is said in it (read as SubRip (SRT))", "里面没有一句话（按“SRT 字幕”读的）"),
    ],
)
def test_what_stood_in_a_sentence_stands_in_its_translation(english: str, chinese: str) -> None:
    assert ZH.told(english) == chinese


def test_traditional_letters_are_for_the_sentence_and_not_for_what_it_quotes() -> None:
    told = HANT.told("this is a saved error message (没有权限)")
    assert told.endswith("（没有权限）")
    assert told.startswith("這是")


@pytest.mark.parametrize(
    "sentence", ["", "something new is odd", "{count} {", "a: b: c: d", "(line 3)", "\0", "x" * 20_000]
)
def test_what_nothing_fits_stays_as_it_is(sentence: str) -> None:
    assert {ZH.told(sentence), HANT.told(sentence), EN.told(sentence)} == {sentence}
    assert ZH.split(sentence) is None


def test_the_file_before_a_reason_may_have_colons_in_its_name() -> None:
    assert ZH.split("a: b, line 3: c.txt, line 12: the file is empty") == ("a: b, line 3: c.txt", "12", "文件是空的")
    assert ZH.split("a.txt: the file is empty") == ("a.txt", None, "文件是空的")


def test_the_sentence_with_most_words_of_its_own_wins() -> None:
    reasons = Reasons({"{what} is odd": "{what}怪", "{what} in {place} is odd": "{place}里的{what}怪"})
    assert reasons.told("a word in a line is odd") == "a line里的a word怪"
