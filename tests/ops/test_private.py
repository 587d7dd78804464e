"""jieba unmarshals its cache: from a folder of our own, and from no other."""

import os
import subprocess
import sys

import pytest

from store import private
from tests import raccoons

FOLDER = "podcast-quote-bot"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(private.atexit, "register", lambda *_, **__: None)
    monkeypatch.setattr(private.tempfile, "mkdtemp", lambda prefix: str(tmp_path / prefix))
    return tmp_path / "cache"


def test_the_folder_is_the_user_s_and_closed_to_all_others(cache):
    folder = private.private_folder("jieba")
    assert folder == cache / FOLDER / "jieba"
    assert folder.stat().st_mode & 0o777 == 0o700
    (folder / "kept").touch()
    assert private.private_folder("jieba") == folder
    assert (folder / "kept").exists()


def test_a_folder_that_was_open_to_others_is_emptied_and_closed(cache):
    folder = private.private_folder("jieba")
    folder.chmod(0o777)
    (folder / "jieba.cache").write_text("evil")
    assert private.private_folder("jieba") == folder
    assert list(folder.iterdir()) == []
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_link_or_a_file_in_its_place_is_not_taken(cache, tmp_path):
    (cache / FOLDER).mkdir(parents=True, mode=0o700)
    (tmp_path / "elsewhere").mkdir()
    (cache / FOLDER / "jieba").symlink_to(tmp_path / "elsewhere")
    assert private.private_folder("jieba").parent == tmp_path
    (cache / FOLDER / "jieba").unlink()
    (cache / FOLDER / "jieba").touch()
    assert private.private_folder("jieba").parent == tmp_path


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give folders away")
def test_a_folder_of_somebody_else_is_not_taken(cache, tmp_path):
    folder = private.private_folder("jieba")
    os.chown(folder, 65534, 65534)
    assert private.private_folder("jieba").parent == tmp_path


def test_the_shared_folder_for_passing_files_holds_no_dictionary(tmp_path):
    """A dictionary that a stranger put where jieba looks by default is not read, and none is left there."""
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "jieba.cache").write_bytes(b"evil")
    program = "from store.hearing import weight; print(weight('垃圾桶') > 3)"
    environment = raccoons.environment(TMPDIR=str(shared), XDG_CACHE_HOME=str(tmp_path / "cache"))
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert ended.stdout == "True\n"
    assert [one.name for one in shared.iterdir()] == ["jieba.cache"]
    assert (shared / "jieba.cache").read_bytes() == b"evil"
    assert list((tmp_path / "cache" / FOLDER).glob("jieba-*/jieba.cache"))
