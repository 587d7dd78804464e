"""What a question finds, on the shipped episode and on small libraries."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.errors import AmbiguousSpeaker, EmptyQuestion, QuestionTooLong, StoreError, UnknownEpisode, UnknownSpeaker
from store.models import Episode, Question, Transcript, Turn
from store.search import keywords
from store.store import Store
from store.text.han import is_han
from store.text.normalize import normalize


def found(store: Store, typed: str, limit: int = 3) -> list[str]:
    """Return the first answers as `speaker clock`."""
    return [f"{quote.turn.speaker} {quote.turn.clock}" for quote in store.search(typed, limit=limit).quotes]


def marked(store: Store, typed: str) -> list[str]:
    """Return what is highlighted in the first answer."""
    quote = store.search(typed, limit=1).quotes[0]
    return [quote.excerpt[begin:end] for begin, end in quote.highlights]


@pytest.mark.parametrize(
    ("typed", "first", "match"),
    [
        ("情感分析", "孙天祥 14:59", "exact"),
        ("强化学习", "高策 01:07:24", "exact"),
        ("強化學習", "高策 01:07:24", "exact"),
        ("强　化　学　习", "高策 01:07:24", "exact"),
        ("ＴｏＢ", "孙天祥 38:55", "exact"),
        ("力大砖飞", "高策 48:52", "sound"),
        ("夫妻肺片", "孙天祥 47:42", "sound"),
        ("潞晨科技", "方佳瑞 12:09", "sound"),
        ("路成科技", "方佳瑞 12:09", "sound"),  # ch folded, -ng folded
        ("寡投", "高策 34:11", "sound"),  # two syllables, the same tones
        ("guatou", "高策 34:11", "sound"),
        ("gua3 tou2", "高策 34:11", "sound"),
        ("guǎ tóu", "高策 34:11", "sound"),
        ("LoRA", "方佳瑞 16:14", "near"),  # heard as Lo Laura
        ("百花齐开", "高策 34:11", "near"),
        ("32张卡", "方佳瑞 01:03:06", "exact"),
        ("三十二张卡", "方佳瑞 01:03:06", "exact"),
        ("训练一次 GPT-3 要多少钱？", "方佳瑞 35:14", None),
        ("谁提到了微信读书", "方佳瑞 20:20", "exact"),
        ("数据决定了非英语能力差", "孙天祥 47:42", None),
        ("有没有人聊到脑机接口", "方佳瑞 50:36", "near"),  # heard as 脑滴接口
        ("有没有人说过看法很心似", "方佳瑞 29:44", "near"),  # 相似, with a near sound
        ("谁提到了这际度非常好", "方佳瑞 39:47", "near"),
    ],
)
def test_a_question_finds_what_was_said(shipped_store: Store, typed: str, first: str, match: str | None) -> None:
    answer = shipped_store.search(typed, limit=3)
    assert f"{answer.quotes[0].turn.speaker} {answer.quotes[0].turn.clock}" == first
    assert match in (None, answer.quotes[0].match)


@pytest.mark.parametrize(
    "typed",
    [
        "房价",
        "李白",
        "疫苗",
        "今天天气怎么样",
        "世界杯决赛",
        "qwertyuiop",
        "Minecraft",
        "咖啡豆",
        "点球大战",
        "😀房价",
        "谁说的最多",
        "哪一位说得最多",
        "这一期聊了什么",
        "一期一会",
        "一位数",
        "一期工程",
        "这期讲啥",
        "还有吗",
        "LLaMA",
        "BAT",
    ],
)
def test_no_answer_beats_a_wrong_quote(shipped_store: Store, typed: str) -> None:
    answer = shipped_store.search(typed)
    assert (answer.quotes, answer.total) == ((), 0)


@pytest.mark.parametrize("typed", ["什", "的", "了", "人"])
def test_a_lone_character_is_found_wherever_it_stands(shipped_store: Store, typed: str) -> None:
    assert all(typed in normalize(quote.turn.text).key for quote in shipped_store.search(typed).quotes)
    assert shipped_store.search(typed).total > 20


def test_every_small_word_says_nothing_by_itself_however_it_is_cut() -> None:
    assert [word for word in keywords.STOP_WORDS if is_han(word[0]) and keywords.pieces(word)] == []


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("瓶颈是内存不是计算", {"瓶颈", "内存", "计算"}),
        ("1小时训练bert", {"1 小时内训练Bert"}),
        ("谁说的windows和linux", {"windows", "Linux"}),
        ("为什么机器翻译能诞生transformer", {"机器翻译", "诞生", "transformer"}),
    ],
)
def test_the_excerpt_is_cut_where_most_of_what_was_asked_stands(
    shipped_store: Store, typed: str, shown: set[str]
) -> None:
    quote = shipped_store.search(typed, limit=1).quotes[0]
    assert shown <= {quote.excerpt[begin:end] for begin, end in quote.highlights}


def test_an_unanswered_question_says_which_words_it_did_find(shipped_store: Store) -> None:
    assert shipped_store.search("今天天气怎么样").found_words == ("今天",)


def test_tensorflow_is_found_as_written_and_as_tender_flow(shipped_store: Store) -> None:
    quotes = shipped_store.search("TensorFlow").quotes
    assert [quote.match for quote in quotes] == ["exact", "exact", "near"]
    assert quotes[2].excerpt[slice(*quotes[2].highlights[0])] == "tender flow"


@pytest.mark.parametrize("typed", ["chat GPT", "chatgpt", "ChatGPT", "CHAT  gpt", "ｃｈａｔ-GPT"])
def test_chat_gpt_is_one_question_however_it_is_typed(shipped_store: Store, typed: str) -> None:
    assert found(shipped_store, typed, limit=50) == found(shipped_store, "chatgpt", limit=50)


@pytest.mark.parametrize("typed", ["GPT-3", "gpt3", "GPT three"])
def test_number_words_and_digits_are_one(shipped_store: Store, typed: str) -> None:
    assert {"方佳瑞 14:02", "高策 21:16"} <= set(found(shipped_store, typed, limit=5))


@pytest.mark.parametrize("others", [3, 60])
def test_a_number_in_a_long_phrase_is_found_in_digits_beside_turns_that_only_sound_like_it(others: int) -> None:
    said = ["100分之50的人觉得这样挺好的。", *(f"百分之五十的人觉的，第{at}次。" for at in range(others))]
    turns = tuple(Turn("甲", float(at), at + 1.0, text, "00:00") for at, text in enumerate(said))
    with Store.open(":memory:") as store:
        store.load(Transcript(Episode("数"), turns, "test"), source="数.txt")
        quotes = store.search("百分之五十的人觉得", limit=2).quotes
    assert [(quote.turn.text, quote.match) for quote in quotes] == [(said[0], "exact"), (said[1], "sound")]


def test_both_spellings_of_one_sound_are_found(shipped_store: Store) -> None:
    assert found(shipped_store, "力大砖飞") == ["高策 48:52", "孙天祥 51:29"]
    assert found(shipped_store, "立大专飞") == ["孙天祥 51:29", "高策 48:52"]  # the very characters first


def test_a_homophone_is_highlighted_where_it_stands(shipped_store: Store) -> None:
    assert marked(shipped_store, "力大砖飞") == ["利大专飞"]
    assert marked(shipped_store, "夫妻肺片") == ["夫妻废片", "夫妻废片"]


def pieces(text: str, count: int, seed: int) -> list[str]:
    """Return random pieces of a turn of about 1 to 12 characters, Latin words and numbers whole."""
    rng = random.Random(seed)
    units = re.findall(r"[A-Za-z0-9]+|[^A-Za-z0-9]", text)
    chosen = []
    for _ in range(count):
        begin = rng.randrange(len(units))
        chosen.append("".join(units[begin : begin + rng.randint(1, 12)])[:40])
    return [piece for piece in chosen if normalize(piece).key]


def test_the_first_answer_to_a_random_piece_of_a_turn_holds_it(shipped_store: Store, shipped: Transcript) -> None:
    wrong = []
    for number, turn in enumerate(shipped.turns):
        for piece in pieces(turn.text, 5, seed=number):
            quotes = shipped_store.search(piece, limit=1).quotes
            if (
                not quotes
                or quotes[0].match != "exact"
                or normalize(piece).key not in normalize(quotes[0].turn.text).key
            ):
                wrong.append(piece)
    assert wrong == []


@pytest.mark.parametrize("typed", ["transf", "tens", "chatg", "deepm"])
def test_a_latin_word_is_found_by_its_beginning(shipped_store: Store, typed: str) -> None:
    quote = shipped_store.search(typed, limit=1).quotes[0]
    assert quote.match == "exact"
    assert typed in normalize(quote.turn.text).key


def test_a_whole_latin_word_comes_before_one_that_begins_so(library) -> None:
    store = library([("阿猫", 0, "aimless 的"), ("阿狗", 5, "AI 很忙")])
    assert found(store, "ai") == ["阿狗 00:05", "阿猫 00:00"]


@pytest.mark.parametrize("typed", ["", "  ", "，。！？", "…", '""', "- | @", "\ue000\ue001", "\0", "😀"])
def test_a_question_without_a_word_is_empty(shipped_store: Store, typed: str) -> None:
    with pytest.raises(EmptyQuestion):
        shipped_store.search(typed)


def test_a_question_of_ten_thousand_characters_is_refused_in_a_sentence(shipped_store: Store) -> None:
    with pytest.raises(QuestionTooLong, match="10000 characters"):
        shipped_store.search("模" * 10_000)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=60), st.text("模型chatGPT \"*():^-|@：%_'\\{}[]\n 的大3", max_size=60)))
def test_nothing_typed_can_break_the_search(shipped_store: Store, typed: str) -> None:
    try:
        answer = shipped_store.search(typed)
    except StoreError:
        return
    for quote in answer.quotes:
        assert 0 < quote.score <= 100
        ends = [0, *(place for span in quote.highlights for place in span)]
        assert ends == sorted(ends)
        assert ends[-1] <= len(quote.excerpt)


@pytest.mark.parametrize(
    "typed", ["AND", "NOT 模型 OR", "NEAR(模型 数据)", "模型*", 'a"b', "col:模型", "模型^2", "100%", "' OR 1=1 --"]
)
def test_operators_of_the_index_are_words_like_others(shipped_store: Store, typed: str) -> None:
    shipped_store.search(typed)


def test_a_speaker_restricts_the_answer(shipped_store: Store) -> None:
    answer = shipped_store.search(shipped_store.parse("开源", speaker="孙天祥"))
    assert answer.total > 0
    assert {quote.turn.speaker for quote in answer.quotes} == {"孙天祥"}


@pytest.mark.parametrize("typed", ["@孙天祥 开源", "孙天祥：开源", "天翔: 开源", "@stx 开源", "＠孙博 开源"])
def test_a_speaker_may_be_named_in_the_question(shipped_store: Store, typed: str) -> None:
    quotes = shipped_store.search(typed).quotes
    assert quotes
    assert {quote.turn.speaker for quote in quotes} == {"孙天祥"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("熊猫的公司叫什么", ["熊猫 00:30", "狸猫 00:10"]),  # his own turn first, then what else names him with it
        ("熊猫的老师是谁", ["狸猫 01:00"]),
        ("狸猫的公司叫什么", ["狸猫 00:10"]),
        ("熊猫的房子", []),
    ],
)
def test_what_is_asked_of_a_speaker_is_looked_for_in_his_turns(library, typed: str, found: list[str]) -> None:
    store = library(
        [
            ("狸猫", 0.0, "熊猫你好，欢迎来到我们的节目。"),
            ("狸猫", 10.0, "熊猫在一家公司工作了很久。"),
            ("熊猫", 20.0, "大家好，我是熊猫，很高兴来到这里。"),
            ("熊猫", 30.0, "我们公司做的是竹子的生意。"),
            ("狸猫", 60.0, "听说教熊猫的老师也很有名。"),
        ]
    )
    answers = store.search(typed).quotes
    assert [f"{quote.turn.speaker} {quote.turn.clock}" for quote in answers] == found


def test_an_unknown_speaker_is_named_together_with_who_is_there(shipped_store: Store) -> None:
    with pytest.raises(UnknownSpeaker, match=r"No speaker called 李白[.] Here: 方佳瑞, 高策, 孙天祥"):
        shipped_store.search("@李白 开源")


def test_a_name_that_fits_two_is_ambiguous(library) -> None:
    store = library([("王大猫", 0, "吃竹子"), ("王小猫", 5, "吃竹子")])
    with pytest.raises(AmbiguousSpeaker):
        store.search("@王 竹子")


def test_a_colon_after_a_word_that_is_no_name_is_just_a_colon(shipped_store: Store) -> None:
    assert found(shipped_store, "成本：人力") == found(shipped_store, "成本 人力")


def test_an_episode_restricts_inside_the_index(library) -> None:
    crowd = [("阿猫", float(at), f"第 {at} 次说竹子") for at in range(400)]
    store = library([("阿狗", 0.0, "竹子好吃")], crowd)
    answer = store.search(Question("竹子", ("竹子",), episode=1))
    assert [quote.turn.text for quote in answer.quotes] == ["竹子好吃"]
    with pytest.raises(UnknownEpisode):
        store.search(Question("竹子", ("竹子",), episode=99))


def test_quoted_words_must_stand_as_they_are(shipped_store: Store) -> None:
    assert shipped_store.search('"力大砖飞"').total == 0
    assert found(shipped_store, "“利大专飞”") == ["高策 48:52"]


def test_a_word_after_a_minus_must_not_be_there(shipped_store: Store) -> None:
    with_it = set(found(shipped_store, "开源", limit=50))
    without = set(found(shipped_store, "开源 -闭源", limit=50))
    assert without < with_it
    assert found(shipped_store, "GPT -3") == found(shipped_store, "GPT 3")  # a number is no exclusion


def test_either_of_two_words_will_do(shipped_store: Store) -> None:
    both = set(found(shipped_store, "寡头 | 夫妻肺片", limit=50))
    assert both == {*found(shipped_store, "寡头", limit=50), *found(shipped_store, "夫妻肺片", limit=50)}


def test_a_turn_that_says_something_comes_before_one_that_does_not(library) -> None:
    store = library([("阿猫", 0, "对。"), ("阿狗", 1, "对，竹子今年涨价了。")])
    assert found(store, "对") == ["阿狗 00:01", "阿猫 00:00"]


def test_words_close_together_come_before_words_far_apart(library) -> None:
    far = "熊猫" + "今天天气很好我们出去走走吧" * 5 + "，竹子。"
    store = library([("阿猫", 0, far), ("阿狗", 9, "熊猫最爱竹子。")])
    assert found(store, "熊猫 竹子") == ["阿狗 00:09", "阿猫 00:00"]


def test_what_stands_as_typed_comes_before_what_stands_across_punctuation(library) -> None:
    store = library([("阿猫", 0, "我看到，一些竹子"), ("阿狗", 5, "我看到一些竹子")])
    assert found(store, "看到一些") == ["阿狗 00:05", "阿猫 00:00"]


def test_a_tie_goes_by_time(library) -> None:
    store = library([("阿猫", 0, "竹子一斤两块钱"), ("阿狗", 5, "竹子一斤三块钱")])
    assert found(store, "竹子") == ["阿猫 00:00", "阿狗 00:05"]


@pytest.mark.parametrize(
    ("typed", "first"), [("ldzf", "高策 48:52"), ("jqfy", "孙天祥 27:09"), ("fqfp", "孙天祥 47:42")]
)
def test_initials_are_spelled_out_where_they_are_unambiguous(shipped_store: Store, typed: str, first: str) -> None:
    assert found(shipped_store, typed)[0] == first
    assert shipped_store.search("dmx").total == 0  # 大模型, 到某些, …


@pytest.mark.parametrize("typed", ["name", "game", "size", "date"])
def test_a_short_english_word_is_no_pinyin(shipped_store: Store, typed: str) -> None:
    assert shipped_store.search(typed).total == 0


def test_two_syllables_of_pinyin_are_not_folded(library) -> None:
    store = library([("阿猫", 0.0, "他四十岁了")])
    assert store.search("sishi").quotes[0].match == "sound"
    assert store.search("shishi").total == 0


def test_pages_follow_one_another_without_a_gap(shipped_store: Store) -> None:
    whole = shipped_store.search("模型", limit=50)
    paged = [shipped_store.search("模型", limit=7, offset=at).quotes for at in range(0, 49, 7)]
    assert [q.turn.id for page in paged for q in page] == [q.turn.id for q in whole.quotes][:49]
    assert whole.total >= 50


@pytest.mark.parametrize(("typed", "heard"), [("房价", "我是方佳瑞"), ("李白", "你跑得快"), ("长城", "已经非常成熟了")])
def test_what_is_short_must_agree_closely(library, typed: str, heard: str) -> None:
    assert library([("阿猫", 0, heard)]).search(typed).total == 0


@pytest.mark.parametrize(("typed", "heard"), [("重新", "虫新开始"), ("重要", "众要的事"), ("音乐", "阴月会")])
def test_a_character_with_two_readings_is_found_by_either(library, typed: str, heard: str) -> None:
    assert library([("阿猫", 0, heard)]).search(typed).quotes[0].match == "sound"


def test_a_turn_that_has_a_time_is_given_a_clock(library) -> None:
    turns = (Turn("阿猫", 3725.4, None, "竹子好吃", None),)
    assert library(Transcript(Episode("字幕"), turns, "srt")).search("竹子").quotes[0].turn.clock == "01:02:05"
