"""The lock files: what is installed is exactly what was chosen, from wherever it is fetched."""

import re
import subprocess
import sys
import tomllib

import pytest

from tests.raccoons import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")


def entries(name):
    """Return each requirement of a lock file with its hashes on one line, comments left out."""
    text = re.sub(r"\\\n", " ", (ROOT / name).read_text(encoding="utf-8"))
    lines = (line.partition(" #")[0].strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(name):
    return {normal(one.partition("==")[0]): one.partition("==")[2].split()[0] for one in entries(name)}


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_with_hashes_and_names_no_place(name):
    for entry in entries(name):
        assert re.match(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+ ", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
        assert "://" not in entry.replace("--hash", ""), entry
        assert not entry.startswith("-"), entry


def test_both_files_agree_and_hold_all_that_the_project_names():
    bot, development = pinned(LOCKS[0]), pinned(LOCKS[1])
    assert bot.items() <= development.items()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {normal(re.split(r"[\[<>=!~; ]", one)[0]) for one in project["dependencies"]}
    assert named <= bot.keys()


def test_what_is_installed_fits_together():
    told = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout
