"""What is written by hand about patterns: hostile texts that somebody thought of, and what only running makes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot import log
from bot.queries import callback_data
from store.library import links
from store.search import speaker_names
from store.text import han
from tests.patterns.hostile import Text

HOSTILE: dict[str, tuple[Text, ...]] = {
    "bot.log._ANY_TOKEN": (Text("", "1"), Text("123456:", "a", "!"), Text("", "123456:a")),
    "bot.log._FRAME": (Text("", " "), Text('  File "', "a"), Text("", '  File "')),
    "bot.log._QUOTED": (Text("'", "/a"), Text("'", "/a", " '"), Text("", "'\""), Text("", "'/a/a"), Text("'", "/")),
    "bot.render.html._SENTENCE": (Text("", "。」"), Text("", "a"), Text("。", " ")),
    "bot.terminal.text._ANY_TAG": (Text("", "<"), Text("", "<'"), Text("<", "'\""), Text("<a ", "b='c' ")),
    "bot.terminal.text._PIECE": (Text("", "<"), Text("", "<'"), Text("<", "'\""), Text("", "<a '>")),
    "bot.terminal.text._TAG": (Text("<a", " "), Text("<a ", "=", "<")),
    "store.search.excerpt._SENTENCE": (Text("", "。」 "), Text("", "a"), Text("。", " ", "a")),
    "store.transcripts.export._BREAKS": (Text("", "a. "), Text("", "。"), Text("a.", " "), Text("", "\n")),
    "store.transcripts.export._CLAUSES": (Text("", "a"), Text("，", " "), Text("", "，")),
    "store.transcripts.export._WORDS": (Text("", "a"), Text("", " "), Text("", "a ")),
    "store.feeds.feed._REFERENCE": (Text("", "&#"), Text("", "&#x"), Text("&#x", "1"), Text("", "&#11111111")),
    "store.feeds.fetch._CONTENT_RANGE": (
        Text("bytes ", "1"),
        Text("bytes 1-1/", "1"),
        Text("", "bytes */"),
        Text("", "*/"),
    ),
    "store.feeds.fetch._number": (Text("", "1", "a"), Text("", "0")),
    "store.search.glossary._LINE": (
        Text("a", " "),
        Text("", " ="),
        Text("a=", " "),
        Text("a=a!", " "),
        Text("a=", "|"),
    ),
    "store.feeds.addresses.host_of": (Text("", "a"), Text("//", "@"), Text("//a/", "/@"), Text("a:", "//")),
    "store.timing._LETTER": (Text("", "a1"), Text("", "é的")),
    "store.timing._SYLLABLE": (Text("", "的"), Text("", "a1")),
    "store.text.numbers._WRITTEN": (Text("", "一"), Text("", "一十"), Text("十", "一", "a")),
    "store.text.numbers._WORD": (Text("", "seven"), Text("", "t"), Text("", "sevena")),
    "store.text.pinyin._TYPED": (
        Text("What do you think about ", "the future of open source ", "?"),
        Text("", "a", "?"),
        Text("", "a1' ", ","),
        Text("", "xi'an ", "!"),
        Text("", "a1"),
    ),
    "store.search.question._ASKED_OF": (Text("@", " "), Text(" ", " "), Text("@a", ":，")),
    "store.search.question._NAMED": (Text("", " ", ":"), Text("", "a "), Text("a:", "/")),
    "store.search.question._QUOTED": (
        Text("", "“"),
        Text("", "“「『〝"),
        Text('"', "a"),
        Text("", '""'),
        Text("", "”“"),
    ),
    "store.search.question._WITHOUT": (Text("", "-"), Text("", " -a"), Text("-", "a"), Text(" -", "|")),
    "store.search.speaker_names.typed_pinyin": (Text("", "a1"), Text("", "zhong1")),
    "store.text.terms._JOINER": (Text("", " "), Text("", "-")),
    "store.transcripts.formats.ass._DRAWING": (
        Text("{\\p1}", "{a"),
        Text("{", "\\p1"),
        Text("", "{\\p1"),
        Text("{\\p1}", "{\\p"),
    ),
    "store.transcripts.formats.ass._OVERRIDE": (Text("", "{"), Text("{", "a")),
    "store.transcripts.formats.feishu._HEADER_DAY": (
        Text("2024年1月1", " ", "x"),
        Text("", "2024-1-1 "),
        Text("2024-1-1 ", "（a）"),
    ),
    "store.transcripts.labelled.headed._CITE": (
        Text("", "<cite "),
        Text("<cite ", 'user-name="a" '),
        Text("", '<cite user-name="'),
    ),
    "store.transcripts.labelled.headed._DURATION": (
        Text("|", "1h", " x"),
        Text("", "|1h"),
        Text("| ", "1小时 ", "x"),
        Text("a", " "),
    ),
    "store.transcripts.labelled.headed._HEAD": (Text("a", " "), Text("a ", "0:0"), Text("", "a 0:00 ")),
    "store.transcripts.labelled.read.META": (
        Text("", " ", ":x"),
        Text("", "- "),
        Text("|", " |", "x"),
        Text("[", "a](b", " x"),
        Text("![", ")", "x"),
        Text("https://", "a ", "x"),
    ),
    "store.transcripts.labelled.labels._CLOCK": (
        Text("", "["),
        Text("", "**"),
        Text("[", " ", "0:0"),
        Text("", "[0:00 "),
        Text("", "\\["),
    ),
    "store.transcripts.labelled.labels._TAILED": (Text("a", " ", "0:0"), Text("a", " -"), Text("", "a 0:00")),
    "store.transcripts.captions.name_prefixes._ASIDE": (
        Text("", " "),
        Text("", "("),
        Text("", " (a"),
        Text("(", " ", ")"),
    ),
    "store.transcripts.captions.name_prefixes._INNER": (
        Text("", ". "),
        Text("", "-"),
        Text(".", ">> "),
        Text("", ".a"),
    ),
    "store.transcripts.captions.name_prefixes._PREFIX": (
        Text("", " ", "x"),
        Text("", ">"),
        Text("- ", "a "),
        Text("", "- "),
    ),
    "store.transcripts.formats.plain._PICTURE": (Text("", "<img "), Text("<img", " ")),
    "store.transcripts.parsing.prose._IMAGE": (
        Text("", "!["),
        Text("", "![]("),
        Text("![](", 'a "'),
        Text("", '![](a "'),
    ),
    "store.transcripts.parsing.prose._LINK": (
        Text("", "["),
        Text("", "[a]("),
        Text("[a](", "(a)"),
        Text("[a](", "("),
        Text("[a](", "a"),
    ),
    "store.transcripts.parsing.prose._STRONG": (
        Text("", "**a "),
        Text("**a", " ** "),
        Text("", "*"),
        Text("**a", " __b "),
        Text("", "\\**a"),
        Text("", "**a\n"),
    ),
    "store.transcripts.parsing.prose._EMPHASIS": (Text("", "*a "), Text("", " *a"), Text("*", "a")),
    "store.transcripts.parsing.prose._TAG": (Text("", "<!--"), Text("<!--", "-"), Text("", "<a "), Text("<a", " ")),
    "store.transcripts.captions.blocks._SETTINGS": (
        Text("", " ", "x"),
        Text("", "align:a ", "x:"),
        Text("", "1 ", "x"),
        Text("line", ":"),
    ),
    "store.transcripts.captions.blocks._TIMING": (Text("1:1", " ", "x"), Text("-1:1:1", " "), Text("", "1 : ")),
    "store.transcripts.formats.whisper_text._LINE": (Text("", " ", "x"), Text("[", " "), Text("1:1", " ", "x")),
    "store.transcripts.names.names._ONLY_CLOCK_WORDS": (
        Text("", "现在是", "x"),
        Text("", "是", "嗯"),
        Text("", "约了", "x"),
    ),
    "store.transcripts.formats.webvtt._VOICE": (Text("<v", " "), Text("", "<v."), Text("", "<v a"), Text("<v.", "a")),
}


MADE: dict[str, Callable[[], Iterable[re.Pattern[str]]]] = {
    "bot.queries.callback_data._FORMS": lambda: list(callback_data._FORMS.values()),
    "bot.log.__init__ 2": lambda: [log.Redactor(["123456:aaaa", "a" * 64, "aab%2Faa"])._told or re.compile("")],
    "store.library.links._site": lambda: [re.compile(site.path) for site in (*links.SITES, links.ANYWHERE)],
    "store.search.speaker_names._sounds": lambda: speaker_names._sounds("重行乐长" * 3),
    "store.text.han._sounds": lambda: [han._sounds().folded],
    "store.text.han._sounds 2": lambda: [han._sounds().several],
    "store.search.titles._holds": lambda: speaker_names._sounds("重行乐长" * 3),  # the same form, of a title
    "store.transcripts.labelled.headed.header 2": lambda: [re.compile(r"[、，,；;\n]+"), re.compile(r"\s+")],
}
"""The patterns, or some of the most hostile, that the source makes out of what is known only when it runs."""

AT_MOST: dict[str, tuple[int, str]] = {
    "store.transcripts._TAIL": (1_000, "the end of the last turn"),
    "store.transcripts.names.names._ONLY_CLOCK_WORDS": (40, "what may be a name, once its length is known"),
}
"""Patterns of which only so many characters are ever asked, and of what: more than linear, and bounded."""
