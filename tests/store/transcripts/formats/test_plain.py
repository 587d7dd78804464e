"""Plain text: a turn for each paragraph, and files that were never said by anybody."""

from __future__ import annotations

import pytest

from store.errors import NotATranscript
from store.transcripts import decode, detect, read

SAID = "竹子是一种很好吃的植物，熊猫每天要吃很多。\n\n浣熊不吃竹子，更喜欢垃圾桶里的东西。\n\n所以请来了一只浣熊。\n"


def test_each_paragraph_is_a_turn_without_speaker_and_clock() -> None:
    transcript = read(SAID.encode(), "2024-05-01 竹子.txt")
    assert transcript.format == "plain"
    assert [(t.speaker, t.start_s, t.end_s, t.clock) for t in transcript.turns] == [(None, None, None, None)] * 3
    assert "\n\n".join(turn.text for turn in transcript.turns) == SAID.strip()
    assert (transcript.episode.title, transcript.episode.date) == ("2024-05-01 竹子", "2024-05-01")


def test_a_paragraph_broken_at_the_width_of_a_page_is_one_turn() -> None:
    text = (
        "Raccoons are clever animals that live close to people and eat\n"
        "nearly everything that people throw away, and a lot of what they\ndo not.\n\n"
        "They wash their food before they eat it, or so it seems to us.\n"
    )
    assert [turn.text for turn in read(text.encode(), "x.txt").turns] == [
        "Raccoons are clever animals that live close to people and eat nearly everything that people throw away, "
        "and a lot of what they do not.",
        "They wash their food before they eat it, or so it seems to us.",
    ]


def test_lines_without_blank_lines_between_them_are_paragraphs() -> None:
    text = "竹子很好吃，我每天都吃很多很多竹子。\n我不吃竹子。\n那你吃什么呢？\n"
    assert len(read(text.encode(), "x.txt").turns) == 3


def test_a_short_first_line_or_a_heading_is_the_title() -> None:
    assert read(("竹子电台\n\n" + SAID).encode(), "x.txt").episode.title == "竹子电台"
    assert read(("# 竹子电台\n\n## 开场\n\n" + SAID).encode(), "x.md").episode.title == "竹子电台"


def test_captions_cut_in_mid_sentence_are_joined_to_paragraphs_that_end_where_a_sentence_does() -> None:
    lines = ["The reason why bins are full is", "that raccoons think of them at", "night. They are", "never empty."] * 8
    turns = read("\n".join(lines).encode(), "x.txt").turns
    assert " ".join(turn.text for turn in turns) == " ".join(lines)
    assert 1 < len(turns) < 5
    assert all(turn.text.endswith(".") for turn in turns)


def test_chevrons_in_captions_begin_a_turn_and_are_no_words() -> None:
    lines = [
        "Can I say what the bins",
        "will do?",
        "&gt;&gt; Yes, I",
        "think so.",
        "&gt;&gt; Then say",
        "it.",
        ">> They",
        "fill.",
        "Up",
    ]
    texts = [turn.text for turn in read("\n".join(lines).encode(), "x.txt", format="plain").turns]
    assert texts == ["Can I say what the bins will do?", "Yes, I think so.", "Then say it.", "They fill. Up"]


def test_fields_above_a_talk_are_no_speech() -> None:
    text = f"# 竹子\n\n* **Speaker: Rocky Raccoon**\n* **Video: [bins](https://example.org/v)**\n\n{SAID}"
    assert "\n\n".join(turn.text for turn in read(text.encode(), "x.md").turns) == SAID.strip()


def test_pictures_between_paragraphs_are_no_program() -> None:
    text = "# 竹子\n\n" + SAID.replace("\n\n", '\n\n<img src="a/1.jpg" alt="" id="slide-1">\n\n')
    assert len(read(text.encode(), "x.md").turns) == 3


NO_SPEECH = {
    "a word": "hello\n",
    "a program": "import os\n\ndef bins(x):\n    return x + 1;\n" * 20,
    "a table": "name,bins,depth,smell\nrocky,1,2,3\ntanuki,4,5,6\n" * 20,
    "a table with words": 'at,who,words\n1,"Rocky","Well, the bins."\n2,"Tanuki","Yes, they are."\n'
    + '3,"Rocky","No."\n' * 9,
    "a list of words": "\n".join(f"raccoon{n}" for n in range(60)),
    "requirements": "\n".join(f"bins-{n}>=0.2.{n}" for n in range(40)),
    "a build file": "\n".join(f"set(BIN_{n} ${{DIR}}/bin)\nadd_library(bin{n} STATIC bin.c)" for n in range(20)),
    "rules for robots": "User-agent: raccoon\nDisallow: /bins\n\n" * 9,
    "a license": "MIT License\n\nPermission is hereby granted, free of charge, to any raccoon who finds a bin.\n" * 5,
    "how to use a program": "# Bins\n\nIt opens bins for you.\n\n```bash\nbins --open\n```\n\nAll of them.\n" * 3,
    "settings": "\n".join(f"KEY_{n} = {n}" for n in range(60)),
    "numbers": "1 2 3 4 5 6 7 8 9 10\n" * 40,
}


@pytest.mark.parametrize("text", NO_SPEECH.values(), ids=NO_SPEECH)
def test_what_nobody_said_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(NotATranscript, match=r"x\.txt: no speakers, times or paragraphs of speech"):
        read(text.encode(), "x.txt")


def test_the_format_can_be_forced() -> None:
    assert read(b"hello\n", "x.txt", format="plain").turns[0].text == "hello"
    with pytest.raises(NotATranscript, match="no format is called klingon"):
        read(b"hello\n", "x.txt", format="klingon")


def test_prefixes_that_are_names_make_it_another_format() -> None:
    assert detect(decode("张三：好。\n李四：对。\n张三：嗯。\n".encode(), "x.txt")).name == "named"
