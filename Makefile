# Gridkeeper. `make run` starts it, `make test` proves it; `make help` lists the rest.
# Works on a fresh clone with Python 3.11 to 3.13; everything is installed into .venv.

PORT ?= 8501
ADDRESS ?= localhost
GRIDKEEPER_DB ?= var/gridkeeper.duckdb
JOBS ?= 2

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export GRIDKEEPER_DB

.PHONY: help run demo test check bench chromium
.DELETE_ON_ERROR:

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed 's/:.*## /\t/' | sort

run: $(GRIDKEEPER_DB) ## start the dashboard; PORT=8501, ADDRESS=localhost, GRIDKEEPER_DB=var/gridkeeper.duckdb
	@echo "Gridkeeper is starting at http://$(ADDRESS):$(PORT)  (Ctrl+C stops it)"
	@$(BIN)/streamlit run dashboard.py --server.port $(PORT) --server.address $(ADDRESS) --server.headless true

demo: $(GRIDKEEPER_DB) ## make the demo database if there is none

test: $(VENV)/dev.stamp chromium ## lint, house rules and every test, in a real browser too
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder

check: $(VENV)/dev.stamp ## lint, house rules, words and documents only: seconds
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/python -m pytest tests/test_house.py tests/test_words.py tests/test_docs.py

bench: $(VENV)/dev.stamp chromium ## measure against the peers; results go to docs/benchmarks.md
	@$(BIN)/python tests/benchmarks/report.py

# A database that exists is never touched, so no prerequisite may make it look old.
$(GRIDKEEPER_DB): | $(VENV)/run.stamp
	@$(BIN)/python -m data demo

$(VENV)/run.stamp: requirements.txt $(BIN)/python
	@echo "Installing what Gridkeeper needs (a minute or two the first time) …"
	@$(PIP) install --requirement requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "Installing what the tests need …"
	@$(PIP) install --requirement requirements-dev.txt
	@touch $@

# The first interpreter that is new enough and can make an environment; PYTHON=… chooses another.
$(BIN)/python:
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11 python; do \
	  if $$python -c 'import sys, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; \
	  then exec $$python -m venv --clear $(VENV); fi; \
	done; \
	echo "Gridkeeper needs Python 3.11, 3.12 or 3.13 with its venv module, and found none." >&2; \
	echo "On Debian or Ubuntu: apt-get install python3 python3-venv. Or name one: make run PYTHON=/path/to/python3.12" >&2; \
	exit 1

chromium:
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null 2>&1 && exit 0; done; \
	if [ "$$(id -u)" = 0 ]; then as=; else as="sudo -n"; fi; \
	echo "No Chromium found; installing Debian's …"; \
	if command -v apt-get >/dev/null 2>&1 && $$as true 2>/dev/null && $$as apt-get update -qq \
	  && DEBIAN_FRONTEND=noninteractive $$as apt-get install -qq -y --no-install-recommends chromium >/dev/null; then exit 0; fi; \
	echo "Chromium could not be installed here, so the tests that look at the screens will be skipped." >&2; \
	echo "Install it yourself (Debian and Ubuntu: apt-get install chromium) and run make test again." >&2
