"""What a load leaves to be done: passages with their vectors, so that what was said is found by its meaning, too."""

from __future__ import annotations

import sys

import click

from store.encoders import EncoderSettings, meaning_of_settings
from store.meaning.encoder import EncoderAway
from store.settings import setting, switch
from store.store import Store


def encoder_settings() -> EncoderSettings:
    """Return what MEANING, EMBEDDINGS_URL, EMBEDDINGS_MODEL and EMBEDDINGS_KEY say. Raises SettingsError."""
    return EncoderSettings(
        on=switch("MEANING", default=True),
        url=setting("EMBEDDINGS_URL") or None,
        model=setting("EMBEDDINGS_MODEL") or None,
        key=setting("EMBEDDINGS_KEY") or None,
        allow_private=switch("ALLOW_PRIVATE_ADDRESSES", default=False),
    )


def make_passages(store: Store) -> None:
    """Make the passages of all episodes that wait for them, unless MEANING is off; tell of it on standard error.

    It may be stopped: what is loaded is found by its words meanwhile, and the next load, or the bot, goes on with it.
    """
    meaning = meaning_of_settings(encoder_settings())
    if meaning is None or not (waiting := len(store.passages.waiting(meaning.encoder.name))):
        return
    encoder = meaning.encoder.now()
    if encoder is None:
        return
    from store.meaning.fill import fill  # noqa: PLC0415 - numbers, of which no other command knows anything

    with click.progressbar(
        length=waiting, label="understanding", file=sys.stderr, hidden=not sys.stderr.isatty() or waiting == 1
    ) as bar:
        try:
            fill(store.passages, encoder, done=lambda _done, _all: bar.update(1))
        except EncoderAway as error:
            print(f"What was loaded is found by its words only, until the next load: {error}", file=sys.stderr)
