"""Podcasting 2.0: JSON with segments or single words, HTML in all its variants."""

from __future__ import annotations

import json

import pytest

from store.errors import NotATranscript
from store.models import Transcript
from store.transcripts import read
from tests.store.transcripts.sentences import told

Said = list[tuple[str | None, float | None, float | None, str]]


def said(transcript: Transcript) -> Said:
    return [(turn.speaker, turn.start_s, turn.end_s, turn.text) for turn in transcript.turns]


def podcast(*segments: dict[str, object], **more: object) -> Transcript:
    data = {"version": "1.0.0", "segments": list(segments), **more}
    transcript = read(json.dumps(data).encode(), "raccoons.json")
    assert transcript.format == "podcasting-json"
    return transcript


def test_a_segment_without_a_speaker_is_by_the_one_before() -> None:
    transcript = podcast(
        {"speaker": "Ana", "startTime": 0.5, "endTime": 2, "body": "Raccoons"},
        {"startTime": 2, "endTime": 3, "body": "open bins."},
        {"speaker": "Bo", "startTime": 3, "endTime": 4, "body": "True."},
    )
    assert said(transcript) == [("Ana", 0.5, 3, "Raccoons open bins."), ("Bo", 3, 4, "True.")]


def test_single_words_are_joined_and_marks_stand_without_a_space() -> None:
    words = ["Do", "raccoons", "open", "bins", ",", "Ana", "?"]
    transcript = podcast(
        *({"speaker": "Bo", "startTime": n / 2, "endTime": n / 2 + 0.4, "body": word} for n, word in enumerate(words)),
        {"speaker": "Ana", "startTime": 4, "endTime": 4.4, "body": "Yes"},
    )
    assert said(transcript) == [("Bo", 0, 3.4, "Do raccoons open bins, Ana?"), ("Ana", 4, 4.4, "Yes")]


def test_version_may_be_missing() -> None:
    data = b'{"segments": [{"startTime": 1, "endTime": 2, "body": "Hi"}]}'
    assert said(read(data, "x.json")) == [(None, 1, 2, "Hi")]


@pytest.mark.parametrize("data", [b"{}", b'{"version": "1.0.0", "segments": []}', b'{"segments": [{"body": 3}]}'])
def test_without_segments_it_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(NotATranscript):
        read(data, "x.json")


HTML: dict[str, tuple[str, Said]] = {
    "by the book": (
        "<cite>Ana:</cite>\n<time>0:01</time>\n<p>Raccoons open &amp; close.</p>\n<p></p>\n"
        "<cite>Bo:</cite>\n<time>00:14</time>\n<p>Is it? Okay.</p>\n",
        [("Ana", 1, 14, "Raccoons open & close."), ("Bo", 14, None, "Is it? Okay.")],
    ),
    "hours in the times, a sentence over several captions": (
        "<cite>Speaker:</cite><time>00:00:00</time><p>Now for something different. Frank is in</p>"
        "<cite>Speaker:</cite><time>00:00:04</time><p>Raleigh</p>"
        "<cite>Speaker:</cite><time>00:00:05</time><p>today.</p>",
        [("Speaker", 0, 5, "Now for something different. Frank is in Raleigh today.")],
    ),
    "no times, several paragraphs, a page round it": (
        "<!DOCTYPE html><html><head><title>Transcript for Go Time #300</title></head><body><h1>Transcript</h1>"
        "<cite>Kris Brandow:</cite><p>Welcome.</p><p>This is it.</p><cite>Jon Calhoun:</cite><p>Hi.</p></body></html>",
        [("Kris Brandow", None, None, "Welcome.\nThis is it."), ("Jon Calhoun", None, None, "Hi.")],
    ),
    "no names, times in paragraphs": (
        "<p>1:59  </p>\n<p>Can you hear me?</p>\n<p></p>\n<p>2:12  </p>\n<p>I can.</p>",
        [(None, 119, 132, "Can you hear me?"), (None, 132, None, "I can.")],
    ),
    "names and times in paragraphs": (
        "<p>Unknown Speaker  0:00  </p><p>Hello.</p><p>Ana Ruiz  0:09</p><p>Hi.</p>",
        [("Unknown Speaker", 0, 9, "Hello."), ("Ana Ruiz", 9, None, "Hi.")],
    ),
    "name and time inside of the paragraph": (
        "<p><cite>Alice:</cite> <time>0:00</time> Hello world.</p>\n"
        "<p><cite>Bob:</cite> <time>0:04</time> Nice to meet you &amp; you.</p>",
        [("Alice", 0, 4, "Hello world."), ("Bob", 4, None, "Nice to meet you & you.")],
    ),
    "a line break and tags inside of the words": (
        "<cite>Ana</cite><time>0:00</time><p>One<br>two <b>three</b>.</p><cite>Bo</cite><time>0:03</time><p>Four.</p>",
        [("Ana", 0, 3, "One\ntwo three."), ("Bo", 3, None, "Four.")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), HTML.values(), ids=HTML.keys())
def test_html_in_all_its_variants(text: str, expected: Said) -> None:
    transcript = read(text.encode(), "raccoons.html")
    assert transcript.format == "podcasting-html"
    assert said(transcript) == expected


def test_the_title_of_the_page_is_the_title_of_the_episode() -> None:
    text, _ = HTML["no times, several paragraphs, a page round it"]
    transcript = read(text.encode(), "x.html")
    assert transcript.episode.title == "Go Time #300"
    assert told(transcript) == ("1 paragraph before the first speaker or time left out",)


def test_scripts_and_styles_are_not_spoken() -> None:
    text = "<style>p{}</style><script>alert('00:01')</script><cite>Ana:</cite><p>Hi.</p><cite>Bo:</cite><p>Ho.</p>"
    assert [turn.text for turn in read(text.encode(), "x.html").turns] == ["Hi.", "Ho."]


def test_an_example_in_a_text_about_transcripts_makes_none_of_it() -> None:
    text = "# Transcripts\n\n`<cite>Rocky:</cite> <time>0:00</time> <p>Hi</p>`\n\n```html\n<p>Hi</p>\n```\n"
    with pytest.raises(NotATranscript):
        read(text.encode(), "about.md")
