# The only entry point. `make help` lists what there is; CONTRIBUTING.md says how we work.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Tools that tools/setup.sh put into the project's own Python environment come first.
export PATH := $(CURDIR)/build/venv/bin:$(PATH)

COMMIT ?= $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
JOBS ?= $(shell nproc)
PORT ?= 8080
PRIVATE_PORT ?= 9464
DATA ?= data

STEP := tools/step.py
SERVER_INPUTS := server api/openapi.yml api/build.mjs api/docs api/package-lock.json
CLIENT_INPUTS := client api/openapi.yml

.PHONY: help
help:
	@awk 'BEGIN { FS = ":.*## " } /^[a-z][a-z -]*:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ── Build and run ─────────────────────────────────────────────────────────────────────────────────────────────────
.PHONY: setup build build-server build-client build-api run run-scaled dev

setup: ## install what building needs (Debian packages, Node.js)
	@tools/setup.sh build

build: build-server build-client ## the program as build/conduit, the web client as build/client

build-server: setup build-api
	@cmake -S server --preset release -DCONDUIT_COMMIT=$(COMMIT) $(QUIET)
	@cmake --build build/cmake/release -j $(JOBS)
	@install -C -m 755 build/cmake/release/bin/conduit build/conduit

build-client: setup client/node_modules/.package-lock.json
	@npm --prefix client run --silent build

build-api: build/api/openapi.json

