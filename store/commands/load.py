"""python -m store load: transcripts into the library, each in whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from store.commands.common import audio_place, on_store
from store.commands.meaning import make_passages
from store.ingest import Job, LoadOptions, find_files, load, shown_name
from store.offsets import Offsets, parse_offsets
from store.store import Store


@click.command("load")
@click.argument("paths", nargs=-1, required=True, type=Path, metavar="PATH...")
@on_store
@click.option("--dry-run", is_flag=True, help="Say what would be understood, and load nothing.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object for each file, one a line.")
@click.option("--title", help="The episode's title (one file only).")
@click.option("--date", metavar="YYYY-MM-DD", help="The day of the recording (one file only).")
@click.option(
    "--audio", metavar="AUDIO", type=audio_place, help="Where the audio is: an address or a file (one file only)."
)
@click.option("--page", help="The address of the episode's page (one file only).")
@click.option(
    "--offset",
    metavar="SECONDS",
    type=parse_offsets,
    help="Seconds by which the audio runs later than the transcript, or points: '0=12.5 10:00=42' (one file only).",
)
@click.option("--format", help="The transcript's format, where the guess is wrong (see `formats`).")
@click.option(
    "--glossary", type=Path, metavar="FILE", help="Corrections for the episode; else NAME.glossary beside NAME.txt."
)
def load_command(
    store: Store,
    /,
    paths: tuple[Path, ...],
    *,
    dry_run: bool,
    as_json: bool,
    offset: Offsets | None,
    format: str | None,
    glossary: Path | None,
    **named: str | None,
) -> int:
    """Load transcripts, each in whole or not at all.

    PATH is a file, a folder, or a pattern like 'shows/**/*.srt'.
    """
    given = {name: value for name, value in named.items() if value is not None}
    files = find_files(paths)
    if (given or glossary or offset is not None) and (len(paths) > 1 or len(files.found) > 1):
        print("--title, --date, --audio, --page, --offset and --glossary go with one file.", file=sys.stderr)
        return 2
    jobs = [
        Job(
            name=shown_name(path),
            path=path,
            given=given,
            format=format,
            glossary=glossary,
            look=dry_run,
            size=path.stat().st_size,
            offsets=offset,
        )
        for path in files.found
    ]
    options = LoadOptions(dry_run=dry_run, as_json=as_json)
    done = load(store, jobs, options, missing=files.missing, others=files.others)
    if not dry_run:
        make_passages(store)
    return done
