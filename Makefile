# Two commands do everything: `make demo` walks the main job, `make test` passes the tests.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
MINUTES ?= 3

.PHONY: install demo test check bench prove bench-peers fuzz format clean

$(VENV)/.installed: pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Teal needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Teal into $(VENV) (about a minute on the first run)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[all]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing what the tests need into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

install: $(VENV)/.installed

demo: $(VENV)/.installed
	@$(BIN)/teal demo

check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q -n 2 -m "not live and not slow" tests

test: check
	$(BIN)/pytest -q -n 2 -m "slow and not live" tests
	$(BIN)/pytest -q -m live --durations=10 tests

# Ten thousand edits judged on rows by DuckDB, and three hundred by Flink for what DuckDB has not got:
# nothing that was called unchanged may differ (half an hour).
prove: $(VENV)/.installed-dev
	$(BIN)/python -m tests.proof.proof 10000
	$(BIN)/python -m tests.proof.flink_proof 300

bench: $(VENV)/.installed-dev
	$(BIN)/python -m bench

bench-peers: $(VENV)/.installed-dev
	$(BIN)/python -m bench.peers

fuzz: $(VENV)/.installed-dev
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) build dist
