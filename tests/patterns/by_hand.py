"""What is written by hand about patterns: hostile texts that somebody thought of, and what only running makes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot import callbacks, logs
from bot.texts import zh_hans
from store import links, speakers, text
from tests.patterns.hostile import Text

HOSTILE: dict[str, tuple[Text, ...]] = {
    "bot.logs._ANY_TOKEN": (Text("", "1"), Text("123456:", "a", "!"), Text("", "123456:a")),
    "bot.logs._FRAME": (Text("", " "), Text('  File "', "a"), Text("", '  File "')),
    "bot.logs._QUOTED": (Text("'", "/a"), Text("'", "/a", " '"), Text("", "'\""), Text("", "'/a/a"), Text("'", "/")),
    "bot.markup._SENTENCE": (Text("", "。」"), Text("", "a"), Text("。", " ")),
    "bot.plain._ANY_TAG": (Text("", "<"), Text("", "<'"), Text("<", "'\""), Text("<a ", "b='c' ")),
    "bot.plain._PIECE": (Text("", "<"), Text("", "<'"), Text("<", "'\""), Text("", "<a '>")),
    "bot.plain._TAG": (Text("<a", " "), Text("<a ", "=", "<")),
    "store.dotenv._QUOTED": (Text('"', "\\"), Text('"', "\\a", "x"), Text("'' ", " ", "x"), Text('"" ', "#")),
    "store.excerpt._SENTENCE": (Text("", "。」 "), Text("", "a"), Text("。", " ", "a")),
    "store.export._BREAKS": (Text("", "a. "), Text("", "。"), Text("a.", " "), Text("", "\n")),
    "store.export._CLAUSES": (Text("", "a"), Text("，", " "), Text("", "，")),
    "store.export._WORDS": (Text("", "a"), Text("", " "), Text("", "a ")),
    "store.feeds._REFERENCE": (Text("", "&#"), Text("", "&#x"), Text("&#x", "1"), Text("", "&#11111111")),
    "store.fetching._CONTENT_RANGE": (
        Text("bytes ", "1"),
        Text("bytes 1-1/", "1"),
        Text("", "bytes */"),
        Text("", "*/"),
    ),
    "store.fetching._number": (Text("", "1", "a"), Text("", "0")),
    "store.glossary._LINE": (Text("a", " "), Text("", " ="), Text("a=", " "), Text("a=a!", " "), Text("a=", "|")),
    "store.guarded._host": (Text("", "a"), Text("//", "@"), Text("//a/", "/@"), Text("a:", "//")),
    "store.moments._LETTER": (Text("", "a1"), Text("", "é的")),
    "store.moments._SYLLABLE": (Text("", "的"), Text("", "a1")),
    "store.numbers._WRITTEN": (Text("", "一"), Text("", "一十"), Text("十", "一", "a")),
    "store.numbers._WORD": (Text("", "seven"), Text("", "t"), Text("", "sevena")),
    "store.pinyin._TYPED": (
        Text("What do you think about ", "the future of open source ", "?"),
        Text("", "a", "?"),
        Text("", "a1' ", ","),
        Text("", "xi'an ", "!"),
        Text("", "a1"),
    ),
    "store.question._ASKED_OF": (Text("@", " "), Text(" ", " "), Text("@a", ":，")),
    "store.question._NAMED": (Text("", " ", ":"), Text("", "a "), Text("a:", "/")),
    "store.question._QUOTED": (Text("", "“"), Text("", "“「『〝"), Text('"', "a"), Text("", '""'), Text("", "”“")),
    "store.question._WITHOUT": (Text("", "-"), Text("", " -a"), Text("-", "a"), Text(" -", "|")),
    "store.speakers.typed_pinyin": (Text("", "a1"), Text("", "zhong1")),
    "store.text._JOINER": (Text("", " "), Text("", "-")),
    "store.transcripts.ass._DRAWING": (
        Text("{\\p1}", "{a"),
        Text("{", "\\p1"),
        Text("", "{\\p1"),
        Text("{\\p1}", "{\\p"),
    ),
    "store.transcripts.ass._OVERRIDE": (Text("", "{"), Text("{", "a")),
    "store.transcripts.feishu._HEADER_DAY": (
        Text("2024年1月1", " ", "x"),
        Text("", "2024-1-1 "),
        Text("2024-1-1 ", "（a）"),
    ),
    "store.transcripts.headed._CITE": (
        Text("", "<cite "),
        Text("<cite ", 'user-name="a" '),
        Text("", '<cite user-name="'),
    ),
    "store.transcripts.headed._DURATION": (
        Text("|", "1h", " x"),
        Text("", "|1h"),
        Text("| ", "1小时 ", "x"),
        Text("a", " "),
    ),
    "store.transcripts.headed._HEAD": (Text("a", " "), Text("a ", "0:0"), Text("", "a 0:00 ")),
    "store.transcripts.labelled.META": (
        Text("", " ", ":x"),
        Text("", "- "),
        Text("|", " |", "x"),
        Text("[", "a](b", " x"),
        Text("![", ")", "x"),
        Text("https://", "a ", "x"),
    ),
    "store.transcripts.labels._CLOCK": (
        Text("", "["),
        Text("", "**"),
        Text("[", " ", "0:0"),
        Text("", "[0:00 "),
        Text("", "\\["),
    ),
    "store.transcripts.labels._TAILED": (Text("a", " ", "0:0"), Text("a", " -"), Text("", "a 0:00")),
    "store.transcripts.names._ASIDE": (Text("", " "), Text("", "("), Text("", " (a"), Text("(", " ", ")")),
    "store.transcripts.names._INNER": (Text("", ". "), Text("", "-"), Text(".", ">> "), Text("", ".a")),
    "store.transcripts.names._PREFIX": (Text("", " ", "x"), Text("", ">"), Text("- ", "a "), Text("", "- ")),
    "store.transcripts.plain._PICTURE": (Text("", "<img "), Text("<img", " ")),
    "store.transcripts.prose._IMAGE": (Text("", "!["), Text("", "![]("), Text("![](", 'a "'), Text("", '![](a "')),
    "store.transcripts.prose._LINK": (
        Text("", "["),
        Text("", "[a]("),
        Text("[a](", "(a)"),
        Text("[a](", "("),
        Text("[a](", "a"),
    ),
    "store.transcripts.prose._STRONG": (
        Text("", "**a "),
        Text("**a", " ** "),
        Text("", "*"),
        Text("**a", " __b "),
        Text("", "\\**a"),
        Text("", "**a\n"),
    ),
    "store.transcripts.prose._EMPHASIS": (Text("", "*a "), Text("", " *a"), Text("*", "a")),
    "store.transcripts.prose._TAG": (Text("", "<!--"), Text("<!--", "-"), Text("", "<a "), Text("<a", " ")),
    "store.transcripts.timed._SETTINGS": (
        Text("", " ", "x"),
        Text("", "align:a ", "x:"),
        Text("", "1 ", "x"),
        Text("line", ":"),
    ),
    "store.transcripts.timed._TIMING": (Text("1:1", " ", "x"), Text("-1:1:1", " "), Text("", "1 : ")),
    "store.transcripts.timed_lines._LINE": (Text("", " ", "x"), Text("[", " "), Text("1:1", " ", "x")),
    "store.transcripts.voices._ONLY_CLOCK_WORDS": (
        Text("", "现在是", "x"),
        Text("", "是", "嗯"),
        Text("", "约了", "x"),
    ),
    "store.transcripts.webvtt._VOICE": (Text("<v", " "), Text("", "<v."), Text("", "<v a"), Text("<v.", "a")),
}


def _templates() -> list[re.Pattern[str]]:
    """Return those with the most holes: each hole is looked for behind each end of the one before it."""
    made = zh_hans.SIMPLIFIED.reasons._templates
    return sorted((one.pattern for one in made), key=lambda pattern: pattern.groups)[-3:]


MADE: dict[str, Callable[[], Iterable[re.Pattern[str]]]] = {
    "bot.callbacks._FORMS": lambda: [form for form, _ in callbacks._FORMS],
    "bot.logs.__init__ 2": lambda: [logs.Redactor(["123456:aaaa", "a" * 64, "aab%2Faa"])._told or re.compile("")],
    "bot.texts.reasons._compiled": _templates,
    "store.links._site": lambda: [re.compile(site.path) for site in (*links.SITES, links.ANYWHERE)],
    "store.speakers._sounds": lambda: speakers._sounds("重行乐长" * 3),
    "store.text._sounds": lambda: [text._sounds().folded],
    "store.text._sounds 2": lambda: [text._sounds().several],
    "store.titles._holds": lambda: speakers._sounds("重行乐长" * 3),  # the same form, of a title
    "store.transcripts.headed.header 2": lambda: [re.compile(r"[、，,；;\n]+"), re.compile(r"\s+")],
}
"""The patterns, or some of the most hostile, that the source makes out of what is known only when it runs."""

AT_MOST: dict[str, tuple[int, str]] = {
    "bot.texts.reasons._compiled": (300, "a sentence of the store, with a file's name in it"),
    "store.transcripts._TAIL": (1_000, "the end of the last turn"),
    "store.transcripts.voices._ONLY_CLOCK_WORDS": (40, "what may be a name, once its length is known"),
}
"""Patterns of which only so many characters are ever asked, and of what: more than linear, and bounded."""
