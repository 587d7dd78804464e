"""Many files at once: which are found, what becomes of bad ones, and what stands after an interruption."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Set
from io import StringIO
from pathlib import Path

import pytest

from store.__main__ import main
from store.ingest.files import find_files, shown_name
from store.ingest.job import Job, NotUnderstood, Outcome, do
from store.ingest.progress import Progress
from store.ingest.workers import Workers
from store.sql import optimize
from store.store import Store
from tests.conftest import EPISODE

ANIMALS = ("狸小姐", "浣熊", "獾先生")


def night(number: int, turns: int = 3) -> str:
    """Return the Feishu text of one night's programme, each its own."""
    rng = random.Random(number)
    said = ("翻垃圾桶要轻", "盖子先放在草地上", "月亮出来再开工", "狗来了就上树", "剩饭也有好坏")
    lines = [
        f"{rng.choice(ANIMALS)} {at // 6:02}:{at % 6}0\n第 {number} 夜，{rng.choice(said)}。" for at in range(turns)
    ]
    return "\n\n".join(lines) + "\n"


@pytest.fixture
def nights(tmp_path: Path) -> Path:
    """Return a folder of a dozen programmes."""
    folder = tmp_path / "nights"
    for number in range(12):
        path = folder / f"season {number // 6}" / f"第 {number} 夜.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(night(number), encoding="utf-8")
    return folder


@pytest.fixture
def db(tmp_path: Path) -> str:
    return str(tmp_path / "quotes.db")


def titles(db: str) -> list[str]:
    """Return the titles in the order in which the episodes were loaded."""
    with Store.open(db) as store:
        return [row[0] for row in store.db.execute("SELECT title FROM episodes ORDER BY id")]


# What is found


def test_a_folder_gives_its_transcripts_in_the_order_in_which_people_number_them(nights: Path) -> None:
    (nights / "season 0" / "theme.mp3").write_bytes(b"ID3")
    (nights / "quotes.db-wal").touch()
    (nights / "season 0" / "第 1 夜.glossary").write_text("Ray = 瑞", encoding="utf-8")
    (nights / ".hidden.txt").write_text("x", encoding="utf-8")
    files = find_files([nights])
    assert [path.stem for path in files.found] == [f"第 {number} 夜" for number in range(12)]
    assert (files.missing, files.others) == ((), 4)


def test_a_pattern_finds_files_and_each_file_comes_once(nights: Path) -> None:
    first = nights / "season 0" / "第 0 夜.txt"
    files = find_files([first, nights / "**" / "*0 夜.txt", nights / "none.txt", nights / "*.srt"])
    assert [path.stem for path in files.found] == ["第 0 夜", "第 10 夜"]
    assert files.missing == (nights / "none.txt", nights / "*.srt")


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    path = tmp_path / "[1] what?.txt"
    path.write_text(night(1), encoding="utf-8")
    assert find_files([path]).found == (path,)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a\nb.txt", "a\ufffdb.txt"), ("\u202etxt.exe", "\ufffdtxt.exe"), ("第 1 期.txt", "第 1 期.txt")],
)
def test_a_file_name_breaks_no_line(name: str, shown: str) -> None:
    assert shown_name(Path("folder") / name) == shown


# A load of many


