"""All SQL: tables, index, and what only SQLite has."""

import sys
from types import ModuleType
from typing import cast

if "numpy" not in sys.modules:
    # sqlite-utils imports numpy where it is there, for column types that nobody here uses: a tenth of a second of the
    # start, and 15 MB where nothing is found by meaning. None makes that one import fail, as it does without numpy.
    sys.modules["numpy"] = cast(ModuleType, None)
    try:
        import sqlite_utils.db  # noqa: F401
    finally:
        del sys.modules["numpy"]
