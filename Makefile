# Everything that a person or CI runs. `make help` explains.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .stamps
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 4
TESTS ?= tests

.PHONY: help run test test-sqlite test-postgres drill conformance lint format locales bench wheel constraints clean tools

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: $(STAMPS)/run $(STAMPS)/fonts ## Start the demo with two cities on http://127.0.0.1:8000
	$(BIN)/python -m outreach demo --host $(HOST) --port $(PORT)

test: lint test-sqlite test-postgres ## Run every check: the linters, then all tests on SQLite and on PostgreSQL

test-sqlite: $(STAMPS)/dev tools ## Run all tests on SQLite, then the W3C's checker over every page they met
	@echo "== tests on SQLite"
	rm -rf pages
	OUTREACH_COLLECT_PAGES=$(CURDIR)/pages OUTREACH_TEST_DATABASE=sqlite $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal $(TESTS)
	$(BIN)/python -m tests.checkers pages

test-postgres: $(STAMPS)/dev tools ## Run the tests on PostgreSQL, in a throw-away cluster
	@echo "== tests on PostgreSQL"
	tools/with_postgres.sh env OUTREACH_TEST_DATABASE=postgres $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal $(TESTS)

drill: $(STAMPS)/dev tools ## Run the long drills in full on both databases; make test runs a short form of each
	tools/machine.sh drill
	OUTREACH_DRILL=1 OUTREACH_TEST_DATABASE=sqlite $(BIN)/python -m pytest -q -m drill $(TESTS)
	tools/with_postgres.sh env OUTREACH_DRILL=1 OUTREACH_TEST_DATABASE=postgres $(BIN)/python -m pytest -q -m 'drill or journey or once' $(TESTS)

conformance: $(STAMPS)/dev tools ## Run the tests that show the accessibility criteria, and date the public statement
	OUTREACH_TEST_DATABASE=sqlite $(BIN)/python -m pytest -q -n $(WORKERS) -p tests.recording $$($(BIN)/python -c 'from outreach import conformance; print(*conformance.tests())')

lint: $(STAMPS)/dev ## Check style, types, the direction of imports and the catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m outreach.i18n.catalogue check

format: $(STAMPS)/dev ## Lay out the code and mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

locales: $(STAMPS)/dev ## Collect the texts for people into locales/ and update every language
	$(BIN)/python -m outreach.i18n.catalogue extract
	$(BIN)/python -m outreach.i18n.catalogue update

bench: $(STAMPS)/dev ## Measure against this machine's own floors
	$(BIN)/python -m pytest -q -s -m bench tests/bench

wheel: $(STAMPS)/dev ## Build the wheel into dist/
	$(BIN)/python -m build --wheel

constraints: $(STAMPS)/dev ## Write down the versions that are installed now
	tools/constraints.sh > constraints.new && mv constraints.new constraints.txt

clean: ## Remove what was made here (the demo's data too)
	rm -rf $(VENV) $(STAMPS) .calendar-clients node_modules build dist demo pages var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

tools: $(STAMPS)/machine $(STAMPS)/npm $(STAMPS)/calendar-clients

$(BIN)/python:
	tools/venv.sh "$(PYTHON)" $(VENV)

$(STAMPS)/run: pyproject.toml constraints.txt | $(BIN)/python
	tools/install.sh $(VENV) .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: pyproject.toml constraints.txt | $(BIN)/python
	tools/install.sh $(VENV) '.[dev]'
	@mkdir -p $(STAMPS) && touch $@ $(STAMPS)/run

$(STAMPS)/fonts: tools/machine.sh
	tools/machine.sh fonts
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/machine: tools/machine.sh
	tools/machine.sh
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/calendar-clients: tools/calendar_clients.txt | $(BIN)/python
	tools/calendar_clients.sh $(BIN)/python .calendar-clients
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/npm: package.json package-lock.json | $(STAMPS)/machine
	npm ci --silent --no-audit --no-fund
	@mkdir -p $(STAMPS) && touch $@
