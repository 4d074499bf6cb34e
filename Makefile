# Every target works on a bare machine with Python 3.11 or newer, its venv module, and make.
PYTHON ?= python3
HOST ?= $(or $(SILLAGE_HOST),127.0.0.1)
PORT ?= $(or $(SILLAGE_PORT),8000)
DATA ?= $(or $(SILLAGE_DATA),data)
# The demo has published passwords: it is for this machine only unless asked for.
DEMO ?= $(if $(filter 127.0.0.1 ::1 localhost,$(HOST)),1,0)

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
export SILLAGE_DATA := $(abspath $(DATA))
export SILLAGE_HOST := $(HOST)
export SILLAGE_PORT := $(PORT)
# Tests and checks read no settings of the installation at hand.
CLEAN := env -u SILLAGE_DATA -u SILLAGE_HOST -u SILLAGE_PORT
PYTEST := $(CLEAN) $(BIN)/python -m pytest -q
SERVICES := $(CLEAN) $(BIN)/python tests/services.py

.PHONY: help run test check lint types contracts consistent deployable test-services browser messages screenshots conformance bench lock clean

help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do printf '%-14s %s\n' "$$name" "$$what"; done

run: .venv/run.stamp ## start the product (PORT= HOST= DATA= DEMO=0)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0
ifneq ($(DEMO),0)
	@$(MANAGE) demo --if-empty
endif
	@exec $(MANAGE) serve --greet first_admin --greet "demo --sign-ins"

test: .venv/dev.stamp ## run the tests (SQLite, in memory)
	@$(PYTEST) -n auto

check: test lint types contracts consistent deployable test-services browser ## everything that CI runs

lint: .venv/dev.stamp ## ruff and djLint
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint templates --lint --quiet

types: .venv/dev.stamp ## mypy --strict
	@$(CLEAN) $(BIN)/mypy

contracts: .venv/dev.stamp ## which way modules may know each other
	@$(CLEAN) $(BIN)/lint-imports --no-logo

consistent: .venv/dev.stamp ## models have their migrations, the French catalogue is complete
	@$(CLEAN) $(MANAGE) makemigrations --check --dry-run
	@$(PYTEST) tests/test_translations.py

deployable: .venv/dev.stamp ## Django's own checks, as in production
	@$(CLEAN) SILLAGE_DATA=$$(mktemp -d) SILLAGE_ORIGIN=https://sillage.example.com $(MANAGE) check --deploy --fail-level WARNING

test-services: .venv/dev.stamp ## the same tests on PostgreSQL and Valkey, two server processes
	@$(SERVICES) $(BIN)/python -m pytest -q -n auto

browser: .venv/dev.stamp ## journeys in a real browser, accessibility, budgets
	@$(CLEAN) $(BIN)/python -m pytest -q -n 2 -c tests/browser/pytest.ini tests/browser

messages: .venv/dev.stamp ## bring the French catalogue in line with the source; says what wants a translation
	@$(CLEAN) $(BIN)/python -m tests.catalogue

screenshots: .venv/dev.stamp ## make docs/screenshots anew
	@$(CLEAN) $(BIN)/python -m tests.browser.screenshots

conformance: .venv/dev.stamp ## write docs/api/conformance.md anew
	@$(CLEAN) DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.conformance

bench: .venv/dev.stamp ## home against a trivial page and its bare SQL
	@$(CLEAN) $(BIN)/python -m benchmarks.home

lock: ## pin everything that comes with what we chose (needs uv)
	for name in requirements requirements-dev; do uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate $$name.txt --output-file $$name.lock.txt; done

clean: ## remove the virtual environment, not the data
	rm -rf .venv

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sillage needs Python 3.11 or newer; say where with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing (on Debian: apt install python3-venv)" >&2; exit 1; }

.venv/run.stamp: requirements.lock.txt | .venv/bin/python
	@echo "Installing what Sillage needs…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock.txt
	@touch $@

.venv/dev.stamp: requirements-dev.lock.txt .venv/run.stamp | .venv/bin/python
	@echo "Installing what tests and checks need…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock.txt
	@touch $@
