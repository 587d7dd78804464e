"""python -m store load: transcripts into the library, each in whole or not at all."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from store.commands.common import Commands, audio_place, command
from store.ingest import Job, Settings, find_files, load, shown_name
from store.offsets import parse_offsets
from store.store import Store


def add(commands: Commands) -> None:
    """Add the command."""
    parser = command(commands, "load", _load, "load transcripts, each in whole or not at all")
    parser.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="files, folders, or patterns like 'shows/**/*.srt'"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be understood, and load nothing")
    parser.add_argument("--json", action="store_true", help="a JSON object for each file, one a line")
    parser.add_argument("--title", help="the episode's title (one file only)")
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="the day of the recording (one file only)")
    parser.add_argument("--audio", type=audio_place, help="where the audio is: an address or a file (one file only)")
    parser.add_argument("--page", help="the address of the episode's page (one file only)")
    parser.add_argument(
        "--offset",
        metavar="SECONDS",
        type=parse_offsets,
        help="seconds by which the audio runs later than the transcript, or points: '0=12.5 10:00=42' (one file only)",
    )
    parser.add_argument("--format", help="the transcript's format, where the guess is wrong (see `formats`)")
    parser.add_argument(
        "--glossary", type=Path, metavar="FILE", help="corrections for the episode; else NAME.glossary beside NAME.txt"
    )


def _load(store: Store, options: argparse.Namespace) -> int:
    named = {name: getattr(options, name) for name in ("title", "date", "audio", "page")}
    given = {name: value for name, value in named.items() if value is not None}
    for_one = given or options.glossary or options.offset is not None
    files = find_files(options.paths)
    if for_one and (len(options.paths) > 1 or len(files.found) > 1):
        print("--title, --date, --audio, --page, --offset and --glossary go with one file.", file=sys.stderr)
        return 2
    jobs = [
        Job(
            name=shown_name(path),
            path=path,
            given=given,
            format=options.format,
            glossary=options.glossary,
            look=options.dry_run,
            size=path.stat().st_size,
            offsets=options.offset,
        )
        for path in files.found
    ]
    settings = Settings(dry_run=options.dry_run, as_json=options.json)
    return load(store, jobs, settings, missing=files.missing, others=files.others)
