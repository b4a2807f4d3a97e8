# Qonys: one command a need. `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
# Waits for nobody: finds or makes .venv, installs what is locked, then runs .venv's Python.
RUN := @python3 -m scripts.setup run --
DEV := @python3 -m scripts.setup dev --

.PHONY: help run test check strings lock migrate bench styles

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## start the service with its database, workers and a demo (PORT=8000); Ctrl-C stops it
	$(RUN) -m scripts.run

# Each worker and each service that a test starts would otherwise compile all it loads anew, where the environment
# forbids Python to keep what it compiled; kept beside the browser, not among the sources.
test: export PYTHONDONTWRITEBYTECODE =
test: export PYTHONPYCACHEPREFIX = $(CURDIR)/.cache/pycache
test: ## run all tests, those in the browser too (ARGS="tests/domain -k quota" for some)
	$(DEV) -m pytest -n 2 --dist loadfile $(ARGS)

check: ## lint, format, types, layers, string catalogues, migrations
	$(DEV) -m scripts.check

strings: ## collect the words from the code into translations/*/LC_MESSAGES/messages.po
	$(DEV) -m scripts.strings

lock: ## write requirements/*.txt anew from pyproject.toml (ARGS=--upgrade for newer versions)
	$(DEV) -m scripts.lock $(ARGS)

migrate: ## write a migration from what changed in the models (MESSAGE="add a column")
	$(DEV) -m flask --app wsgi db revision --autogenerate -m "$(MESSAGE)"

bench: ## measure speed and memory; prints JSON
	$(DEV) -m benchmarks $(ARGS)

styles: ## compile the style sheets and scripts of the pages (needs Node)
	@sh assets/build.sh
