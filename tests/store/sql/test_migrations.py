"""A file of any version that ever was is brought up to date, with all that is in it."""

import pytest

from store.__main__ import main
from store.sql.check import check
from store.sql.connection import as_it_stands
from store.store import Store
from tests import raccoons
from tests.ops.old_files import NAMES, SAID, file_of


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_every_version_is_brought_up_to_date_and_loses_nothing(tmp_path, name):
    path = file_of(tmp_path / "old.db", name)
    with Store.open(path) as store:
        [quote] = store.search("@狸小姐 安静").quotes
        assert quote.turn.text == SAID
        assert len(store.search("ChatGPT").quotes) == 1
        assert [one.title for one in store.find_episodes("yjgb")] == ["夜间广播"]
        assert [one.name for one in store.find_speakers("小结")] == ["狸小姐"]
        assert store.names_of_speakers() == ("狸小姐",)
        if name >= "m003":
            assert store.state.questions.get("abcdefgh").typed == "安静"
        if name >= "m005":
            assert store.state.chats.settings(77).language == "en"
    assert check(path).faults == ()


@pytest.mark.parametrize("name", NAMES[:-1])
def test_a_file_that_was_not_brought_up_to_date_is_no_fault(tmp_path, name):
    assert "not brought up to date" in check(file_of(tmp_path / "old.db", name)).remarks[0]


@pytest.mark.parametrize("command", [["search", "安静"], ["check"], ["episodes"]])
def test_a_newer_file_is_refused_in_one_line_and_left_as_it_is(tmp_path, capsys, command):
    path = raccoons.library(tmp_path / "quotes.db")
    db = as_it_stands(path)
    db.execute("INSERT INTO _sqlite_migrations VALUES (99, 'store', 'm999_of_tomorrow', '2999-01-01')")
    db.conn.close()
    before = path.read_bytes()
    assert main([*command, "--db", str(path)]) == 1
    told = capsys.readouterr().err
    assert "newer version" in told
    assert told.count("\n") == 1
    assert path.read_bytes() == before
