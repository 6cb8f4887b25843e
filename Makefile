# Every verb sets up what it needs; PYTHON names another interpreter (3.11 or newer).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= demo

# Debian packages with the programs that tests ask: comparators of versions, a database server, a browser, readers of documents.
SYSTEM_PACKAGES := ruby php-cli php-composer-semver rpm python3-rpm python3-apt libalpm13 nodejs node-semver \
	default-jdk-headless libmaven3-core-java libcommons-lang3-java postgresql chromium \
	libreoffice-writer-nogui poppler-utils fonts-liberation

.PHONY: demo setup test review-corpus check lint format bench docs serve clean

demo: $(VENV)/.runtime  ## a sample device from threat model to dossier
	@rm -rf $(DEMO)
	@$(BIN)/medward demo $(DEMO)

setup: $(VENV)/.dev  ## virtual environment with everything a developer needs

test: $(VENV)/.dev system-packages keys-peers  ## the whole test suite
	$(BIN)/pytest -n auto --dist loadscope

review-corpus: $(VENV)/.dev  ## defects planted one by one, and which question finds each
	$(BIN)/python scripts/review_corpus.py

check: lint docs-fresh  ## what CI checks, with the house tests among its tests
	$(BIN)/pytest -q -n auto --dist load tests/house

lint: $(VENV)/.dev
	$(BIN)/ruff check src tests scripts benchmarks
	$(BIN)/ruff format --check src tests scripts benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix src tests scripts benchmarks
	$(BIN)/ruff format src tests scripts benchmarks

# Advisories and facts are made once for all of them; the largest sizes: MEDWARD_BENCH_DOCUMENTS=370000 (as it
# is without), MEDWARD_BENCH_RELEASES=10000.
bench: $(VENV)/.dev  ## budgets and ratios, with memory
	@folder=$${MEDWARD_BENCH_FOLDER:-$$(mktemp -d)}; over=; for file in benchmarks/bench_*.py; do echo "== $$file"; \
	MEDWARD_BENCH_FOLDER=$$folder $(BIN)/python $$file || over="$$over $$file"; done; \
	test "$$folder" = "$$MEDWARD_BENCH_FOLDER" || rm -rf "$$folder"; \
	test -z "$$over" || { echo "over budget, or not run through:$$over"; exit 1; }

.PHONY: system-packages keys-peers keys-check bench-peers
system-packages:  ## Debian packages the tests ask, where root may install them
	@scripts/system_packages.sh $(SYSTEM_PACKAGES)

keys-peers:  ## other implementations of version orders, in an environment of their own
	@PYTHON='$(PYTHON)' scripts/bench_peers.sh keys

# PAIRS=10000000 for ten million; CI asks one million in its tests.
keys-check: $(VENV)/.dev system-packages keys-peers  ## a million pairs of versions a scheme against its own comparator
	$(BIN)/python -m tests.vulnerabilities.versions.keys_check

bench-peers: system-packages  ## programs to measure beside, each in an environment of its own
	@scripts/system_packages.sh debsecan golang-go
	@PYTHON='$(PYTHON)' scripts/bench_peers.sh

.PHONY: spark-check
spark-check: $(VENV)/.dev  ## the same findings from Spark; installs half a gigabyte, needs Java 17
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[spark]'
	MEDWARD_SPARK=1 $(BIN)/pytest -q tests/facts/test_engines.py
.PHONY: accuracy
accuracy: $(VENV)/.dev  ## precision and recall against what others say; writes docs/accuracy.md
	$(BIN)/python benchmarks/accuracy.py

docs: $(VENV)/.dev  ## generated reference pages
	$(BIN)/python scripts/make_reference.py
	$(BIN)/python scripts/make_corrections.py

.PHONY: docs-fresh
docs-fresh: $(VENV)/.dev
	$(BIN)/python scripts/make_reference.py --check
	$(BIN)/python scripts/make_corrections.py --check

serve: $(VENV)/.runtime  ## show the demo dossier in the browser
	@test -f $(DEMO)/dossier/index.html || $(MAKE) demo
	$(BIN)/medward -C $(DEMO) serve

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Medward needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.runtime

clean:
	rm -rf $(VENV) .peers $(DEMO) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
