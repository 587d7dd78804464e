"""Finding damage: values of the wrong type in a database, such as a damaged disk leaves there."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from store.sql.schema import migrations

_STORED = {"TEXT": "'text'", "INTEGER": "'integer'", "REAL": "'real', 'integer'", "BLOB": "'blob'"}
_ALSO_WRONG = {
    ("turns", "cues"): "NOT json_valid(cues)",
    ("episodes", "keywords"): "NOT json_valid(keywords)",
    ("episodes", "audio_offsets"): "NOT json_valid(audio_offsets)",
    ("changes", "before"): "NOT json_valid(before)",
    ("sqlite_sequence", "seq"): "typeof(seq) <> 'integer'",
    ("facts", "value"): "name IN ('loads', 'terms', 'spelled') AND (value GLOB '*[^0-9]*' OR length(value) > 18)"
    " OR name IN ('called', 'reindexing') AND (value NOT GLOB '[0-9]*:[0-9]*' OR length(value) > 36"
    " OR replace(value, ':', '') GLOB '*[^0-9]*' OR value GLOB '*:*:*') OR value = ''",
    ("called", "kind"): "kind NOT IN ('name', 'title', 'keyword')",
}
"""What is of the right kind and yet does not belong there."""


def misplaced_in(db: Database) -> Iterator[str]:
    """Yield what does not belong into an open file, whose tables are up to date: a sentence a column."""
    tables = Database(memory=True)
    try:
        migrations.apply(tables)
        yield from _misplaced(db, tables)
    finally:
        tables.conn.close()


def _misplaced(db: Database, tables: Database) -> Iterator[str]:
    """Yield a sentence for each column that holds what does not belong there; `tables` are as they are made."""
    for table in tables.table_names():
        if table.startswith(("turn_terms", "called_terms", "sqlite_stat", "_sqlite_")):
            continue
        for _, column, declared, not_null, _, key in tables.execute(f"PRAGMA table_info({table})").fetchall():
            allowed = _STORED.get(declared, "'text', 'integer', 'real'") + ("" if not_null or key else ", 'null'")
            wrong = f"typeof({column}) NOT IN ({allowed})"
            if also := _ALSO_WRONG.get((table, column)):
                wrong += f" OR {column} IS NOT NULL AND ({also})"
            (count,) = db.execute(f"SELECT count(*) FROM {table} WHERE {wrong}").fetchone()  # noqa: S608
            if count:
                yield f"{count} rows of {table} hold in {column} what does not belong there"
