# `make run` needs Python 3.11 or newer and nothing else. PYTHON=python3.13 make run takes another one.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV := $(shell command -v uv 2>/dev/null)
EXPLORER := $(BIN)/python console/build.py

.PHONY: run install explorer test check fuzz bench chaos chaos-short evals schema lock clean

# The explorer is built beside it, and its plain page is served until then.
run: $(STAMP)
	@$(EXPLORER) & exec $(BIN)/nudge dev $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

install: $(STAMP) explorer

explorer: $(STAMP)
	@$(EXPLORER)

test: $(STAMP)
	$(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(BIN)/nudge schema | diff -u schema.graphql - || { echo "schema.graphql is not what the code says: run 'make schema'" >&2; exit 1; }
	@$(BIN)/nudge schema --since schema.released.graphql

# Schemathesis on every field: about ten minutes, and never more than an hour. `make fuzz CASES=1000` for less.
CASES ?= 10000
fuzz: $(STAMP)
	NUDGE_FUZZ_CASES=$(CASES) $(BIN)/python -m pytest -n 0 -s -q tests/clients/test_fuzz.py

# Ratios against baselines in one run; ten to fifteen minutes on a quiet machine. BENCH='--rounds 1 --waiting 200000' for less.
bench: $(STAMP)
	$(BIN)/python -m benchmarks $(BENCH)

# Real processes under faults, against a provider that keeps a ledger, and at the end the policy of every queue in the
# same harness. About fifteen minutes; `make chaos CHAOS='--seed 7 --minutes 2'` for others.
CHAOS ?= --sends 32000 --faults 420 --pause 1.0 --rate 20
chaos: $(STAMP)
	$(BIN)/python -m tests.chaos $(CHAOS)

# Two minutes of it, always the same faults: part of .ci/run.
chaos-short: $(STAMP)
	$(BIN)/python -m tests.chaos --seed 7 --minutes 1

# With ANTHROPIC_API_KEY the model is asked; without it a scripted one writes the worst, and nothing of it may leave.
evals: $(STAMP)
	@$(BIN)/python -m tests.evals

schema: $(STAMP)
	@$(BIN)/nudge schema > schema.graphql.new && mv schema.graphql.new schema.graphql
	@$(BIN)/python -m app.rest.openapi > docs/openapi.json.new && mv docs/openapi.json.new docs/openapi.json
	@echo "schema.graphql and docs/openapi.json are up to date."

# Needs uv. The lock names versions and hashes, and no place to get them from.
lock:
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --extra dev \
		pyproject.toml -o requirements.lock
	for tools in clients fuzz; do uv pip compile --universal --generate-hashes --no-header --no-annotate \
		--python-version 3.11 tests/clients/tools/$$tools.in -o tests/clients/tools/$$tools.lock; done

# The data of `make run`, in var/, stays.
clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info

# Installs again only when the lock or the project's own description has changed.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Nudge needs Python 3.11 or newer, and '$(PYTHON)' is not: $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Name another one, for example: make run PYTHON=python3.12" >&2; exit 1; }
ifneq ($(UV),)
	@echo "Installing into $(VENV) with uv: about 90 packages, pinned by hash …"
	@test -x $(BIN)/python || $(UV) venv --quiet --python "$(PYTHON)" $(VENV)
	@$(UV) pip install --python $(BIN)/python --require-hashes -r requirements.lock
	@$(UV) pip install --python $(BIN)/python --no-deps --no-build-isolation --editable .
else
	@test -x $(BIN)/pip || $(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		echo "This Python cannot make virtual environments. On Debian and Ubuntu this mends it:" >&2; \
		echo "  sudo apt-get install -y python3-venv" >&2; exit 1; }
	@echo "Installing into $(VENV): about 90 packages, pinned by hash; a minute or two the first time …"
	@test -x $(BIN)/pip || { rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
endif
	@touch $@
