# The verbs of this project. Each makes the virtual environment that it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup demo generate sync check test clean
.DEFAULT_GOAL := test

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; name one with: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "The venv module of Python is missing; on Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt pip
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt \
	  --editable '.[emulator,progress]' --group dev
	@touch $(READY)

demo: $(READY)
	$(BIN)/python scripts/demo.py

generate: $(READY)
	$(BIN)/python scripts/generate.py

sync: $(READY)
	$(BIN)/python scripts/convert.py

check: $(READY)
	$(BIN)/ruff format --check --quiet . || { echo "formatting: run $(BIN)/ruff format ."; exit 1; }
	$(BIN)/ruff check --quiet .
	$(BIN)/python scripts/generate.py --check
	$(BIN)/python scripts/convert.py --check
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/public

test: $(READY)
	$(BIN)/python -m pytest

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
