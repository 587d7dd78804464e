"""One kill -9 of each kind at a random moment; `make kills` does fifty."""

import random

import pytest

from tests.ops.kills import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_that_is_killed_loses_no_episode_and_answers_nothing_twice(kind, tmp_path):
    kind(tmp_path, random.Random())
