"""What `called` holds, the names by which people and episodes are looked up, and the triggers that keep it so."""

from __future__ import annotations

_IS_CALLED = "(SELECT 1 FROM called WHERE kind = '{kind}' AND name = {name})"
_KEEP_CALLED = f"INSERT INTO called (kind, name) SELECT '{{kind}}', {{name}} WHERE NOT EXISTS {_IS_CALLED}"
# What is damaged has no keywords: json_each would refuse it, and with it whatever is written to the row.
_EACH_KEYWORD = "json_each(iif(typeof({0}) = 'text' AND json_valid({0}), {0}, '[]')) WHERE type = 'text'"
_KEEP_KEYWORDS = (
    f"INSERT INTO called (kind, name) SELECT DISTINCT 'keyword', value FROM {_EACH_KEYWORD.format('new.keywords')}"  # noqa: S608
    f" AND NOT EXISTS {_IS_CALLED.format(kind='keyword', name='value')}"
)
CALLED = f"""SELECT 'name' AS kind, name FROM speakers UNION SELECT 'name', name FROM aliases
    UNION SELECT 'title', title FROM episodes
    UNION SELECT 'keyword', value FROM episodes, {_EACH_KEYWORD.format("keywords")}"""  # noqa: S608
"""What `called` should hold."""
_FORGET_TITLE = (
    "DELETE FROM called WHERE kind = 'title' AND name = old.title"
    " AND NOT EXISTS (SELECT 1 FROM episodes WHERE title = old.title)"
)
_FORGET_NAME = (
    "DELETE FROM called WHERE kind = 'name' AND name = old.name"
    " AND NOT EXISTS (SELECT 1 FROM speakers WHERE name = old.name)"
    " AND NOT EXISTS (SELECT 1 FROM aliases WHERE name = old.name)"
)
TRIGGERS = {
    "INSERT ON speakers": [_KEEP_CALLED.format(kind="name", name="new.name")],
    "INSERT ON aliases": [_KEEP_CALLED.format(kind="name", name="new.name")],
    "DELETE ON aliases": [_FORGET_NAME],
    "INSERT ON episodes": [_KEEP_CALLED.format(kind="title", name="new.title"), _KEEP_KEYWORDS],
    "UPDATE OF title, keywords ON episodes": [
        _KEEP_CALLED.format(kind="title", name="new.title"),
        _FORGET_TITLE,
        _KEEP_KEYWORDS,
    ],
    "DELETE ON episodes": [_FORGET_TITLE],
    "INSERT ON voices": ["UPDATE speakers SET said = said + new.turns WHERE id = new.speaker_id"],
    "UPDATE OF turns ON voices": ["UPDATE speakers SET said = said + new.turns - old.turns WHERE id = new.speaker_id"],
    "DELETE ON voices": ["UPDATE speakers SET said = said - old.turns WHERE id = old.speaker_id"],
}
