# Two commands matter: `make run` starts the designer, `make test` runs every test. Each sets itself up.

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
BIN := .venv/bin
JOBS ?= 2
ROUNDS ?= 10
.DEFAULT_GOAL := help
# The tests start Python often; each start would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup run test unit conformance fuzz check format golden bench mutants screenshots clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Make .venv
	@test -n "$(PYTHON)" || { echo "lambda-designer needs Python 3.11 or newer on the PATH."; exit 1; }
	@$(PYTHON) tools/environment.py

run: setup ## Start the designer (without a terminal: do the same job headlessly)
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/lambda-designer $(FILE); else $(BIN)/python tools/demo.py; fi

test: unit conformance ## Run every test, the real tools included

unit: setup ## Run the tests that need no other tool
	@# walks through the interface wait as long as they compute
	$(BIN)/pytest -n $$((2 * $(JOBS))) --dist worksteal -m "not conformance"

conformance: setup ## Run terraform, sam, CDK, cfn-lint and checkov on the exports
	$(BIN)/python tools/environments.py
	$(BIN)/pytest -n $(JOBS) -m conformance

fuzz: setup ## Draw designs that no run has drawn before, ROUNDS times; what it finds becomes a test
	@for round in $$(seq $(ROUNDS)); do $(BIN)/pytest -q -n $(JOBS) --explore -m hypothesis || exit 1; done

check: setup ## Check format, lint, types and unit tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(MAKE) unit

format: setup ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

golden: setup ## Rewrite exports/ and the generated docs; review the diff
	$(BIN)/pytest -q -n 0 tests/test_golden.py tests/test_docs.py tests/conformance/test_coverage.py --golden

bench: setup ## Measure what bar.md names, beside something real in the same run
	$(BIN)/python tools/environments.py
	$(BIN)/python tools/bench.py

mutants: setup ## Change the rules in small ways and see that tests notice (MODULES="queues sqs" for some)
	nice -n 15 $(BIN)/python -m tools.mutation --jobs $(JOBS) $(MODULES)

screenshots: setup ## Remake the pictures in docs/assets
	$(BIN)/python tools/screenshots.py

clean: ## Remove everything that was set up
	rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis
