# What a target needs is in scripts/; here is only what to type.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run hub test coverage check lint types floors durability faults bench bench-hub setup setup-hub setup-check setup-test clean

BIN := .venv/bin
# How many power cuts `make durability` and `make faults` make.
CUTS := 30
# How many records `make faults` sends up, and for how long it cuts the link, seconds.
RECORDS := 100000
LINK_S := 120
# Rooms that decide who passes: every branch of theirs is tested.
DECIDING := kiosk/core/*,kiosk/codes/*,kiosk/rules/*,kiosk/lane/*
# Some tests wait for a terminal, a socket or a process: more of them than cores.
WORKERS := 3
# How often a test that failed may try again; each that had to is listed at the end.
RERUNS := 0
# On how many examples a property is tried: quick, or ci for nearly three times as many.
EXAMPLES := quick
# What a test writes is gone with it: in memory none waits for a disk, where 1 GB is free.
MEMORY := $(shell df -k --output=avail /dev/shm 2>/dev/null | awk 'NR > 1 && $$1 > 2^20 { print "/dev/shm" }')
PYTEST = $(if $(MEMORY),TMPDIR=$(MEMORY)) $(BIN)/python -m pytest --dist worksteal \
	-raR $(if $(filter-out 0,$(RERUNS)),--reruns $(RERUNS)) --hypothesis-profile=$(EXAMPLES)

# $(call every-test,OPTIONS)
define every-test
	$(PYTEST) -n $(WORKERS) --ignore tests/browser -m 'not durability and not faults' $(1)
	@# By themselves: Playwright keeps an event loop that no other test could share.
	$(PYTEST) -n 3 tests/browser $(1)
endef

export PYTHON
# (without compiled files every start compiles the whole kiosk anew)
unexport PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s  %s\n", $$1, $$2 }' Makefile

run: setup ## Install what is missing and start the kiosk (ARGS="…" goes to `kiosk run`)
	@exec $(BIN)/kiosk run $(ARGS)

hub: setup-hub ## Install what is missing and start a hub with three simulated gates
	@exec $(BIN)/kiosk hub demo $(ARGS)

test: setup-test check ## Install what is missing and run every check and every test
	$(call every-test,)

coverage: EXAMPLES = ci
coverage: setup-test ## Run every test and prove that they reach every branch that decides
	rm -f .coverage
	$(call every-test,--cov --cov-append --cov-report=)
	$(BIN)/coverage report --include='$(DECIDING)' --fail-under=100
	$(BIN)/coverage report --fail-under=90

check: lint types floors ## Check style, types and floors; quick enough for every commit

lint: setup-check ## Check style, spelling and the scripts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/codespell
	@if command -v shellcheck >/dev/null; then set -x; shellcheck -xP SCRIPTDIR $(filter-out %.py,$(wildcard scripts/*)) .ci/run; fi

types: setup-check ## Check types, strictly, in the package and its tests
	$(BIN)/mypy

floors: setup-check ## Check that imports only go down the floors
	$(BIN)/lint-imports

durability: setup-test ## Cut the power of a test disk CUTS times (30; needs root)
	CUTS=$(CUTS) $(BIN)/python -m pytest -s -n 0 -m durability tests/durability

faults: setup-test ## Kill hubs, kiosks and their database while RECORDS go up (100000; some need root)
	RECORDS=$(RECORDS) LINK_S=$(LINK_S) CUTS=$(CUTS) \
		$(BIN)/python -m pytest -s -n 0 -m faults tests/faults

bench: setup-test ## Measure speed; prints a table and writes bench/results/
	$(BIN)/python -m bench $(ARGS)

bench-hub: setup-test ## Measure a hub with 5,000 simulated kiosks, and its ceiling
	$(BIN)/python -m bench hub

setup: ## Only install what `make run` needs
	@scripts/setup run

setup-hub: ## Only install what `make hub` needs
	@scripts/setup hub

setup-check: ## Only install what `make check` needs
	@scripts/setup check

setup-test: ## Only install what `make test` needs
	@scripts/setup test

clean: ## Remove what set-up and the tools made; records and settings stay
	rm -rf .venv node_modules kiosk/web/static/vendor kiosk/store/vendor dist .coverage .hypothesis .*_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
