"""iFlytek (讯飞听见): `说话人1 00:42` above each turn, no blank line between turns, and blank lines inside them."""

from __future__ import annotations

import re

from store.transcripts.labelled.headed import heads, read_headed
from store.transcripts.parsing.reader import Reader, Source
from store.transcripts.parsing.refusals import machine_made

_NAME = "iflytek"
_VOICE = re.compile(r"(?:说话人|讲话人)\d{1,3}")


def fits(source: Source) -> bool:
    """Return whether the voices are numbered as iFlytek numbers them, without a space (Feishu sets one)."""
    found = () if machine_made(source) else heads(source.lines)
    return bool(found) and sum(_VOICE.fullmatch(head.name) is not None for head in found) * 2 > len(found)


READER = Reader(
    name=_NAME,
    title="iFlytek (讯飞听见)",
    example="说话人1 00:42",
    fits=fits,
    read=lambda source: read_headed(source, _NAME),
)
