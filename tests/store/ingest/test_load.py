"""What a load leaves in the database, and what it leaves alone."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from store.__main__ import main
from store.errors import DatabaseProblem, NewerDatabase
from store.models import Transcript, Turn
from store.store import Store
from tests.conftest import EPISODE, clock, transcript


def test_the_shipped_episode_is_all_there(shipped: Transcript, shipped_store: Store) -> None:
    [summary] = shipped_store.episodes()
    assert summary.episode.title == "从工程师的角度聊聊 ChatGPT 与大模型"
    assert (summary.turns, summary.speakers) == (166, ("方佳瑞", "高策", "孙天祥"))
    assert [(one.name, one.turns) for one in shipped_store.speakers()] == [("方佳瑞", 68), ("高策", 52), ("孙天祥", 46)]
    first, last = shipped.turns[0], shipped.turns[-1]
    assert (first.clock, first.start_s, last.clock, last.start_s, last.end_s) == (
        "09:54",
        594.0,
        "01:11:41",
        4301.0,
        None,
    )
    assert sum(one.start_s == two.start_s for one, two in zip(shipped.turns, shipped.turns[1:], strict=False)) == 7


def test_loading_the_same_again_changes_nothing(library) -> None:
    lines = [("阿猫", 0.0, "竹子好吃"), ("阿狗", 5.0, "骨头更好吃")]
    store = library(lines)
    before = store.db.conn.total_changes
    loaded = store.load(transcript(lines, title="换了名字"), source="another.txt")
    assert (loaded.status, loaded.turns) == ("same", 2)
    assert len(store.episodes()) == 1
    assert store.db.conn.total_changes - before <= 1  # what a person adds (audio, page) may still be filled in


def test_a_changed_transcript_keeps_its_episode_and_the_ids_of_what_stayed(library) -> None:
    store = library([("阿猫", 0.0, "竹子好吃"), ("阿狗", 5.0, "骨头更好吃"), ("阿猫", 9.0, "胡说")])
    before = {quote.turn.text: quote.turn.id for name in ("阿猫", "阿狗") for quote in store.said_by(name).quotes}
    changed = [("阿猫", 0.0, "竹子好吃"), ("阿狗", 5.5, "骨头还要好吃"), ("阿猫", 9.5, "胡说")]
    loaded = store.load(transcript(changed, title="熊猫电台 №1"), source="熊猫电台 №1.txt")
    assert (loaded.status, loaded.episode_id) == ("changed", 1)
    kept = store.search("竹子").quotes[0].turn
    assert kept.id == before["竹子好吃"]
    assert store.search("骨头").quotes[0].turn.text == "骨头还要好吃"
    assert store.quote(before["骨头更好吃"]) is None
    assert [turn.clock for turn in store.catalog.around(kept.id, 0, 2)] == ["00:00", "00:05", "00:09"]


def test_a_number_is_never_used_twice(library) -> None:
    store = library([("阿猫", 0.0, "一"), ("阿猫", 1.0, "竹子二号")])
    store.load(transcript([("阿猫", 0.0, "一"), ("阿猫", 1.0, "石头三号")], title="熊猫电台 №1"), source="x")
    store.load(transcript([("阿猫", 0.0, "一"), ("阿猫", 1.0, "剪刀四号")], title="熊猫电台 №1"), source="x")
    assert store.search("剪刀").quotes[0].turn.id == 4
    assert store.search("竹子").total == store.search("石头").total == 0


def test_another_episode_of_the_same_title_is_another_episode(library) -> None:
    store = library(
        transcript([("阿猫", 0.0, "竹子")], title="录音"), transcript([("阿狗", 0.0, "骨头")], title="录音")
    )
    assert len(store.episodes()) == 2


def test_a_load_that_fails_half_way_leaves_the_database_as_it_was(library) -> None:
    store = library([("阿猫", 0.0, "竹子好吃")])
    broken = transcript([("阿狗", 0.0, "骨头好吃")], title="坏的")
    object.__setattr__(broken.turns[0], "start_s", object())  # SQLite cannot take it
    with pytest.raises((sqlite3.Error, TypeError)):
        store.load(broken, source="坏的.txt")
    assert [one.episode.title for one in store.episodes()] == ["熊猫电台 №1"]
    assert store.search("骨头").total == 0


def test_the_tables_read_well_in_other_programs(tmp_path: Path, shipped: Transcript) -> None:
    path = tmp_path / "quotes.db"
    with Store.open(path) as store:
        store.load(shipped, source=EPISODE.name)
    db = Database(path)
    assert {"episodes", "speakers", "turns", "voices"} <= set(db.table_names())
    assert [column.name for column in db["turns"].columns] == [
        "id", "episode_id", "position", "speaker_id", "start_s", "end_s", "clock", "text", "cues",
        "label_id",
    ]  # fmt: skip
    assert {(key.column, key.other_table) for key in db["turns"].foreign_keys} == {
        ("episode_id", "episodes"),
        ("speaker_id", "speakers"),
        ("label_id", "speakers"),
    }
    db.close()


def test_a_file_from_a_newer_program_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "quotes.db"
    Store.open(path).close()
    db = Database(path)
    db["_sqlite_migrations"].insert({"migration_set": "store", "name": "m999_teleport", "applied_at": "2030-01-01"})
    db.close()
    with pytest.raises(NewerDatabase, match="m999_teleport"):
        Store.open(path)
    assert main(["search", "竹子", "--db", str(path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "quotes.db"
    path.write_text("竹子" * 1000, encoding="utf-8")
    with pytest.raises(DatabaseProblem, match="not a database"):
        Store.open(path)


def test_what_stands_in_an_episode_alone_stands_in_a_library_of_any_size(library, shipped: Transcript) -> None:
    crowd = [
        transcript(
            [(f"路人{number}", float(at), f"模型训练的第 {at} 个故事 chatter gptx {at}") for at in range(300)],
            title=f"路人 №{number}",
        )
        for number in range(3)
    ]
    alone, among = library(shipped), library(crowd[0], shipped, *crowd[1:])
    [same] = [one.episode.id for one in among.episodes() if one.episode.title == shipped.episode.title]
    for typed in (
        "模型",
        "力大砖飞",
        "训练一次 GPT-3 要多少钱",
        "gpt",
        "LoRA",
        "语料 频率 垂直领域",
        "c",
        "百花齐开",
        "世界杯决赛",
    ):
        expected = [(q.turn.clock, q.match, q.score) for q in alone.search(alone.parse(typed, episode=1)).quotes]
        answer = among.search(among.parse(typed, episode=same))
        assert [(q.turn.clock, q.match, q.score) for q in answer.quotes] == expected


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run `python -m store` as a person does."""
    return subprocess.run(
        [sys.executable, "-m", "store", *arguments], input=given, capture_output=True, text=True, check=False,
        cwd=EPISODE.parent.parent,
    )  # fmt: skip


