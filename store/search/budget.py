"""The budget of a question: counted, not timed, so that an answer is the same on a slow machine and a fast one."""

from __future__ import annotations

MOST_LOOKS = 60
"""Into the index. Of 700 ordinary questions none took more than 43, and of twenty none more than 26."""
MOST_TERMS = 300
"""In the queries of all looks: 202 at most of the same questions. Pinyin of many readings has as many as that."""
MOST_ROWS = 16_000
"""Numbers of turns that looks bring, some thousands for a sentence; adding up their weights is what they cost."""
MOST_CLOSE = 450
"""Candidates looked at closely: 413 at most of the same questions."""


class Budget:
    """What is left to one question; where nothing is, what was found so far is the answer."""

    def __init__(self) -> None:
        self.looks = MOST_LOOKS
        self.terms = MOST_TERMS
        self.rows = MOST_ROWS
        self.close = MOST_CLOSE

    def look(self, terms: int) -> bool:
        """Take a look for so many terms into the index out of the budget; False where there is none left."""
        if min(self.looks, self.terms, self.rows) <= 0:
            return False
        self.looks -= 1
        self.terms -= terms
        return True

    def look_closely(self) -> bool:
        """Take a close look at one candidate out of the budget; False where there is none left."""
        self.close -= 1
        return self.close >= 0
