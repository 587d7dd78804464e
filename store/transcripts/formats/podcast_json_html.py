"""Podcasting 2.0 transcripts: JSON and HTML.

https://github.com/Podcastindex-org/podcast-namespace/blob/main/transcripts/transcripts.md
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import pairwise

from store.errors import NotATranscript
from store.models import Episode, Transcript
from store.transcripts.captions.assemble import from_captions, from_turns
from store.transcripts.captions.captions import Caption, carry, ends_sentence
from store.transcripts.captions.words import TimedWord, are_words, phrases
from store.transcripts.formats.any_json import at, episode_of
from store.transcripts.parsing.clock import seconds
from store.transcripts.parsing.decode import clean
from store.transcripts.parsing.json_fields import piece_of
from store.transcripts.parsing.json_text import parse_json, peek_json
from store.transcripts.parsing.reader import Reader, Source
from store.transcripts.parsing.refusals import of_a_program
from store.wording.kinds import Remark

# JSON: {"version": "1.0.0", "segments": [{"speaker", "startTime", "endTime", "body"}]}


def _segments(data: object) -> list[Mapping[str, object]]:
    segments = at(data, ("segments",))
    return [item for item in segments if isinstance(item, dict)] if isinstance(segments, list) else []


def _fits_json(source: Source) -> bool:
    return any("body" in segment for segment in _segments(peek_json(source))[:20])


def _read_json(source: Source) -> Transcript:
    """Return the segments as turns; one without a speaker is by the speaker before it, words are joined to phrases."""
    data = parse_json(source)
    captions: list[Caption] = []
    for segment in _segments(data):
        piece = piece_of(segment, None)
        if piece is not None:
            start, end = (None if time is None or time.number < 0 else time.number for time in (piece.start, piece.end))
            captions.append(Caption(start, end, piece.text, None, piece.speaker))
    if not captions:
        raise NotATranscript(source.name, "no_podcast_segment")
    captions = carry(captions)
    if are_words([caption.text for caption in captions]):
        captions = phrases(TimedWord(said.text, said.start_s, said.end_s, said.speaker) for said in captions)
    return from_captions(source, captions, episode=episode_of(source, data), what="segment")


# HTML: <cite>Name:</cite><time>0:00</time><p>words</p>, with any of them missing, or cite and time inside of the p.

_CLOCK = r"\[?\(?(?:\d{1,3}:)?\d{1,3}:\d\d(?:\.\d+)?\)?\]?"
_HEAD = re.compile(rf"(?:(?P<name>[^:\n](?:[^:\n]{{0,38}}?[^:\s])??)\s++)?(?P<clock>{_CLOCK})\s*$")
_OTTER = re.compile(rf"<p>\s{{0,40}}(?:[^<>:]{{1,40}}\s)?{_CLOCK}\s{{0,40}}</p>", re.IGNORECASE)
_CITED = re.compile(
    r"<cite\b[^<>]{0,200}>[^<]{0,200}</cite>\s{0,40}(?:<time\b|<p\b|[^<\s])|"
    rf"<time\b[^<>]{{0,200}}>\s{{0,40}}{_CLOCK}\s{{0,40}}</time>",
    re.IGNORECASE,
)
_MOST_UNCLOSED = 1000
_BLOCKS = re.compile("p|div|li|[uo]l|section|article|blockquote|h[1-6]|t[rdh]|table|body|header|main|d[ltd]")
_SILENT = ("script", "style", "head", "title", "noscript", "template", "svg", "nav", "footer", "button")


@dataclass(slots=True)
class _Piece:
    """What stands between two names or times of a page: who, when, and the paragraphs."""

    speaker: str | None
    start_s: float | None
    line: int
    paragraphs: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    """Collects the pieces of a transcript page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[_Piece] = []
        self.title = ""
        self._inside: list[str] = []
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Note where in the page the parser is."""
        if _BLOCKS.fullmatch(tag) or tag in ("cite", "time"):
            self._paragraph()
        if tag == "br":
            self._words.append("\n")
        elif tag in _SILENT or tag in ("cite", "time"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Take what was collected as a name, a time or a paragraph."""
        if tag in self._inside:
            text = "".join(self._words)
            while self._inside and self._inside.pop() != tag:
                pass
            if tag == "cite":
                self._words = []
                self._speaks(" ".join(text.split()).rstrip(":：").strip() or None)
            elif tag == "time":
                self._words = []
                self._begins(seconds(text.strip().strip("[]()")))
        elif _BLOCKS.fullmatch(tag):
            self._paragraph()

    def handle_data(self, data: str) -> None:
        """Collect words, and the title of the page."""
        silent = next((tag for tag in reversed(self._inside) if tag in _SILENT), None)
        if silent is None:
            self._words.append(re.sub(r"\s+", " ", data))
        elif silent == "title":
            self.title += data

    def close(self) -> None:
        """Take the words behind the last tag."""
        super().close()
        self._paragraph()

    def _speaks(self, name: str | None) -> None:
        self.pieces.append(_Piece(name, None, self.getpos()[0]))

    def _begins(self, start_s: float | None) -> None:
        last = self.pieces[-1] if self.pieces else None
        if last is not None and not last.paragraphs and last.start_s is None:
            last.start_s = start_s
        else:
            self.pieces.append(_Piece(last.speaker if last else None, start_s, self.getpos()[0]))

    def _paragraph(self) -> None:
        """Add the words so far as a paragraph; one that is only a clock, or a name and a clock, is a head (Otter)."""
        if any(tag in ("cite", "time") for tag in self._inside):
            return
        text = "\n".join(line for part in "".join(self._words).split("\n") if (line := " ".join(part.split())))
        self._words = []
        if not text:
            return
        if head := _HEAD.fullmatch(text):
            if head["name"]:
                self._speaks(head["name"].strip())
            self._begins(seconds(head["clock"].strip("[]()")))
            return
        if not self.pieces:
            self.pieces.append(_Piece(None, None, self.getpos()[0]))
        self.pieces[-1].paragraphs.append(text)


