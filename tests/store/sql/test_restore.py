"""An episode that was deleted comes back as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from store.__main__ import main
from store.library import episodes, people
from store.models import Episode, Transcript, Turn
from store.search.glossary import parse_lines
from store.sql.check import check
from store.sql.reindex import reindex
from store.sql.state.chats import Chats
from store.store import Store

_PANDAS = (("说话人 1", "竹子很好吃，GPU 也很好吃。"), ("阿鸟", "春天的竹子更好吃。"), (None, "掌声。"))
_OTTERS = (("说话人 1", "水獭不吃竹子，水獭吃鱼。"),)


def _transcript(title: str, said: tuple[tuple[str | None, str], ...]) -> Transcript:
    turns = tuple(Turn(speaker, at * 9.0, None, text) for at, (speaker, text) in enumerate(said))
    return Transcript(Episode(title), turns, "test")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A library of two episodes with names, corrections, a chat's choice and a chosen quote on the first of them."""
    path = tmp_path / "quotes.db"
    with Store.open(path) as store:
        store.load(_transcript("熊猫之夜", _PANDAS), source="1")
        store.load(_transcript("水獭之夜", _OTTERS), source="2")
        people.rename(store.catalog, "说话人 1", "阿猫", episode=1)
        store.correct(*parse_lines("主子 = 竹子", episode=1))
        Chats(store.db).choose_episode(42, 1)
        store.db["chosen_quotes"].insert({"turn_id": 2, "times": 7})
        store.db["feeds"].insert({"id": 1, "address": "https://example.org/feed"})
        item = {"feed_id": 1, "guid": "g", "episode_id": 1, "state": "loaded"}
        store.db["feed_items"].insert(item)
    return path


def _content(store: Store) -> dict[str, list[dict[str, Any]]]:
    tables = ("episodes", "turns", "voices", "glossary", "namings", "chats", "chosen_quotes", "feed_items")
    return {name: sorted(store.db[name].rows, key=repr) for name in tables}


def test_undo_brings_an_episode_back_with_all_that_hung_on_it(file: Path) -> None:
    with Store.open(file) as store:
        before = _content(store)
        assert store.search("竹子").total == 3
        turns, change = store.delete_episode(1)
        assert (turns, store.search("竹子").total, store.catalog.count_episodes()) == (3, 1, 1)
        assert change is not None
        assert store.undo(change)
        assert _content(store) == before
        assert store.search("竹子").total == 3
        assert [one.turn.speaker for one in store.search("春天").quotes] == ["阿鸟"]
    assert check(file).faults == ()


@pytest.mark.parametrize("anew", [False, True])
def test_it_is_found_whether_or_not_the_index_was_made_anew_meanwhile(file: Path, anew: bool) -> None:
    with Store.open(file) as store:
        _, change = store.delete_episode(1)
        if anew:
            store.reindex()
        assert change is not None
        assert store.undo(change)
        assert store.search("竹子").total == 3
        assert store.search("GPU").total == 1
    looked = check(file)
    assert (looked.faults, looked.remarks) == ((), ())


def test_an_index_that_is_being_made_holds_what_came_back_before_it(file: Path) -> None:
    with Store.open(file) as store:
        _, change = store.delete_episode(1)
        store.db.execute("UPDATE facts SET value = '0' WHERE name = 'terms'")
        store.db.execute("INSERT INTO facts VALUES ('reindexing', '1:99')")
        assert change is not None
        assert store.undo(change)
        reindex(store.db)
        assert store.search("竹子").total == 3
    assert check(file).faults == ()


def test_names_that_were_changed_meanwhile_hold_in_what_comes_back(file: Path) -> None:
    with Store.open(file) as store:
        _, change = store.delete_episode(1)
        store.load(_transcript("雨夜", (("阿鸟", "下雨了。"),)), source="3")
        people.rename(store.catalog, "阿鸟", "白鸟")
        assert change is not None
        assert store.undo(change)
        assert [one.turn.speaker for one in store.search("春天").quotes] == ["白鸟"]


def test_a_chat_that_chose_another_episode_meanwhile_keeps_it(file: Path) -> None:
    with Store.open(file) as store:
        _, change = store.delete_episode(1)
        Chats(store.db).choose_episode(42, 2)
        assert change is not None
        assert store.undo(change)
        assert store.db["chats"].get(42)["episode_id"] == 2


def test_what_was_loaded_again_does_not_come_back_twice(file: Path) -> None:
    with Store.open(file) as store:
        store.delete_episode(1)
        store.load(_transcript("熊猫之夜", _PANDAS), source="1")
        assert "loaded again" in str(episodes.undo(store.catalog))
        assert (store.catalog.count_episodes(), store.search("竹子").total) == (2, 3)
        assert episodes.undo(store.catalog) is None


def test_only_the_last_change_is_undone_by_its_number(file: Path) -> None:
    with Store.open(file) as store:
        _, first = store.delete_episode(1)
        _, second = store.delete_episode(2)
        assert first is not None
        assert second is not None
        tried = (first, second, first, first)
        assert [store.undo(change) for change in tried] == [False, True, True, False]
        assert store.catalog.count_episodes() == 2


def test_so_many_deleted_episodes_are_kept_and_edits_beside_them(file: Path) -> None:
    with Store.open(file) as store:
        episodes.edit(store.catalog, 2, {"title": "水獭之晨"})
        for number in range(episodes.DELETED_KEPT + 5):
            episode = store.load(
                _transcript(f"第 {number} 夜", ((None, f"夜{number}"),)), source=f"n{number}"
            ).episode_id
            store.delete_episode(episode)
        (held,) = store.db.execute("SELECT count(*) FROM changes WHERE before LIKE '%rows%'").fetchone()
        assert held == episodes.DELETED_KEPT
        undone = 0
        while episodes.undo(store.catalog):
            undone += 1
        assert undone == episodes.DELETED_KEPT + 1
        other = store.episode(2)
        assert other is not None
        assert other.title == "水獭之夜"


def test_for_good_keeps_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = ["--db", str(file)]
    assert main(["episodes", "delete", "熊猫之夜", "--yes", "--for-good", *db]) == 0
    assert "undo" not in capsys.readouterr().err
    assert main(["episodes", "undo", *db]) == 1
    assert main(["episodes", "delete", "水獭之夜", "--yes", *db]) == 0
    assert main(["episodes", "undo", *db]) == 0
    assert "水獭之夜" in capsys.readouterr().err
