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
    "WeChat": ("2021-03-04 12:33:21 浣熊\n吃什么\n\n2021-03-04 12:33:50 熊猫\n竹子\n", "the log of a chat", 1),
    "Telegram": ("Rocky, [04.03.2021 12:33]\nhello\n\nTanuki, [04.03.2021 12:34]\nhi\n", "the log of a chat", 1),
    "Teams": ("[3/4/2021 12:33 PM] Rocky\nhello\n\n[3/4/2021 12:34 PM] Tanuki\nhi\n", "the log of a chat", 1),
    "IRC": ("[12:33] <rocky> hello\n[12:34] <tanuki> hi\n", "the log of a chat", 1),
    "LINE": ("12:33\t浣熊\t吃什么\n12:34\t熊猫\t竹子\n", "the log of a chat", 1),
    "Discord": (
        '{"messages": [{"timestamp": "2021-01-01T10:00:00Z", "content": "hi", "author": {"name": "rocky"},'
        '"reactions": []}]}',
        "what was typed, not what was said",
        None,
    ),
    "comments": (
        '{"comments": [{"date": "2021-01-01", "author": "Rocky", "avatar": "x", "message": "Nice."},'
        '{"date": "2021-01-02", "author": "Rocky", "avatar": "x", "message": "Bins!"}]}',
        "what was typed, not what was said",
        None,
    ),
    "a program's log": (
        "2024-05-01 10:00:00,123 INFO bins: full\n2024-05-01 10:00:01,5 ERROR bins: x\n",
        "the log of a program",
        1,
    ),
    "MicroDVD": ("{371}{433}Hello there.\n{440}{500}And so on.\n", "MicroDVD.* save them as SRT", 1),
    "SCC": ("Scenarist_SCC V1.0\n\n00:00:00:00\t9420 9420\n", "SCC.* save them as SRT", 1),
    "SAMI": ("<SAMI><BODY><SYNC Start=0><P>Hello</BODY></SAMI>", "SAMI.* save them as SRT", 1),
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
