"""Every sentence that the readers can say of a file, found in their sources: nobody has to remember to list one.

A string is followed to where it is made: through f-strings, conditions, names, arguments and the functions of the
package. What only a file can tell is a hole, filled with a number.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, product
from pathlib import Path

STORE = Path(__file__).parents[3] / "store"
SOURCES = (
    *sorted(set((STORE / "transcripts").rglob("*.py")) - {STORE / "transcripts" / "export.py"}),
    *(STORE / "ingest" / name for name in ("isolated.py", "job.py", "workers.py")),
)

_REFUSALS = {"NotATranscript": 1, "_Refused": 0, "NotUnderstood": 0}
"""What is called with a reason, and the place of the reason among its arguments."""
_REMARKS = frozenset(("remarks", "notes"))
_ODDITIES = frozenset(("oddities", "_times", "_repeats", "_unsaid"))
_HOLE = "\0"
_FILE = re.compile(f"^{_HOLE}: ")
_HOLES = re.compile(f"{_HOLE}+")
_WORD = re.compile("[a-z]{2}")
_PROSE = re.compile(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Said:
    """A sentence as it may be said: where its words stand, the words, and what stands in the holes."""

    where: str
    sentence: str
    values: tuple[str, ...]


@dataclass
class Sources:
    """The sources of some modules: their functions and calls by name."""

    trees: dict[Path, ast.Module]
    functions: dict[str, list[tuple[Path, Function]]] = field(default_factory=dict)
    calls: dict[str, list[tuple[Path, ast.Call]]] = field(default_factory=dict)
    inside: dict[ast.AST, Function] = field(default_factory=dict)
    "The function in which a node stands."

    def __post_init__(self) -> None:
        for path, tree in self.trees.items():
            for node in ast.walk(tree):
                if isinstance(node, Function):
                    self.functions.setdefault(node.name, []).append((path, node))
                    self.inside.update(dict.fromkeys(ast.walk(node), node))  # an inner one comes later and prevails
                elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    self.calls.setdefault(node.func.id, []).append((path, node))

    def sentences(self) -> Iterator[Said]:
        """Yield every reason and remark, each in each of its forms."""
        for path, node in self._spoken():
            for shape in sorted(self.shapes(node, path)):
                if _WORD.search(shape):
                    yield _filled(_FILE.sub("", shape), f"{path.relative_to(STORE.parent)}:{node.lineno}")

    def _spoken(self) -> Iterator[tuple[Path, ast.expr]]:
        for path, tree in self.trees.items():
            for node in ast.walk(tree):
                match node:
                    case ast.Call(func=ast.Name(id=name), args=args) if (
                        name in _REFUSALS and len(args) > _REFUSALS[name]
                    ):
                        yield path, args[_REFUSALS[name]]
                    case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[one]):
                        if name in _REMARKS:
                            yield path, one
                    case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in _REMARKS:
                        yield from ((path, one) for one in _items(value))
                    case ast.keyword(arg="remarks", value=value):
                        yield from ((path, one) for one in _items(value))
                    case ast.FunctionDef(name=name) if "remark" in name or name in _ODDITIES:
                        for inner in ast.walk(node):
                            if isinstance(inner, ast.Return) and inner.value is not None:
                                yield from ((path, one) for one in _items(inner.value))

    def shapes(self, node: ast.expr, path: Path, seen: frozenset[ast.AST] = frozenset()) -> set[str]:
        """Return what an expression may come to, with a mark for each hole."""
        if node in seen:
            return {_HOLE}
        found = self._shapes(node, path, seen | {node})
        return {_HOLES.sub(_HOLE, one) for one in found}

    def _shapes(  # noqa: PLR0911 - one for each kind of expression
        self, node: ast.expr, path: Path, seen: frozenset[ast.AST]
    ) -> set[str]:
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.JoinedStr(values=parts):
                return {"".join(some) for some in product(*(self.shapes(part, path, seen) for part in parts))}
            case ast.FormattedValue(value=value, format_spec=None):
                return self.shapes(value, path, seen)
            case ast.IfExp(body=one, orelse=other):
                return self._any([(path, one), (path, other)], seen)
            case ast.BoolOp(op=ast.Or(), values=some):
                return self._any([(path, one) for one in some], seen)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return {a + b for a in self.shapes(left, path, seen) for b in self.shapes(right, path, seen)}
            case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mult()):
                return {"", text}
            case ast.NamedExpr(value=value):
                return self.shapes(value, path, seen)
            case ast.Name():
                return self._named(node, path, seen)
            case ast.Call(func=ast.Name(id="next"), args=[ast.GeneratorExp(elt=each), *default]):
                return self._any([(path, one) for one in (each, *default)], seen)
            case ast.Call(func=ast.Name(id=name)):
                given = [self._returned(one, where, seen) for where, one in self._called(name, path)]
                return set().union(*given) if given else {_HOLE}
        return {_HOLE}

    def _any(self, given: list[tuple[Path, ast.expr]], seen: frozenset[ast.AST]) -> set[str]:
        """Return what any of some expressions may come to; None is nothing that is said."""
        found = [self.shapes(one, path, seen) for path, one in given if not _is_none(one)]
        return set().union(*found) if found else {_HOLE}

    def _called(self, name: str, path: Path) -> list[tuple[Path, Function]]:
        """Return the functions that a name may call in a module: its own, else those that others give away."""
        found = self.functions.get(name, [])
        return [one for one in found if one[0] == path] or [one for one in found if not name.startswith("_")]

    def _returned(self, function: Function, path: Path, seen: frozenset[ast.AST]) -> set[str]:
        """Return what a function may give back; one hole where that is not made of words."""
        given = [node for node in ast.walk(function) if isinstance(node, ast.Return) and self.inside[node] is function]
        shapes = self._any([(path, one.value) for one in given if one.value is not None], seen)
        return shapes if any(map(_WORD.search, shapes)) else {_HOLE}

    def _named(self, name: ast.Name, path: Path, seen: frozenset[ast.AST]) -> set[str]:
        """Return what a name may stand for: given to it where it stands, to the function, or to the module."""
        function = self.inside.get(name)
        within: ast.AST = function if function is not None else self.trees[path]
        given = [one for node in ast.walk(within) for one in self._given(node, name.id, path)]
        if function is not None and name.id in [one.arg for one in _arguments(function)]:
            given += self._arguments(function, path, name.id)
        elif not given:
            given = [(path, one) for node in self.trees[path].body for _, one in self._given(node, name.id, path)]
        return self._any(given, seen)

    def _given(self, node: ast.AST, name: str, path: Path) -> Iterator[tuple[Path, ast.expr]]:
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                yield path, value
            case ast.NamedExpr(target=ast.Name(id=target), value=value) if target == name:
                yield path, value
            case (
                ast.For(target=ast.Tuple(elts=targets), iter=rows)
                | ast.comprehension(target=ast.Tuple(elts=targets), iter=rows)
            ):
                for place, one in enumerate(targets):
                    if isinstance(one, ast.Name) and one.id == name:
                        yield from ((path, row[place]) for row in self._rows(rows, path) if place < len(row))

    def _rows(self, node: ast.expr, path: Path) -> Iterator[list[ast.expr]]:
        """Yield the rows of a table, as far as it is written out."""
        match node:
            case ast.Tuple(elts=rows):
                yield from (row.elts for row in rows if isinstance(row, ast.Tuple))
            case ast.BinOp(left=one, right=other) | ast.IfExp(body=one, orelse=other):
                yield from self._rows(one, path)
                yield from self._rows(other, path)
            case ast.Name(id=name):
                within = self.inside.get(node)
                given = [one for some in ast.walk(within or self.trees[path]) for one in self._set(some, name)]
                given = given or [one for some in self.trees[path].body for one in self._set(some, name)]
                for one in given:
                    yield from self._rows(one, path)

    def _set(self, node: ast.AST, name: str) -> Iterator[ast.expr]:
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                yield value

    def _arguments(self, function: Function, home: Path, name: str) -> list[tuple[Path, ast.expr]]:
        """Return what a function is called with for an argument of that name."""
        place = [one.arg for one in _arguments(function)].index(name)
        found: list[tuple[Path, ast.expr]] = []
        for path, call in self.calls.get(function.name, []):
            if (home, function) not in self._called(function.name, path):
                continue
            found += [(path, call.args[place])] if place < len(call.args) else []
            found += [(path, one.value) for one in call.keywords if one.arg == name]
        arguments = function.args
        defaults = zip(arguments.args[::-1], arguments.defaults[::-1], strict=False)
        keyed = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        found += [(home, value) for one, value in (*defaults, *keyed) if one.arg == name and value is not None]
        return found


def harvest() -> list[Said]:
    """Return every sentence that the readers can say of a file, once each."""
    found = {one.sentence: one for one in _sources().sentences()}
    return sorted(found.values(), key=lambda one: (one.where, one.sentence))


def prose() -> Iterator[tuple[str, str]]:
    """Yield every piece of English in the functions of the readers, docstrings aside, and where it stands."""
    for path, tree in _sources().trees.items():
        for function in (node for node in ast.walk(tree) if isinstance(node, Function)):
            told = [node.value for node in ast.walk(function) if isinstance(node, ast.Expr)]
            compared = {one for node in ast.walk(function) if isinstance(node, ast.Compare) for one in ast.walk(node)}
            for node in ast.walk(function):
                match node:
                    case ast.Constant(value=str(text)) if (
                        node not in told and node not in compared and _PROSE.search(text)
                    ):
                        yield f"{path.relative_to(STORE.parent)}:{node.lineno}", text


def _sources() -> Sources:
    return Sources({path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES})


def _items(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the remarks in a row of them; those that a call makes are found where it makes them."""
    match node:
        case ast.Tuple(elts=some) | ast.List(elts=some):
            for one in some:
                yield from _items(one.value) if isinstance(one, ast.Starred) else (one,)
        case ast.IfExp(body=one, orelse=other):
            yield from _items(one)
            yield from _items(other)
        case ast.GeneratorExp(elt=one) | ast.ListComp(elt=one):
            yield one
        case ast.Call(func=ast.Name(id="tuple" | "list"), args=[one]):
            yield from _items(one)


def _filled(shape: str, where: str) -> Said:
    numbers = map(str, count(41))
    values: list[str] = []
    sentence = ""
    for place, piece in enumerate(shape.split(_HOLE)):
        if place:
            values.append(next(numbers))
            sentence += values[-1]
        sentence += piece
    return Said(where, " ".join(sentence.split()), tuple(values))


def _arguments(function: Function) -> list[ast.arg]:
    return [*function.args.args, *function.args.kwonlyargs]


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
