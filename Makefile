# `make run` needs Python 3.11 or newer and nothing else. PYTHON=python3.13 make run takes another Python.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What is installed: the installer (uv) and the build tool; the packages that Nudge runs with; the tools of development.
INSTALLER := $(VENV)/.installer
RUNTIME := $(VENV)/.runtime
STAMP := $(VENV)/.installed
CONSOLE := $(BIN)/python console/build.py
# Node and npm come with the development packages, so that no step depends on the machine's own. `make run` takes them
# only where the console is to be built and the machine has no Node 20 or newer.
NODE = if $(CONSOLE) --needs-node; then echo "Node is installed into $(VENV), to build the console."; $(call install,--require-hashes -r requirements-node.lock); fi
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: run install console console-dev console-types console-check console-times pictures test browser proxies stores check check-stores image fuzz schedules properties races bench chaos chaos-short upgrade former evals weights schema settings calendar-data lock clean

# The console is built at the same time, with what the start leaves of the processors; until it is there, a page says so
# and opens it.
run: $(RUNTIME)
	@{ $(NODE); exec nice -n 19 $(CONSOLE); } & exec $(BIN)/nudge dev $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

install: $(STAMP) console

# The console and the explorer, into app/static; then the size of the console's first load.
console: $(STAMP)
	@$(CONSOLE)
	@$(BIN)/python console/size.py

# For work on the console: Vite at /console/, before the API of a running `make run`. NUDGE_URL names another one.
console-dev: $(STAMP) console/node_modules/.installed
	cd console && npx vite

# Writes the types of the console's operations, from schema.graphql.
console-types: $(STAMP) console/node_modules/.installed
	cd console && node codegen.mjs

console-check: $(STAMP) console/node_modules/.installed
	cd console && npm run --silent check

# The pictures of README.md, in docs/pictures: Chromium before a new `nudge dev`.
pictures: $(STAMP) browser
	$(BIN)/python -m tests.clients.pictures

# How much the console's first screen loads, and how soon it can be used on a processor four times slower.
console-times: $(STAMP) browser
	@$(BIN)/python -m tests.clients.times

console/node_modules/.installed: console/package-lock.json
	cd console && npm ci --ignore-scripts --no-progress --loglevel error
	@touch $@

# What pytest compiled is kept: three processes compile every test again otherwise, in eight seconds each.
test: $(STAMP)
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest

# The tests look at the console and the explorer in a browser. Installs Chromium where there is none, or fails.
BROWSERS := chromium chromium-browser google-chrome chrome
browser:
	@for name in $(BROWSERS); do command -v $$name >/dev/null && exit 0; done; \
		command -v apt-get >/dev/null || { echo "Install Chromium: the tests look at the console in it." >&2; exit 1; }; \
		AS=$$([ "$$(id -u)" = 0 ] || echo sudo); $$AS apt-get update -q && $$AS apt-get install -q -y chromium

# The tests put each proxy of ops/ before the API. Installs those that are missing, or fails.
PROXIES := nginx caddy openssl
proxies:
	@wanted=$$(for name in $(PROXIES); do PATH=$$PATH:/usr/sbin command -v $$name >/dev/null || echo $$name; done); \
		[ -n "$$wanted" ] || exit 0; \
		command -v apt-get >/dev/null || { echo "Install $$wanted: the tests put them before the API." >&2; exit 1; }; \
		AS=$$([ "$$(id -u)" = 0 ] || echo sudo); $$AS apt-get update -q && $$AS apt-get install -q -y $$wanted

# PostgreSQL, PgBouncer and Redis as Debian packages them. Installs those that are missing, or fails.
STORES := pgbouncer redis-server redis-sentinel
stores:
	@wanted=$$(for name in $(STORES); do PATH=$$PATH:/usr/sbin command -v $$name >/dev/null || echo $$name; done; \
		ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || echo postgresql); \
		[ -n "$$wanted" ] || exit 0; \
		command -v apt-get >/dev/null || { echo "Install $$wanted: the tests use them as stores." >&2; exit 1; }; \
		AS=$$([ "$$(id -u)" = 0 ] || echo sudo); $$AS apt-get update -q && $$AS apt-get install -q -y $$wanted

# Tests of sending and of the worker on those stores, PostgreSQL behind PgBouncer in transaction mode: without the races, the
# tests that make hundreds of worlds, and the one of plans that are kept with a connection, which nobody has behind a pooler.
check-stores: $(STAMP) stores
	NUDGE_TEST_STORES=debian $(BIN)/python -m pytest -q --durations=3 tests/stores tests/workers tests/flows/sending \
		--ignore-glob='*race*' --ignore-glob='*the_sql*' --ignore-glob='*missing_values*' \
		--deselect tests/flows/sending/test_kept_plans.py::test_from_the_sixth_batch_on_nothing_is_planned

