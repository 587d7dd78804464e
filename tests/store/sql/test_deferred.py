"""Writes that no answer waits for: one that can never be written keeps none back, and no other is lost."""

import json
import subprocess
import sys

import pytest

from store.sql import deferred as put_off
from store.sql.deferred import later
from store.store import Store
from tests import raccoons

NOTE = "INSERT OR REPLACE INTO facts VALUES (?, ?)"
ORPHAN = "INSERT INTO turns (episode_id, position, text) VALUES (99, 0, '')"

BAD = {
    "breaks a rule": (ORPHAN, ()),
    "into no table": ("INSERT INTO raccoons VALUES (1)", ()),
    "no statement at all": ("WASH IT", ()),
    "too few values": (NOTE, ("a",)),
    "a value of no kind": (NOTE, ("a", {"b": 1})),
    "a number too large": (NOTE, ("a", 2**64)),
    "half a character": (NOTE, ("a", "\ud83d")),
}


@pytest.fixture
def path(tmp_path):
    return raccoons.library(tmp_path / "quotes.db")


def noted(store):
    return dict(store.db.execute("SELECT * FROM facts WHERE name LIKE 'n%'").fetchall())


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
@pytest.mark.parametrize("locked", [False, True])
def test_a_write_that_can_never_be_written_is_given_up_alone_and_said_once(path, caplog, bad, locked):
    with Store.open(path) as store:
        writes = [(NOTE, ("n1", "a")), bad, (NOTE, ("n2", "b")), bad]
        if locked:
            with raccoons.locked(path):
                assert not later(store.db).write(store.db, *writes)
            assert noted(store) == {}
            assert caplog.records == []
        else:
            assert later(store.db).write(store.db, *writes)
        assert later(store.db).write(store.db, (NOTE, ("n3", "c")))
        assert noted(store) == {"n1": "a", "n2": "b", "n3": "c"}
        assert len(later(store.db)) == 0
        [told] = [record.getMessage() for record in caplog.records]
        assert bad[0] in told
        assert str(path) in told


def test_a_write_that_is_given_up_returns_nothing_and_one_that_returns_is_not_written_by_another(path):
    with Store.open(path) as store, Store.open(path) as other:
        mine = later(store.db)
        assert mine is later(other.db)
        assert mine.write_and_return(store.db, (ORPHAN + " RETURNING id", ())) is None
        with raccoons.locked(path):
            assert mine.write_and_return(store.db, (NOTE + " RETURNING name", ("n1", "a"))) is None
        assert mine.write_and_return(other.db, (NOTE + " RETURNING name", ("n2", "b"))) == [("n2",)]
        assert noted(store) == {"n1": "a", "n2": "b"}


def test_what_is_put_off_while_the_file_is_locked_has_an_end(path, monkeypatch):
    monkeypatch.setattr(put_off, "BRIEFLY_MS", 0)
    with Store.open(path) as store:
        with raccoons.locked(path):
            for at in range(put_off.MOST_PUT_OFF // 100 + 1):
                later(store.db).write(store.db, *((NOTE, (f"n{100 * at + one}", "")) for one in range(100)))
            assert len(later(store.db)) == put_off.MOST_PUT_OFF
        later(store.db).settle(store.db)
        assert sorted(noted(store), key=lambda name: int(name[1:]))[0] == "n100"  # the oldest are given up


FULL = """
import json, sys
from store.store import Store
from store.sql.deferred import later
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
NOTE = "INSERT OR REPLACE INTO facts VALUES (?, ?)"
with Store.open(sys.argv[1]) as store:
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    full = [later(store.db).write(store.db, (NOTE, (f"n{at}", "x" * 10_000)), ("WASH IT", ())) for at in range(3)]
    waiting = len(later(store.db))
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    there = later(store.db).write(store.db, (NOTE, ("n9", "")))
    print(json.dumps([full, waiting, there, len(later(store.db))]))
"""


def test_a_full_disk_keeps_what_is_put_off_until_there_is_room(path):
    ended = subprocess.run(
        [sys.executable, "-c", FULL, str(path)],
        capture_output=True, text=True, check=False, env=raccoons.environment(), cwd=raccoons.ROOT,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == [[False, False, False], 6, True, 0]
    assert ended.stderr.count("cannot be written") == 1  # said once
    assert ended.stderr.count("WASH IT") == 1
    with Store.open(path) as store:
        assert sorted(noted(store)) == ["n0", "n1", "n2", "n9"]
