# One progress line a step. `make run` and `make test` need only Python 3.11–3.13 and make.
SHELL := /bin/bash
.DEFAULT_GOAL := help
HOST ?= 127.0.0.1
PORT ?= 7860
# The first interpreter that runs and is new enough; a pyenv shim may exist and not run.
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3 python; do $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 && { echo $$p; break; }; done)
BIN := .venv/bin
DONE := .venv/.installed

.PHONY: help install run test test-all check format lock docs clean

help:
	@echo "make run [PORT=7860 HOST=127.0.0.1]   start the chat page (installs what is missing first)"
	@echo "make test                             the tests (browser tests where Chromium is)"
	@echo "make test-all                         also kills, fuzz and long property runs"
	@echo "make check                            format, lint, types, layers, tests"
	@echo "make install · make lock · make docs  environment · lock file · generated pages"

install: $(DONE)

$(DONE): requirements.lock pyproject.toml
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11, 3.12 or 3.13 is needed; none was found. Install one, or: make PYTHON=/path/to/python3"; exit 1; }
	@echo "· environment .venv ($$($(PYTHON) --version 2>&1))"
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	@bash deploy/install.sh
	@touch $@

run: $(DONE)
	@echo "· starting the page at http://$(HOST):$(PORT)"
	@HOST=$(HOST) PORT=$(PORT) $(BIN)/python app.py

test: $(DONE)
	@echo "· tests"
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not slow"

test-all: $(DONE)
	@echo "· tests, with kills, fuzz and long property runs"
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

check: $(DONE)
	@echo "· format" && $(BIN)/ruff format --check -q .
	@echo "· lint" && $(BIN)/ruff check -q .
	@echo "· types" && $(BIN)/mypy
	@echo "· layers" && PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/lint-imports >.venv/layers.txt 2>&1 || { cat .venv/layers.txt; exit 1; }
	@$(MAKE) --no-print-directory test

format: $(DONE)
	@$(BIN)/ruff check --fix -q . ; $(BIN)/ruff format -q .

lock:
	@echo "· requirements.lock (hashed, no index line: it follows the index that pip or uv is configured for)"
	@uv pip compile pyproject.toml --group dev --generate-hashes --universal --no-emit-index-url --no-annotate \
		--no-header --python-version 3.11 -q -o requirements.lock

docs: $(DONE)
	@$(BIN)/python docs/make.py

clean:
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache dist build