# The Dockerfile's own commands, each stage in a folder that holds only what the image would, and then its processes.
image: $(STAMP)
	@$(WITH_UV) NUDGE_TEST_IMAGE=true $(BIN)/python -m pytest -n 0 -q tests/deploy/test_image.py

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint Dockerfile
	@$(BIN)/nudge schema | diff -u schema.graphql - || { echo "schema.graphql is not what the code says: run 'make schema'" >&2; exit 1; }
	@$(BIN)/nudge schema --since schema.released.graphql
	@$(MAKE) --no-print-directory console-check

# Schemathesis on every field, and as many answers compared with those of graphql-core: about ten minutes, and never more
# than an hour. `make fuzz CASES=1000` for less.
CASES ?= 10000
fuzz: $(STAMP)
	NUDGE_FUZZ_CASES=$(CASES) $(BIN)/python -m pytest -n 0 -s -q tests/clients/test_fuzz.py
	NUDGE_ANSWERS=$(CASES) $(BIN)/python -m pytest -n 0 -q --timeout 1800 tests/graphql/test_plain_objects.py

# Delays over changes of the clocks and holidays, at random: `make test` plays 300 schedules.
SCHEDULES ?= 10000
schedules: $(STAMP)
	NUDGE_SCHEDULES=$(SCHEDULES) $(BIN)/python -m pytest -n 0 -s -q tests/domain/calendar/test_schedules.py

# Every property, with as many times its usual examples: `make properties TIMES=100` for more.
TIMES ?= 20
properties: $(STAMP)
	NUDGE_EXAMPLES=$(TIMES) $(BIN)/python -m pytest -q --timeout 1800 tests/domain tests/local/test_settings.py \
		tests/observability/test_logs.py tests/providers/twilio/test_sms.py tests/services/numbers/test_keep.py

# Races of a person's word or deed against the claim: 5,000 of each. `make test` has 200 of each.
RACES ?= 5000
races: $(STAMP)
	NUDGE_RACES=$(RACES) $(BIN)/python -m pytest -n 0 -s -q --timeout 600 \
		tests/flows/sending/test_*races.py tests/flows/sending/test_pacing.py \
		tests/flows/sending/test_missing_values.py tests/flows/people/test_update_races.py tests/flows/people/test_erasure.py

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

# The former release beside this one: a deploy and the way back, while processes of both are killed. About a minute.
upgrade: $(STAMP)
	$(BIN)/python -m tests.upgrade

# Keeps the code of a release as the former one, for `make upgrade` and its test: `make former COMMIT=v1.2.0`.
former: $(STAMP)
	$(BIN)/python -m tests.upgrade.keep $(or $(COMMIT),$(error COMMIT: which release?))

# With ANTHROPIC_API_KEY the model is asked; without it a scripted one writes the worst, and nothing of it may leave.
evals: $(STAMP)
	@$(BIN)/python -m tests.evals.replies
	@$(BIN)/python -m tests.evals.weighing
	@$(BIN)/python -m tests.evals

# Learns the weights of words from the labeled texts of the tests.
weights: $(STAMP)
	@$(BIN)/python -m tests.evals.weighing --write

schema: $(STAMP)
	@$(BIN)/nudge schema > schema.graphql.new && mv schema.graphql.new schema.graphql
	@$(BIN)/python -m app.rest.openapi > docs/openapi.json.new && mv docs/openapi.json.new docs/openapi.json
	@$(BIN)/python -m tests.models.schema_sql > schema.sql.new && mv schema.sql.new app/migrations/schema.sql
	@$(BIN)/python -m tests.domain.webhooks.event_schemas
	@echo "schema.graphql, docs/openapi.json, docs/events and app/migrations/schema.sql are up to date."

# Writes the two tables of settings; a test holds them to app/settings.py.
settings: $(STAMP)
	@$(BIN)/nudge settings --as-example > .env.example
	@$(BIN)/nudge settings --as-table > .settings.new
	@awk '/^\| variable \| default/ { while ((getline row < ".settings.new") > 0) print row; old = 1 } \
		!/^\|/ { old = 0 } !old' README.md > README.md.new && mv README.md.new README.md
	@rm .settings.new

# The locks name versions and hashes, and no place to get them from.
COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11
lock: $(INSTALLER)
	$(COMPILE) --group build -o requirements-build.lock
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --group dev --constraints requirements.lock -o requirements-dev.lock
	$(COMPILE) --group node --constraints requirements-dev.lock -o requirements-node.lock
	for tools in clients compose fuzz kubernetes s3; do $(COMPILE) tests/clients/tools/$$tools.in -o tests/clients/tools/$$tools.lock \
		$$(ls tests/clients/tools/$$tools.override 2>/dev/null | sed 's/^/--override /'); done
	$(COMPILE) ops/calendar_data.in -o ops/calendar_data.lock

