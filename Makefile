# make demo   watch a one-time-code call being compiled, checked and played to four kinds of callee
# make test   every test but those that need a browser, or other people's clients: make test-browser, make test-clients
# All work on a machine that has Python 3.11+ and make: they set up .venv themselves, once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := -m pip install --quiet --disable-pip-version-check --editable

# Tests run on every core, in random order; `make test SEED=7` runs them in one order again, which CI does.
SUITE := -m pytest -n auto --dist loadgroup -rs --ignore=tests/browser --ignore=tests/clients
ORDER := $(if $(SEED),-p randomly --randomly-seed=$(SEED))
PYTHONS := $(wildcard $(or $(PYENV_ROOT),$(HOME)/.pyenv)/versions/3.1[1-4].*/bin/python3.1[1-4])

.PHONY: help setup demo test test-browser test-clients test-load test-nightly test-faults test-alone test-extras test-pythons check \
	format bench fuzz mermaid wheel clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(VENV)/.core ## compile, check and play the one-time-code call
	@$(BIN)/python examples/demo.py

setup: $(VENV)/.browser ## install what all tests need into .venv, once; the commands below do without it

test: $(VENV)/.dev ## run every test but those of the next two
	$(BIN)/python $(SUITE) $(ORDER)

test-browser: $(VENV)/.browser ## test the page in headless Chromium; without a browser the tests are skipped, or fail in CI
	@sh tests/browser/install.sh
	$(BIN)/python -m pytest -rs $(ORDER) tests/browser

test-clients: $(VENV)/.dev ## send with the vendor's clients, unmodified, to the local stand-in
	@sh tests/clients/install.sh $(BIN)/python
	$(BIN)/python -m pytest -rs $(ORDER) tests/clients

test-load: $(VENV)/.dev ## 50 clients for 60 s and kill -9, ten times; webhooks that keep up; each write to the disk fails once
	IVRDSL_LOAD_SECONDS=60 IVRDSL_LOAD_CLIENTS=50 IVRDSL_LOAD_SEEDS=10 IVRDSL_EACH_CALL=1 $(BIN)/python -m pytest -rs \
	tests/serve/test_storage.py tests/serve/test_deliveries.py tests/serve/test_failing_calls.py -k "load or fails_once"

test-nightly: $(VENV)/.dev ## an hour: many new examples, each file alone, each set of extras; runs all, then tells
	@failed=; for part in "HYPOTHESIS_PROFILE=nightly $(BIN)/python $(SUITE)" "$(MAKE) test-faults" "$(MAKE) test-alone" \
	"$(MAKE) test-extras"; \
	do echo "$$part"; sh -c "$$part" || failed="$$failed[$$part] "; done; \
	if [ -n "$$failed" ]; then echo "failed: $$failed" >&2; exit 1; fi

test-faults: $(VENV)/.dev ## put faults back into the search, one by one: some test must find each
	$(BIN)/python -m tests.faults

test-alone: $(VENV)/.dev ## run every file of tests alone, in a process of its own
	$(BIN)/python tests/each_alone.py

test-extras: $(VENV)/.dev ## run the tests with the extra `test` alone, and the commands with none
	$(BIN)/tox run --recreate -e core,extra-test

check: $(VENV)/.dev ## lint, format, types, and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.bench ## measure against peers, as ratios, and beside the committed figures; 10 minutes at most
	$(BIN)/python -m benchmarks

fuzz: $(VENV)/.fuzz ## search for a document that makes a check crash (FUZZ_SECONDS, default 600)
	$(BIN)/python tests/fuzz/check_any_document.py -max_total_time=$(or $(FUZZ_SECONDS),600)

mermaid: node_modules/.mermaid ## install Mermaid (npm), whose parser some tests read pictures with

test-pythons: $(VENV)/.dev ## run the tests under every Python 3.11 to 3.14 that is on the PATH or pyenv's
	$(BIN)/tox run $(if $(PYTHONS),--discover $(PYTHONS))

wheel: $(VENV)/.dev ## build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean: ## remove what the commands above made
	rm -rf $(VENV) node_modules .clients .tox dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .fuzz .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "ivrdsl needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: pyproject.toml | $(BIN)/python
	$(BIN)/python $(INSTALL) .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(BIN)/python $(INSTALL) '.[test,serve,speech,pictures,phone,campaign,dev]'
	@touch $@ $(VENV)/.core

$(VENV)/.browser: pyproject.toml | $(BIN)/python
	$(BIN)/python $(INSTALL) '.[test,serve,speech,pictures,phone,campaign,dev,browser]'
	@touch $@ $(VENV)/.core $(VENV)/.dev

$(VENV)/.bench: pyproject.toml | $(VENV)/.dev
	$(BIN)/python $(INSTALL) '.[bench]'
	@touch $@

$(VENV)/.fuzz: pyproject.toml | $(VENV)/.dev
	$(BIN)/python $(INSTALL) '.[fuzz]'
	@touch $@

node_modules/.mermaid: tests/mermaid/package.json
	npm install --silent --no-audit --no-fund --no-save --no-package-lock --prefix . \
		$$(node -p 'Object.entries(require("./$<").dependencies).map(each => each.join("@")).join(" ")')
	@touch $@
