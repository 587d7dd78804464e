"""Loading files into the library: they are found, read and indexed on all cores, written by one process, reported."""

from __future__ import annotations

from store.ingest.files import LARGEST_FILE, find_files, read_glossary, shown_name
from store.ingest.job import Job
from store.ingest.load import load
from store.ingest.output import LoadOptions

__all__ = ["LARGEST_FILE", "Job", "LoadOptions", "find_files", "load", "read_glossary", "shown_name"]
