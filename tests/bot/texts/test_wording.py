"""What is said of a file: every kind is worded in every language, and given the fields that its sentence tells."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from bot.texts import texts_in
from store.transcripts import READERS
from store.transcripts.parsing.decode import _MARKS, LEGACY
from store.wording.kinds import (
    Counted,
    Encoding,
    Foreign,
    Format,
    Location,
    Named,
    Refusal,
    RefusalKind,
    Remark,
    RemarkKind,
    Unit,
)
from store.wording.language import Forms

STORE = Path(__file__).parents[3] / "store"
EN, ZH, HANT = (texts_in(language).wording for language in ("en", "zh-hans", "zh-hant"))
HAN = re.compile("[\u4e00-\u9fff]")
# Two words in a row, or one that stands where a Chinese one should.
ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b|[a-z]{3,}[\u4e00-\u9fff]", re.ASCII)
AS_THEY_ARE = ("system", "other")
SAID = [*((kind, EN.refusals, ZH.refusals) for kind in get_args(RefusalKind))]
ODD = [*((kind, EN.remarks, ZH.remarks) for kind in get_args(RemarkKind))]


def holes(told: Forms) -> set[str]:
    forms = (told,) if isinstance(told, str) else told
    found = [{name for _, name, _, _ in Formatter().parse(form) if name is not None} for form in forms]
    assert all(one == found[0] for one in found), told
    return found[0]


@pytest.mark.parametrize(("kind", "english", "chinese"), [*SAID, *ODD])
def test_every_kind_has_a_sentence_in_both_languages(
    kind: str, english: dict[str, Forms], chinese: dict[str, Forms]
) -> None:
    assert holes(chinese[kind]) <= holes(english[kind])
    assert kind in AS_THEY_ARE or (HAN.search(str(chinese[kind])) and not ENGLISH.search(_bare(str(chinese[kind]))))


def _bare(told: str) -> str:
    return re.sub(r"\{\w+\}|\"[^\"]+\"", "", told)


def test_no_sentence_is_left_of_a_kind_that_is_gone() -> None:
    for wording in (EN, ZH, HANT):
        assert set(wording.refusals) == set(get_args(RefusalKind))
        assert set(wording.remarks) == set(get_args(RemarkKind))
        assert set(wording.counted) == set(wording.numbered) == set(get_args(Unit))


def given() -> Iterator[tuple[str, str, set[str]]]:
    """Yield each kind that the store names in a call, where it stands, and the fields that are given with it."""
    kinds = {*get_args(RefusalKind), *get_args(RemarkKind)}
    for path in sorted(STORE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Remark" | "Refusal" | "NotATranscript"), args=args, keywords=keywords):
                    for one in args[:2]:
                        if isinstance(one, ast.Constant) and one.value in kinds:
                            fields = {keyword.arg or "" for keyword in keywords}
                            yield str(one.value), f"{path.relative_to(STORE)}:{node.lineno}", fields


@pytest.mark.parametrize(("kind", "where", "fields"), list(given()))
def test_whoever_names_a_kind_gives_the_fields_that_its_sentence_tells(kind: str, where: str, fields: set[str]) -> None:
    told = {**EN.refusals, **EN.remarks}[kind]
    assert fields == holes(told), where


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_every_format_has_a_name_that_chinese_readers_know(reader: object) -> None:
    assert not ENGLISH.search(ZH.format(reader.name, reader.title))  # type: ignore[attr-defined]


@pytest.mark.parametrize("encoding", [*LEGACY, *(encoding for _, encoding in _MARKS), "utf-8-sig", "utf-8"])
def test_every_encoding_has_a_name(encoding: str) -> None:
    assert ZH.encodings[encoding]


@pytest.mark.parametrize(
    ("remark", "english", "chinese"),
    [
        (
            Remark("overlaps", count=Counted(3, "segment"), place=Location(12, first=True)),
            "3 segments overlap the one above them (first at line 12); kept in file order",
            "3 段的时间和前面的重叠（最先是第 12 行），次序没有动",
        ),
        (
            Remark("ends_before", count=Counted(1, "caption"), place=Location(None, 5, "caption")),
            "1 caption ends before it starts (caption 5)",
            "1 条字幕还没开始就结束了（第 5 条字幕）",
        ),
        (
            Remark("met_once_more", names=Named((("Lu, Li", 7), ("{}", 9))), more=2),
            "met only once, so perhaps no speaker: Lu, Li (line 7), {} (line 9) and 2 more",
            "只出现过一次，也许不是说话人：Lu, Li（第 7 行）、{}（第 9 行），还有 2 位",
        ),
        (
            Remark("repeated", often=4, place=Location(3), words="segments"),
            "the same words stand 4 times in a row (at line 3): segments; kept as they are",
            "同样的话连着出现 4 次（第 3 行）：segments；原样留着",
        ),
    ],
)
def test_a_remark_is_worded(remark: Remark, english: str, chinese: str) -> None:
    assert (EN.remark(remark), ZH.remark(remark)) == (english, chinese)


@pytest.mark.parametrize(
    ("refusal", "english", "chinese"),
    [
        (Refusal("a", "empty"), "the file is empty", "文件是空的"),
        (Refusal("a", "too_large", size=20), "larger than 20 MiB", "太大了，最多 20 MB"),
        (
            Refusal("a", "json_broken", 3, fault=Foreign("Expecting ',' delimiter"), column=7),
            "broken JSON (Expecting ',' delimiter, column 7)",
            "JSON 坏了（第 7 列：这里缺逗号）",
        ),
        (
            Refusal("a", "nothing_said", format=Format("srt", "SubRip (SRT)")),
            "nothing is said in it (read as SubRip (SRT))",
            "里面没有一句话（按“SRT 字幕”读的）",
        ),
        (
            Refusal("a", "damaged_byte", place=9, encoding=Encoding("utf-16-le")),
            "byte 9 is not UTF-16-LE: the file is damaged",
            "第 9 个字节不是 UTF-16，文件坏了",
        ),
        (Refusal("a", "system", cause=Foreign("Something new")), "Something new", "Something new"),
    ],
)
def test_a_refusal_is_worded(refusal: Refusal, english: str, chinese: str) -> None:
    assert (EN.reason(refusal), ZH.reason(refusal)) == (english, chinese)


def test_traditional_letters_are_for_the_sentence_and_not_for_what_it_quotes() -> None:
    told = HANT.reason(Refusal("a", "error_text", words="没有权限"))
    assert told.endswith("（没有权限）")
    assert told.startswith("這是")


def test_what_a_file_says_is_told_on_one_line_and_not_without_end() -> None:
    told = ZH.reason(Refusal("a", "error_text", words="{x}\n" * 9_000))
    assert "\n" not in told
    assert len(told) == 501
