# The two commands: `make serve` and `make test`. Each sets up what it needs first, from Python >= 3.11, pip and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-installed
DEV := $(VENV)/.dev-installed
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# as pip does for what it installs: the first start is then as quick as the second
COMPILE := $(BIN)/python -m compileall -q app question_bank exports

.PHONY: help serve test lint shots bench lock clean
help: ## show these commands
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Citecards needs Python 3.11 or newer: make serve PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV) || $(PYTHON) -m virtualenv $(VENV)

$(RUN): .ci/requirements.txt | $(BIN)/python
	$(PIP) install --require-hashes --requirement .ci/requirements.txt
	$(COMPILE)
	@touch $@

$(DEV): .ci/requirements-dev.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes --requirement .ci/requirements-dev.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	$(COMPILE)
	@touch $@ $(RUN)

serve: $(RUN) ## start the site with the shipped bank
	@$(BIN)/python -m app.cli serve $(ARGS)

test: $(DEV) ## run every test (ARGS="-k words" for some)
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: $(DEV) ## ruff, mypy, import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

shots: $(DEV) ## take a picture of every page (tests/shots)
	$(BIN)/python -m tests.shots $(ARGS)

bench: $(DEV) ## measure what PERFORMANCE names, beside a yardstick
	@for script in tests/bench/bench_*.py; do $(BIN)/python $$script || exit 1; done

lock: ## resolve the dependencies again (needs uv)
	.ci/lock

clean: ## remove the environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
