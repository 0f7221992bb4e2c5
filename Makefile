# Every target sets up what it needs (dev/setup); a second run sets nothing up and needs no network.
SHELL := /bin/sh
.DEFAULT_GOAL := help
# Every program here is started many times: what was compiled is kept, wherever Python has been told otherwise.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo serve doctor test oracle check browser edges faults bench fuzz deploy fmt lock setup-serve setup-all

# Any Python from 3.9 on that runs and has venv; it finds or fetches Python 3.13 for everything else.
BOOTSTRAP_PYTHON = $(shell for candidate in python3 python3.13 python3.12 python3.11 python3.10 python3.9 python /usr/bin/python3; do \
	"$$candidate" -c 'import sys, venv; sys.exit(sys.version_info < (3, 9))' >/dev/null 2>&1 && { echo "$$candidate"; exit; }; done)
PY := .venv/bin/python
SAM := .tools/sam/bin/python -m samcli
ONCE ?=
COUNT ?= 100000
SEED ?= 0
SETUP = @test -n "$(BOOTSTRAP_PYTHON)" || { echo "setup: no Python >= 3.9 with venv was found: install one" >&2; exit 1; }; \
	"$(BOOTSTRAP_PYTHON)" -m dev.setup

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup-serve:
	$(SETUP) dev emulator function
setup-all:
	$(SETUP) dev emulator function sam

demo: setup-serve ## the story of one visit on the local stack (ONCE=1 ends by itself)
	@ONCE="$(ONCE)" exec $(PY) -m dev.demo
serve: setup-serve ## the local stack without the story
	@exec $(PY) -m dev.runner serve
doctor: ## what is wrong with the local stack, or with URL=... KEY=... (an operator key)
	$(SETUP) dev
	@exec .venv/bin/comeback doctor "$(URL)" "$(KEY)"
test: setup-all ## every test that needs no cloud account
	@exec $(PY) -m dev.build.test
oracle: ## the engine against an oracle on random histories (COUNT=... from SEED=... on)
	$(SETUP) dev
	@exec $(PY) -m tests.oracle "$(COUNT)" "$(SEED)"
check: setup-all ## formatting, lint, types, import contracts, template checks, build
	@exec $(PY) -m dev.build.check
browser: setup-serve ## the pages of owners and customers in Chromium: axe, keyboard, no scripts
	@exec $(PY) -m dev.browser
edges: setup-serve ## every edge case of the rules on the local stack, end to end
	@exec $(PY) -m pytest -q tests/edges
faults: setup-serve ## processes are killed, every call of AWS fails in every way (up to 40 minutes)
	@$(PY) -m pytest -q tests/faults
	@exec $(PY) -m dev.faults
bench: setup-serve ## the benchmarks, as a table with ratios
	@exec $(PY) -m dev.bench
fuzz: setup-serve ## the API's own document against the local stack, a minute long
	$(SETUP) fuzz
	@exec $(PY) -m dev.fuzz
deploy: setup-all ## sam build + sam deploy (REGION=... STAGE=... PARAMETERS="Name=Value ...")
	@exec $(PY) -m dev.build.deploy "$(REGION)" "$(STAGE)" $(PARAMETERS)
fmt: ## formats the code
	$(SETUP) dev
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format .
lock: ## makes the lock files anew (needs uv and the network)
	@requirements/compile.sh
