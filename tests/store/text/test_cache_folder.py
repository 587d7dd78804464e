"""jieba unmarshals its cache: from a folder of our own, and from no other."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from store.text import cache_folder
from tests import raccoons

FOLDER = "podcast-quote-bot"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(cache_folder.atexit, "register", lambda *_, **__: None)
    monkeypatch.setattr(cache_folder.tempfile, "tempdir", str(tmp_path / "passing"))
    (tmp_path / "passing").mkdir()
    cache_folder._passing.cache_clear()
    yield tmp_path / "cache"
    cache_folder._passing.cache_clear()


def is_passing(folder, tmp_path):
    return folder.parent.parent == tmp_path / "passing"


def test_the_folder_is_the_user_s_and_closed_to_all_others(cache):
    folder = cache_folder.private_folder("jieba")
    assert folder == cache / FOLDER / "jieba"
    assert folder.stat().st_mode & 0o777 == 0o700
    (folder / "kept").touch()
    assert cache_folder.private_folder("jieba") == folder
    assert (folder / "kept").exists()


def test_a_folder_that_was_open_to_others_is_emptied_and_closed(cache):
    folder = cache_folder.private_folder("jieba")
    folder.chmod(0o777)
    (folder / "jieba.cache").write_text("evil")
    assert cache_folder.private_folder("jieba") == folder
    assert list(folder.iterdir()) == []
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_link_or_a_file_in_its_place_is_not_taken(cache, tmp_path):
    (cache / FOLDER).mkdir(parents=True, mode=0o700)
    (tmp_path / "elsewhere").mkdir()
    (cache / FOLDER / "jieba").symlink_to(tmp_path / "elsewhere")
    assert is_passing(cache_folder.private_folder("jieba"), tmp_path)
    (cache / FOLDER / "jieba").unlink()
    (cache / FOLDER / "jieba").touch()
    assert is_passing(cache_folder.private_folder("jieba"), tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give folders away")
def test_a_folder_of_somebody_else_is_not_taken(cache, tmp_path):
    folder = cache_folder.private_folder("jieba")
    os.chown(folder, 65534, 65534)
    assert is_passing(cache_folder.private_folder("jieba"), tmp_path)


@pytest.mark.parametrize("cannot", ["be made", "be written to", "be entered"])
def test_without_a_cache_folder_one_is_made_for_the_process_and_said_once(cache, tmp_path, monkeypatch, caplog, cannot):
    if cannot == "be made":
        cache.touch()
    elif cannot == "be written to":
        monkeypatch.setattr(cache_folder.os, "access", lambda path, mode: cache not in Path(path).parents)
    else:
        monkeypatch.setenv("XDG_CACHE_HOME", "/proc/self/nowhere")
    with ThreadPoolExecutor(8) as threads:
        folders = set(threads.map(cache_folder.private_folder, ["uploads", "jieba"] * 20))
    [one, other] = folders
    assert one.parent == other.parent
    assert is_passing(one, tmp_path)
    assert one.parent.stat().st_mode & 0o777 == 0o700
    [line] = caplog.records
    assert str(one.parent) in line.getMessage()


def test_what_is_made_for_the_process_is_made_again_where_it_was_swept_away_and_gone_at_its_end(tmp_path):
    """As the keepers of a temporary folder do with what nobody touched for days."""
    program = (
        "import shutil; from store.text.cache_folder import private_folder\n"
        "one = private_folder('uploads'); shutil.rmtree(one.parent)\n"
        "(private_folder('uploads') / 'a').touch(); print(one == private_folder('uploads'))"
    )
    environment = raccoons.environment(TMPDIR=str(tmp_path), XDG_CACHE_HOME="/proc/self/nowhere")
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert ended.stdout == "True\n"
    assert list(tmp_path.iterdir()) == []


def test_the_shared_folder_for_passing_files_holds_no_dictionary(tmp_path):
    """A dictionary that a stranger put where jieba looks by default is not read, and none is left there."""
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "jieba.cache").write_bytes(b"evil")
    program = "from store.search.keywords import weight; print(weight('垃圾桶') > 3)"
    environment = raccoons.environment(TMPDIR=str(shared), XDG_CACHE_HOME=str(tmp_path / "cache"))
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert ended.stdout == "True\n"
    assert [one.name for one in shared.iterdir()] == ["jieba.cache"]
    assert (shared / "jieba.cache").read_bytes() == b"evil"
    assert list((tmp_path / "cache" / FOLDER).glob("jieba-*/jieba.cache"))
