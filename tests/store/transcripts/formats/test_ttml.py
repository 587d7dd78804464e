"""XML with captions: TTML, YouTube's three kinds, Podlove, SpokenData, and XML that means harm."""

from __future__ import annotations

import pytest

from store.errors import NotATranscript
from store.models import Transcript
from store.transcripts import read
from tests.store.transcripts.sentences import told


def said(transcript: Transcript) -> list[tuple[str | None, float | None, float | None, str]]:
    return [(turn.speaker, turn.start_s, turn.end_s, turn.text) for turn in transcript.turns]


def xml(text: str) -> Transcript:
    return read(text.encode(), "raccoons.xml")


TTML = """<?xml version="1.0" encoding="utf-16"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"
    xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="25" ttp:tickRate="1000">
 <head><metadata><ttm:title>Raccoon radio</ttm:title>
  <ttm:agent xml:id="ana" type="person"><ttm:name type="full">Ana Ruiz</ttm:name></ttm:agent></metadata></head>
 <body begin="10s"><div>
  <p begin="00:00:01.000" end="00:00:02.500" ttm:agent="ana">Raccoons<br/>open
     every <span>bin</span>.</p>
  <p begin="3.5s" dur="1500ms">And?</p>
  <p begin="00:00:06:05" end="00:00:07:00">Frames.</p>
  <p begin="20000t" end="21000t">Ticks.</p>
  <p><span begin="30s" end="31s">Inner</span> <span begin="31s" end="32s">spans.</span></p>
 </div></body>
</tt>
"""


def test_ttml_knows_many_ways_to_tell_the_time() -> None:
    transcript = xml(TTML)
    assert (transcript.format, transcript.episode.title) == ("ttml", "Raccoon radio")
    assert said(transcript) == [
        ("Ana Ruiz", 11, 12.5, "Raccoons open every bin."),
        (None, 13.5, 17, "And? Frames."),
        (None, 30, 31, "Ticks."),
        (None, 40, 42, "Inner spans."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?><transcript><text start="1.5" dur="4">a &amp;#39;b&amp;#39;</text>'
        '<text start="3" dur="2">c</text></transcript>',
        '<timedtext format="2"><text t="1500" d="1500">a \'b\'</text><text t="3000" d="2000">c</text></timedtext>',
        '<timedtext format="3"><head/><body><w t="0"/><p t="1500" d="4000"><s>a</s><s t="300"> \'b\'</s></p>'
        '<p t="2900" d="100" a="1">\n</p><p t="3000" d="2000">c</p></body></timedtext>',
    ],
    ids=["srv1", "srv2", "srv3"],
)
def test_youtube_writes_xml_in_three_ways(text: str) -> None:
    transcript = xml(text)
    assert transcript.format == "srv"
    assert said(transcript) == [(None, 1.5, 5, "a 'b' c")]


def test_podlove_names_a_speaker_for_each_speech_or_none() -> None:
    transcript = xml(
        '<pst:transcripts xmlns:pst="http://podlove.org/simple-transcripts" version="1.0">'
        "<pst:speech><pst:speaker>Ana</pst:speaker>"
        '<pst:item start="00:00:00.820" end="00:00:01.660">Welcome to</pst:item>'
        '<pst:item start="00:00:01.660" end="00:00:02">the bin.</pst:item></pst:speech>'
        '<pst:speech><pst:speaker/><pst:item start="00:00:02" end="00:00:03">Hi!</pst:item></pst:speech>'
        "</pst:transcripts>"
    )
    assert transcript.format == "podlove"
    assert said(transcript) == [("Ana", 0.82, 2, "Welcome to the bin."), (None, 2, 3, "Hi!")]


def test_spokendata_segments_without_words_are_left_out_and_counted() -> None:
    transcript = xml(
        "<data><segment><start>0.5</start><end>1.5</end><speaker>A</speaker><text>guten Morgen</text></segment>"
        "<segment><start>2</start><end>3</end><speaker>B</speaker><text></text></segment></data>"
    )
    assert transcript.format == "spokendata"
    assert said(transcript) == [("A", 0.5, 1.5, "guten Morgen")]
    assert told(transcript) == ("1 segment without words left out",)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY a "raccoon">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + ']><tt><body><p begin="1s">&i;</p></body></tt>'
)

HARMFUL = {
    "a bomb of entities": (BOMB, "declares entities of its own"),
    "a file from elsewhere": (
        '<!DOCTYPE tt [<!ENTITY x SYSTEM "file:///etc/passwd">]><tt><body><p begin="1s">&x;</p></body></tt>',
        "declares entities of its own",
    ),
    "a tag that is not closed": ('<tt><body><p begin="1s">Hi</body></tt>', "line 1: broken XML"),
    "a very deep tree": ("<tt>" + "<div>" * 200 + "</div>" * 200 + "</tt>", "nested more than 100 deep"),
}


@pytest.mark.parametrize(("text", "reason"), HARMFUL.values(), ids=HARMFUL.keys())
def test_xml_that_means_harm_is_refused_in_a_sentence(text: str, reason: str) -> None:
    with pytest.raises(NotATranscript, match=reason):
        read(text.encode(), "x.xml", format="ttml")
