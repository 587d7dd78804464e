"""Bytes to text: every encoding that transcripts come in, and wrong guesses that are noticed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.errors import NotATranscript
from store.transcripts.parsing.decode import MAX_BYTES, decode, likeness
from tests.store.transcripts.sentences import samples

SIMPLIFIED = "说话人 1 00:01\n大家好，欢迎收听熊猫电台，今天我们聊聊大模型和浣熊。\n说话人 2 00:05\n好的，谢谢。\n"
TRADITIONAL = "說話人 1 00:01\n大家好，歡迎收聽熊貓電台，今天我們聊聊大模型和浣熊。\n說話人 2 00:05\n好的，謝謝。\n"
ENGLISH = "Anna 00:01\nIt’s a “panda”, naïve as ever… isn’t it?\nBob 00:05\nA café?\n"

WRITTEN = {
    "UTF-8": (SIMPLIFIED, "utf-8", "utf-8"),
    "UTF-8 with a mark": (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
    "UTF-16 with a mark": (SIMPLIFIED, "utf-16", "utf-16-le"),
    "UTF-16, little end first": (SIMPLIFIED, "utf-16-le", "utf-16-le"),
    "UTF-16, big end first": (SIMPLIFIED, "utf-16-be", "utf-16-be"),
    "UTF-32 with a mark": (SIMPLIFIED, "utf-32", "utf-32-le"),
    "GB 18030": (SIMPLIFIED, "gb18030", "gb18030"),
    "GBK": (SIMPLIFIED, "gbk", "gb18030"),
    "GB 2312": (SIMPLIFIED, "gb2312", "gb18030"),
    "Big5": (TRADITIONAL, "big5", "big5hkscs"),
    "traditional in GBK": (TRADITIONAL, "gbk", "gb18030"),
    "one line of GBK": ("张三 00:01\n嗯，好。\n", "gbk", "gb18030"),
    "Windows-1252": (ENGLISH, "cp1252", "cp1252"),
    "Windows-1251": ("Анна 00:01\nПривет, как дела у панды?\n", "cp1251", "cp1251"),
    "Windows-1250": ("Jan 00:01\nPříliš žluťoučký kůň úpěl ďábelské ódy.\n", "cp1250", "cp1250"),
    "Shift JIS": ("佐藤 00:01\nこんにちは、パンダラジオです。\n", "shift_jis", "shift_jis"),
    "EUC-JP": ("佐藤 00:01\nこんにちは、今日は熊猫の話をしましょう。\n", "euc_jp", "euc_jp"),
    "KOI8-R": ("Анна 00:01\nПривет, как дела у панды?\n", "koi8_r", "koi8_u"),
    "KOI8-U": ("Анна 00:01\nЦе її панда, чи не так?\n", "koi8_u", "koi8_u"),
    "Chinese and Japanese in GBK": ("大家好，欢迎收听我们的节目。\nこんにちは、ようこそ。\n", "gbk", "gb18030"),
    "EUC-KR": ("김 00:01\n안녕하세요 여러분, 판다 라디오입니다.\n", "euc_kr", "euc_kr"),
}


@pytest.mark.parametrize(("text", "written", "read"), WRITTEN.values(), ids=WRITTEN)
def test_the_encoding_is_found(text: str, written: str, read: str) -> None:
    source = decode(text.encode(written), "熊猫.txt")
    assert (source.text, source.encoding) == (text, read)


def test_of_1266_texts_in_13_languages_all_are_read_right_but_a_sentence_or_two_of_central_europe() -> None:
    wrong = [one for one in samples() if decode(one.data, "a.txt").text != one.text]
    assert len(wrong) <= 8
    assert all(one.encoding == "cp1250" and one.lines <= 2 for one in wrong)


UNKNOWN = {
    "Greek": ("Καλημέρα σας, σήμερα μιλάμε για τα ρακούν.", "cp1253"),
    "Thai": ("สวัสดีครับ วันนี้เราจะคุยกันเรื่องแรคคูน", "cp874"),
    "Arabic": ("مرحبا بكم، اليوم نتحدث عن الراكون.", "cp1256"),
    "DOS": ("Привет, с вами радио, и сегодня мы говорим о енотах.", "cp866"),
    "Johab": ("안녕하세요 여러분, 판다 라디오에 오신 것을 환영합니다.", "johab"),
}


@pytest.mark.parametrize(("text", "encoding"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_reads_like_no_language_in_any_encoding_is_refused(text: str, encoding: str) -> None:
    with pytest.raises(NotATranscript, match=r"line 2: the bytes make sense in no encoding known here"):
        decode(f"Anna 00:01\n{text}\n".encode(encoding), "a.txt")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0b"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_line_ends_become_newlines(end: str, encoding: str) -> None:
    assert decode(f"一{end}二{end}三".encode(encoding), "a.txt").text == "一\n二\n三"


def test_nuls_private_use_characters_and_stray_marks_are_gone() -> None:
    assert decode("好\x00的\ue000\ufeff，\U000f0000行\x07。\t".encode(), "a.txt").text == "好的，行。\t"


CUT = {
    "UTF-8": SIMPLIFIED.encode()[:-2],
    "UTF-16": SIMPLIFIED.encode("utf-16")[:-1],
    "GBK": SIMPLIFIED.rstrip().encode("gbk")[:-1],
}


@pytest.mark.parametrize("data", CUT.values(), ids=CUT)
def test_a_file_cut_inside_a_character_is_refused_with_its_line(data: bytes) -> None:
    with pytest.raises(
        NotATranscript, match=r"半截\.txt, line 4: the file is cut off: .* in the middle of a character"
    ):
        decode(data, "半截.txt")


REFUSED = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\t\r\n ", "the file is empty"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "the file is empty"),
    "zip": (b"PK\x03\x04" + bytes(range(256)) * 8, "this is a zip archive: unpack it"),
    "Word": (
        b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml" + bytes(9) + b"word/document.xml",
        "a Word document: save",
    ),
    "Excel": (
        b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml" + bytes(9) + b"xl/workbook.xml",
        "an Excel sheet: save",
    ),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "an old Office document: save it as text"),
    "RTF": (b"{\\rtf1\\ansi Hello \\par there.}", "an RTF document: save it as plain text"),
    "PDF": (b"%PDF-1.7\n" + bytes(range(256)) * 8, "a PDF: save it as text"),
    "PDF in ASCII": (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 9, "a PDF: save it as text"),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "a picture"),
    "JPEG": (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8, "a picture"),
    "WAV": (b"RIFF\x00\x01\x00\x00WAVEfmt " + bytes(500), "an audio file"),
    "MP3 without a tag": (b"\xff\xfb\x90\x00" + bytes(500), "an audio file"),
    "MP4": (b"\x00\x00\x00\x20ftypisom" + bytes(500), "a video"),
    "one byte again and again": (b"\xff" * 5000, "the file is damaged|no encoding"),
    "two bytes again and again": (b"\xe0\xff" * 2500, "the file is damaged|no encoding"),
    "one character of GBK again and again": ("你".encode("gbk") * 2500, "the file is damaged|no encoding"),
    "MP3": (b"ID3\x04\x00" + bytes(range(256)) * 8, "an audio file"),
    "noise": (bytes(range(256)) * 8, "a binary file"),
    "zeros": (b"\x00" * 500, "a binary file"),
    "damaged": (SIMPLIFIED.encode() * 5 + b"\xff\xff\n" + SIMPLIFIED.encode(), "line 21: byte .* is not UTF-8"),
    "saved without its characters": (
        "张三 00:01\n\ufffd\ufffd\ufffd\ufffd\ufffd好\n".encode(),
        "line 2: .* already lost",
    ),
    "too large": (b"a" * (MAX_BYTES + 1), "of up to 20 MB"),
}


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_text_is_refused_in_a_sentence(data: bytes, reason: str) -> None:
    with pytest.raises(NotATranscript, match=reason) as caught:
        decode(data, "熊猫.txt")
    assert str(caught.value).startswith("熊猫.txt")


def test_halves_of_surrogate_pairs_are_joined_or_dropped() -> None:
    written = "好\ud83d\udc3c的\ud800。".encode("utf-8", "surrogatepass")
    assert (decode(written, "a.txt").text, decode(written, "a.txt").encoding) == ("好🐼的。", "utf-8")


def test_words_that_begin_as_a_binary_file_does_are_text() -> None:
    for text in ("ID3 is a tag.", "BM the bin.", "RIFF on a theme.", "OggS said hello."):
        assert decode(text.encode(), "a.txt").text == text


def test_a_wrong_guess_reads_less_like_language_than_the_right_one() -> None:
    wrong = SIMPLIFIED.encode("gbk").decode("big5hkscs", "replace")
    assert likeness(SIMPLIFIED) > 0.9
    assert likeness(wrong) < 0.5


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_a_sentence(data: bytes) -> None:
    try:
        source = decode(data, "任意")
    except NotATranscript as fault:
        assert str(fault).startswith("任意")
    else:
        assert source.text.strip() and "\r" not in source.text and "\x00" not in source.text
