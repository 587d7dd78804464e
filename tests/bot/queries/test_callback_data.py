from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.queries.callback_data import (
    LIMIT_BYTES,
    CallOff,
    ChooseEpisode,
    ChooseLanguage,
    DeleteEpisode,
    Draw,
    Hear,
    Nothing,
    OpenClosest,
    OpenClosestList,
    OpenContext,
    OpenEpisodes,
    OpenList,
    OpenMoment,
    OpenQuote,
    OpenRandom,
    OpenTopics,
    OpenTurn,
    Press,
    SendTranscript,
    SettleUpload,
    ShowWho,
    Undo,
    pack,
    unpack,
)
from bot.settings import LANGUAGES

keys = st.text("ABCxyz019_-", min_size=8, max_size=8)
numbers = st.integers(0, 999_999)
ids = st.integers(1, 999_999_999_999)
quotes = st.one_of(st.builds(one, keys, numbers) for one in (OpenQuote, OpenClosest)) | st.builds(
    OpenTurn, ids, numbers
)
presses = st.one_of(
    quotes,
    st.builds(OpenList, keys, numbers),
    st.builds(OpenClosestList, keys),
    st.builds(OpenContext, ids, numbers, quotes),
    st.builds(OpenMoment, ids, numbers),
    st.builds(OpenTopics, ids),
    st.builds(OpenRandom, keys, ids),
    st.builds(OpenEpisodes, numbers),
    st.builds(ChooseEpisode, ids | st.none(), numbers),
    st.builds(ChooseLanguage, st.sampled_from(LANGUAGES) | st.none()),
    st.builds(Hear, ids, numbers, quotes),
    st.builds(Draw, ids, numbers, quotes, st.booleans()),
    st.builds(ShowWho, ids, keys | st.just("-")),
    st.builds(SendTranscript, ids, st.sampled_from(["srt", "md", "json", "vtt"])),
    st.builds(SettleUpload, st.text("ABCxyz019_-", min_size=12, max_size=12), st.booleans()),
    st.builds(DeleteEpisode, ids, st.booleans()),
    st.builds(Undo, ids),
    st.just(CallOff()),
    st.just(Nothing()),
)


@given(presses)
def test_what_a_button_stands_for_comes_back_and_fits_into_64_bytes(press: Press) -> None:
    assert unpack(pack(press)) == press
    assert 1 <= len(pack(press).encode()) <= LIMIT_BYTES


IN_OLD_MESSAGES = [
    (OpenQuote("Ab3_x-9Z", 12), "q:Ab3_x-9Z:12"),
    (OpenList("Ab3_x-9Z", 2), "l:Ab3_x-9Z:2"),
    (OpenClosestList("Ab3_x-9Z"), "b:Ab3_x-9Z"),
    (OpenClosest("Ab3_x-9Z", 2), "d:Ab3_x-9Z:2"),
    (OpenContext(123, 45, OpenClosest("Ab3_x-9Z", 2)), "c:123:45:d:Ab3_x-9Z:2"),
    (OpenTurn(123, 45), "t:123:45"),
    (OpenTurn(123), "t:123:0"),
    (OpenContext(123, 45, OpenQuote("Ab3_x-9Z", 12)), "c:123:45:q:Ab3_x-9Z:12"),
    (OpenContext(999_999_999_999, 0, OpenTurn(7, 8)), "c:999999999999:0:t:7:8"),
    (OpenRandom("Ab3_x-9Z", 123), "r:Ab3_x-9Z:123"),
    (OpenEpisodes(1), "e:1"),
    (ChooseEpisode(7, 1), "s:7:1"),
    (ChooseEpisode(None), "s:0:0"),
    (ChooseLanguage("zh-hans"), "g:zh-hans"),
    (ChooseLanguage("zh-hant"), "g:zh-hant"),
    (ChooseLanguage("en"), "g:en"),
    (ChooseLanguage(None), "g:-"),
    (Hear(123, 45, OpenQuote("Ab3_x-9Z", 12)), "v:123:45:q:Ab3_x-9Z:12"),
    (Hear(123, 45, OpenTurn(123, 45)), "v:123:45:t:123:45"),
    (Draw(123, 45, OpenQuote("Ab3_x-9Z", 12)), "p:123:45:q:Ab3_x-9Z:12"),
    (Draw(123, 0, OpenTurn(123), dark=True), "n:123:0:t:123:0"),
    (ShowWho(7, "Ab3_x-9Z"), "w:7:Ab3_x-9Z"),
    (ShowWho(7, "-"), "w:7:-"),
    (SendTranscript(7, "srt"), "f:7:srt"),
    (SettleUpload("kT3_x-9Zab0c", load=True), "u:kT3_x-9Zab0c:1"),
    (SettleUpload("kT3_x-9Zab0c", load=False), "u:kT3_x-9Zab0c:0"),
    (DeleteEpisode(7, sure=False), "k:7:0"),
    (DeleteEpisode(7, sure=True), "k:7:1"),
    (Undo(12), "z:12"),
    (CallOff(), "o"),
    (Nothing(), "-"),
]
"""What stands in messages that were sent long ago: it is written so, and read so, for ever."""


@pytest.mark.parametrize(("press", "data"), IN_OLD_MESSAGES)
def test_the_buttons_of_old_messages_go_on_working(press: Press, data: str) -> None:
    assert (pack(press), unpack(data)) == (data, press)


@pytest.mark.parametrize(
    "forged",
    [
        None,
        "",
        "q",
        "q::1",
        "q:Ab3_x-9Z",
        "q:Ab3_x-9Z:",
        "q:Ab3_x-9Z:-1",
        "q:Ab3_x-9Z:1e9",
        "q:Ab3_x-9Z:١٢",  # digits, but not ours
        "q:Ab3_x-9Z:9999999",
        "q:Ab3_x-9Z:1\n",
        " q:Ab3_x-9Z:1",
        "x:Ab3_x-9Z:1",
        "q:' OR 1=1 --:1",
        "q:" + "A" * 62,
        "力大砖飞",
        "t:0x1:0",
        "c:1:0:",
        "c:1:0:-",
        "c:1:0:l:Ab3_x-9Z:1",
        "c:1:0:b:Ab3_x-9Z",
        "d:Ab3_x-9Z",
        "c:1:0:c:1:0:t:1:0",
        "v:1:0:e:1",
        "n:1:0:t:1",
        "w:7",
        "w:x:-",
        "f:7:SRT",
        "f:7:" + "a" * 17,
        "r:Ab3_x-9Z",
        "e:-1",
        "s:7",
        "g:fr",
        "u:Ab3:2",
        "u::1",
        "u:../../x:1",
        "k:7",
        "k:7:2",
        "z:-1",
        "o:1",
    ],
)
def test_forged_data_stands_for_no_button(forged: str | None) -> None:
    assert unpack(forged) is None


@given(st.text(max_size=64))
def test_any_data_at_all_is_taken_or_left_but_breaks_nothing(data: str) -> None:
    press = unpack(data)
    assert press is None or pack(press).split(":", maxsplit=1)[0] == data.split(":", maxsplit=1)[0]
