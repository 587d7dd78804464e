"""Every regular expression in bot/ and store/, found in the source itself, and how it is used there."""

from __future__ import annotations

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, TypeGuard

ROOT = Path(__file__).parents[2]

_IMPORTS_RE = re.compile(r"^import re$", re.MULTILINE)

# How `re` is called, and where the flags stand then.
_FLAGS_AT = {
    "compile": 1,
    "match": 2,
    "fullmatch": 2,
    "search": 2,
    "sub": 4,
    "subn": 4,
    "findall": 2,
    "finditer": 2,
    "split": 3,
}
_WAYS = {"match": "begins", "fullmatch": "whole"}  # what else a pattern can do looks everywhere


@dataclass(frozen=True, slots=True)
class Found:
    """A place at which a pattern is made: `module.NAME`, or the function around it; None if only running it tells."""

    name: str
    pattern: re.Pattern[str] | None
    ways: frozenset[str]


@cache
def all_patterns() -> tuple[Found, ...]:
    """Return every call of `re` that makes a pattern, in the order of the files."""
    written = sources()
    makers = {name: ast.parse(text) for name, text in written.items() if _IMPORTS_RE.search(text)}
    calls = [(name, where, call) for name, source in makers.items() for where, call in _calls(source)]
    shared = {where for _, where, _ in calls if not where.startswith("_")}
    users = {name: ast.parse(text) for name, text in written.items() if any(one in text for one in shared)}
    uses = _uses({**makers, **users})
    found: list[Found] = []
    counts: dict[str, int] = defaultdict(int)
    for name, where, call in calls:
        full = f"{name}.{where}"
        counts[full] += 1
        numbered = full + (f" {counts[full]}" if counts[full] > 1 else "")
        method = call.func.attr  # type: ignore[attr-defined]  # `_calls` gives no others
        used = uses[name if where.startswith("_") else "", where]
        ways = (used or {"anywhere"}) if method == "compile" else {_WAYS.get(method, "anywhere")}
        found.append(Found(numbered, _made(call, method, importlib.import_module(name)), frozenset(ways)))
    return tuple(found)


def sources() -> dict[str, str]:
    """Return the text of every module by its name."""
    return {_module_name(path): path.read_text(encoding="utf-8") for path in _files()}


def _files() -> Iterator[Path]:
    for room in ("bot", "store"):
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if path.name != "__main__.py")


def _module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _calls(source: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call of `re` with the name it is given, else with that of the function or the value around it."""

    def within(node: ast.AST, where: str) -> Iterator[tuple[str, ast.Call]]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            where = node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign) and where == "":
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                for one, value in zip(target.elts, node.value.elts, strict=True):
                    yield from within(value, one.id if isinstance(one, ast.Name) else "")
                return
            where = target.id if isinstance(target, ast.Name) else ""
        if _makes(node):
            yield where, node
        for child in ast.iter_child_nodes(node):
            yield from within(child, where)

    return within(source, "")


def _makes(node: ast.AST) -> TypeGuard[ast.Call]:
    called = node.func if isinstance(node, ast.Call) else None
    of_re = isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "re"
    return of_re and called.attr in _FLAGS_AT  # type: ignore[union-attr]


def _made(call: ast.Call, method: str, module: ModuleType) -> re.Pattern[str] | None:
    """Return the pattern that a call makes, as far as the module's own names tell it."""
    at = _FLAGS_AT[method]
    flags = call.args[at] if len(call.args) > at else next((k.value for k in call.keywords if k.arg == "flags"), None)
    try:
        pattern, told = _value(call.args[0], module), _value(flags, module) if flags else 0
    except NameError:
        return None
    if isinstance(pattern, bytes):
        return re.compile(pattern.decode("latin-1"), told | re.ASCII)
    return re.compile(pattern, told)


def _value(node: ast.expr, module: ModuleType) -> Any:
    return eval(compile(ast.Expression(node), module.__name__, "eval"), vars(module))  # noqa: S307 - our own source


def _uses(sources: Mapping[str, ast.Module]) -> dict[tuple[str, str], set[str]]:
    """Return how a pattern is used, by (module, _NAME) and by ("", NAME); one that is handed on is used in any way."""
    ways: dict[tuple[str, str], set[str]] = defaultdict(set)
    for module, source in sources.items():
        owners, names = set(), []
        for node in ast.walk(source):
            if isinstance(node, ast.Attribute):
                owners.add(id(node.value))
                name = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
                ways[module if name.startswith("_") else "", name].add(_WAYS.get(node.attr, "anywhere"))
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                names.append(node)
        for node in names:
            if id(node) not in owners:
                ways[module if node.id.startswith("_") else "", node.id].add("anywhere")
    return ways
