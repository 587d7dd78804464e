# `make` lists what can be made. What is asked for goes to standard output; all the noise of setting up, to standard error.

MAKEFLAGS += --no-print-directory
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
# Stamps in the virtual environment: what was installed is redone when its lock is newer.
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
MADE := $(VENV)/pyvenv.cfg

# A virtual environment whose Python is gone (its link leads nowhere) counts as none.
ifeq ($(realpath $(PY)),)
$(shell rm -f $(MADE) $(INSTALLED) $(INSTALLED_DEV))
endif

.SILENT:
.PHONY: help run test bench kills slow fuzz han audit lock clean

help:
	echo 'make run    the bot: on Telegram with a TELEGRAM_BOT_TOKEN (environment or .env), else in this terminal'
	echo 'make test   lint, types and all tests'
	echo 'make bench  the benchmarks, as tables'
	echo 'make kills  fifty times kill -9 at random moments, each looked at; some minutes'
	echo 'make slow   960 answers from a Telegram that takes a second for each; two minutes'
	echo 'make fuzz   damaged databases, changed transcripts, odd questions, each read, refused or answered; every pattern; minutes'
	echo 'make audit  look whether a pinned package has a known vulnerability; needs the network'
	echo 'make lock   write the lock files from pyproject.toml'
	echo 'make clean  remove what was set up and made, except the database'

# `--or-terminal` decides by the token, which only bot/settings.py reads; `--database` asks it where the library is.
run: $(INSTALLED)
	database=$$($(PY) -m bot --database) && $(PY) -m store load --db "$$database" episodes/*.txt </dev/null 1>&2
	exec $(PY) -m bot --or-terminal

test: $(INSTALLED_DEV)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m pytest -n auto

# Some twenty minutes, half of them under load; `python -m tests.bench --quick` takes one.
bench: $(INSTALLED_DEV)
	$(PY) -m tests.bench --large --write docs/benchmarks.md

kills: $(INSTALLED_DEV)
	$(PY) -W ignore -m tests.ops.kills 50

slow: $(INSTALLED_DEV)
	$(PY) -W ignore -m tests.ops.slow 960

fuzz: $(INSTALLED_DEV)
	$(PY) -W ignore -m tests.ops.damaged 2000
	$(PY) -W ignore -m tests.ops.fuzz 1000000
	$(PY) -W ignore -m tests.ops.asking 20000
	$(PY) -W ignore -m tests.patterns all

han: $(INSTALLED_DEV)
	$(PY) tools/make_han.py

# In an environment of its own: what looks after the bot's packages is none of them. `--strict` fails where it cannot look.
AUDIT := build/audit
audit: $(MADE)
	test -x $(AUDIT)/bin/pip-audit || { $(PY) -m venv --clear $(AUDIT) && \
		$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1; } </dev/null 1>&2
	$(AUDIT)/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements-dev.lock

# Hashes of every file, and no address of an index: pip takes the files from wherever it is set up to. What is pinned
# stays so while it fits; `make lock UPGRADE=--upgrade` takes the newest of everything.
LOCK := -m uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links --quiet $(UPGRADE)
lock: $(INSTALLED_DEV)
	$(PY) -m pip install --quiet --disable-pip-version-check uv </dev/null 1>&2
	$(PY) $(LOCK) --output-file requirements.lock
	$(PY) $(LOCK) --all-extras --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): requirements.lock $(MADE)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.lock </dev/null 1>&2
	touch $@

$(INSTALLED_DEV): requirements-dev.lock $(MADE)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock </dev/null 1>&2
	touch $(INSTALLED) $@

$(MADE):
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' </dev/null 2>/dev/null || { \
		echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>/dev/null || echo missing)." \
			'Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)' >&2; exit 1; }
	echo 'Setting up $(VENV); this takes a minute, once.' >&2
	$(PYTHON) -m venv --clear $(VENV) </dev/null 1>&2
