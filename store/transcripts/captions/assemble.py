"""Assembling a transcript from captions: repeats out, speakers named, languages apart, turns joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from store.models import Episode, Transcript
from store.transcripts.captions.captions import Caption, own_turns, turns
from store.transcripts.captions.languages import part_languages
from store.transcripts.captions.name_prefixes import name_speakers
from store.transcripts.captions.remarks import oddities
from store.transcripts.captions.rolling import unroll
from store.transcripts.parsing.decode import clean
from store.transcripts.parsing.reader import Source
from store.wording.kinds import Counted, Remark, Unit

_SIGNS = 4  # a track of fewer captions than this part of the longest one is not the speech of a film
_LATEST_S = 1e7  # no recording is four months long


def from_captions(
    source: Source,
    captions: Sequence[Caption],
    *,
    episode: Episode | None = None,
    remarks: Sequence[Remark] = (),
    what: Unit = "caption",
) -> Transcript:
    """Return the transcript of a file in captions. `what` is what one of them is called in remarks.

    Speakers are those that the captions have; where none has one, names in front of the words are looked for.
    """
    shown = [_sane(caption) for caption in captions if caption.text.strip()]
    empty = len(captions) - len(shown)
    notes = [*remarks, *oddities(shown, what)]
    if empty:
        notes.append(Remark("empty_left_out", count=Counted(empty, what)))
    spoken = unroll(shown)
    if len(spoken) < len(shown):
        notes.append(Remark("shown_again", count=Counted(len(shown) - len(spoken), what)))
    spoken = part_languages(spoken)
    if not any(caption.speaker for caption in spoken):
        spoken = _named(spoken)
    return Transcript(_titled(episode, source), turns(spoken), "", tuple(notes))


def from_turns(
    source: Source, pieces: Sequence[Caption], *, episode: Episode | None = None, remarks: Sequence[Remark] = ()
) -> Transcript:
    """Return the transcript of a file whose pieces are turns already: one turn each, times as they are."""
    spoken = [_sane(piece) for piece in pieces if piece.text.strip()]
    notes = (*remarks, *oddities(spoken, "turn"))
    return Transcript(_titled(episode, source), own_turns(spoken), "", notes)


def _sane(caption: Caption) -> Caption:
    """Return a caption whose times can be times of a recording, and whose speaker a database can hold."""
    start, end = _time(caption.start_s), _time(caption.end_s)
    speaker = None if caption.speaker is None else clean(caption.speaker).strip() or None
    same = (start, end, speaker) == (caption.start_s, caption.end_s, caption.speaker)
    return caption if same else replace(caption, start_s=start, end_s=end, speaker=speaker)


def _time(seconds: float | None) -> float | None:
    """Return a time, None for one that is none; what a shift has moved before the beginning begins there."""
    if seconds is None or not seconds < _LATEST_S:  # NaN is not less than anything
        return None
    return max(0.0, seconds)


def _titled(episode: Episode | None, source: Source) -> Episode:
    """Return the episode with a title that a database can hold: its own, or the name of the file."""
    title = "" if episode is None else clean(episode.title).strip()
    return replace(episode or Episode(""), title=title or source.stem)


def _named(captions: Sequence[Caption]) -> list[Caption]:
    """Return the captions with the names found in their texts, on each track by itself.

    A second language without names has the speakers of the first, whose captions stand at the same lines.
    """
    tracks: dict[str, list[Caption]] = {}
    for caption in captions:
        tracks.setdefault(caption.track, []).append(caption)
    if len(tracks) < 2:
        return name_speakers(captions)
    most = max(map(len, tracks.values()))
    # What is written on signs and screens has words before colons, too, and is nobody's.
    named = [name_speakers(track) if len(track) * _SIGNS >= most else track for track in tracks.values()]
    speakers: dict[int | None, str | None] = {caption.line: caption.speaker for caption in max(named, key=len)}
    for place, track in enumerate(named):
        if not any(caption.speaker for caption in track):
            named[place] = [replace(caption, speaker=speakers.get(caption.line)) for caption in track]
    return [caption for track in named for caption in track]
