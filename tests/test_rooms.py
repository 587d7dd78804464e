"""The laws of the house, read from the imports: which room may know which, and who may speak SQL or Telegram."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

ROOMS = (  # from the lowest to the highest: a room imports those before it, never one behind it
    "store.wording",
    "store.text",
    "store.errors",
    "store.command_line",
    "store.settings",
    "store.offsets",
    "store.models",
    "store.timing",
    "store.search.query",
    "store.search.indexing",
    "store.storage",
    "store.transcripts.parsing",
    "store.transcripts.names",
    "store.transcripts.captions",
    "store.transcripts.labelled",
    "store.transcripts.formats",
    "store.transcripts",
    "store.search",
    "store.meaning",
    "store.library",
    "store.sql",
    "store.store",
    "store.ingest",
    "store.feeds",
    "store.encoders",
    "store.commands",
    "store.__main__",
    "bot.errors",
    "bot.settings",
    "bot.log",
    "bot.http",
    "bot.texts",
    "bot.media",
    "bot.queries",
    "bot.render",
    "bot.services",
    "bot.telegram",
    "bot.context",
    "bot.messages",
    "bot.handlers",
    "bot.application",
    "bot.ops",
    "bot.terminal",
    "bot.__main__",
)

ONLY_IN = {  # who may import a library
    "sqlite3": ("store.sql",),
    "sqlite_utils": ("store.sql",),
    "typst": ("bot.media.pictures",),
    "telegram": (
        *("bot.services", "bot.telegram", "bot.context", "bot.messages", "bot.handlers", "bot.application"),
        *("bot.ops", "bot.terminal"),
    ),
}

MOST_FILES, MOST_LINES = 22, 400


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for folder in ("bot", "store") for path in sorted((ROOT / folder).rglob("*.py"))}
NAMES = sorted(MODULES)


def imported(name: str) -> Iterator[str]:
    """Yield the modules that a module imports, wherever in it; ours by their full names."""
    path = MODULES[name]
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.rsplit(".", node.level - 1)[0] + "." if node.level else ""
            base = (above + (node.module or "")).rstrip(".")
            for one in node.names:
                yield f"{base}.{one.name}" if f"{base}.{one.name}" in MODULES else base


def within(name: str, room: str) -> bool:
    return name == room or name.startswith(room + ".")


def height(name: str) -> int:
    """Return the place of a module's room in the table: that of the longest name that fits."""
    room = max((room for room in ROOMS if within(name, room)), key=len, default=None)
    assert room, f"{name} stands in no room of the table"
    return ROOMS.index(room)


@pytest.mark.parametrize("name", [name for name in NAMES if "." in name])
def test_a_room_imports_only_rooms_below_it(name: str) -> None:
    upwards = [one for one in imported(name) if one in MODULES and "." in one and height(one) > height(name)]
    assert not upwards, f"{MODULES[name]} imports what stands above it: {', '.join(upwards)}"


@pytest.mark.parametrize("name", NAMES)
def test_sql_and_telegram_are_spoken_only_where_they_are_at_home(name: str) -> None:
    for library, rooms in ONLY_IN.items():
        speaks = any(within(one, library) for one in imported(name))
        assert not speaks or any(within(name, room) for room in rooms), f"{MODULES[name]} imports {library}"


@pytest.mark.parametrize("name", [name for name in NAMES if within(name, "store")])
def test_the_store_knows_nothing_of_the_bot(name: str) -> None:
    assert not [one for one in imported(name) if within(one, "bot")], f"{MODULES[name]} imports the bot"


def test_no_modules_import_each_other() -> None:
    below = {name: {one for one in imported(name) if one in MODULES and one != name} for name in NAMES}
    try:
        TopologicalSorter(below).prepare()
    except CycleError as error:
        pytest.fail("imports run in a circle: " + " -> ".join(error.args[1]))


def test_no_folder_is_too_full_and_no_file_too_long() -> None:
    folders = {path.parent for path in MODULES.values()}
    full = [str(folder) for folder in folders if len(list(folder.glob("*.py"))) > MOST_FILES]
    lines = {path: path.read_text(encoding="utf-8").count("\n") for path in MODULES.values()}
    long = [str(path) for path, count in lines.items() if count > MOST_LINES]
    assert not full + long, "too many files, or lines: " + ", ".join(full + long)