# Writes the tables of area codes and public holidays, from packages of its own environment.
calendar-data: $(STAMP)
	$(BIN)/uv run --quiet --no-project --with-requirements ops/calendar_data.lock python ops/calendar_data.py

# The data of `make run`, in var/, stays.
clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info

# Runs a step and prints how many seconds it took.
timed = @began=$$(date +%s); $(2) && echo "  $(1): $$(($$(date +%s) - began)) s"
# uv reads neither pip's index nor the machine's certificates by itself. Where it still cannot install, pip does.
INDEX = $${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($(PYTHON) -m pip config get global.index-url 2>/dev/null)}}
WITH_UV = UV_SYSTEM_CERTS=1 UV_DEFAULT_INDEX="$(INDEX)"
UV_INSTALL = $(WITH_UV) $(BIN)/uv pip install --quiet --python $(BIN)/python $(1)
# The first two steps are by the machine's own uv where it has one and it can, else by venv and pip.
UV := $(shell PATH='$(subst $(CURDIR)/$(BIN):,,$(PATH))' command -v uv 2>/dev/null)
# Python's own pip can install into an environment that has none: to make one with pip takes three seconds more.
WITHOUT_PIP = { test -x $(BIN)/python || $(PYTHON) -m venv --without-pip $(VENV); }
WITH_PIP = { test -x $(BIN)/pip || { rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); }; }
OWN_PIP = $(PYTHON) -m pip --python $(BIN)/python install --disable-pip-version-check --quiet $(1)
ifneq ($(UV),)
CAN_INSTALL := true
CREATE := test -x $(BIN)/python || $(UV) venv --quiet --python "$(PYTHON)" $(VENV)
BOOTSTRAP = { $(WITH_UV) $(UV) pip install --quiet --python $(BIN)/python $(1) || \
	{ echo "uv could not install these; pip tries." && $(WITH_PIP) && $(call PIP_INSTALL,$(1)); }; }
else
CAN_INSTALL := test -x $(BIN)/python || $(PYTHON) -c 'import ensurepip' 2>/dev/null || $(PYTHON) -m pip --version >/dev/null 2>&1
CREATE := $(WITHOUT_PIP)
BOOTSTRAP = { $(call OWN_PIP,$(1)) 2>/dev/null || { $(WITH_PIP) && $(call PIP_INSTALL,$(1)); }; }
endif
PIP_INSTALL = $(BIN)/python -m pip install --disable-pip-version-check --quiet $(1)
install = { $(call UV_INSTALL,$(1)) || { echo "uv could not install these; pip tries." && \
	{ $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null; } && $(call PIP_INSTALL,$(1)); }; }

# A step is done again only when its lock, or the project's own description, has changed.
$(INSTALLER): requirements-build.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Nudge needs Python 3.11 or newer, and '$(PYTHON)' is not: $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Name another one, for example: make run PYTHON=python3.12" >&2; exit 1; }
	@$(CAN_INSTALL) || { \
		echo "This Python cannot make virtual environments. On Debian and Ubuntu this mends it:" >&2; \
		echo "  sudo apt-get install -y python3-venv" >&2; exit 1; }
	@echo "Installing into $(VENV); each package is pinned by its hash."
	$(call timed,virtual environment,{ $(CREATE); })
	$(call timed,uv and setuptools,$(call BOOTSTRAP,--require-hashes -r $<))
	@touch $@

IMPORTED = import app.cli.program.serving, workers.main, app.cli.database, app.cli.doctor, app.cli.processes, app.cli.reply
$(RUNTIME): $(INSTALLER) requirements.lock pyproject.toml
	$(call timed,packages to run Nudge,$(call install,--require-hashes -r requirements.lock))
	$(call timed,Nudge itself,$(call install,--no-deps --no-build-isolation --editable .))
	@# Compiles the modules of the processes while `nudge dev` starts the stores. Where PYTHONDONTWRITEBYTECODE is set,
	@# each process would compile them again: a second at every start.
	@{ nice $(BIN)/python -m compileall -q app workers && PYTHONDONTWRITEBYTECODE= nice $(BIN)/python -c '$(IMPORTED)'; } &
	@touch $@

$(STAMP): $(RUNTIME) requirements-dev.lock
	$(call timed,packages to develop Nudge,$(call install,--require-hashes -r requirements-dev.lock))
	@touch $@
