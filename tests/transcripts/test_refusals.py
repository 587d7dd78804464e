"""Files that only look like transcripts are turned away with a sentence that says what they are."""

from __future__ import annotations

import pytest

from store.errors import NotATranscript
from store.transcripts import READERS, Reader, read

LOOKALIKES = {
    "Zoom chat": ("01:27:42\tRocky:\thello\n\tworld\r\n01:27:50\tTanuki:\thi\r\n", "the log of a Zoom chat", 1),
    "Zoom chat, after a title": ("Chat\n01:27:42\t Rocky:\thello\n01:27:50\t Tanuki:\thi\n", "a Zoom chat", 2),
    "Zoom chat, newer": ("12:00:01 From Rocky to Everyone: hi\n12:00:05 From Tanuki : yo\n", "a Zoom chat", 1),
    "WhatsApp": ("[2024/5/3, 10:12:13] Rocky: hello\n[2024/5/3, 10:12:15] Tanuki: hi\n", "the log of a chat", 1),
    "error in JSON": ('{"code": 10003, "msg": "no permission"}', "saved error message", None),
    "error in words": ("404: Not Found", "saved error message", 1),
    "web page": ("<!DOCTYPE html>\n<html><body><p>404</p></body></html>", "a web page", 1),
    "feed": ('<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "a podcast's feed", 1),
    "other XML": ('<?xml version="1.0"?>\n<names><name>Rocky</name></names>', "XML, but of no kind", 1),
    "broken JSON": ('{"segments": [{"text": ', "the file is cut off", 1),
}


@pytest.mark.parametrize(("text", "reason", "line"), LOOKALIKES.values(), ids=LOOKALIKES)
def test_a_lookalike_is_refused(text: str, reason: str, line: int | None) -> None:
    with pytest.raises(NotATranscript, match=reason) as caught:
        read(text.encode(), "怪.txt")
    assert str(caught.value).startswith("怪.txt")
    assert line is None or caught.value.line == line


def test_every_reader_has_a_name_of_its_own_a_title_and_an_example() -> None:
    assert len({reader.name for reader in READERS}) == len(READERS)
    assert all(reader.title and reader.example and "\n" not in reader.example for reader in READERS)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_no_reader_meets_a_strange_file_with_anything_but_a_sentence(reader: Reader) -> None:
    for text in (
        "hello",
        "<a>",
        "{",
        "[]",
        "{}",
        "1",
        ":",
        "\n:\n",
        "张三 00:01",
        "[00:01]",
        "**:**",
        "-->",
        "---\n---",
    ):
        try:
            read(text.encode(), "怪.txt", format=reader.name)
        except NotATranscript as fault:
            assert str(fault).startswith("怪.txt")
