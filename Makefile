# The verbs of this project. Each makes the virtual environment that it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Compiled files are kept, whatever the environment says: the tests start hundreds of processes,
# each of which would compile the package again.
export PYTHONDONTWRITEBYTECODE :=
READY := $(VENV)/.ready

.PHONY: setup demo generate sync drift names spec-diff contract lint-spec check test test-storage test-faults fuzz bench clean
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
	  --editable '.[contract,emulator,progress]' --group dev
	@touch $(READY)

demo: $(READY)
	$(BIN)/python scripts/demo.py

generate: $(READY)
	$(BIN)/python scripts/generate.py

sync: $(READY)
	$(BIN)/python scripts/convert.py

# Compare our document with the vendor's: make drift VENDOR=path
drift: $(READY)
	@test -n "$(VENDOR)" || { echo "name the vendor's document: make drift VENDOR=path"; exit 2; }
	$(BIN)/python scripts/compare_spec.py $(VENDOR)

# Compare our public names with those of the official SDK: make names FACTS=path [MODULES="qarnot.task"]
names: $(READY)
	@test -n "$(FACTS)" || { echo "name the file of facts: make names FACTS=path"; exit 2; }
	$(BIN)/python scripts/official_names.py $(FACTS) $(MODULES)

# What changed in our document since a revision: make spec-diff BASE=v1.0
spec-diff: $(READY)
	@test -n "$(BASE)" || { echo "name a git revision: make spec-diff BASE=HEAD"; exit 2; }
	$(BIN)/python scripts/spec_diff.py --base $(BASE)

# Hold the emulator against the document, or a live API with the token in QARNOT_CLIENT_TOKEN:
# make contract URL=https://api.qarnot.com [WRITE=1] [OPTIONS=--json]
contract: $(READY)
	$(BIN)/python scripts/contract.py $(if $(URL),--url $(URL)) $(if $(WRITE),--write) $(OPTIONS)

# Linters of other people; they need Node.js 20 or later and the npm registry.
lint-spec:
	npx --yes @redocly/cli@2.77.0 lint --extends=recommended spec/openapi.yaml
	npx --yes @stoplight/spectral-cli@6.16.3 lint --ruleset spec/spectral.yaml spec/openapi.yaml

check: $(READY)
	$(BIN)/ruff format --check --quiet . || { echo "formatting: run $(BIN)/ruff format ."; exit 1; }
	$(BIN)/ruff check --quiet .
	$(BIN)/python scripts/generate.py --check
	$(BIN)/python scripts/convert.py --check
	$(BIN)/python scripts/compare_spec.py ../shared/reference/vendor-api.json --if-present
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/public

test: $(READY)
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

# The storage tests against another server: make test-storage SERVER=swift (or ceph, seaweed, moto)
SERVER ?= swift
test-storage: $(READY)
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal --storage $(SERVER) tests/storage \
	  $(OPTIONS)

# Everything that can go wrong on the way, in full: `make test` draws a slice of it
test-faults: $(READY)
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal --faults all --timeout 900 \
	  tests/faults tests/model tests/unit tests/emulator tests/cluster/test_submission_defects.py \
	  tests/cluster/test_following.py tests/cluster/test_many_tasks.py \
	  tests/cluster/test_filtered_listings.py \
	  tests/contract/test_compare_spec.py tests/contract/test_drift.py \
	  tests/contract/test_maintainers_path.py tests/contract/test_round_trips.py \
	  tests/storage/test_storage_clock_skew.py tests/storage/faults $(OPTIONS)

# Generated requests to an emulator, each answer held against the document: make fuzz [OPTIONS="--seed 1"]
fuzz: $(READY)
	$(BIN)/python scripts/fuzz.py $(OPTIONS)

# Speed, as ratios to json.loads and to the official SDK: make bench [NAMES=listing] [OPTIONS="--rounds 9"]
bench: $(READY)
	cd scripts && ../$(BIN)/python -m bench $(NAMES) $(OPTIONS)

clean:
	rm -rf $(VENV) .venv-swift .venv-seaweed .mypy_cache .ruff_cache .pytest_cache .hypothesis
