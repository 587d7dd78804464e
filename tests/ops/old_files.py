"""Files as every earlier version of the program left them."""

import sqlite3

from sqlite_utils import Database

from store.sql.schema import migrations
from store.text.terms import episode_term, speaker_term, terms

SAID = "最要紧的是安静, chat GPT"
NAMES = [one.name for one in migrations._migrations]


def file_of(path, name, turns=1):
    """Make a file whose last migration is `name`, with an episode of one turn in it and whatever else it could hold."""
    conn = sqlite3.connect(path, isolation_level=None)
    db = Database(conn)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("BEGIN")
    following = NAMES[NAMES.index(name) + 1 :]
    migrations.apply(db, stop_before=following[:1] or None)
    conn.execute(
        "INSERT INTO episodes (title, format, source, digest, loaded_at)"
        " VALUES ('夜间广播', 'test', 'n.txt', 'd', '2024-01-01')"
    )
    conn.execute("INSERT INTO speakers (name) VALUES ('狸小姐')")
    for at in range(turns):
        _turn(conn, name, at + 1, f"第{at}夜，{SAID}" if at else SAID)
    conn.execute("INSERT INTO voices (episode_id, speaker_id, turns) VALUES (1, 1, ?)", [turns])
    if name >= "m003":
        kept = ["abcdefgh", '["安静",["安静"],[],[],null,null]', "2999-01-01"]
        conn.execute("INSERT INTO kept_questions (id, question, asked_on) VALUES (?, ?, ?)", kept)
    if name >= "m004":
        correction = ["清静", "=", '["安静"]', "[]"]
        conn.execute("INSERT INTO glossary (meant, relation, heard, exceptions) VALUES (?, ?, ?, ?)", correction)
    if name >= "m005":
        conn.execute("INSERT INTO chats (id, language) VALUES (77, 'en')")
    conn.execute("COMMIT")
    conn.close()
    return path


def _turn(conn, name, turn_id, text):
    conn.execute(
        "INSERT INTO turns (id, episode_id, position, speaker_id, text) VALUES (?, 1, ?, 1, ?)",
        [turn_id, turn_id, text],
    )
    if name >= "m002":
        said, latin = terms(text)
        row = " ".join([*said, *latin, episode_term(1), speaker_term(1)])
        conn.execute("INSERT INTO turn_terms (rowid, terms) VALUES (?, ?)", [turn_id, row])
        conn.executemany("INSERT OR IGNORE INTO latin_words VALUES (?, 1)", [(word,) for word in latin])
