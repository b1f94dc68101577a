# make site    install into .venv and build the demonstration register into output/
# make test    everything that CI does: check, then all tests (a real browser among them)
# make check   formatting, lint, types, the arrows between packages, the types of the scripts
# make format  put the code into its form      make bench  measure a build
# make reach   Lighthouse over one page of each type of output/ (a minute or three)
# make serve   look at output/                 make lock   renew requirements/*.txt (needs uv)
#
# PYTHON=python3.12 make site   chooses the interpreter that .venv is made with (3.11 or newer).

PYTHON ?= python3
UV ?= uv
CONTENT ?= content
OUTPUT ?= output
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url pyproject.toml requirements/build.in

.PHONY: site test check format bench reach serve lock clean browser
.DELETE_ON_ERROR:

site: $(VENV)/.site
	$(BIN)/kuangxin-site build $(CONTENT) --output $(OUTPUT)
	@echo "The site is in $(OUTPUT)/. To look at it: make serve"

test: $(VENV)/.dev browser check
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: $(VENV)/.dev node_modules/.lock
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict query generator tests benchmarks
	$(BIN)/lint-imports
	$(BIN)/node node_modules/typescript/bin/tsc --project tsconfig.json

format: $(VENV)/.dev
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/build.py

reach: $(VENV)/.dev browser benchmarks/reach/node_modules/.lock
	$(BIN)/kuangxin-site build $(CONTENT) --output $(OUTPUT) --precompress
	$(BIN)/python benchmarks/lighthouse.py $(OUTPUT)

serve: $(VENV)/.site
	$(BIN)/kuangxin-site serve $(OUTPUT)

lock:
	$(LOCK) --extra site --extra dev --output-file requirements/dev.txt
	$(LOCK) --extra site --constraint requirements/dev.txt --output-file requirements/site.txt

clean:
	rm -rf $(OUTPUT) .output.* dist node_modules benchmarks/reach/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache \
		.hypothesis
	find query generator tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

browser:
	@sh requirements/browser.sh
	@sh requirements/java.sh

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is missing or older than Python 3.11." \
			"Install a newer one and name it: make PYTHON=python3.12 site" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
		echo "$(PYTHON) cannot make virtual environments." \
			"Install them (Debian, Ubuntu: apt-get install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.site: $(VENV)/.python requirements/site.txt pyproject.toml
	$(PIP) install --require-hashes -r requirements/site.txt
	$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.site requirements/dev.txt
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

node_modules/.lock: $(VENV)/.dev package.json package-lock.json
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --silent
	@touch $@

benchmarks/reach/node_modules/.lock: $(VENV)/.dev benchmarks/reach/package.json benchmarks/reach/package-lock.json
	cd benchmarks/reach && PATH="$(CURDIR)/$(BIN):$$PATH" $(CURDIR)/$(BIN)/npm ci --silent
	@touch $@
