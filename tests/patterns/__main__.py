"""Try every text that each pattern makes, and keep the worst. `python -m tests.patterns` for new and changed ones, or
`python -m tests.patterns all`; some minutes.
"""

from __future__ import annotations

import sys

from tests.patterns.table import everything, made_anew, write

made = [row if row is not None and "all" not in sys.argv else made_anew(found) for found, row in everything()]
write(made)
print(f"{len(made)} patterns, {sum(row.tried for row in made)} texts tried")
