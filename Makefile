# Each target does its own set-up; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help demo test check docs triage-report triage-bench outbox-bench page-bench pacing-bench clean setup
MAKEFLAGS += --no-print-directory

PYTHON_BIN := .venv/bin/python
SOURCES := $(wildcard shared/*/src services/*/src deploy/*/src)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: setup ## start everything and walk a patient from day 1 to one month; ONCE=1 ends after the walk
	@$(PYTHON_BIN) -m aftercare_demo $(if $(ONCE),--once)

test: setup ## run all the tests; ARGS goes to pytest
	@$(PYTHON_BIN) -m pytest $(ARGS) tests

check: setup ## style, types, walls between the services, and drift of what is generated
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy $(SOURCES) tests
	@.venv/bin/lint-imports
	@$(PYTHON_BIN) -m aftercare_contracts check
	@$(PYTHON_BIN) -m aftercare_checkins texts

docs: setup ## write what is generated from the events
	@$(PYTHON_BIN) -m aftercare_contracts write

GOLD ?= $(wildcard ../shared/triage/dev.jsonl)
triage-report: setup ## how the triage reads labelled replies; GOLD=path adds a file of them
	@$(PYTHON_BIN) tests/triage/report.py $(GOLD)

triage-bench: setup ## how many replies the triage reads per second
	@$(PYTHON_BIN) tests/bench/triage/run.py

outbox-bench: ## measure the outbox against the package that was not taken
	@deploy/bootstrap --group outbox-bench
	@$(PYTHON_BIN) tests/bench/outbox/run.py

page-bench: setup ## from the webhook of a severe reply to the page at the carrier; N=100 texts
	@$(PYTHON_BIN) tests/bench/page/measure.py -n $(or $(N),100)

pacing-bench: setup ## from the row of a page to the carrier, with 20,000 prompts before it; N=50 pages
	@PYTHONPATH=tests $(PYTHON_BIN) tests/bench/pacing/measure.py -n $(or $(N),50)

clean: ## remove what the targets made
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@deploy/bootstrap
