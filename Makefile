# `make` alone explains itself.
SHELL := /bin/bash
PY := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help run

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

run: ## Install what is missing and start everything on this machine (PORT=8000 DATA_DIR=.data)
	@scripts/bootstrap run
	@scripts/run
