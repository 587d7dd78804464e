"""Names, titles and Latin words are found by an index, as if each of them had been looked at."""

from __future__ import annotations

import contextlib
import random
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.errors import DatabaseProblem, UnknownSpeaker
from store.library import people
from store.models import Episode, Transcript, Turn
from store.search import speaker_names, titles
from store.search.names import TERMS_VERSION
from store.search.spelling import LibraryVocabulary, Vocabulary
from store.sql.check import check
from store.sql.index import latin_words, name_index
from store.sql.writing import touch
from store.store import Store
from store.text.han import toned_readings
from store.text.normalize import normalize
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


def remembered(rng: random.Random, whole: str) -> Iterator[str]:
    """Yield ways in which somebody may ask for this: in part, misheard, in pinyin, by initials, with a slip."""
    at = rng.randrange(len(whole))
    yield from (whole, whole.lower(), whole[at:], whole[:at], whole[at : at + 2], whole[at])
    yield from (whole[:at] + whole[at + 1 :], whole[:at] + rng.choice(_HAN + "aeiou") + whole[at + 1 :])
    yield from (whole[0] + "老师", "老" + whole[0], whole[-2:] + "博士", whole[1:] + "总")
    readings = [min(toned_readings(char), default=char) for char in normalize(whole).key]
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
            people.alias(store.catalog, one.name, [name(rng)])
        for one in store.speakers()[::11]:
            people.rename(store.catalog, one.name, name(rng) + "子")
        yield store


def test_whom_a_name_fits_is_the_same_as_if_all_were_looked_at(many: Store) -> None:
    rng = random.Random(6)
    known = many.speakers()
    for one in known[::12]:
        for asked in [asked for whole in (one.name, *one.aliases) for asked in remembered(rng, whole)]:
            assert many.find_speakers(asked) == speaker_names.fitting(asked, known), asked


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
        latin_words.count(store.db, Counter(counted))
        latin_words.count(store.db, Counter({"gpt": 1}))
        one_by_one, at_hand = LibraryVocabulary(store.index), Vocabulary(counted | {"gpt": 10})
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
        alias = people.alias(store.catalog, "阿猫", ["咪咪"])
    assert [one.title for one in store.find_episodes("btdt")] == ["白天电台"]
    assert store.find_episodes("夜间") == ()
    assert [one.name for one in store.find_speakers("mm")] == ["阿猫"]
    with store.transaction():
        assert people.undo(store.catalog) == alias
    assert store.find_speakers("mm") == ()
    store.delete_episode(1)
    assert (store.find_episodes("白天"), store.find_speakers("阿猫"), store.names_of_speakers()) == ((), (), ())


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM called WHERE kind = 'name'", "2 names, titles and keywords are not found"),
        ("INSERT INTO called (kind, name, core) VALUES ('name', '没人', '没人')", "1 names, titles and keywords"),
        ("UPDATE called SET core = 'x' WHERE kind = 'keyword'", "1 names, titles and keywords"),
        ("INSERT INTO called_terms (called_terms) VALUES ('delete-all')", "4 names, titles and keywords"),
        ("UPDATE speakers SET said = 7", "the turns of 1 speakers are summed up wrongly"),
        ("DELETE FROM spellings WHERE word = 'gpt'", "1 Latin words are spelled out wrongly"),
        ("UPDATE spellings SET sound = ''", "3 Latin words are spelled out wrongly"),
        (
            "INSERT INTO spellings VALUES ('abc', 'abc', 3, 'abc', 'abc', 'abk')",
            "1 Latin words are spelled out wrongly",
        ),
    ],
)
def test_what_is_called_otherwise_than_it_should_be_is_told_by_a_check_and_mended_by_an_index_made_anew(
    tmp_path, statement, told
):
    path = _small(tmp_path / "quotes.db")
    assert check(path).faults == ()
    with Store.open(path) as store:
        store.db.execute(statement)
        last = store.db.execute("SELECT max(id) FROM called").fetchone()[0] or 4
        store.db.execute("UPDATE facts SET value = ? WHERE name = 'called'", [f"{TERMS_VERSION}:{last}"])
    [fault] = check(path).faults
    assert told in fault
    with Store.open(path) as store:
        store.reindex()
        assert [one.name for one in store.find_speakers("咪咪")] == ["阿猫"]
    assert check(path).faults == ()


@pytest.mark.parametrize("asked", ["咪咪", "阿毛", "amao", "夜间"])
@pytest.mark.parametrize("wrong", ["x'ff00'", "x'e7'", "CAST(x'ff' AS TEXT)"])
def test_what_is_called_by_no_text_is_refused_as_damaged(tmp_path, wrong, asked):
    path = _small(tmp_path / "quotes.db")
    with Store.open(path) as store:
        store.db.execute(f"UPDATE OR IGNORE called SET name = {wrong} WHERE id IN (1, 2, 3)")  # noqa: S608
        for find in (store.find_speakers, store.find_episodes):
            with contextlib.suppress(sqlite3.Error):
                find(asked)
        store.db.execute("DELETE FROM facts WHERE name = 'called'")
    with pytest.raises(DatabaseProblem):
        Store.open(path)


@pytest.mark.parametrize("damaged", ["x'ff00'", "'{'", "''", "7", "'{\"a\": 1}'", "'[1, [2]]'", "NULL"])
def test_keywords_that_are_damaged_stop_no_writer_and_are_not_taken(tmp_path, damaged):
    with Store.open(_small(tmp_path / "quotes.db")) as store:
        store.db.execute("PRAGMA writable_schema = ON")
        store.db.execute("UPDATE sqlite_master SET sql = replace(sql, 'keywords TEXT NOT NULL', 'keywords TEXT')")
        store.db.execute("PRAGMA writable_schema = RESET")
        store.db.execute(f"UPDATE episodes SET keywords = {damaged}")  # noqa: S608
        store.db.execute("UPDATE episodes SET title = '白天'")
        name_index.make_anew(store.db)
        names = {(kind, name) for kind, name in store.db.execute("SELECT kind, name FROM called")}
    assert names == {("name", "阿猫"), ("name", "咪咪"), ("title", "白天")}


def _small(path: Path) -> Path:
    with Store.open(path) as store:
        store.load(transcript([("阿猫", 0.0, "最要紧的是安静, chat GPT")], title="夜间广播"), source="a.txt")
        people.alias(store.catalog, "阿猫", ["咪咪"])
        with store.transaction():
            store.db.execute("UPDATE episodes SET keywords = '[\"安静\"]'")
            touch(store.db)
    return path
