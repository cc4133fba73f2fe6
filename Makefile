# `make` alone explains itself.
SHELL := /bin/bash
PY := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help run check test messages lock format

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

run: ## Install what is missing and start everything on this machine (PORT=8000 DATA_DIR=.data)
	@scripts/bootstrap run
	@scripts/run

check: ## Formatting, lint, types, floors, contracts: all that is asked of the code at rest
	@scripts/bootstrap dev
	@scripts/check

test: ## Everything that is asked of the product at work, on real servers and in a browser
	@scripts/bootstrap dev
	@$(PY) -m scripts.suite

messages: ## Compile the translations and name what has no French yet
	@scripts/bootstrap dev
	@$(PY) -m scripts.compile_messages
	@$(PY) -m scripts.check_messages

lock: ## Pin and hash the requirements anew
	@for list in base node dev; do \
	  .venv/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	    --no-emit-index-url --no-emit-find-links requirements/$$list.in -o requirements/$$list.txt; \
	done

format: ## Put the code into shape
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .
