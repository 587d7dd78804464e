"""Chats and comments saved as JSON (Telegram, Discord, Slack, Disqus): typed and not said.

They have authors, times and words, as turns have; what no recogniser writes is who likes them, what they answer, and a
picture of whom.
"""

from __future__ import annotations

from collections.abc import Iterator

from store.errors import NotATranscript
from store.transcripts.parsing.json_fields import plain_key
from store.transcripts.parsing.reader import Source

_TYPED = frozenset(
    (
        "avatar",
        "avatarurl",
        "fromid",
        "dateunixtime",
        "clientmsgid",
        "reactions",
        "mentions",
        "replyto",
        "replytomessageid",
        "attachments",
        "postid",
        "parentpostid",
        "commentid",
        "parentcommentid",
        "likes",
        "likecount",
        "upvotes",
    )
)
_DEEPEST = 6


def refuse_chat(source: Source, data: object) -> None:
    """Raise NotATranscript where most objects in a list of the file are messages of a chat, or comments."""
    for items in _lists(data, 0):
        typed = sum(any(plain_key(key) in _TYPED for key in item) for item in items)
        if typed * 2 > len(items):
            raise NotATranscript(source.name, "comments")


def _lists(value: object, depth: int) -> Iterator[list[dict[str, object]]]:
    """Yield the lists of objects with words inside a value, the outer before the inner ones."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        items = [item for item in value if isinstance(item, dict)]
        if any(plain_key(key) in ("text", "message", "content", "body") for item in items[:20] for key in item):
            yield items
        for item in items[:5]:
            yield from _lists(item, depth + 1)
    elif isinstance(value, dict):
        for child in value.values():
            if isinstance(child, list | dict):
                yield from _lists(child, depth + 1)
