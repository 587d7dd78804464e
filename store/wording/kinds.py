"""Refusals (why a file was not read) and remarks (what is odd in it), as kinds with fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

RefusalKind = Literal[
    # before and after a file is read
    "nothing_to_read",
    "too_large",
    "not_to_the_end",
    "too_slow",
    "reader_died",
    "reading_memory",
    "feed_memory",
    "result_memory",
    "writing_memory",
    "not_readable",
    "not_readable_fault",
    "not_writable_fault",
    "system",
    "no_correction",
    "newer_database",
    "other",
    # bytes
    "empty",
    "too_many_megabytes",
    "characters_lost",
    "no_encoding",
    "binary",
    "cut_in_character",
    "damaged_byte",
    "word",
    "pdf",
    "rtf",
    "old_office",
    "excel",
    "powerpoint",
    "opendocument",
    "e_book",
    "audio",
    "video",
    "picture",
    "archive",
    "zip",
    "database",
    "property_list",
    # any format
    "strange_number",
    "unknown_format",
    "nothing_said",
    "impossible_time",
    # what only looks like a transcript
    "zoom_chat",
    "chat",
    "comments",
    "rare_subtitles",
    "program_log",
    "error_text",
    "error_answer",
    "error_answer_code",
    "error_answer_silent",
    "error_answer_silent_code",
    "web_page",
    "feed",
    "other_xml",
    "other_json",
    "unknown",
    # JSON, XML and HTML
    "json_cut",
    "json_broken",
    "json_deep",
    "json_long_number",
    "xml_deep",
    "xml_entities",
    "xml_broken",
    "no_list_with_words",
    "no_words_in_list",
    "no_words_at",
    "no_words_in_format",
    "no_sentences",
    "no_own_json",
    "segment_without_words",
    "no_podcast_segment",
    "html_open_tags",
    "html_section",
    "no_tencent_paragraphs",
    # text for people
    "names_without_words",
    "cut_after_head",
    "cut_in_head",
    "cut_in_sentence",
    "no_head",
    "no_bold_or_clock",
    "no_tencent_line",
    "no_paragraph",
]
RemarkKind = Literal[
    # odd times and words
    "starts_before",
    "overlaps",
    "ends_before",
    "without_time",
    "repeated",
    "repeated_more",
    "over_silence",
    "without_words",
    "not_understood",
    "not_understood_at",
    # what was left out, and what is not sure
    "empty_left_out",
    "shown_again",
    "comments_left_out",
    "above_first_time",
    "above_first_time_from",
    "above_first_speaker",
    "tail_left_out",
    "appendix_left_out",
    "before_first",
    "drawings_left_out",
    "lines_no_json",
    "no_names_no_times",
    "met_once",
    "met_once_more",
    "clocks_said",
]
Unit = Literal[
    "caption",
    "event",
    "segment",
    "turn",
    "paragraph",
    "sentence",
    "phrase",
    "line",
    "row",
    "time mark",
    "time line",
    "clock line",
    "name or time",
]
"""A piece of a file, as counted."""


@dataclass(frozen=True, slots=True)
class Counted:
    """So many pieces of a file: `3 captions`."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Location:
    """Where something stands: at a line, or the piece of that number where the file has no lines to count.

    `first` of several places.
    """

    line: int | None
    number: int = 0
    unit: Unit = "line"
    first: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """Names, each with the line where it stands."""

    names: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of transcripts: its name for programs, its title in English."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding by the name that Python has for it."""

    name: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """What the system, SQLite or a library says, in English."""

    words: str


Field = int | str | Counted | Location | Named | Format | Encoding | Foreign


@dataclass(frozen=True, slots=True, init=False)
class Remark:
    """Something odd in a file that was read: its kind, and what the sentence about it tells."""

    kind: RemarkKind
    fields: Mapping[str, Field]

    def __init__(self, kind: RemarkKind, **fields: Field) -> None:
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "fields", fields)


@dataclass(frozen=True, slots=True, init=False)
class Refusal:
    """Why a file was not read or written: its kind, what the sentence tells; the file and the line, where known."""

    file: str | None
    kind: RefusalKind
    line: int | None
    fields: Mapping[str, Field]

    def __init__(self, file: str | None, kind: RefusalKind, line: int | None = None, **fields: Field) -> None:
        object.__setattr__(self, "file", file)
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "line", line)
        object.__setattr__(self, "fields", fields)
