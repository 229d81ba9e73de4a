# Two commands do everything: `make warehouse` builds and publishes, `make test` proves.
PYTHON ?= python3
BIN := .venv/bin

export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1
# Many containers set it: each process would compile all it imports, and forget it again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help warehouse answers docs test test-report fuzz format lock benchmark clients reliability clean \
	test-spark lock-spark superset test-superset lock-superset lock-benchmark
.DEFAULT_GOAL := help

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# $(call environment,folder,lock,options of pip): a new one with what the lock names. A pip of
# today takes half the time of the one that Python 3.11 brings.
define environment
$(PYTHON) -m venv --clear $(1)
$(1)/bin/python -m pip install --quiet --no-compile --require-hashes -r requirements-pip.lock
$(1)/bin/python -m pip install --quiet $(3) --require-hashes -r $(2)
endef

# It is made anew whenever the lock or the project file is newer than it. Python compiles what it
# imports; pip would compile all there is, half a minute of it.
$(BIN)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys, venv, ensurepip; assert sys.version_info >= (3, 11)' \
		|| { echo "make: Python 3.11 or later with venv is needed" \
			"(Debian: apt-get install python3-venv; or make PYTHON=/path/to/python3)"; exit 1; }
	$(call environment,.venv,requirements.lock,--no-compile)
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

warehouse: $(BIN)/.installed ## build, test and publish the warehouse: dist/competency.duckdb
	$(BIN)/dbt build
	$(BIN)/competency publish
	$(BIN)/competency report

# Of the demo and in a file of its own, whatever else is built here. The key is the tests' own:
# whom it leaves out of the release's persons can be seen in the numbers.
answers: export COMPETENCY_EXPORTS =
answers: export COMPETENCY_PSEUDONYM_KEY = not a secret, made up for tests: 0123456789
answers: export COMPETENCY_BUILD_FILE = build/answers/competency.duckdb
answers: $(BIN)/.installed ## write docs/answers.md: what each query answers on the demo
	mkdir -p build/answers
	$(BIN)/dbt build --resource-type seed --resource-type model
	$(BIN)/dbt build --resource-type seed --resource-type model --vars '{scenario: reorganisation}'
	$(BIN)/python docs/answers.py $(COMPETENCY_BUILD_FILE)

# Of the demo's exports, so that every column leads to a table of the export contract.
docs: export COMPETENCY_EXPORTS =
docs: $(BIN)/.installed ## after make warehouse, write dist/docs: dictionary, lineage, dbt's own pages
	$(BIN)/dbt --quiet docs generate --static
	$(BIN)/python docs/pages.py

test: $(BIN)/.installed ## run every check and test, from nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python tests/python/lint_sql.py lint --processes 0 models tests analyses
	$(BIN)/pytest --numprocesses auto --dist loadgroup --no-loadscope-reorder

# Both engines in an environment of their own (docs/spark.md); needs Java 17.
.venv-spark/.installed: requirements-spark.lock pyproject.toml
	$(call environment,.venv-spark,requirements-spark.lock)
	.venv-spark/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

test-spark: .venv-spark/.installed ## build the demo and a million ratings on Spark, and compare with DuckDB
	.venv-spark/bin/python tests/spark/run.py

# Of what `make warehouse` has written; needs Chromium and Node.js (docs/report.md).
test-report: ## open every page of the report in a browser
	cd tests/report && npm ci --silent && node look.mjs ../../dist/report ../../dist/report_release

# Some 160 packages in an environment of their own (docs/bi/superset.md).
.venv-superset/.installed: dashboard/superset/requirements.lock
	$(call environment,.venv-superset,$<)
	@touch $@

superset: .venv-superset/.installed ## after make warehouse, serve its dashboards in Apache Superset
	$(BIN)/python dashboard/superset/serve.py

test-superset: .venv-superset/.installed ## open them in a browser; needs Chromium and Node.js
	cd tests/report && npm ci --silent
	$(BIN)/python dashboard/superset/serve.py --look --port 8089

lock-superset: ## resolve what Superset needs into its requirements.lock (needs uv)
	uv pip compile dashboard/superset/requirements.in --python-version 3.11 --universal \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-strip-extras \
		--output-file dashboard/superset/requirements.lock

# Some twenty minutes; `make fuzz FUZZ_TIMES=1000` goes on for hours.
fuzz: FUZZ_TIMES ?= 100
fuzz: $(BIN)/.installed ## read a hundred times as many broken files as `make test` does, and build more increments
	FUZZ_TIMES=$(FUZZ_TIMES) $(BIN)/pytest tests/python/test_fuzz.py tests/python/test_increments.py \
		--hypothesis-show-statistics --durations 0

format: $(BIN)/.installed ## rewrite Python and SQL in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/sqlfluff fix models tests analyses

# polars, pandas and SQLMesh, which the warehouse is held against, in an environment of their own.
.venv-benchmark/.installed: benchmarks/requirements.lock
	$(call environment,.venv-benchmark,$<)
	@touch $@

# What else can be timed, and at which size: .venv/bin/python benchmarks/run.py --help
benchmark: $(BIN)/.installed .venv-benchmark/.installed ## time the warehouse against its references, in one table
	$(BIN)/python benchmarks/run.py

lock-benchmark: ## resolve what it is held against into benchmarks/requirements.lock (needs uv)
	uv pip compile benchmarks/requirements.in --python-version 3.11 --universal \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-strip-extras \
		--output-file benchmarks/requirements.lock

clients: warehouse ## read what is published with every client of DuckDB (Node: needs npm)
	$(BIN)/python tests/clients/clients.py dist/*.duckdb

reliability: $(BIN)/.installed ## kill, fill and read while publishing, at a large size
	$(BIN)/python tests/python/reliability.py run

lock: ## resolve pyproject.toml into requirements.lock (needs uv)
	uv pip compile pyproject.toml --extra dev --python-version 3.11 --universal \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-strip-extras \
		--output-file requirements.lock
	echo 'pip>=26' | uv pip compile - --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --no-annotate --output-file requirements-pip.lock

lock-spark: ## resolve what `make test-spark` needs into requirements-spark.lock (needs uv)
	uv pip compile pyproject.toml --extra spark --constraint requirements.lock \
		--python-version 3.11 --universal \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-strip-extras \
		--output-file requirements-spark.lock

clean: ## remove everything that can be built again
	rm -rf .venv .venv-spark .venv-superset .venv-benchmark dist target logs state build/*
	cd integration && rm -rf build dbt_packages dist logs target
