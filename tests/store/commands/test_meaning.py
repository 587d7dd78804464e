"""Search by meaning on the command line: loads make passages, searches tell what is sure and what is likely."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from store.__main__ import main
from store.store import Store
from tests.conftest import EPISODE

LIKELY = "就是那段吐槽显卡贵的"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return a function that runs a command and returns what it prints."""

    def run(*typed: str, status: int = 0) -> str:
        capsys.readouterr()
        assert main(list(typed)) == status
        told = capsys.readouterr()
        return told.err if status else told.out

    return run


@pytest.fixture(autouse=True)
def meaning_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEANING", "on")


@pytest.fixture
def db(tmp_path: Path, run: Callable[..., str]) -> str:
    """Return a library with the shipped episode, loaded with its passages."""
    path = str(tmp_path / "quotes.db")
    run("load", str(EPISODE), "--db", path)
    return path


def waiting(path: str) -> list[int]:
    with Store.open(path) as store:
        return store.passages.waiting("use-multilingual-3")


def test_a_load_makes_passages_and_a_search_tells_what_is_only_likely(db: str, run: Callable[..., str]) -> None:
    assert waiting(db) == []
    found = json.loads(run("search", LIKELY, "--db", db, "--json"))
    assert [(one["match"], one["sure"]) for one in found] == [("meaning", False)] * 5
    assert json.loads(run("search", LIKELY, "--db", db, "--json", "--sure")) == []
    assert run("search", LIKELY, "--db", db).startswith("Nothing found.\n\nClosest passages:\n\n")
    assert all(one["sure"] for one in json.loads(run("search", "开源", "--db", db, "--json")))


def test_with_meaning_off_nothing_is_made_and_words_alone_are_searched(
    tmp_path: Path, run: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEANING", "off")
    path = str(tmp_path / "off.db")
    run("load", str(EPISODE), "--db", path)
    assert waiting(path) == [1]
    assert json.loads(run("search", LIKELY, "--db", path, "--json")) == []


def test_passages_are_made_anew_with_the_index(db: str, run: Callable[..., str]) -> None:
    with Store.open(db) as store:
        before = store.passages.episodes("use-multilingual-3")
    run("reindex", "--db", db)
    with Store.open(db) as store:
        after = store.passages.episodes("use-multilingual-3")
    assert before.keys() == after.keys()
    assert before != after


def test_a_dry_run_makes_nothing(tmp_path: Path, run: Callable[..., str]) -> None:
    path = tmp_path / "dry.db"
    run("load", str(EPISODE), "--db", str(path), "--dry-run")
    assert not path.exists()


def test_a_setting_that_is_neither_on_nor_off_is_told_of(
    db: str, run: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEANING", "perhaps")
    told = run("search", LIKELY, "--db", db, status=1)
    assert told == "MEANING: expected yes or no\n"
