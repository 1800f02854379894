# Everything that is done with a checkout. `make` alone says what there is.
.DEFAULT_GOAL := help
.PHONY: help console setup dev test check format unit bench endurance reliability screenshots docs lock clean

python := .venv/bin/python

help:
	@echo "make console      set up, then open the console on the demo site"
	@echo "make setup        the same without opening"
	@echo "make test         everything: format, lint, types, imports, all tests on a real browser"
	@echo "make check        the quick part of that, for every day"
	@echo "make bench        speed, as ratios measured side by side, and how well pages are read"
	@echo "make endurance    500 sessions after one another, and the memory they leave"
	@echo "make reliability  everything that can go wrong, played for ten minutes: docs/reliability.md, made anew"
	@echo "make screenshots  the pictures and the recording in docs/, made anew"
	@echo "make docs         the reference pages, made anew from the registry"
	@echo "make lock         the lock files, made anew from pyproject.toml"

console: setup
	@exec .venv/bin/smooth-console --local

setup:
	@scripts/setup.sh run

dev:
	@scripts/setup.sh dev

test: dev lint
	$(python) -m pytest

check: dev lint unit

lint:
	@.venv/bin/ruff format --check --quiet . || { echo "run: make format"; exit 1; }
	@.venv/bin/ruff check --quiet .
	@.venv/bin/lint-imports --no-logo >.venv/lint-imports.log || { cat .venv/lint-imports.log; exit 1; }
	@.venv/bin/mypy

unit:
	$(python) -m pytest -m "not browser and not screen"

format: dev
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix --quiet .

bench: dev
	$(python) -m bench

endurance: dev
	$(python) -m bench.endurance

reliability: dev
	$(python) -m scripts.reliability

screenshots: dev
	$(python) -m scripts.screenshots
	$(python) -m scripts.first_schema

docs: dev
	$(python) -m scripts.reference

lock: dev
	scripts/lock.sh

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
