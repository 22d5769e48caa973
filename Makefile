# Everything a newcomer or CI calls. Only python3 (3.11 or newer), pip, make and git are needed beforehand.
SHELL := /bin/bash
PORT ?= 8000
UV := .tools/bin/uv
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS = never
export PYTHONWARNINGS ?= default

.PHONY: run test lint lint-types lint-style lint-floors lint-words services bench proof setup lock translations clean

run: setup
	@PORT=$(PORT) $(BIN)/portal serve --set-up

test: setup
	@$(BIN)/python -m pytest

lint: setup   # side by side: the types alone take as long as all others
	@$(MAKE) -s -j 2 --output-sync lint-types lint-style lint-floors lint-words

lint-types:
	@$(BIN)/mypy

lint-style:
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

lint-floors:
	@$(BIN)/lint-imports

lint-words:
	@$(BIN)/python -m tests.laws.catalogue

services:
	@bash .ci/services

bench: setup   # PARTS="search --full" for one part of it, at 100,000 organisations
	@$(BIN)/python -m tests.bench $(PARTS)

proof: setup   # long: property runs, seeded bugs, races, kills, faults; writes var/proof.json
	@$(BIN)/python -m tests.proof

setup: .venv/.ready

$(UV):
	@python3 -m pip install -q --disable-pip-version-check --root-user-action ignore --target .tools "uv>=0.13,<0.14"

.venv/.ready: $(UV) requirements-dev.txt pyproject.toml $(wildcard portal/translations/*/LC_MESSAGES/*.po)
	@$(UV) venv -q --allow-existing .venv
	@$(UV) pip sync -q --require-hashes requirements-dev.txt
	@$(UV) pip install -q --no-deps -e .
	@$(BIN)/pybabel -q compile -d portal/translations
	@touch $@

lock: $(UV)   # after a change of pyproject.toml
	@$(UV) pip compile -q --universal --generate-hashes --no-annotate --no-header pyproject.toml -o requirements.txt
	@$(UV) pip compile -q --universal --generate-hashes --no-annotate --no-header --extra dev pyproject.toml -o requirements-dev.txt

translations: setup   # after a change of any text: collects the strings and keeps their English
	@mkdir -p var
	@$(BIN)/pybabel -q extract -F portal/translations/babel.cfg -k _l -k _n:1,2 -k N_ --no-location --sort-output --omit-header -o var/messages.pot .
	@$(BIN)/pybabel -q update -i var/messages.pot -d portal/translations --no-fuzzy-matching --ignore-obsolete --omit-header
	@cat portal/translations/en/header.po portal/translations/en/LC_MESSAGES/messages.po > var/messages.po   # update drops it
	@mv var/messages.po portal/translations/en/LC_MESSAGES/messages.po

clean:
	@rm -rf .venv .tools var dist
