"""Who is who: renamed, made one, called by other names; and undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.__main__ import main
from store.library import people
from store.library.people import NotAPerson
from store.store import Store
from tests.conftest import transcript

ONE = [("说话人 1", 0.0, "竹子好吃"), ("说话人 2", 5.0, "骨头更好吃"), ("说话人 1", 9.0, "竹子有竹子味")]
TWO = [("说话人 1", 0.0, "鱼才好吃"), ("阿鸟", 5.0, "虫子不错")]


def names(store: Store, episode: int | None = None) -> list[tuple[str, int]]:
    return [(one.name, one.turns) for one in store.speakers(episode=episode)]


def said(store: Store, speaker: str, typed: str, episode: int | None = None) -> list[str]:
    return [quote.turn.text for quote in store.search(store.parse(typed, speaker=speaker, episode=episode)).quotes]


def test_a_voice_without_a_name_gets_one_in_its_episode_only(library) -> None:
    store = library(ONE, TWO)
    assert people.rename(store.catalog, "说话人 1", "阿猫", episode=1) == "说话人 1 is now called 阿猫 in 熊猫电台 №1"
    assert names(store, 1) == [("阿猫", 2), ("说话人 2", 1)]
    assert names(store, 2) == [("说话人 1", 1), ("阿鸟", 1)]
    assert said(store, "阿猫", "好吃") == ["竹子好吃"]
    assert said(store, "说话人 1", "好吃") == ["鱼才好吃"]
    assert said(store, "阿猫", "竹子", episode=1) == ["竹子好吃", "竹子有竹子味"]
    assert [quote.turn.speaker for quote in store.search("竹子").quotes] == ["阿猫", "阿猫"]
    assert store.said_by("阿猫").total == 2
    assert store.episodes()[1].speakers == ("阿猫", "说话人 2")


def test_renaming_a_numbered_voice_everywhere_is_refused_where_it_is_several_people(library) -> None:
    store = library(ONE, TWO)
    with pytest.raises(NotAPerson, match="somebody else in each of 2 episodes"):
        people.rename(store.catalog, "说话人 1", "阿猫")
    people.rename(store.catalog, "说话人 2", "阿狗")
    store.load(transcript([("说话人 2", 0.0, "我是新来的")], title="熊猫电台 №3"), source="3")
    assert names(store, 3) == [("说话人 2", 1)]


def test_a_name_is_changed_everywhere_and_in_what_comes_later(library) -> None:
    store = library(TWO)
    people.rename(store.catalog, "阿鸟", "鸟老师")
    store.load(transcript([("阿鸟", 0.0, "虫子很多")], title="熊猫电台 №2"), source="2")
    assert names(store) == [("鸟老师", 2), ("说话人 1", 1)]
    assert said(store, "鸟老师", "虫子") == ["虫子很多", "虫子不错"]
    assert [one.name for one in store.find_speakers("阿鸟")] == ["鸟老师"]


@pytest.mark.parametrize("episode", [None, 1])
def test_a_new_name_among_the_words_of_a_question_finds_what_was_said_under_the_old_one(library, episode) -> None:
    store = library([("阿鸟", 0.0, "虫子不错"), ("阿猫", 5.0, "虫子太小"), ("阿鸟", 9.0, "竹子有竹子味")])
    people.rename(store.catalog, "阿鸟", "熊猫老师")
    found = store.search(store.parse("熊猫老师 虫子", episode=episode)).quotes
    assert found[0].turn.text == "虫子不错"


def test_a_changed_transcript_keeps_to_the_names_people_gave(library) -> None:
    store = library(ONE)
    people.rename(store.catalog, "说话人 1", "阿猫", episode=1)
    before = store.search("竹子好吃").quotes[0].turn.id
    loaded = store.load(transcript([*ONE, ("说话人 1", 20.0, "再吃一口")], title="熊猫电台 №1"), source="1")
    assert (loaded.status, names(store)) == ("changed", [("阿猫", 3), ("说话人 2", 1)])
    assert store.search("竹子好吃").quotes[0].turn.id == before
    assert said(store, "阿猫", "再吃") == ["再吃一口"]


def test_two_voices_become_one_and_two_again(library) -> None:
    store = library(ONE, TWO)
    people.merge(store.catalog, ["说话人 2"], "说话人 1", episode=1)
    assert names(store, 1) == [("说话人 1", 3)]
    assert said(store, "说话人 1", "骨头") == ["骨头更好吃"]
    assert people.undo(store.catalog) == "说话人 2 and 说话人 1 are one in 熊猫电台 №1"
    assert names(store, 1) == [("说话人 1", 2), ("说话人 2", 1)]
    assert said(store, "说话人 1", "骨头") == []
    assert said(store, "说话人 2", "骨头") == ["骨头更好吃"]
    assert people.undo(store.catalog) is None


def test_a_person_renamed_twice_is_undone_step_by_step(library) -> None:
    store = library(ONE, TWO)
    people.rename(store.catalog, "说话人 1", "阿猫", episode=1)
    people.rename(store.catalog, "阿猫", "熊猫")
    people.merge(store.catalog, ["阿鸟"], "熊猫")
    assert names(store) == [("熊猫", 3), ("说话人 1", 1), ("说话人 2", 1)]
    assert set(said(store, "熊猫", "虫子") + said(store, "熊猫", "好吃")) == {"虫子不错", "竹子好吃"}
    people.undo(store.catalog)
    assert names(store) == [("熊猫", 2), ("说话人 1", 1), ("说话人 2", 1), ("阿鸟", 1)]
    people.undo(store.catalog)
    people.undo(store.catalog)
    assert names(store) == [("说话人 1", 3), ("说话人 2", 1), ("阿鸟", 1)]
    assert store.db.execute("SELECT count(*) FROM turns WHERE label_id IS NOT NULL").fetchone() == (0,)


def test_minutes_are_counted_anew(library) -> None:
    store = library(ONE)
    before = {one.name: one.seconds for one in store.speakers()}
    people.merge(store.catalog, ["说话人 2"], "说话人 1", episode=1)
    assert store.speakers()[0].seconds == sum(seconds or 0.0 for seconds in before.values())
    people.undo(store.catalog)
    assert {one.name: one.seconds for one in store.speakers()} == before


def test_an_alias_finds_the_person_wherever_a_speaker_is_asked_for(library) -> None:
    store = library(TWO)
    people.alias(store.catalog, "阿鸟", ["鸟哥", "Birdie"])
    assert [one.name for one in store.find_speakers("鸟哥")] == ["阿鸟"]
    assert [one.name for one in store.find_speakers("birdi")] == ["阿鸟"]
    assert said(store, "鸟哥", "虫子") == ["虫子不错"]
    assert [quote.turn.speaker for quote in store.search("@Birdie 虫子").quotes] == ["阿鸟"]
    people.rename(store.catalog, "阿鸟", "鸟老师")
    assert [one.name for one in store.find_speakers("Birdie")] == ["鸟老师"]
    people.undo(store.catalog)
    assert people.undo(store.catalog) == "阿鸟 is also called 鸟哥, Birdie"
    assert store.find_speakers("Birdie") == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda db: people.rename(db, "李白", "杜甫"), "Nobody is called 李白"),
        (lambda db: people.rename(db, "阿鸟", "说话人 2"), "merge"),
        (lambda db: people.rename(db, "阿鸟", "。。"), "is no name"),
        (lambda db: people.rename(db, "阿鸟", "阿鸟"), "called so already"),
        (lambda db: people.merge(db, ["阿鸟"], "李白"), "Nobody is called 李白"),
        (lambda db: people.merge(db, ["阿鸟"], "阿鸟"), "Nobody was named"),
        (lambda db: people.alias(db, "阿鸟", ["阿鸟"]), "called so already"),
        (lambda db: people.rename(db, "阿鸟", "x", episode=1), "Nobody is called 阿鸟 in 熊猫电台 №1"),
    ],
)
def test_what_would_mix_people_up_is_refused(library, change, says: str) -> None:
    store = library(ONE, TWO)
    with pytest.raises(NotAPerson, match=says):
        change(store.catalog)


def test_names_of_a_deleted_episode_are_undone_without_it(library) -> None:
    store = library(ONE, TWO)
    people.rename(store.catalog, "说话人 1", "阿猫", episode=1)
    store.delete_episode(1)
    assert names(store) == [("说话人 1", 1), ("阿鸟", 1)]
    people.undo(store.catalog)
    assert names(store) == [("说话人 1", 1), ("阿鸟", 1)]


def load(tmp_path: Path) -> str:
    db = str(tmp_path / "quotes.db")
    with Store.open(db) as store:
        for number, lines in enumerate((ONE, TWO), 1):
            store.load(transcript(lines, title=f"熊猫电台 №{number}"), source=str(number))
    return db


def test_the_command_line_renames_and_undoes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = load(tmp_path)
    assert main(["speakers", "rename", "说话人 1", "阿猫", "--episode", "电台 №1", "--db", db]) == 0
    assert main(["speakers", "--db", db, "alias", "阿猫", "猫总"]) == 0
    assert main(["speakers", "merge", "说话人 2", "阿猫", "--episode", "电台 №1", "--db", db]) == 0
    capsys.readouterr()
    assert main(["speakers", "--json", "--db", db]) == 0
    assert capsys.readouterr().out.startswith('[{"name":"阿猫","turns":3,"seconds":9.0},')
    for status in (0, 0, 0, 1):
        assert main(["speakers", "undo", "--db", db]) == status
    assert main(["speakers", "rename", "李白", "杜甫", "--db", db]) == 1
    assert "Nobody is called 李白" in capsys.readouterr().err


def test_an_episode_is_put_right_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = load(tmp_path)
    changed = ["--title", "竹子之夜", "--date", "2024-09-13", "--offset", "0=1.5 10:00=42"]
    assert main(["episodes", "edit", "№1", *changed, "--db", db]) == 0
    with Store.open(db) as store:
        one = store.episode(1)
        assert one is not None
        assert (one.title, one.date, one.offsets.at(601)) == ("竹子之夜", "2024-09-13", 42.0)
    assert main(["episodes", "edit", "竹子", "--date", "morgen", "--db", db]) == 1
    assert main(["episodes", "edit", "竹子", "--title", "", "--db", db]) == 1
    assert main(["episodes", "undo", "--db", db]) == 0
    with Store.open(db) as store:
        one = store.episode(1)
        assert one is not None
        assert (one.title, one.date, one.offsets.points) == ("熊猫电台 №1", None, ())
    assert main(["episodes", "undo", "--db", db]) == 1


@pytest.mark.parametrize(("typed", "left"), [("", 2), ("no\n", 2), ("熊猫电台 №1\n", 1), ("熊猫电台№1\n", 1)])
def test_an_episode_is_deleted_when_its_title_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, left: int
) -> None:
    from io import StringIO

    db = load(tmp_path)
    monkeypatch.setattr("sys.stdin", StringIO(typed))
    assert main(["episodes", "delete", "电台 №1", "--db", db]) == (left - 1)
    with Store.open(db) as store:
        assert len(store.episodes()) == left
        assert store.search("竹子").total == (2 if left == 2 else 0)
        if left == 1:
            assert store.load(transcript(ONE, title="熊猫电台 №1"), source="1").status == "new"
            assert store.search("竹子").total == 2


def test_a_name_that_fits_several_episodes_deletes_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = load(tmp_path)
    assert main(["episodes", "delete", "熊猫电台", "--yes", "--db", db]) == 1
    assert "could be several" in capsys.readouterr().err
    assert main(["episodes", "delete", "熊猫电台 №2", "--yes", "--db", db]) == 0