def test_many_files_are_loaded_in_their_order_and_not_again(
    nights: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load", str(nights), "--db", db]) == 0
    assert titles(db) == [f"第 {number} 夜" for number in range(12)]
    assert "12 files: 12 loaded (36 turns)" in capsys.readouterr().err
    with Store.open(db) as store:
        assert store.search("月亮").total > 0
        before = store.db.execute("SELECT max(id) FROM turns").fetchone()
    (nights / "season 0" / "第 1 夜.txt").write_text(night(1, turns=4), encoding="utf-8")
    assert main(["load", str(nights), "--db", db]) == 0
    assert "1 loaded (4 turns), 1 of them changed, 11 there already" in capsys.readouterr().err
    with Store.open(db) as store:
        assert store.db.execute("SELECT max(id) FROM turns").fetchone()[0] == before[0] + 1
        assert len(store.episodes()) == 12


def test_bad_files_among_many_are_told_and_passed_over(
    nights: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (nights / "broken.txt").write_bytes(b"PK\x03\x04" + bytes(100))
    (nights / "season 1" / "第 7 夜.glossary").write_text("nonsense", encoding="utf-8")
    assert main(["load", str(nights), str(nights / "none.txt"), "--db", db]) == 1
    told = capsys.readouterr().err
    assert "broken.txt" in told
    assert "none.txt: No such file" in told
    assert "no correction" in told
    assert "3 could not be read" in told
    assert len(titles(db)) == 11


def test_every_file_is_told_of_as_json(nights: Path, db: str, capsys: pytest.CaptureFixture[str]) -> None:
    (nights / "broken.txt").write_bytes(b"")
    assert main(["load", str(nights), "--json", "--db", db]) == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["status"] for one in told] == ["refused"] + ["new"] * 12
    assert set(told[0]) == {"file", "status", "error"}
    one = told[1]
    assert (one["file"], one["format"], one["encoding"], one["turns"]) == ("第 0 夜.txt", "feishu", "utf-8", 3)
    assert (one["first"], one["last"], one["gaps"]) == ("00:00", "00:20", [])
    assert isinstance(one["remarks"], list)
    assert sum(speaker["turns"] for speaker in one["speakers"]) == 3


def test_a_dry_run_tells_and_leaves_nothing(nights: Path, db: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load", "--dry-run", str(nights), "--db", db]) == 0
    assert capsys.readouterr().out.count("would be new") == 12
    assert not Path(db).exists()
    main(["load", str(nights / "season 0"), "--db", db])
    path = nights / "season 0" / "第 1 夜.txt"
    path.write_text(night(1, turns=4), encoding="utf-8")
    capsys.readouterr()
    assert main(["load", "--dry-run", "--json", str(nights), "--db", db]) == 0
    told = [json.loads(line)["status"] for line in capsys.readouterr().out.splitlines()]
    assert told == ["same", "changed"] + ["same"] * 4 + ["new"] * 6
    assert len(titles(db)) == 6


def test_one_file_is_told_of_in_full(db: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["load", str(EPISODE), "--db", db])
    told = capsys.readouterr().err
    assert "166 turns loaded" in told
    assert "turns     166, 09:54 to 01:11:41" in told
    assert "方佳瑞 (68 turns, 25 min), 高策 (52 turns, 17 min)" in told


def test_a_gap_and_odd_times_are_told(tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "gap.txt"
    said = "浣熊 00:00\n开始了\n\n獾先生 10:00\n怎么没人\n\n浣熊 09:00\n我在洗东西\n\n獾先生 09:10\n哦\n"
    path.write_text(said, encoding="utf-8")
    main(["load", "--dry-run", str(path), "--db", db])
    told = capsys.readouterr().out
    assert "gaps      00:02 to 10:00" in told
    assert "line 7" in told


# Workers that die and hang


def odd_work(job: Job, known: Set[str]) -> Outcome:
    """Do the job, unless its name says otherwise."""
    if "dies" in job.name:
        os._exit(1)
    if "hangs" in job.name:
        time.sleep(60)
    return do(job, known)


def jobs(*names: str) -> Iterator[Job]:
    return (Job(name, data=night(number).encode(), size=100) for number, name in enumerate(names))


@pytest.mark.parametrize("count", [1, 2])
def test_a_worker_that_dies_or_hangs_costs_one_file(count: int) -> None:
    names = ["0", "1", "dies 2", "3", "hangs 4", "5", "6", "dies 7", "8"]
    with Workers(count, patience_s=5.0, work=odd_work) as workers:
        done = list(workers.read(jobs(*names)))
    assert sorted(job.name for job, _ in done) == sorted(names)
    told = {job.name: outcome.sentence for job, outcome in done if isinstance(outcome, NotUnderstood)}
    assert sorted(told) == ["dies 2", "dies 7", "hangs 4"]
    assert "brought the reader down" in told["dies 2"]
    assert "within 5 s" in told["hangs 4"]


def test_a_worker_that_is_killed_while_it_sends_costs_no_file() -> None:
    """As the system does where memory is short."""
    names = [str(number) for number in range(6)]
    long = (Job(name, data=night(number, turns=800).encode(), size=100) for number, name in enumerate(names))
    with Workers(1) as workers:
        reading = workers.read(long)
        done = [next(reading)]
        time.sleep(1.0)  # the next result is larger than a pipe holds, so it waits in mid-sending
        [process] = multiprocessing.active_children()
        process.kill()
        done += reading
    assert [job.name for job, _ in done] == names
    assert not [outcome for _, outcome in done if isinstance(outcome, NotUnderstood)]


def test_results_come_in_the_order_of_the_files() -> None:
    names = [str(number) for number in range(40)]
    with Workers(2) as workers:
        assert [job.name for job, _ in workers.read(jobs(*names))] == names
        assert [job.name for job, _ in workers.read(jobs("again"))] == ["again"]


def test_a_reader_with_a_fault_of_its_own_gets_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("store.ingest.job.read", broken)
    outcome = do(Job("night.txt", data=b"x"))
    assert isinstance(outcome, NotUnderstood)
    assert outcome.sentence == "night.txt: could not be read (RecursionError: too deep)"


# Interruptions


def started(nights: Path, db: str, *, number: int) -> subprocess.Popen[str]:
    """Start a load of many long programmes, and wait until some of them stand in the file."""
    for at in range(number):
        (nights / f"long {at}.txt").write_text(night(100 + at, turns=800), encoding="utf-8")
    load = subprocess.Popen(
        [sys.executable, "-m", "store", "load", str(nights), "--db", db],
        stderr=subprocess.PIPE,
        text=True,
        cwd=EPISODE.parent.parent,
    )
    assert load.stderr is not None
    for line in load.stderr:
        if "turns loaded" in line:
            break
    return load


def whole(db: str) -> int:
    """Return how many episodes there are; each must be whole and found."""
    with Store.open(db) as store:
        rows = store.db.execute(
            "SELECT (SELECT count(*) FROM turns WHERE episode_id = episodes.id), title FROM episodes"
        ).fetchall()
        assert all(turns == (800 if title.startswith("long") else 3) for turns, title in rows)
        (first,) = store.db.execute("SELECT min(id) FROM turns").fetchone()
        assert store.db.execute("SELECT 1 FROM turn_terms WHERE turn_terms MATCH '\"垃\"' LIMIT 1").fetchone()
        assert store.quote(first)
        assert store.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return len(rows)


@pytest.mark.parametrize(("signalled", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_what_was_loaded_before_an_interruption_stands_and_the_rest_comes_later(
    nights: Path, db: str, signalled: signal.Signals, status: int
) -> None:
    load = started(nights, db, number=60)
    load.send_signal(signalled)
    _, told = load.communicate(timeout=30)
    assert load.returncode == status
    if signalled == signal.SIGINT:
        assert "what was loaded before stands" in told
    assert 0 < whole(db) < 72
    assert main(["load", str(nights), "--db", db]) == 0
    assert whole(db) == 72


# Progress, and the state of the index


class Terminal(StringIO):
    """Somebody is looking."""

    def isatty(self) -> bool:
        return True


def test_a_long_load_tells_how_fast_it_is_and_how_long_it_will_take(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("store.ingest.progress.time.monotonic", lambda: now)
    out = Terminal()
    progress = Progress(4, 4_000, to=out)
    progress.step(1_000, 500)
    assert out.getvalue() == ""
    now = 105.0
    progress.step(1_000, 500)
    assert out.getvalue().endswith("[############............] 2 of 4 files, 200 turns/s, 0:05 left")
    progress.say("浣熊.txt: 500 turns loaded")
    assert out.getvalue().endswith("\r\x1b[K浣熊.txt: 500 turns loaded\n")


def test_a_tidied_index_finds_what_it_found_before(library) -> None:
    store = library(*[[("浣熊", 0.0, f"第{number}只桶")] for number in range(30)])
    assert optimize.parts(store.db) > 3
    before = [quote.turn.id for quote in store.search("桶", limit=50).quotes]
    assert optimize.tidy(store.db)
    assert optimize.parts(store.db) == 1
    assert [quote.turn.id for quote in store.search("桶", limit=50).quotes] == before
    assert not optimize.tidy(store.db)
