"""The timeline of an episode, from its turns: each speaker's share, when they spoke, and where words were said."""

from __future__ import annotations

from collections.abc import Sequence

from bot.media.pictures.timeline import Lane, Timeline
from bot.queries.timing import heard_at
from store.models import Quote, Turn
from store.timing import turn_span

_LANES = 8  # what a phone shows without scrolling; the quieter voices share the last one


def who_spoke(turns: Sequence[Turn], quotes: Sequence[Quote] = ()) -> Timeline:
    """Return an episode's turns as lanes, at most eight: the last one is for the rest. `quotes` are where words fell.

    A turn without a time, in an episode where others have one, counts as a turn and is nowhere on the clock.
    """
    timed = any(turn.start_s is not None for turn in turns)
    spoken: dict[str | None, list[tuple[float, float] | None]] = {}
    for number, turn in enumerate(turns):
        span = turn_span(turn) if timed else (float(number), number + 1.0)
        spoken.setdefault(turn.speaker, []).append(span)
    marks: dict[str | None, list[float]] = {}
    places = {turn.position: number for number, turn in enumerate(turns) if turn.position is not None}
    for quote in quotes:
        moment = heard_at(quote) if timed else None
        place = places.get(-1 if quote.turn.position is None else quote.turn.position)
        at = moment[0] if moment else None if timed or place is None else place + 0.5
        if at is not None:
            marks.setdefault(quote.turn.speaker, []).append(at)
    said = {speaker: sum(b - a for a, b in filter(None, spans)) for speaker, spans in spoken.items()}
    order = sorted(spoken, key=lambda speaker: (-said[speaker], -len(spoken[speaker])))
    groups = [[speaker] for speaker in order]
    if len(groups) > _LANES:
        groups[_LANES - 1 :] = [[speaker for group in groups[_LANES - 1 :] for speaker in group]]
    total = sum(said.values()) or 1.0
    lanes = []
    for group in groups:
        spans = [span for speaker in group for span in spoken[speaker]]
        seconds = sum(said[speaker] for speaker in group)
        lanes.append(
            Lane(
                group[0] if len(group) == 1 else None,
                len(group),
                seconds if timed else None,
                len(spans),
                seconds / total,
                tuple(sorted(filter(None, spans))),
                tuple(sorted(at for speaker in group for at in marks.get(speaker, ()))),
            )
        )
    length = max((end for lane in lanes for _, end in lane.stretches), default=0.0)
    return Timeline(tuple(lanes), length, timed, sum(map(len, marks.values())))
