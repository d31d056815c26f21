# Each target calls the real tools, in a few lines. `make help` lists them.

PORT ?= 8080
DATA ?= .data
DATABASE_URL ?= sqlite:$(DATA)/tobiume.sqlite
TOBIUME_CACHE ?= $(HOME)/.cache/tobiume
CARGO_TARGET_DIR ?= $(TOBIUME_CACHE)/target
SHELL := bash
STAGE := scripts/stage.sh

export PORT DATA DATABASE_URL TOBIUME_CACHE CARGO_TARGET_DIR

.PHONY: help run dev test guide check bench setup web server size-record
.NOTPARALLEL:

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1	/' | expand -t 22

run: ## everything from nothing: install what is missing, build, demo data, serve (PORT=8080 DATA=.data DATABASE_URL=…)
	@$(STAGE) setup scripts/setup.sh run
	@$(STAGE) web scripts/build-web.sh
	@$(STAGE) server cargo build --release --locked -p tobiume-backend -p tobiume-worker
	@exec scripts/serve.sh

dev: ## both halves, rebuilt on change, with live reload (PORT=8080: pages, PORT+1: server)
	@$(STAGE) setup scripts/setup.sh dev
	@exec scripts/dev.sh

test: ## what CI runs
	@$(STAGE) setup scripts/setup.sh test
	@$(STAGE) web scripts/build-web.sh
	@exec scripts/test.sh

guide: ## the pictures of the office's guide, taken anew from the real pages
	@$(STAGE) setup scripts/setup.sh test
	@$(STAGE) web scripts/build-web.sh
	@exec scripts/guide.sh

check: ## format, lints for both targets, dependencies
	@$(STAGE) setup scripts/setup.sh check
	@$(STAGE) fmt cargo fmt --all --check
	@$(STAGE) clippy-host cargo clippy --workspace --all-targets --locked -- -D warnings
	@$(STAGE) clippy-wasm scripts/clippy-wasm.sh
	@$(STAGE) common-is-pure scripts/common-is-pure.sh
	@$(STAGE) deny scripts/deny.sh

bench: ## `name value unit` lines; README.md explains them
	@$(STAGE) setup scripts/setup.sh bench
	@$(STAGE) web scripts/build-web.sh
	@exec scripts/bench.sh

setup: ## install what run, test and check need
	@$(STAGE) setup scripts/setup.sh all

web: ## the browser's half alone, into dist/
	@$(STAGE) setup scripts/setup.sh run
	@$(STAGE) web scripts/build-web.sh

server: ## the server alone, with its worker
	@$(STAGE) server cargo build --release --locked -p tobiume-backend -p tobiume-worker

size-record: ## write the present size of the first load down as the budget
	@scripts/build-web.sh --record
