"""Names, titles and Latin words are found by an index, as if each of them had been looked at."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from store import people, speakers, titles, words
from store.database import Store
from store.errors import UnknownSpeaker
from store.models import Episode, Transcript, Turn
from store.text import hear, toned_readings
from store.vocabulary import Vocabulary
from store.words import LibraryVocabulary
from store.writing import touch
from tests.conftest import transcript

_SYLLABLES = [a + b for a in ("b", "ch", "d", "gr", "k", "l", "m", "ph", "s", "t") for b in "aeiou"]
_HAN = "王李张重曾单解区祥翔翼佳嘉瑞睿大小猫毛浣熊夜谈安全第期长行乐中国"


def word(rng: random.Random) -> str:
    """Return a Latin word that nobody says."""
    return "".join(rng.choices(_SYLLABLES, k=rng.choice((2, 2, 3, 3, 4))))


def name(rng: random.Random) -> str:
    """Return a name in one script or in two."""
    han = "".join(rng.choices(_HAN, k=rng.choice((2, 3, 3, 4))))
    return rng.choice((han, han, han, f"{han} {word(rng).title()}", f"{word(rng).title()} {word(rng).title()}"))


def remembered(rng: random.Random, called: str) -> Iterator[str]:
    """Yield ways in which somebody may ask for this: in part, misheard, in pinyin, by initials, with a slip."""
    at = rng.randrange(len(called))
    yield from (called, called.lower(), called[at:], called[:at], called[at : at + 2], called[at])
    yield from (called[:at] + called[at + 1 :], called[:at] + rng.choice(_HAN + "aeiou") + called[at + 1 :])
    yield from (called[0] + "老师", "老" + called[0], called[-2:] + "博士", called[1:] + "总")
    readings = [min(toned_readings(char), default=char) for char in hear(called).core]
    yield from ("".join(one[:-1] for one in readings), "".join(readings), "".join(one[0] for one in readings))
    yield "".join(one[0] for one in readings[at : at + 4])


@pytest.fixture(scope="module")
def many() -> Iterator[Store]:
    """Return a library in which 150 people with aliases speak, in as many episodes."""
    rng = random.Random(5)
    with Store.open(":memory:") as store, store.transaction():
        for number in range(150):
            title = "".join(rng.choices(_HAN, k=rng.choice((2, 5, 9))))
            title += rng.choice(("", f" {word(rng)}", f"：{word(rng)} {number}"))
            turn = Turn(name(rng), 0.0, 9.0, f"{word(rng)}，{word(rng)} {word(rng)}。")
            store.load(Transcript(Episode(title), (turn,), "test"), source=f"{number}.txt")
        for one in store.speakers()[::7]:
            people.alias(store.db, one.name, [name(rng)])
        for one in store.speakers()[::11]:
            people.rename(store.db, one.name, name(rng) + "子")
        yield store


def test_whom_a_name_fits_is_the_same_as_if_all_were_looked_at(many: Store) -> None:
    rng = random.Random(6)
    known = many.speakers()
    for one in known[::12]:
        for asked in [asked for called in (one.name, *one.aliases) for asked in remembered(rng, called)]:
            assert many.find_speakers(asked) == speakers.fitting(asked, known), asked


def test_which_title_fits_is_the_same_as_if_all_were_looked_at(many: Store) -> None:
    rng = random.Random(7)
    known = [one.episode for one in many.episodes()]
    names = [one.title for one in known]
    for title in names[::12]:
        for asked in remembered(rng, title):
            assert many.find_episodes(asked) == tuple(known[at] for at in titles.fitting(asked, names)), asked


def test_words_are_the_same_asked_for_one_by_one_as_all_at_hand(many: Store) -> None:
    rng = random.Random(8)
    counted = {word(rng): rng.randrange(1, 40) for _ in range(1_500)} | {"gpt": 9, "gpt3": 4, "laura": 1, "2024": 7}
    with Store.open(":memory:") as store:
        words.count(store.db, Counter(counted))
        words.count(store.db, Counter({"gpt": 1}))
        one_by_one, at_hand = LibraryVocabulary(store.db), Vocabulary(counted | {"gpt": 10})
        for said in [*rng.sample(sorted(counted), 40), "lora", "gtp", "gpt", "2024", "x"]:
            at = rng.randrange(len(said))
            for asked in (said, said[:at] + said[at + 1 :], said[:at] + "u" + said[at:], said[: at + 1]):
                assert one_by_one.turns(asked) == at_hand.turns(asked)
                assert one_by_one.beginning(asked) == at_hand.beginning(asked)
                assert one_by_one.has_beginning(asked) == at_hand.has_beginning(asked)
                assert one_by_one.near(asked) == at_hand.near(asked), asked


def test_no_question_reads_all_names_titles_or_words_of_a_library_after_a_load(library) -> None:
    store = library([("浣熊", 0.0, "最要紧的是安静, chat GPT"), ("孙天祥", 9.0, "我同意，要安静")])
    touch(store.db)
    said: list[str] = []
    store.db.conn.set_trace_callback(said.append)
    for typed in ("安静 ChatGTP", "@天翔 安静", "浣熊：安静", "浣熊说过安静吗", "安敬"):
        assert store.search(typed).quotes
    for name in ("浣熊", "stx", "孙老师", "Lorax Grubato"):
        store.find_speakers(name)
        store.speaker_named(name)
    for title in ("熊猫电台", "熊猫电抬", "xmdt", "浣熊"):
        store.find_episodes(title)
    with pytest.raises(UnknownSpeaker):
        store.search("@李白 安静")
    store.db.conn.set_trace_callback(None)
    for statement in {one for one in said if one.startswith(("SELECT", "WITH"))}:
        plan = "\n".join(row[3] for row in store.db.execute(f"EXPLAIN QUERY PLAN {statement}"))
        assert not re.search(r"SCAN (speakers|aliases|namings|episodes|voices|latin_words|spellings|called)\b", plan), (
            statement,
            plan,
        )


def test_what_is_called_otherwise_is_found_by_its_new_name_only(library) -> None:
    store = library(transcript([("阿猫", 0.0, "最要紧的是安静")], title="夜间广播"))
    with store.transaction():
        store.db.execute("UPDATE episodes SET title = '白天电台' WHERE id = 1")
        touch(store.db)
        alias = people.alias(store.db, "阿猫", ["咪咪"])
    assert [one.title for one in store.find_episodes("btdt")] == ["白天电台"]
    assert store.find_episodes("夜间") == ()
    assert [one.name for one in store.find_speakers("mm")] == ["阿猫"]
    with store.transaction():
        assert people.undo(store.db) == alias
    assert store.find_speakers("mm") == ()
    store.delete_episode(1)
    assert (store.find_episodes("白天"), store.find_speakers("阿猫"), store.names_of_speakers()) == ((), (), ())
