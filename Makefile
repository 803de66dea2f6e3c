# Two commands start everything: `make run` and `make test`. The rest is for whoever works on JoinedUp.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready
PYTEST := $(BIN)/pytest -n auto --dist worksteal -m "not browser and not spark"
# What is pure: every line and every branch of it is tested.
PURE := joinedup/words/**,joinedup/**/rules.py

.DEFAULT_GOAL := help
.PHONY: help setup run test test-postgres test-spark journeys mutate check fix bench docs lock clean

help: ## Say what each command does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: $(READY) ## Make the virtual environment and the front-end assets (once)

$(READY): requirements.lock package-lock.json
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "JoinedUp needs Python 3.11; found $$($(PYTHON) --version 2>&1). Install it, or: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Python could not make a virtual environment. On Debian: apt-get install python3.11-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m joinedup.config.assets
	@touch $@

run: $(READY) ## Build the demonstration place if there is none, and serve it on 127.0.0.1:8000
	@$(BIN)/joinedup up

# Pure code is covered by the tests that are pure themselves. The rest are not watched: that would take twice as long.
test: $(READY) ## Every test but the browser's, on SQLite; pure code covered whole (add only=tests/unit for some)
ifdef only
	$(PYTEST) $(only)
else
	$(PYTEST) --cov --cov-report= tests/unit tests/properties
	$(BIN)/coverage report --include='$(PURE)' --fail-under=100
	$(PYTEST) tests --ignore=tests/unit --ignore=tests/properties
endif

test-postgres: $(READY) ## The same on PostgreSQL: DATABASE_URL=postgresql://… make test-postgres
	$(PYTEST) $(or $(only),tests/spec tests/architecture)

test-spark: $(READY) ## Definitions give the same on Apache Spark as on DuckDB (needs Java 17)
	@$(BIN)/python -c 'import pyspark' 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	$(BIN)/pytest $(or $(only),tests/spark)

journeys: $(READY) ## People's journeys in Debian's chromium
	$(BIN)/pytest -m browser tests/journeys

mutate: $(READY) ## For the night: change the pure code a little, many times, and see that a test notices each change
	$(BIN)/python -m tests.mutation

check: $(READY) ## Everything that can be said in seconds: lint, types, import contracts, docs current
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -m joinedup.config.reference --check

fix: $(READY) ## Put right what a machine can put right
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(READY) ## Measure: make bench, or make bench only="link place"; keep=yes writes docs/reference/benchmarks.md
	$(BIN)/python -m tests.benchmarks $(if $(keep),--keep) $(only)

docs: $(READY) ## Make docs/reference/ again from the code
	$(BIN)/python -m joinedup.config.reference

lock: $(READY) ## Make requirements.lock again from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --python-version 3.11 pyproject.toml --extra dev --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -o requirements.lock
	$(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['spark'])" | $(BIN)/uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -o requirements-spark.lock -

clean: ## Take away the virtual environment and what set-up made; the place stays
	rm -rf .venv node_modules assets static
