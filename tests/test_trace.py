"""The page for those who build shows which rooms a question passes, as `python -m tools.trace` sees it.

    WRITE_TRACE=1 python -m pytest tests/test_trace.py

writes it anew after a way has changed.
"""

import os
import re

from tests.shown import CONTRIBUTORS, show, shown
from tools.trace import table, trace


def test_a_question_passes_the_rooms_that_the_docs_show_in_that_order():
    passed = trace("力大砖飞")
    if os.environ.get("WRITE_TRACE"):
        show("trace", table(passed), CONTRIBUTORS)
    # The files in a room may differ: what one thread has read before, another has not.
    assert re.findall(r"`(.+?)`", shown("trace", CONTRIBUTORS)) == list(passed), "write it anew: see above"
