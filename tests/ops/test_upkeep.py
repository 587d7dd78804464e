"""check, backup and reindex, as an operator types them."""

import sqlite3
import threading

import pytest

from store.__main__ import main
from store.errors import NewerDatabase
from store.sql import reindex
from store.sql.check import check
from store.store import Store
from store.text import terms
from tests import raccoons
from tests.conftest import transcript


@pytest.fixture
def path(tmp_path):
    return raccoons.library(tmp_path / "quotes.db")


def changed(path, *statements):
    conn = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        conn.execute(statement)
    conn.close()


def found(store, words):
    return [one.turn.text for one in store.search(words).quotes]


def test_a_library_that_is_well_is_said_to_be_so(path, capsys):
    assert main(["check", "--db", str(path)]) == 0
    assert capsys.readouterr().out == f"{path}: all is well (1 episodes, 3 turns)\n"


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (
            ["INSERT INTO turns (episode_id, position, text) VALUES (1, 3, '没')"],
            "1 turns are not found by their words",
        ),
        (["UPDATE turns SET text = '换了' WHERE id = 2"], "1 turns are not found by their words (2)"),
        (["UPDATE turns SET text = text || ' chat GPT' WHERE id = 1"], "3 Latin words are not known, such as chat"),
        (["UPDATE turns SET episode_id = 7"], "3 rows of turns belong to something that is gone"),
        (["UPDATE voices SET turns = 9"], "episode 1: the turns of 2 speakers are counted wrongly"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_one_line_each(path, capsys, statements, told):
    changed(path, *statements)
    assert main(["check", "--db", str(path)]) == 1
    told_lines = capsys.readouterr().err.splitlines()
    assert any(told in line for line in told_lines)
    assert all(line.startswith(f"{path}: ") for line in told_lines)


def test_a_file_that_is_damaged_is_told_in_one_line(path, capsys):
    with path.open("r+b") as file:
        file.seek(4096 * 5)
        file.write(b"\xff" * 4096 * 3)
    assert main(["check", "--db", str(path)]) == 1
    assert len(capsys.readouterr().err.splitlines()) <= 5


def test_a_file_that_is_missing_is_told_and_not_made(tmp_path, capsys):
    for command in (["check"], ["backup", str(tmp_path / "copy.db")], ["reindex"]):
        assert main([*command, "--db", str(tmp_path / "none.db")]) == 1
        assert capsys.readouterr().err == f"{tmp_path / 'none.db'}: there is no such file\n"
    assert list(tmp_path.iterdir()) == []


def test_dead_rows_are_no_fault_and_gone_after_a_reindex(path, capsys):
    with Store.open(path) as store:
        store.load(transcript([("狸小姐", 0, "全都变了")], title="夜间广播"), source="night.txt")
        turns = store.episodes()[0].turns
    changed(path, "DELETE FROM turns WHERE id = 1")
    assert main(["check", "--db", str(path)]) in (0, 1)
    assert "dead rows" in capsys.readouterr().err
    assert main(["reindex", "--db", str(path)]) == 0
    capsys.readouterr()
    assert check(path).remarks == ()
    assert turns


def test_a_backup_is_one_whole_file_made_while_others_write(path, tmp_path, capsys):
    copy = tmp_path / "copy.db"
    copy.write_text("an earlier one")
    with Store.open(path) as store, store.transaction():
        store.load(transcript([("狸小姐", 0, "还没写完")], title="Nº 2"), source="two.txt")
        assert main(["backup", "--db", str(path), str(copy)]) == 0
    assert "a whole copy" in capsys.readouterr().err
    assert sorted(one.name for one in tmp_path.iterdir() if one.name.startswith(("copy", ".copy"))) == ["copy.db"]
    assert check(copy).turns == 3  # what was not committed then is not in it
    with Store.open(copy) as store:
        assert found(store, "安静")


def test_a_backup_that_was_put_in_place_can_be_asked_while_others_write(path, tmp_path):
    copy = tmp_path / "copy.db"
    assert main(["backup", "--db", str(path), str(copy)]) == 0
    Store.open(copy).close()
    with Store.open(copy) as writing, Store.open(copy) as asking:
        writing.db.execute("PRAGMA cache_size = 1")
        asking.db.execute("PRAGMA busy_timeout = 0")
        with writing.transaction():
            writing.db.execute("UPDATE turns SET text = text || '，'")
            writing.db.execute("CREATE TABLE spilled AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                               " WHERE i < 20000) SELECT i, hex(randomblob(20)) FROM n")  # fmt: skip
            assert asking.search("安静").quotes


@pytest.mark.parametrize("target", ["nowhere/copy.db", ".", "quotes.db"])
def test_a_backup_that_cannot_be_made_is_told_in_one_line(path, tmp_path, capsys, target):
    before = path.read_bytes()
    assert main(["backup", "--db", str(path), str(tmp_path / target)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert path.read_bytes() == before


def test_a_damaged_library_never_replaces_a_good_backup(path, tmp_path, capsys):
    copy = tmp_path / "copy.db"
    assert main(["backup", "--db", str(path), str(copy)]) == 0
    good = copy.read_bytes()
    with path.open("r+b") as file:
        file.seek(4096 * 5)
        file.write(b"\xff" * 4096 * 3)
    assert main(["backup", "--db", str(path), str(copy)]) == 1
    assert copy.read_bytes() == good


def test_terms_of_another_version_are_made_anew_when_the_library_is_opened(path, monkeypatch):
    def reversed_terms(said):
        words, latin = terms.terms(said)
        return {word[::-1] for word in words}, latin

    for module in ("store.sql.reindex", "store.sql.connection"):
        monkeypatch.setattr(f"{module}.TERMS_VERSION", 2)
    monkeypatch.setattr("store.sql.reindex.terms", reversed_terms)
    monkeypatch.setattr("store.sql.check.terms", reversed_terms)
    assert "waits to be made anew" in check(path).remarks[0]
    Store.open(path).close()
    assert check(path) == check(path).__class__((), (), 1, 3)
    monkeypatch.undo()
    with pytest.raises(NewerDatabase, match="terms of version 2"):
        Store.open(path)


def test_others_find_and_load_while_the_index_is_made_anew(path, monkeypatch):
    monkeypatch.setattr(reindex, "_BATCH", 1)
    wrong, done = [], threading.Event()

    def ask():
        with Store.open(path) as store:
            number = 1
            while not done.is_set():
                if len(found(store, "安静")) != 2:
                    wrong.append(found(store, "安静"))
                number += 1
                if number > 40:
                    continue
                store.load(transcript([("獾", 0, f"第{number}夜，獾来了")], title=f"獾 №{number}"), source=f"{number}")

    asking = threading.Thread(target=ask)
    asking.start()
    with Store.open(path) as store:
        for _ in range(3):
            store.reindex()
    done.set()
    asking.join()
    assert wrong == []
    assert check(path).faults == ()


def test_a_reindex_that_was_cut_short_is_gone_on_with_by_the_next_one(path, monkeypatch):
    monkeypatch.setattr(reindex, "_BATCH", 1)
    with Store.open(path) as store:
        reindex._start(store.db)
        assert not reindex._batch(store.db)
    assert check(path).faults == ()
    with Store.open(path) as store:
        assert reindex.reindex(store.db) == 3
        assert not store.db["turn_terms_next"].exists()
        assert len(found(store, "安静")) == 2
    assert check(path) == check(path).__class__((), (), 1, 3)
