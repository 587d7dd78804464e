"""The Telegram rim: updates come in, questions go to the store, messages go out."""

import os

# PTB gives spans of time as timedelta only to those who ask for it in the environment; to all others it gives bare
# numbers, and a warning with each RetryAfter. It looks whenever it makes one, so before any of its modules is used.
os.environ.setdefault("PTB_TIMEDELTA", "true")
