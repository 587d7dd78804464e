"""Questions kept for buttons: once each, in little room, and never more than there is room for."""

import random
from datetime import timedelta

import pytest

from store.models import Question
from store.sql.state import saved_questions
from store.store import Store
from tests import raccoons
from tests.ops.old_files import file_of


@pytest.fixture
def path(tmp_path):
    return raccoons.library(tmp_path / "quotes.db")


def size_of(store):
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    pages, each, free = (
        store.db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size", "freelist_count")
    )
    return (pages - free) * each


def written(length, letters):
    return "".join(random.choice(letters) for _ in range(length))


HAN = "".join(map(chr, range(0x4E00, 0x9FA5)))

# So that no question takes more than 4 kB of the file, its row and the index with it.
LONG = [(10, HAN), (100, HAN), (300, HAN), (300, "\U00020000"), (300, "a"), (300, '"')]


@pytest.mark.parametrize(("length", "letters"), LONG)
@pytest.mark.parametrize("named", [False, True])
def test_no_question_takes_more_than_4_kb_of_the_file(path, length, letters, named):
    with Store.open(path) as store:
        before = size_of(store)
        for _ in range(100):
            typed = written(length - 10, letters) + written(10, HAN)
            question = store.parse(typed)
            if named:
                question = Question(f"狸小姐 {typed}", (f"{typed} ", typed), (typed,), (), "狸小姐", 1)
            assert store.state.questions.get(store.state.questions.put(question)) == question
        assert size_of(store) - before < 100 * 2_300


def test_the_same_question_has_the_same_id_in_every_store_of_a_library_and_another_in_each_library(tmp_path):
    ids = []
    for name in ("one.db", "one.db", "other.db"):
        with Store.open(tmp_path / name) as store:
            ids.append(store.state.questions.put(store.parse("安静")))
            assert ids[-1] == store.state.questions.remember(store.parse("安静"))
            assert ids[-1] != store.state.questions.put(store.parse("安静", episode=1))
            assert store.db["kept_questions"].count == 2
    assert ids[0] == ids[1] != ids[2]


def test_a_question_of_half_characters_is_kept_as_far_as_it_can_be(path):
    with Store.open(path) as store:
        key = store.state.questions.put(Question("安\ud83d静", ("安\ud83d静",)))
        assert store.state.questions.get(key) == Question("安?静", ("安?静",))


def test_where_there_are_too_many_the_oldest_go_and_what_is_asked_again_is_new(path, monkeypatch):
    most = 50_000
    monkeypatch.setattr(saved_questions, "MOST_BYTES", most)
    today = saved_questions.today()
    with Store.open(path) as store:
        before = size_of(store)
        keys = []
        for at in range(1_000):
            monkeypatch.setattr(saved_questions, "today", lambda at=at: today + timedelta(days=at // 250))
            keys.append(store.state.questions.put(store.parse(f"{at} 安静" + "很" * (at % 200))))
            store.state.questions.put(store.parse("盖子"))
        there = [store.state.questions.get(key) is not None for key in keys]
        assert there == sorted(there)  # the newest
        assert 50 < sum(there) < 500
        assert size_of(store) - before < 1.4 * most + 8_192
        assert store.state.questions.get(store.state.questions.remember(store.parse("盖子"))) is not None
        assert [row["question"][2:4] for row in store.db["kept_questions"].rows].count("盖子") == 1


def test_what_is_only_remembered_is_not_written_and_has_an_end(path, monkeypatch):
    monkeypatch.setattr(saved_questions, "_passing", saved_questions._Memory())
    monkeypatch.setattr(saved_questions, "_MOST_REMEMBERED", 10)
    with Store.open(path) as store, Store.open(path) as other:
        keys = [store.state.questions.remember(store.parse(f"安静 {at}")) for at in range(15)]
        assert [other.state.questions.get(key) is not None for key in keys] == [False] * 5 + [True] * 10
        assert store.db["kept_questions"].count == 0


@pytest.mark.parametrize(
    "damaged",
    ["", "{", "7", "[]", "[1,[],[],[],null,null]", '["a",[[0]],[],[],null,null]', b"\xff", "[" * 99_999, None],
)
def test_a_question_that_is_damaged_is_none(path, damaged):
    with Store.open(path) as store:
        key = store.state.questions.put(store.parse("安静"))
        store.db.execute("PRAGMA ignore_check_constraints = ON")
        store.db.execute("UPDATE kept_questions SET question = coalesce(?, '')", [damaged])
        assert store.state.questions.get(key) is None


def test_the_questions_of_an_older_file_keep_their_ids_and_count_by_their_age(tmp_path, monkeypatch):
    path = file_of(tmp_path / "quotes.db", "m011_updates_by_bot")
    with Store.open(path) as store:
        old = store.state.questions.get("abcdefgh")
        assert old == store.parse("安静")
        monkeypatch.setattr(saved_questions, "MOST_BYTES", 1_000)
        for at in range(20):
            store.state.questions.put(store.parse(f"盖子 {at}"))
        assert store.state.questions.get("abcdefgh") is None
