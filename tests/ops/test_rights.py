"""Whose the files are: the user's alone, unless somebody set them up to be shared."""

import os
import stat
import subprocess
import sys

import pytest

from store.sql.check import check
from store.sql.state import updates
from store.store import Store
from tests import raccoons

pytestmark = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no users here")


def rights(*paths):
    return {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in paths}


@pytest.fixture(params=[0o022, 0o002, 0o000])
def umask(request):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_a_new_database_all_that_is_beside_it_and_its_folders_are_the_user_s_alone(tmp_path, umask):
    path = tmp_path / "new" / "folder" / "quotes.db"
    (tmp_path / "link.db").symlink_to(path)
    with Store.open(tmp_path / "link.db") as store:
        store.state.notes.put("a", "b")
        updates.leave_beside(path, [(1, {"update_id": 1})], bot=7)
        assert rights(*path.parent.iterdir()) == dict.fromkeys(
            ("quotes.db", "quotes.db-wal", "quotes.db-shm", "quotes.db-left-7"), "0o600"
        )
        copy = tmp_path / "copy.db"
        command = [sys.executable, "-m", "store", "backup", "--db", str(path), str(copy)]
        subprocess.run(command, check=True, capture_output=True, env=raccoons.environment(), cwd=raccoons.ROOT)
    assert rights(copy) == {"copy.db": "0o600"}
    assert rights(path.parent, path.parent.parent) == {"new": "0o700", "folder": "0o700"}
    assert check(path).remarks == ()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o660, 0o666, 0o444])
def test_what_is_there_already_keeps_its_rights_and_others_that_can_read_it_are_told_of(tmp_path, mode):
    tmp_path.chmod(0o755)
    path = raccoons.library(tmp_path / "quotes.db")
    path.chmod(mode)
    with Store.open(path) as store:
        store.state.notes.put("a", "b")
        assert set(rights(*tmp_path.iterdir()).values()) == {oct(mode)}
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    told = check(path)
    assert [f"chmod 600 {path}" in one for one in told.remarks] == [True] * (mode in (0o644, 0o666))
    assert told.faults == ()


def test_in_a_folder_that_a_group_shares_the_group_may_write(tmp_path, umask):
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o2770)
    with Store.open(folder / "quotes.db") as store:
        store.state.notes.put("a", "b")
        assert set(rights(*folder.iterdir()).values()) == {"0o660"}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o2770
