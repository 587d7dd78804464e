from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import LIMIT_BYTES, Nothing, OpenList, OpenQuote, pack, unpack

keys = st.text("ABCxyz019_-", min_size=8, max_size=8)
numbers = st.integers(0, 999_999)
presses = st.one_of(st.builds(OpenQuote, keys, numbers), st.builds(OpenList, keys, numbers), st.just(Nothing()))


@given(presses)
def test_what_a_button_stands_for_comes_back_and_fits_into_64_bytes(press: OpenQuote | OpenList | Nothing) -> None:
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
    ],
)
def test_forged_data_stands_for_no_button(forged: str | None) -> None:
    assert unpack(forged) is None


@given(st.text(max_size=64))
def test_any_data_at_all_is_taken_or_left_but_breaks_nothing(data: str) -> None:
    press = unpack(data)
    assert press is None or pack(press).split(":")[0] == data.split(":", maxsplit=1)[0]
