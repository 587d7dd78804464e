"""JSON from outside: of bounded depth, with strings that a database can store, and with a line where it is broken."""

from __future__ import annotations

import json
import re
from functools import lru_cache

from store.errors import NotATranscript
from store.transcripts.parsing.decode import clean
from store.transcripts.parsing.reader import Source
from store.wording.kinds import Foreign

_ESCAPED = re.compile(r"\\u(?:00[01][0-9a-f]|007f|d[89a-f]|e[0-9a-f]|f[0-8f])", re.IGNORECASE)
_MAX_DEPTH = 100


@lru_cache(maxsize=2)
def _load(text: str) -> object:
    return _cleaned(json.loads(text, strict=False), 0, _ESCAPED.search(text) is not None)


def _cleaned(value: object, depth: int, dirty: bool) -> object:
    """Return `value` with clean strings; RecursionError where it is nested too deeply."""
    if depth > _MAX_DEPTH:
        raise RecursionError
    if isinstance(value, str):
        return clean(value) if dirty else value
    if isinstance(value, list):
        return [_cleaned(item, depth + 1, dirty) for item in value]
    if isinstance(value, dict):
        return {key: _cleaned(item, depth + 1, dirty) for key, item in value.items()}
    return value


def parse_json(source: Source) -> object:
    """Return what the file holds. The value is shared between callers: do not change it.

    Raises NotATranscript where it is no JSON (with the line), or is nested more than 100 deep.
    """
    try:
        return _load(source.text)
    except json.JSONDecodeError as fault:
        if fault.pos >= len(source.text.rstrip()) - 1:
            raise NotATranscript(source.name, "json_cut", fault.lineno) from fault
        raise NotATranscript(
            source.name, "json_broken", fault.lineno, fault=Foreign(fault.msg), column=fault.colno
        ) from fault
    except RecursionError as fault:
        raise NotATranscript(source.name, "json_deep", depth=_MAX_DEPTH) from fault
    except ValueError as fault:  # a number with more digits than Python will read
        raise NotATranscript(source.name, "json_long_number") from fault


def peek_json(source: Source) -> object | None:
    """Return what the file holds where it is JSON, else None; never raises."""
    if source.text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return parse_json(source)
    except NotATranscript:
        return None
