"""Corrections that people keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.__main__ import main
from store.errors import NotACorrection
from store.models import Correction
from store.search.glossary import parse, parse_lines
from tests.conftest import EPISODE, transcript

RAY = parse("Ray = 瑞 | RE")


@pytest.mark.parametrize(
    ("line", "correction"),
    [
        ("Ray = 瑞 | RE", Correction("Ray", "=", ("瑞", "RE"))),
        ("Ray=瑞｜RE ! 佳瑞|瑞士", Correction("Ray", "=", ("瑞", "RE"), ("佳瑞", "瑞士"))),
        ("  fine-tuning ～ 微调 ", Correction("fine-tuning", "~", ("微调",))),
    ],
)
def test_a_line_is_a_correction(line: str, correction: Correction) -> None:
    assert parse(line) == correction
    assert parse(str(correction)) == correction


@pytest.mark.parametrize("line", ["", "Ray", "Ray =", "= 瑞", "。 = ，", "a = b = c", "x" * 600 + " = y"])
def test_any_other_line_is_refused(line: str) -> None:
    with pytest.raises(NotACorrection):
        parse(line)


def test_a_file_of_corrections_may_hold_remarks_and_names_the_line_that_is_wrong() -> None:
    assert parse_lines("\ufeff# remark\n\nRay = 瑞\n") == (Correction("Ray", "=", ("瑞",)),)
    with pytest.raises(NotACorrection, match="Line 2"):
        parse_lines("Ray = 瑞\nnonsense\n")


def test_a_correction_finds_what_was_heard_and_says_both(library) -> None:
    store = library([("阿猫", 0.0, "我们用瑞来做分布式"), ("阿狗", 5.0, "他们用 RE 来做")])
    assert store.search("Ray").total == 0
    store.correct(RAY)
    quotes = store.search("ray").quotes
    assert [(q.match, q.heard, q.meant) for q in quotes] == [("glossary", "瑞", "Ray"), ("glossary", "RE", "Ray")]
    assert [q.excerpt[slice(*q.highlights[0])] for q in quotes] == ["瑞", "RE"]


def test_what_was_heard_does_not_count_inside_a_name_an_exception_or_a_word(library) -> None:
    store = library(
        [
            ("方佳瑞", 0.0, "佳瑞你先说"),
            ("阿猫", 1.0, "我叫方佳瑞"),
            ("阿狗", 2.0, "他去了瑞士"),
            ("阿狗", 3.0, "祥瑞之兆"),
        ]
    )
    store.correct(parse("Ray = 瑞 ! 祥瑞"))
    assert store.search("Ray").total == 0


def test_two_words_that_mean_the_same_find_each_other(library) -> None:
    store = library([("阿猫", 0.0, "做一下微调"), ("阿狗", 5.0, "做 fine-tuning"), ("阿鸟", 9.0, "做反tuning")])
    store.correct(parse("fine-tuning ~ 微调"), parse("fine-tuning = 反tuning"))
    assert [(q.turn.speaker, q.match) for q in store.search("微调").quotes] == [
        ("阿猫", "exact"), ("阿狗", "glossary"), ("阿鸟", "glossary"),
    ]  # fmt: skip
    assert {q.turn.speaker for q in store.search("fine tuning").quotes} == {"阿猫", "阿狗", "阿鸟"}


def test_the_literal_word_comes_before_the_corrected_one(library) -> None:
    store = library([("阿猫", 0.0, "我们用瑞来做"), ("阿狗", 5.0, "我们用 Ray 来做")])
    store.correct(RAY)
    assert [q.match for q in store.search("Ray").quotes] == ["exact", "glossary"]


def test_a_correction_of_an_episode_holds_there_only(library) -> None:
    store = library([("阿猫", 0.0, "我们用瑞来做")], [("阿狗", 0.0, "他们也用瑞来做")])
    store.correct(Correction("Ray", "=", ("瑞",), episode_id=1))
    assert [q.turn.speaker for q in store.search("Ray").quotes] == ["阿猫"]
    assert [q.turn.speaker for q in store.search("Ray 分布式 瑞").quotes] == []


def test_corrections_are_added_to_and_forgotten(library) -> None:
    store = library([("阿猫", 0.0, "瑞")])
    assert store.correct(RAY) == 1
    assert store.correct(RAY) == 0
    assert store.correct(parse("Ray = 锐")) == 1
    assert [str(one) for one in store.corrections()] == ["Ray = 瑞 | RE | 锐"]
    assert store.forget_correction("ray", heard="re") == 1
    assert [str(one) for one in store.corrections()] == ["Ray = 瑞 | 锐"]
    assert store.forget_correction("Ray") == 1
    assert store.forget_correction("Ray") == 0


def test_the_command_line_lists_adds_removes_imports_and_exports(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = ["--db", str(tmp_path / "quotes.db")]
    lines = tmp_path / "lines.txt"
    assert main(["glossary", *db, "--add", "Ray = 瑞 | RE", "--add", "fine-tuning ~ 微调"]) == 0
    assert main(["glossary", *db, "--remove", "Ray = RE"]) == 0
    assert main(["glossary", *db, "--export", str(lines)]) == 0
    assert lines.read_text(encoding="utf-8") == "Ray = 瑞\nfine-tuning ~ 微调\n"
    assert main(["glossary", *db, "--remove", "fine-tuning"]) == 0
    assert main(["glossary", *db, "--import", str(lines)]) == 0
    capsys.readouterr()
    assert main(["glossary", *db]) == 0
    assert capsys.readouterr().out == "Ray = 瑞\nfine-tuning ~ 微调\n"
    assert main(["glossary", *db, "--remove", "Rust"]) == 1
    assert main(["glossary", *db, "--add", "nonsense"]) == 1


def test_the_shipped_episode_brings_its_corrections(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = ["--db", str(tmp_path / "quotes.db")]
    assert main(["load", str(EPISODE), *db]) == 0
    capsys.readouterr()
    assert main(["search", "AlphaGo", *db]) == 0
    assert "方佳瑞 · 20:20" in (shown := capsys.readouterr().out)
    assert "glossary: fflode = AlphaGo" in shown


def test_every_heard_form_of_the_shipped_glossary_stands_in_the_episode(library, shipped) -> None:
    store = library(shipped)
    heard = [
        form
        for one in parse_lines(EPISODE.with_suffix(".glossary").read_text(encoding="utf-8"))
        if one.relation == "="
        for form in one.heard
    ]
    assert [form for form in heard if not any(q.match == "exact" for q in store.search(f'"{form}"').quotes)] == []


def test_a_correction_outlives_a_changed_transcript(library) -> None:
    store = library([("阿猫", 0.0, "我们用瑞来做"), ("阿狗", 3.0, "好")])
    store.correct(Correction("Ray", "=", ("瑞",), episode_id=1))
    changed = [("阿猫", 0.0, "我们用瑞来做"), ("阿狗", 3.0, "很好")]
    assert store.load(transcript(changed, title="熊猫电台 №1"), source="x").status == "changed"
    assert store.search("Ray").quotes[0].match == "glossary"