build/api/openapi.json: api/openapi.yml api/build.mjs $(wildcard api/docs/*) api/node_modules/.package-lock.json
	@node api/build.mjs

%/node_modules/.package-lock.json: %/package-lock.json | setup
	@npm ci --prefix $* --no-audit --no-fund --loglevel=error
	@touch $@

run: build ## build, and serve http://localhost:8080 with the demo (PORT=, DATA= choose others)
	@echo "Serving http://localhost:$(PORT) (log in as johndoe@example.com / password123; Ctrl-C stops)"
	@echo "What it does right now: http://localhost:$(PRIVATE_PORT)/debug"
	@CONDUIT_PORT=$(PORT) CONDUIT_DATABASE_URL=sqlite:$(DATA)/conduit.db CONDUIT_CLIENT_DIR=build/client \
	  CONDUIT_SEED_DEMO=true CONDUIT_PRIVATE_PORT=$(PRIVATE_PORT) exec build/conduit serve

run-scaled: build test-setup ## two servers over MongoDB and Valkey behind nginx at http://localhost:8090 (PORT=)
	@exec tests/stand_ins/scaled.py --port $(if $(filter-out 8080,$(PORT)),$(PORT),8090)

dev: build-server client/node_modules/.package-lock.json ## the client with live reload at :5173 over the server at :8080
	@trap 'kill $$server 2>/dev/null' EXIT; \
	CONDUIT_PORT=$(PORT) CONDUIT_DATABASE_URL=sqlite:$(DATA)/conduit.db CONDUIT_SEED_DEMO=true build/conduit serve & server=$$!; \
	CONDUIT_API=http://localhost:$(PORT) npm --prefix client run dev

# ── Test ──────────────────────────────────────────────────────────────────────────────────────────────────────────
.PHONY: test test-setup check lint test-unit test-fuzz test-api test-stores test-without-telemetry test-client lighthouse asan

# In CI every part always runs, and one after the other; so it does with STEP_FORCE=1.
test: test-setup build $(if $(CI)$(STEP_FORCE),,server-steps) check test-unit test-fuzz test-api test-client test-aws ## everything; a part that passed on the same inputs is not run again
	@echo "All tests passed."

# What a change of the server runs again, side by side: each waits as much as it computes. Afterwards it has passed.
SERVER_STEPS := step-tidy step-unit-asan step-unit-asan-mongo step-unit-tsan step-api
.PHONY: server-steps $(SERVER_STEPS)
server-steps: build asan
	@$(MAKE) --no-print-directory -j4 -Oline $(SERVER_STEPS)

step-tidy:
	@$(STEP) tidy --inputs $(SERVER_INPUTS) .clang-tidy -- tools/check_tidy.py changed

step-unit-asan:
	@$(STEP) unit-asan --inputs $(SERVER_INPUTS) -- build/cmake/asan/conduit_tests --gtest_brief=1 --gtest_filter='-*Mongo*'

# By themselves: they are most of the work, and few changes concern them.
MONGO_INPUTS := 'server/src/*mongo*' 'server/src/*_cached.cpp' 'server/src/*_store.hpp' 'server/src/*_contract_test.cpp' \
  'server/src/*test_support*' server/src/base server/src/text server/src/platform/async server/src/platform/cache
step-unit-asan-mongo:
	@$(STEP) unit-asan-mongo --inputs $(MONGO_INPUTS) tests/stand_ins -- \
	  $(STAND_INS) mongo mongo-standalone -- build/cmake/asan/conduit_tests --gtest_brief=1 --gtest_filter='*Mongo*'

# Without MongoDB: how libmongoc's threads meet is not compiled with the sanitizer, which takes it for races.
step-unit-tsan: test-setup build-api
	@$(STEP) --once unit-tsan --inputs $(SERVER_INPUTS) -- \
	  bash -c '$(call build_preset,tsan) && build/cmake/tsan/conduit_tests --gtest_brief=1'

step-api:
	@$(STEP) api --inputs $(SERVER_INPUTS) tests -- $(PYTEST) $(BLACK_BOX)

test-setup: setup
	@tools/setup.sh test

check: lint ## the fast gates: formats, layers, lint, clang-tidy over what changed
	@$(MAKE) --no-print-directory step-tidy

lint: test-setup build-api client/node_modules/.package-lock.json ## those of the fast gates that compile no C++
	@$(STEP) format --inputs server .clang-format -- tools/check_format.sh
	@$(STEP) layers --inputs server/src tools/check_layers.py -- tools/check_layers.py
	@$(STEP) demo --inputs server/demo client/public tools -- python3 tools/check_demo.py
	@$(STEP) shell --inputs tools .ci -- bash -c 'git ls-files -z "*.sh" .ci/run | xargs -0 shellcheck'
	@$(STEP) python --inputs tests -- bash -c 'ruff check -q tests --exclude pipelines && ruff format -q --check tests --exclude pipelines'
	@$(STEP) client-check --inputs $(CLIENT_INPUTS) -- npm --prefix client run --silent check

build_preset = cmake -S server --preset $(1) -DCONDUIT_COMMIT=test >/dev/null && cmake --build build/cmake/$(1) -j $(JOBS)
asan: test-setup build-api
	@$(call build_preset,asan)

STAND_INS := tests/stand_ins/stand_ins.py
test-unit: asan ## unit and store contract tests under ASan + UBSan and TSan
	@# Side by side: both wait as much as they compute.
	@$(MAKE) --no-print-directory -j2 -Oline step-unit-asan step-unit-asan-mongo step-unit-tsan

test-fuzz: asan ## each fuzz target for a few seconds
	@$(STEP) --once fuzz --inputs $(SERVER_INPUTS) tools/fuzz.sh -- tools/fuzz.sh build/cmake/asan 4

# These tests wait more than they compute, so that four at a time suit two cores. From change to change the release
# build is asked all but what waits for faults or explores; that is for CI, and for whoever sets STEP_FORCE.
PYTEST := pytest -q -n $(shell expr 2 \* $(JOBS))
CONTRACT := tests/test_rows.py tests/contract/test_golden.py tests/contract/test_contract.py
BLACK_BOX := $(CONTRACT) tests/api tests/http tests/pages tests/cli
test-api: build asan ## black box over HTTP: release build, ASan build, over MongoDB, and two behind a balancer
	@$(MAKE) --no-print-directory step-api
	@$(STEP) --once api-faults --inputs $(SERVER_INPUTS) tests -- \
	  $(PYTEST) tests/contract tests/durability tests/faults tests/telemetry
	@$(STEP) --once api-asan --inputs $(SERVER_INPUTS) tests -- \
	  env CONDUIT_BINARY=build/cmake/asan/bin/conduit CONDUIT_TEST_SLOWDOWN=3 $(PYTEST) tests
	@# Without those that bring a MongoDB of their own: they have been run.
	@$(STEP) --once api-mongo --inputs $(SERVER_INPUTS) tests -- env TEST_DATABASE=mongo CONDUIT_TEST_SLOWDOWN=2 \
	  $(STAND_INS) mongo -- $(PYTEST) tests --ignore-glob='*/faults/test_mongo*'
	@$(STEP) --once api-scaled --inputs $(SERVER_INPUTS) tests -- \
	  env CONDUIT_TEST_SLOWDOWN=2 tests/stand_ins/scaled.py -- pytest -q tests

# Not part of `make test`, which runs these on stand-ins: it needs Docker.
STORES := docker compose -f compose.yaml -f tools/compose/compose.tests.yaml
test-stores: ## the unit and API tests over the real MongoDB and Valkey, in containers
	@mkdir -p ~/.cache/ccache # or Docker makes it, and root's
	@trap '$(STORES) down --volumes' EXIT; $(STORES) run -T --rm tests test-unit test-api

# Not part of `make test`, which would build the server once more for it.
test-without-telemetry: test-setup build-api ## the server as it is built where there is no OpenTelemetry
	@$(call build_preset,without-telemetry)
	@build/cmake/without-telemetry/bin/conduit version | grep 'without telemetry'
	@CONDUIT_BINARY=build/cmake/without-telemetry/bin/conduit $(PYTEST) $(BLACK_BOX) tests/telemetry

# Between the client and the rest of the server stands the API, which test-api holds to its contract.
test-client: build test-setup ## units, then journeys in a real browser against the real server
	@$(STEP) client-unit --inputs $(CLIENT_INPUTS) -- npm --prefix client run --silent test
	@$(STEP) client-e2e --inputs $(CLIENT_INPUTS) server/src/pages server/demo -- npm --prefix client run --silent e2e

# Not part of `make test`: a busy machine is slow, and this measures how fast pages are.
lighthouse: build test-setup ## Lighthouse as on a phone, for the pages people land on; fails below 95
	@npm --prefix client run --silent lighthouse

# ── AWS: infra/README.md and docs/pipelines.md say what is shown ────────────────────────────────────────────────────
.PHONY: test-aws aws-setup test-infra test-pipelines test-image plan apply destroy
STAGE ?= dev

# What they need of the server is what its golden files say of it, and which libraries it wants.
INFRA_INPUTS := infra docs tools/deploy tools/ci api/golden
PIPELINES_INPUTS := .github tools tests/pipelines infra docs api/golden compose.yaml Dockerfile Makefile server/CMakeLists.txt

# The worked example stands as long as the files that its patches change, and its client compiles.
EXAMPLE_INPUTS := api client docs/examples docs/make-it-yours.md tests/pipelines tools \
  $(shell sed -n 's|^diff --git a/\(.*\) b/.*|\1|p' docs/examples/location/*.patch | sort -u)

aws-setup: test-setup
	@tools/setup.sh aws

# Side by side: against the emulators both wait more than they compute.
test-aws: aws-setup build ## infrastructure and pipelines, as far as they can be proved without AWS
	@$(MAKE) --no-print-directory -j2 -Oline test-infra test-pipelines

test-infra: aws-setup build ## Terraform: formats, policies, plans, and an apply against an emulator
	@$(STEP) infra --inputs $(INFRA_INPUTS) -- infra/tests/run fast
	@$(STEP) --once infra-emulator --inputs infra -- infra/tests/run emulator

test-pipelines: aws-setup build ## workflows linted, and the deploy tool run against a registry and an emulator
	@$(STEP) pipelines --inputs $(PIPELINES_INPUTS) -- tests/pipelines/run fast
	@$(STEP) example --inputs $(EXAMPLE_INPUTS) -- tests/pipelines/run example
	@$(STEP) pipelines-emulator --inputs .github/workflows tools/deploy tests/pipelines -- tests/pipelines/run emulator

test-image: aws-setup ## the container image built and run
	@tools/setup.sh image
	@tests/pipelines/run image

plan apply destroy: ## a stage's infrastructure (STAGE=dev, demo or prod)
	@infra/stage $@ $(STAGE)

# ── Other ─────────────────────────────────────────────────────────────────────────────────────────────────────────
.PHONY: bench bench-growth bench-servers bench-telemetry fuzz torture tidy example renamed fmt golden rename clean

tidy: test-setup build-api ## clang-tidy over every file, not only those that changed
	@tools/check_tidy.py all

bench: build-server ## requests/s, CPU per request and latency beside nginx serving the same bytes
	@tools/setup.sh bench
	@python3 tests/bench/bench.py

bench-growth: build-server test-setup ## how answers grow with the number of articles, to a million
	@tools/setup.sh bench
	@python3 tests/bench/growth.py

bench-servers: build-server test-setup ## one server and two over MongoDB and Valkey, with caches and without
	@tools/setup.sh bench
	@python3 tests/bench/servers.py

bench-telemetry: build-server ## what traces and metrics cost a request
	@tools/setup.sh bench
	@python3 tests/bench/telemetry.py

fuzz: test-setup build-api ## each fuzz target for ten minutes (FUZZ_SECONDS=)
	@cmake -S server --preset fuzz >/dev/null && cmake --build build/cmake/fuzz -j $(JOBS)
	@tools/fuzz.sh build/cmake/fuzz $(or $(FUZZ_SECONDS),600)

torture: build asan ## kill -9, faults and random histories, over and over, for twenty minutes (TORTURE_SECONDS=)
	@tools/torture.sh build/cmake/asan $(or $(TORTURE_SECONDS),1200)

# A copy of the last commit, with what was installed here. Not by links: in a renamed copy the stand-ins are others.
define copy
@rm -rf $(1) && git clone -q . $(1) && mkdir $(1)/build && cp -a build/stand-ins $(1)/build/
@ln -s $(CURDIR)/build/venv $(1)/build/venv
@git -C $(1) config user.name copy && git -C $(1) config user.email copy@localhost
endef

example: test-setup ## the worked example of docs/make-it-yours.md applied to a copy, built and tested
	$(call copy,build/example)
	@build/example/tools/example.sh apply
	@$(MAKE) --no-print-directory -C build/example build test-unit
	@cd build/example && pytest -q tests/test_rows.py tests/contract tests/api/test_locations.py tests/api/test_profiles.py

renamed: test-setup ## a copy given another name, built, and its fast tests
	$(call copy,build/renamed)
	@$(MAKE) --no-print-directory -C build/renamed rename NAME=acme
	@git -C build/renamed add -A && git -C build/renamed commit -qm "repo: it is called acme now"
	@$(MAKE) --no-print-directory -C build/renamed lint build
	@cd build/renamed && pytest -q $(CONTRACT) tests/cli && tests/pipelines/run fast

fmt: ## format everything
	@git ls-files -z 'server/src/*.hpp' 'server/src/*.cpp' 'server/src/*.ipp' | xargs -0 clang-format-19 -i
	@npm --prefix client run --silent format
	@ruff format -q tests --exclude pipelines
	@if command -v terraform >/dev/null; then terraform fmt -recursive infra; fi

golden: build-server ## rewrite api/golden from what the server does now; review the difference
	@tests/update_golden

rename: test-setup client/node_modules/.package-lock.json ## another product's name for all of this: NAME=acme (docs/make-it-yours.md)
	@tools/rename.sh "$(NAME)"
	@$(MAKE) --no-print-directory fmt
	@tools/rename_example.sh "$(NAME)"

clean: ## remove what was built (data/ stays)
	rm -rf build
