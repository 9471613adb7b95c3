# make run: everything a fresh machine needs, then the bot. make test: the tests. The rest: see each line.
# Elsewhere on Linux pip may take the large CUDA build of torch; README.md says how to avoid that.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?=

.PHONY: run test test-all lint eval bench clean

run: $(VENV)/installed
	$(BIN)/python run_bot.py

test: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -q -m "not slow"

test-all: $(VENV)/installed-dev
	$(BIN)/pytest -q

lint: $(VENV)/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/mypy

# make eval DATA=folder: answers measured against questions with known evidence (docs/quality.md)
eval: $(VENV)/installed
	@test -n "$(DATA)" || { echo "Say which data set: make eval DATA=folder (docs/quality.md says its form)"; exit 2; }
	$(BIN)/python run_bot.py eval "$(DATA)"

bench: $(VENV)/installed
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $@ $(VENV)/installed
