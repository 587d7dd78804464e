"""What every engine must do, held to the protocols of `store/storage/`; another engine is one more parameter."""

from __future__ import annotations

import pytest

from store.library import people
from store.models import Correction, Cue, Episode, Transcript, Turn
from store.offsets import Offsets
from store.search.query import Not, Term, all_of, any_of
from store.storage.index import Index
from store.store import Store
from store.text.terms import episode_term, speaker_term
from tests.conftest import transcript


def load(store: Store, *lines: tuple[str | None, str], title: str = "夜间广播", **about: str) -> int:
    """Load an episode of (speaker, words) and return its id; a turn takes a minute."""
    turns = [(speaker, 60.0 * at, words) for at, (speaker, words) in enumerate(lines)]
    return store.load(transcript(turns, title=title, **about), source=f"{title}.txt").episode_id


def alias(store: Store, name: str, other: str) -> None:
    with store.transaction():
        people.alias(store.catalog, name, [other])


class TestIndex:
    """What the search asks."""

    @pytest.fixture
    def index(self, store: Store) -> Index:
        """Return the index of a library of two episodes."""
        load(
            store,
            ("浣熊", "垃圾桶里有宝藏"),
            ("狸猫", "垃圾要分类，chat GPT 说的"),
            ("浣熊", "宝藏呢"),
            date="2024-01-01",
        )
        load(
            store,
            ("狸猫", "今天不聊垃圾"),
            (None, "GPT four"),
            (None, "AND or NOT"),
            title="白天电台",
            date="2024-02-02",
        )
        return store.index

    def test_the_latest_turns_that_match_come_first_and_no_more_than_asked_for(self, index: Index) -> None:
        assert [row.text for row in index.candidates(Term("垃圾"), 2)] == ["今天不聊垃圾", "垃圾要分类，chat GPT 说的"]
        [first, second, third] = index.ids(Term("垃圾"), None, 9)
        assert first > second > third
        assert index.ids(Term("垃圾"), first, 1) == [second]
        assert index.ids(Term("垃圾"), third, 9) == []
        assert index.ids(Term("没有"), None, 9) == []

    @pytest.mark.parametrize(
        ("query", "texts"),
        [
            (all_of([Term("垃圾"), Term("宝藏")]), {"垃圾桶里有宝藏"}),
            (any_of([Term("分类"), Term("宝藏")]), {"垃圾桶里有宝藏", "垃圾要分类，chat GPT 说的", "宝藏呢"}),
            (Not(Term("垃圾"), any_of([Term("宝藏"), Term("gpt")])), {"今天不聊垃圾"}),
            (all_of([Term("gpt"), Not(Term("gpt"), Term("chat"))]), {"GPT four"}),
            (all_of([Term("垃圾"), Term(episode_term(1))]), {"垃圾桶里有宝藏", "垃圾要分类，chat GPT 说的"}),
            (any_of([Term("or"), Term("宝藏呢")]), {"AND or NOT"}),
            (all_of([Term("and"), Term("not")]), {"AND or NOT"}),
            (Term("near"), set()),
        ],
    )
    def test_a_query_finds_what_it_says(self, index: Index, query, texts) -> None:
        assert {row.text for row in index.candidates(query, 9)} == texts
        assert {row.text for row in index.turns(index.ids(query, None, 9))} == texts

    def test_a_turn_is_read_with_all_that_belongs_to_it(self, store: Store, index: Index) -> None:
        cues = (Cue(0, 60.0), Cue(3, 61.5))
        episode = Episode("配乐", "2024-03-03", ("铃声",), "https://example.org/a.mp3", "https://example.org/a")
        said = (Turn("熊猫", 60.0, 70.5, "听听这铃声", "01:00", cues), Turn(None, None, None, "铃声"))
        number = store.load(Transcript(episode, said, "test"), source="c.txt").episode_id
        rows = index.candidates(Term("铃声"), 9)
        assert [(row.speaker, row.start_s, row.end_s, row.clock, row.position) for row in rows] == [
            (None, None, None, None, 1),
            ("熊猫", 60.0, 70.5, "01:00", 0),
        ]
        [(_, of), (turn, also)] = index.in_full(rows)
        assert turn == Turn("熊猫", 60.0, 70.5, "听听这铃声", "01:00", cues, rows[1].id, number, 0)
        assert of == also == index.episode(number)
        assert (of.title, of.date, of.keywords, of.audio, of.offsets) == (*_about(episode), Offsets())
        assert index.in_full([]) == []

    def test_a_turn_that_is_gone_is_not_found_and_one_that_comes_later_has_a_higher_id(
        self, store: Store, index: Index
    ) -> None:
        before = index.newest()
        [row] = index.candidates(Term("分类"), 9)
        store.delete_episode(1)
        assert index.turns([row.id, before]) == index.candidates(Term("or"), 1)
        assert index.candidates(Term("分类"), 9) == []
        assert index.episode(1) is None
        with pytest.raises(LookupError):
            index.in_full([row])
        load(store, (None, "分类"), title="再来")
        assert index.newest() > before
        assert index.ids(Term("分类"), None, 1) == [index.newest()]

    def test_texts_are_those_of_an_episode_or_all(self, index: Index) -> None:
        assert [text for _, text in index.texts(2)] == ["今天不聊垃圾", "GPT four", "AND or NOT"]
        assert len(dict(index.texts(None))) == 6
        assert list(index.texts(7)) == []

    def test_the_revision_grows_with_every_change(self, store: Store, index: Index) -> None:
        seen = [index.revision()]
        load(store, (None, "新的"), title="新")
        seen.append(index.revision())
        store.correct(Correction("狸猫", "=", ("利猫",)))
        seen.append(index.revision())
        alias(store, "浣熊", "阿浣")
        seen.append(index.revision())
        store.delete_episode(1)
        seen.append(index.revision())
        assert seen == sorted(set(seen))

    def test_corrections_of_the_whole_library_come_first(self, store: Store, index: Index) -> None:
        of_one, of_all = Correction("a", "~", ("b", "c"), ("d",), 2), Correction("狸猫", "=", ("利猫",))
        store.correct(of_one, of_all)
        assert index.corrections() == (of_all, of_one)

    def test_speakers_are_told_by_how_much_they_say_and_found_by_any_of_their_names(
        self, store: Store, index: Index
    ) -> None:
        alias(store, "狸猫", "阿狸")
        load(store, ("狸猫", "我又来了"), title="三")
        told = [(one.name, one.turns, one.aliases) for one in index.speakers(None)]
        assert told == [("狸猫", 3, ("阿狸",)), ("浣熊", 2, ())]
        assert [one.name for one in index.speakers(1)] == ["浣熊", "狸猫"]
        assert [one.name for one in index.speakers_called(["阿狸", "没人"])] == ["狸猫"]
        assert index.speakers_called([]) == ()
        assert index.foremost_speakers(1) == ("狸猫",)
        assert set(index.voices(1)) == {"浣熊", "狸猫"}

    def test_what_a_speaker_said_is_found_by_a_query(self, index: Index) -> None:
        said = index.said_by("狸猫", None)
        assert said == Term(speaker_term(2))
        assert {row.text for row in index.candidates(all_of([Term("垃圾"), said]), 9)} == {
            "今天不聊垃圾",
            "垃圾要分类，chat GPT 说的",
        }
        assert index.said_by("没人", None) is None

    def test_titles_are_found_newest_first(self, index: Index) -> None:
        assert [one.title for one in index.titled(["夜间广播", "白天电台", "没有"])] == ["白天电台", "夜间广播"]

    def test_names_are_found_by_their_terms_and_keys(self, store: Store, index: Index) -> None:
        alias(store, "狸猫", "Li Mao")
        assert set(index.names(Term("猫"), 9)) == {"狸猫"}
        assert index.names(Term("浣熊"), 9, holding="熊") == ["浣熊"]
        assert index.names(Term("浣熊"), 9, holding="猫") == []
        assert set(index.names(any_of([Term("浣熊"), Term("夜间")]), 9)) == {"浣熊", "夜间广播"}
        assert len(index.names(any_of([Term("浣熊"), Term("夜间")]), 1)) == 1
        assert index.names_with_key("name", "limao", 9) == ["Li Mao"]
        assert index.names_with_key("title", "limao", 9) == []
        assert index.keys_of_names(["limao", "浣熊", "夜间广播"]) == {"limao", "浣熊"}

    def test_names_that_share_most_come_before_those_that_share_less(self, index: Index) -> None:
        queries = [Term("夜间"), Term("间广"), Term("白天"), Term("没有")]
        assert index.names_sharing(queries, 1) == ["夜间广播"]
        assert set(index.names_sharing(queries, 9)) == {"夜间广播", "白天电台"}
        assert index.names_sharing([], 9) == []

    def test_latin_words_are_counted_and_found_by_beginning_sound_and_spelling(self, index: Index) -> None:
        assert index.word_counts(["gpt", "chatgpt", "nobody"]) == {"gpt": 2, "chatgpt": 1}
        assert (index.has_word("cha"), index.has_word("chb")) == (True, False)
        assert index.words_beginning("chat", 9) == ["chat", "chatgpt"]
        assert index.words_beginning("g", 1) == ["gpt"]
        assert index.words_sounding("kbd") == ["gpt"]
        assert ("chat", "chat") in index.words_near("chaat", 1)
        assert all(word != "chatgpt" for word, _ in index.words_near("chaat", 1))


def _about(episode: Episode) -> tuple[object, ...]:
    return episode.title, episode.date, episode.keywords, episode.audio
