# Everything is run from here. `make demo` and `make test` need Python 3.11 or newer and nothing else; `make help` lists the rest.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
# Without compiled files every start would compile Django again, two seconds each time.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# What is being done is said while it is done, into a file or a pipe as well.
export PYTHONUNBUFFERED := 1

PYTHON ?= python3
RUN := .venv/bin/python
INSTALL := $(RUN) -m pip install -qq --no-deps --require-hashes -r
# The embedded database, whatever database the shell knows about.
EMBEDDED := env -u DATABASE_URL -u REDIS_URL -u PORTAL_REQUIRE -u PORTAL_LEAVE_OUT -u PORTAL_MODE -u PORTAL_CLOCK
SERVICES := env -u PORTAL_MODE -u PORTAL_CLOCK $$(cat .var/services.env)
# What runs while all tests run: measured there alone, because watching every line costs a third of the time.
COVERED := .var/coverage
# On both processors of a small machine; more would wait for each other's browsers.
SIDE_BY_SIDE := --numprocesses=2 --dist=loadgroup
# What `make lint` checks is a real installation's settings; nothing connects to these addresses.
PRODUCTION := env PORTAL_MODE=production PORTAL_HOSTS=npq.example.org PORTAL_URL=https://npq.example.org \
	PORTAL_MAIL_FROM=npq@example.org PORTAL_MAIL_REPLY_TO=npq@example.org \
	PORTAL_SECRET_KEY=only-for-make-lint-and-as-long-as-a-real-one-has-to-be-4711 \
	DATABASE_URL=postgres://portal@127.0.0.1/portal REDIS_URL=redis://127.0.0.1:6379/0

# An environment whose Python has gone, with an upgrade of the system for example, is made anew.
ifneq ($(wildcard .venv/made.stamp),)
ifneq ($(shell $(RUN) -c 'print("works")' 2>/dev/null),works)
$(shell rm -rf .venv)
endif
endif

.PHONY: help
help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

.venv/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"The portal needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another one with: make PYTHON=python3.12 ...")'
	@echo "Making a Python environment in .venv ..."
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv module is missing (on Debian and Ubuntu: apt-get install python3-venv)."; exit 1; }
	@touch $@

.venv/base.stamp: requirements/base.txt | .venv/made.stamp
	@echo "Installing what the portal needs, each file checked against requirements/base.txt ..."
	@$(INSTALL) requirements/base.txt
	@touch $@

.venv/dev.stamp: requirements/dev.txt | .venv/made.stamp
	@echo "Installing what the tests need, each file checked against requirements/dev.txt ..."
	@$(INSTALL) requirements/dev.txt
	@touch $@ .venv/base.stamp

.PHONY: demo
demo: .venv/base.stamp ## serve the portal with example people on http://127.0.0.1:8000/
	@$(EMBEDDED) $(RUN) manage.py demo $(ARGS)

.PHONY: test
test: .venv/dev.stamp ## run the tests on the embedded database
	@echo "Running the tests on the embedded database ..."
	@$(EMBEDDED) PORTAL_LEAVE_OUT=browser $(RUN) -m pytest $(SIDE_BY_SIDE) $(ARGS)

.PHONY: test-all
test-all: .venv/dev.stamp browser ## run all tests, on PostgreSQL and Redis and in Chromium
	@$(PYTHON) tests/services.py hurry
	@echo "Running all tests on PostgreSQL and Redis and in Chromium ..."
	@$(SERVICES) PORTAL_REQUIRE=postgres,redis,browser COVERAGE_FILE=$(COVERED) $(RUN) -m pytest $(SIDE_BY_SIDE) --cov --cov-report= $(ARGS)

.PHONY: services
services: ## start a private PostgreSQL and Redis and print the two variables that lead to them
	@$(PYTHON) tests/services.py start

.PHONY: services-stop
services-stop: ## stop them
	@$(PYTHON) tests/services.py stop

.PHONY: browser
browser: ## install Chromium where it is missing
	@$(PYTHON) tests/services.py browser

.PHONY: lint
lint: .venv/dev.stamp ## check style, templates, types, layers, migrations, deployment and what the tests covered
	@echo "Checking the Python (ruff) ..."
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@echo "Checking the templates (djlint) ..."
	@$(RUN) -m djlint --quiet --lint templates
	@echo "Checking the types (mypy) ..."
	@$(EMBEDDED) $(RUN) -m mypy
	@echo "Checking the layers (import-linter) ..."
	@$(RUN) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' --no-logo
	@echo "Checking for missing migrations ..."
	@$(EMBEDDED) $(RUN) manage.py makemigrations --check --dry-run
	@echo "Checking the settings of a real installation ..."
	@$(PRODUCTION) $(RUN) manage.py check --deploy --fail-level WARNING
	@echo "Checking that the tests cover every branch ..."
	@$(RUN) -m coverage report --data-file=$(COVERED) --fail-under=100

.PHONY: bench
bench: .venv/dev.stamp services ## measure speed on PostgreSQL, each figure beside its bare limit
	@echo "Measuring; keep the machine quiet ..."
	@$(SERVICES) $(RUN) -m tests.benchmarks $(ARGS)

.PHONY: lock
lock: .venv/made.stamp ## pin requirements/*.in anew, with hashes and without addresses
	@echo "Pinning requirements/base.txt and requirements/dev.txt ..."
	@$(INSTALL) requirements/lock.txt
	@for name in base dev lock; do .venv/bin/uv pip compile -q --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-header --no-emit-index-url requirements/$$name.in -o requirements/$$name.txt; done

.PHONY: clean
clean: services-stop ## remove .venv and .var
	@rm -rf .venv .var
