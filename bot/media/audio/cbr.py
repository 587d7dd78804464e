"""Finding a second in an MP3 that is far away, without reading all of it: where all its frames have one bit rate."""

from __future__ import annotations

from typing import BinaryIO

from bot.media.audio.frames import MPEG, Walk, first_frame, mean_length

_PLACES = 8
_LOOK = 16 * 1024  # bytes looked at in each place


def steady_place(file: BinaryIO, begin: int, start_s: float) -> Walk | None:
    """Return a walk that is at `start_s` or just before it, computed from the bit rate; None where that is not one.

    `begin` is where the first frame with sound stands. Frames there and in 8 places all over the file are looked at.
    With a constant bit rate, the time of a place is its share of the file, to the frame.
    """
    size = file.seek(0, 2)
    step = (size - begin) // (_PLACES + 1)
    found = {kind for place in range(_PLACES + 1) for kind in _look(file, begin + place * step)}
    if len(found) != 1 or (only := found.pop()) is None:
        return None
    length, seconds = only
    place = begin + int(int(start_s / seconds) * length)
    file.seek(place)
    frame = first_frame(file.read(_LOOK), MPEG)
    if frame is None:
        return None
    place += frame
    return Walk(file, place, MPEG, seconds=round((place - begin) / length) * seconds)


def _look(file: BinaryIO, place: int) -> set[tuple[float, float] | None]:
    """Return the kinds of frames in one place, as (bytes, seconds) of each; None among them where there is no frame."""
    file.seek(place)
    data = file.read(_LOOK)
    at = first_frame(data, MPEG)
    if at is None:
        return {None}
    kinds: set[tuple[float, float] | None] = set()
    while parsed := MPEG.parse(data[at : at + MPEG.key]):
        kinds.add((mean_length(data[at : at + MPEG.key]), parsed[0].seconds))
        at += parsed[1]
    return kinds
