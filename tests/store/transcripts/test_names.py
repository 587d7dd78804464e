"""Names in front of what is said: taken where the whole file says that they are names, and never otherwise."""

from __future__ import annotations

import pytest

from store.transcripts.captions.captions import Caption
from store.transcripts.captions.name_prefixes import could_be_a_name, name_speakers


def named(*texts: str) -> list[tuple[str | None, str]]:
    captions = [Caption(n * 2.0, n * 2.0 + 2, text, n + 1) for n, text in enumerate(texts)]
    return [(caption.speaker, caption.text) for caption in name_speakers(captions) if caption.text]


@pytest.mark.parametrize(
    "text",
    [
        "MATT",
        "Leo Dion (host)",
        "Dr. Ana de la Cruz",
        "说话人 1",
        "张三",
        "南川 Mark",
        "SPEAKER_00",
        "spk_0",
        "主持人",
        "律花",
    ],
)
def test_these_can_be_names(text: str) -> None:
    assert could_be_a_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "字幕",
        "标题",
        "步骤",
        "他说",
        "有朋友会问",
        "一个问题",
        "at 10",
        "Note",
        "Step 3",
        "http",
        "the thing is",
        "Three things I like about raccoons",
        "12",
        "Hello, Bob",
        "What I mean is this",
        "[Audience",
        "bins) Rocky",
        "In 2014",
        "字幕制作",
        "校后&片源&考证",
    ],
)
def test_these_are_no_names(text: str) -> None:
    assert not could_be_a_name(text)


def test_a_name_stands_only_where_the_speaker_changes() -> None:
    assert named("Ana: Hello", "and welcome", "Bo: Hi", "Ana: So") == [
        ("Ana", "Hello"),
        ("Ana", "and welcome"),
        ("Bo", "Hi"),
        ("Ana", "So"),
    ]


def test_chinese_names_stand_before_a_full_width_colon() -> None:
    assert named("张三：大家好", "欢迎收听", "李四：谢谢", "张三：开始吧") == [
        ("张三", "大家好"),
        ("张三", "欢迎收听"),
        ("李四", "谢谢"),
        ("张三", "开始吧"),
    ]


def test_labels_are_no_names_in_a_file_without_speakers() -> None:
    texts = ["标题：浣熊", "简介：一只浣熊", "步骤：开冰箱", "标题：再来", "简介：两只", "步骤：关上"]
    assert named(*texts) == [(None, text) for text in texts]


def test_words_before_colons_that_outnumber_names_make_none() -> None:
    texts = ["Ana: one", "like this: two", "and so: three", "Ana: four", "as follows: five"]
    assert named(*texts) == [(None, text) for text in texts]


def test_a_full_name_that_opens_a_file_and_comes_again_is_one_among_many_other_colons() -> None:
    texts = [f"and then he said: bin {n}" for n in range(9)]
    found = named(
        "Rocky Raccoon: Hello", *texts, "Rocky Raccoon: Well", "Tanuki: Hi", "Tanuki: Yo", "Rocky Raccoon: So"
    )
    assert {speaker for speaker, _ in found} == {"Rocky Raccoon", "Tanuki"}


def test_a_cyrillic_name_that_stands_once_is_like_those_that_come_again() -> None:
    found = named("Мария: Привет", "Арно: Да", "Мария: Ну", "Арно: Так", "Мария: Вот", "Воррен: Нет")
    assert found[-1] == ("Воррен", "Нет")


def test_a_word_before_a_colon_far_into_a_film_is_no_speaker() -> None:
    texts = [*(f"line {n}" for n in range(200)), "Chef: salt", "Chef: pepper", *(f"line {n}" for n in range(200))]
    assert named(*texts)[200] == (None, "Chef: salt")


def test_one_name_at_the_very_beginning_is_a_monologue() -> None:
    assert named("Leo Dion (host): Welcome", "to the show") == [
        ("Leo Dion (host)", "Welcome"),
        ("Leo Dion (host)", "to the show"),
    ]


def test_zoom_names_nearly_every_caption_and_one_without_a_name_stays_without() -> None:
    texts = ["Ana: a", "Ana: b", "Bo: c", "Bo: d", "e", "Ana: f", "Ana: g"]
    assert named(*texts)[4] == (None, "e")


def test_a_caption_holds_the_end_of_one_and_the_beginning_of_another() -> None:
    assert named("Ana: Is it\nopen?\nBo: Yes", "Ana: Good. Bo: Very", "Bo: x")[:5] == [
        ("Ana", "Is it\nopen?"),
        ("Bo", "Yes"),
        ("Ana", "Good."),
        ("Bo", "Very"),
        ("Bo", "x"),
    ]


def test_a_name_broken_over_two_lines_is_one() -> None:
    assert named("Bekah Hawrot\nWeigel: Hi", "Dan Ott: Hey", "Bekah Hawrot\nWeigel: So")[0] == (
        "Bekah Hawrot Weigel",
        "Hi",
    )


def test_chevrons_say_that_another_person_speaks() -> None:
    captions = [Caption(n, n + 1.0, text) for n, text in enumerate([">> One", "two", ">> Three", ">> Four"])]
    found = name_speakers(captions)
    assert [(caption.text, caption.fresh) for caption in found] == [
        ("One", True),
        ("two", False),
        ("Three", True),
        ("Four", True),
    ]


def test_names_in_brackets_on_every_caption_are_names() -> None:
    assert named("(Danyel Fisher)\nI wanted", "(Danyel Fisher)\nto. Um", "(Dana)\nokay", "(Dana)\nyes") == [
        ("Danyel Fisher", "I wanted"),
        ("Danyel Fisher", "to. Um"),
        ("Dana", "okay"),
        ("Dana", "yes"),
    ]


def test_a_recognisers_name_in_brackets_is_one_though_it_stands_once() -> None:
    assert named("[SPEAKER_00] Hello.", "[SPEAKER_01] Hi there.", "It is nice here.") == [
        ("SPEAKER_00", "Hello."),
        ("SPEAKER_01", "Hi there."),
        ("SPEAKER_01", "It is nice here."),
    ]


def test_sounds_in_brackets_are_no_names() -> None:
    texts = ["[laughs] Stop", "[Music]", "[laughs] No", "(applause) Thanks", "(applause) Bye"]
    assert named(*texts) == [(None, text) for text in texts]


def test_who_is_out_of_sight_is_named_for_one_sentence() -> None:
    texts = [f"线{n}" for n in range(20)]
    texts[2], texts[9], texts[12], texts[15] = "（律花）行こう", "（律花）ねえ", "（ミア）うん", "（ミア）はい"
    found = named(*texts)
    assert found[2] == ("律花", "行こう")
    assert found[3] == (None, "线3")
