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
    Nothing,
    OpenContext,
    OpenEpisodes,
    OpenList,
    OpenQuote,
    OpenRandom,
    OpenTurn,
    Press,
    SettleUpload,
    Undo,
    pack,
    unpack,
)
from bot.settings import LANGUAGES

keys = st.text("ABCxyz019_-", min_size=8, max_size=8)
numbers = st.integers(0, 999_999)
ids = st.integers(1, 999_999_999_999)
quotes = st.builds(OpenQuote, keys, numbers) | st.builds(OpenTurn, ids, numbers)
presses = st.one_of(
    quotes,
    st.builds(OpenList, keys, numbers),
    st.builds(OpenContext, ids, numbers, quotes),
    st.builds(OpenRandom, keys, ids),
    st.builds(OpenEpisodes, numbers),
    st.builds(ChooseEpisode, ids | st.none(), numbers),
    st.builds(ChooseLanguage, st.sampled_from(LANGUAGES) | st.none()),
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
        "c:1:0:c:1:0:t:1:0",
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
