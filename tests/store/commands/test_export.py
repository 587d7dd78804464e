"""python -m store export writes a transcript that reads back."""

import pytest

from store.__main__ import main
from store.transcripts import read
from store.transcripts.export import EXPORTS
from tests import raccoons


@pytest.fixture
def db(tmp_path):
    return str(raccoons.library(tmp_path / "quotes.db"))


@pytest.mark.parametrize("format", EXPORTS)
def test_every_format_is_written_to_a_file_that_reads_back(db, tmp_path, capsys, format):
    title = _a_title(db, capsys)
    out = tmp_path / f"out{EXPORTS[format].ending}"
    assert main(["export", title, "--format", format, "--out", str(out), "--db", db]) == 0
    assert read(out.read_bytes(), out.name).turns
    assert capsys.readouterr().err == f"{title} is written to {out}.\n"


def test_without_a_file_it_is_printed(db, capsys):
    title = _a_title(db, capsys)
    assert main(["export", title, "--format", "vtt", "--db", db]) == 0
    assert capsys.readouterr().out.startswith("WEBVTT\n")


def test_what_cannot_be_done_is_one_line(db, tmp_path, capsys):
    title = _a_title(db, capsys)
    assert main(["export", "没有这一期", "--db", db]) == 1
    assert main(["export", title, "--out", str(tmp_path / "no" / "such"), "--db", db]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert "cannot be written" in told[1]


def _a_title(db, capsys):
    assert main(["episodes", "--db", db]) == 0
    return capsys.readouterr().out.split("\t")[0]
