# `make` alone lists what there is. Everything is made inside this folder: .venv/, .cache/, var/.
PYTHON ?= python3
export PYTHON
RUN := .venv/bin/python -m
FLASK := $(RUN) flask --app wsgi:app
# One test process more than the two cores that this is measured on: many tests wait for engines and browsers.
PROCESSES ?= 3
# All the processes of a run share what the first of them compiled.
unexport PYTHONDONTWRITEBYTECODE
GROUPED := --dist loadgroup --no-loadscope-reorder
# The long walks belong to `make audit`, what is only read in the source to `make check`.
SHORT := --ignore=tests/audit --ignore=tests/source
# Every page once: on PostgreSQL only, since `make audit` opens all of them in every situation on SQLite.
PAGES := tests/house/test_routes.py::test_each_kind_of_visitor_is_answered_and_reading_changes_nothing

.PHONY: help setup setup-dev run test check audit bench faults format strings lock
.DEFAULT_GOAL := help

help:  ## this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.run  ## make .venv ready, and nothing else

setup-dev: .venv/.dev  ## the same with the tools of the tests

run: .venv/.run  ## start everything on http://localhost:8000 (PORT= changes it); Ctrl-C stops it
	@exec $(RUN) app.local

test: .venv/.dev  ## the suite on SQLite; on PostgreSQL, every page once, races, searches and whatever an engine does in its own way
	$(RUN) pytest -n $(PROCESSES) $(GROUPED) $(SHORT) --deselect $(PAGES) -m "not (faults or audit)" $(ARGS)
	$(RUN) pytest -n $(PROCESSES) $(GROUPED) $(SHORT) -m "engine and not (faults or audit)" --database postgresql $(ARGS)

check: .venv/.dev  ## style, types, templates, campaign bundles; layers, locks, secrets, documents, catalogue of sentences
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	.venv/bin/lint-imports
	$(RUN) djlint templates --lint --quiet
	$(FLASK) campaigns check
	$(RUN) pytest -q tests/source

audit: .venv/.dev  ## known vulnerabilities of what is locked; every route as everybody, sent anything, under axe-core; the rest of PostgreSQL
	$(RUN) requirements.audit
	$(RUN) pytest -n $(PROCESSES) $(GROUPED) -m audit $(ARGS)
	$(RUN) pytest -n $(PROCESSES) $(GROUPED) -m "data and (audit or not engine) and not faults" --database postgresql $(ARGS)

bench: .venv/.dev  ## the measured claims, as ratios to ceilings run beside them
	$(RUN) benchmarks.run $(ARGS)

faults: .venv/.dev  ## the long kill and load runs, on both databases; what they count goes to benchmarks/results/faults.md
	$(RUN) pytest -m faults $(ARGS)
	$(RUN) pytest -m faults --database postgresql $(ARGS)

format: .venv/.dev  ## put the code into its usual shape
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

strings: .venv/.dev  ## gather the French sentences of the pages into the English catalogue
	@mkdir -p .cache
	$(RUN) babel.messages.frontend --quiet extract -F babel.cfg --no-default-keywords -k _ -k _l -k gettext -k lazy_gettext \
	  -k ngettext:1,2 --add-location=file --no-wrap --omit-header -o .cache/messages.pot .
	$(RUN) babel.messages.frontend --quiet update -i .cache/messages.pot -d app/translations -l en --no-fuzzy-matching \
	  --ignore-obsolete --ignore-pot-creation-date --no-wrap

lock: .venv/.dev  ## write requirements/*.txt anew from pyproject.toml, with hashes (UPGRADE=1: newest versions)
	requirements/lock

# A stamp is newer than the lock it was made from. Whoever has the tools of the tests keeps them.
.venv/.run: requirements/run.txt requirements/uv.txt
	@requirements/sync $(if $(wildcard .venv/.dev),dev.txt,run.txt)
	@touch $@ $(wildcard .venv/.dev)

.venv/.dev: requirements/dev.txt requirements/uv.txt
	@requirements/sync dev.txt
	@touch $@ .venv/.run