def test_the_command_line_loads_searches_and_lists(tmp_path: Path) -> None:
    db = str(tmp_path / "quotes.db")
    loaded = run("load", str(EPISODE), "--db", db)
    assert (loaded.returncode, loaded.stdout) == (0, "")
    assert "166 turns loaded" in loaded.stderr
    assert "nothing changed" in run("load", str(EPISODE), "--db", db).stderr
    assert "高策 · 48:52" in run("search", "力大砖飞", "--db", db).stdout
    answers = run(
        "search", "--json", "-", "--limit", "1", "--db", db, given="力大砖飞\n孙天祥\t开源\n\n李白\t开源\nAlphaGo\n"
    )
    lines = answers.stdout.splitlines()
    assert [line[:8] for line in lines] == ['[{"id":1', '[{"id":7', "[]", "[]", '[{"id":2']
    assert '"heard":"fflode","meant":"AlphaGo"' in lines[4]
    assert '{"name":"方佳瑞","turns":68,"seconds":' in run("speakers", "--json", "--db", db).stdout
    assert '"date":null,"turns":166,"seconds":3707.0' in run("episodes", "--json", "--db", db).stdout


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "empty.txt"),
        ("blank.txt", b" \n\n ", "blank.txt"),
        ("zip.txt", b"PK\x03\x04" + bytes(100), "zip.txt"),
        ("cut.txt", "高策 09:54大家好。孙天祥 10:02好".encode()[:-1], "cut.txt"),
    ],
)
def test_a_file_that_is_no_transcript_gets_one_line_and_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(data)
    assert main(["load", str(tmp_path / name), "--db", str(tmp_path / "quotes.db")]) == 1
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1
    with Store.open(tmp_path / "quotes.db") as store:
        assert store.episodes() == ()


def test_a_missing_file_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = str(tmp_path / "quotes.db")
    assert main(["load", str(tmp_path / "none.txt"), str(EPISODE), "--db", db]) == 1
    assert "No such file" in capsys.readouterr().err
    with Store.open(db) as store:
        assert len(store.episodes()) == 1


def test_a_title_for_several_files_is_an_error(tmp_path: Path) -> None:
    assert main(["load", str(EPISODE), str(EPISODE), "--title", "x", "--db", str(tmp_path / "quotes.db")]) == 2


def test_title_audio_and_page_can_be_given(tmp_path: Path) -> None:
    db = str(tmp_path / "quotes.db")
    main(["load", str(EPISODE), "--title", "新标题", "--page", "https://pod.example/1", "--db", db])
    main(["load", str(EPISODE), "--audio", "https://pod.example/1.mp3", "--db", db])
    with Store.open(db) as store:
        [one] = store.episodes()
        assert (one.episode.title, one.episode.page, one.episode.audio) == (
            "新标题",
            "https://pod.example/1",
            "https://pod.example/1.mp3",
        )


def test_turns_without_times_have_no_clock(library) -> None:
    store = library(replace(transcript([(None, None, "没有时间的话")]), format="plain"))
    [quote] = store.search("时间").quotes
    assert (quote.turn.clock, quote.turn.start_s, quote.turn.speaker) == (None, None, None)
    assert store.episodes()[0].seconds is None


def test_seven_thousand_characters_in_one_turn_are_shown_as_an_excerpt(library) -> None:
    text = "今天我们聊聊熊猫。" * 400 + "夫妻废片在这里。" + "然后再聊聊竹子。" * 400
    quote = library([("阿猫", 0.0, text)]).search("夫妻肺片").quotes[0]
    assert len(quote.excerpt) < 250
    assert quote.excerpt.startswith("…")
    assert [quote.excerpt[a:b] for a, b in quote.highlights] == ["夫妻废片"]


def test_a_turn_is_a_plain_value() -> None:
    turn = Turn("阿猫", 61.5, None, "竹子", clock(61.5))
    assert (turn.clock, turn.id) == ("01:01", None)


def test_the_database_setting_is_read_from_dotenv_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE", raising=False)
    (tmp_path / ".env").write_text("DATABASE=mine.db\n")
    assert main(["load", str(EPISODE)]) == 0
    assert (tmp_path / "mine.db").exists()
    (tmp_path / ".env").write_text("nonsense\n")
    assert main(["episodes"]) == 1
    assert "line 1" in capsys.readouterr().err
