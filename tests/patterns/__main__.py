"""Try every text that each pattern makes, and keep the worst. `python -m tests.patterns` for new and changed ones, or
`python -m tests.patterns all`, some minutes, which also counts every text at every length.
"""

from __future__ import annotations

import sys

from tests.patterns.limits import faults
from tests.patterns.table import everything, made_anew, write

everyone = "all" in sys.argv
made = [(found, row if row is not None and not everyone else made_anew(found)) for found, row in everything()]
write([row for _, row in made])
wrong = [told for found, row in made for told in faults(found, row, full=everyone)]
print(
    f"{len(made)} patterns, {sum(row.tried for _, row in made)} texts tried, {len(wrong)} over their limit",
    *wrong,
    sep="\n",
)
sys.exit(bool(wrong))