def _fits_html(source: Source) -> bool:
    """Say whether it is HTML in which names are cited or clocks stand, over and over."""
    if "<" not in source.text[:2000] or (not source.text.lstrip().startswith("<") and of_a_program(source)):
        return False
    return bool(_CITED.search(source.text) or _OTTER.search(source.text)) and "<p" in source.text.lower()


def _read_html(source: Source) -> Transcript:
    """Return the paragraphs as turns of whoever is cited before them."""
    if source.text.count("<") > source.text.count(">") + _MOST_UNCLOSED:  # html.parser would take forever
        raise NotATranscript(source.name, "html_open_tags")
    page = _Page()
    try:
        page.feed(source.text)
        page.close()
    except AssertionError as fault:  # html.parser, of `<![` and an unknown word
        raise NotATranscript(source.name, "html_section") from fault
    named = (place for place, piece in enumerate(page.pieces) if piece.speaker or piece.start_s is not None)
    first = next(named, 0) if "<body" in source.text.lower() else 0  # a page has a head over its transcript
    spoken = [piece for piece in page.pieces[first:] if piece.paragraphs]
    captions = [
        Caption(piece.start_s, None, clean("\n".join(piece.paragraphs)), piece.line, piece.speaker) for piece in spoken
    ]
    captions = _with_ends(captions)
    title = re.sub(r"^Transcript (?:for|of):?\s+", "", " ".join(page.title.split()))
    remarks = [Remark("before_first", count=first)] if first else []
    whole = sum(ends_sentence(caption.text) for caption in captions) * 2 >= len(captions)
    if whole or all(caption.start_s is None for caption in captions):
        return from_turns(source, captions, episode=Episode(title or source.stem), remarks=remarks)
    return from_captions(source, captions, episode=Episode(title or source.stem), remarks=remarks, what="paragraph")


def _with_ends(captions: Sequence[Caption]) -> list[Caption]:
    """Return the captions each with an end where the next begins, as far as times go on."""
    ended = [
        replace(caption, end_s=following.start_s)
        if caption.start_s is not None and following.start_s is not None and following.start_s >= caption.start_s
        else caption
        for caption, following in pairwise(captions)
    ]
    return [*ended, *captions[-1:]]


JSON = Reader(
    "podcasting-json",
    "Podcasting 2.0 JSON",
    '{"segments": [{"speaker": "Ana", "startTime": 0.5, "endTime": 2.1, "body": "Hello"}]}',
    _fits_json,
    _read_json,
)
HTML = Reader(
    "podcasting-html", "Podcasting 2.0 HTML", "<cite>Ana:</cite> <time>0:00</time> <p>Hello</p>", _fits_html, _read_html
)
