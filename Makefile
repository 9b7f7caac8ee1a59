# The commands of the project. `make` alone lists them.
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: help setup demo demo-containers rolling outages up test fuzz chaos load drill exchange bench check format lock openapi clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

setup: .venv/.ready ## make the virtual environment from requirements.lock

.venv/.ready: requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or say which with make PYTHON=/path/to/python3"; exit 1; }
	@echo "Setting up .venv with $(PYTHON) (about a minute, once)"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	@touch $@

demo: setup ## a month of 150 households through the whole chain, then a report in .local/demo; SEED=… makes another
	@$(BIN)/python -m deploy.local demo $(if $(SEED),--seed $(SEED))

COMPOSE ?= docker compose
ENGINE ?= docker
COMPOSED := $(COMPOSE) --env-file .local/containers/env/compose -f docker-compose.yml -f deploy/compose/sandbox.yml --profile sandbox

demo-containers: setup ## the same month against containers, made anew and left running; COMPOSE=… is another docker compose
	@$(BIN)/python -m deploy.local containers
	$(COMPOSED) down -v
	$(COMPOSED) up --build --detach
	@$(BIN)/python -m deploy.local demo --against .local/containers $(if $(SEED),--seed $(SEED))

rolling: setup ## try those containers' doors, and restart services and databases while people go on asking
	@$(BIN)/python -m tests.containers doors
	@$(BIN)/python -m tests.containers rolling --compose "$(COMPOSED)"
	@$(BIN)/python -m tests.containers database --compose "$(COMPOSED)"

outages: setup ## let a database, a service and audit stand still, and cut them off, meanwhile; ENGINE=… is another docker
	@$(BIN)/python -m tests.containers paused --engine "$(ENGINE)"
	@$(BIN)/python -m tests.containers cut --engine "$(ENGINE)"

up: setup ## start everything on loopback and print addresses and tokens (Ctrl-C stops)
	@$(BIN)/python -m deploy.local up

test: setup ## all tests, on real PostgreSQL
	@$(BIN)/python -m pytest -n auto --dist loadfile

FUZZ_SEED := $(or $(SEED),$(shell od -An -N4 -tu4 /dev/urandom | tr -d ' '))

fuzz: setup ## the state machine of the chain and the APIs for long; SEED=… runs the same once more
	@echo "seed $(FUZZ_SEED)"
	@$(BIN)/python -m pytest -s tests/stateful tests/contract/test_descriptions.py --hypothesis-profile=fuzz --hypothesis-seed=$(FUZZ_SEED)

chaos: setup ## 200 cases under load while everything is killed 300 times; SEED=… CASES=… KILLS=… REPLICAS=…
	@$(BIN)/python -m tests.chaos $(if $(SEED),--seed $(SEED)) --cases $(or $(CASES),200) --kills $(or $(KILLS),300) --replicas $(or $(REPLICAS),1)

load: setup ## four times what intake can take, then fifty people at one queue while services are killed; SEED=…
	@$(BIN)/python -m tests.load $(if $(SEED),--seed $(SEED))

drill: setup ## backups taken while people work, the disk lost, and everything restored; SEED=… CASES=…
	@$(BIN)/python -m tests.drill $(if $(SEED),--seed $(SEED)) --cases $(or $(CASES),30)

exchange: setup ## every kind of key exchanged while cases go through, the person key too; SEED=… CASES=…
	@$(BIN)/python -m tests.exchange $(if $(SEED),--seed $(SEED)) --cases $(or $(CASES),12)

bench: setup ## what things cost: chains a second, CPU by process, claims, the log; SIZE=small, usual or large; GROWN=… REPLICAS=…
	@$(BIN)/python -m tests.bench --size $(or $(SIZE),usual) $(if $(GROWN),--grown $(GROWN)) $(if $(REPLICAS),--replicas $(REPLICAS))

check: setup ## format, lint, types, imports, OpenAPI drift, migration drift
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m deploy.local openapi --check
	@$(BIN)/python -m deploy.local migrations --check

format: setup ## format the code and put the imports in order
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

openapi: setup ## write services/*/openapi.json anew
	@$(BIN)/python -m deploy.local openapi

lock: ## compile requirements.lock and the images' own locks anew (needs uv)
	uv pip compile $(LOCK) --group dev pyproject.toml --output-file requirements.lock
	uv pip compile $(LOCK) pyproject.toml --output-file deploy/compose/requirements.lock
	uv pip compile $(LOCK) --group sandbox pyproject.toml --output-file deploy/compose/sandbox.lock

clean: ## remove what the commands above have made
	rm -rf .venv .local .mypy_cache .ruff_cache .pytest_cache .hypothesis
