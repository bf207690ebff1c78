# make demo: release an assignment and grade a sample class.
# make test: everything that CI runs.

PYTHON ?= python3
BIN := .venv/bin
DEMO := build/demo

.PHONY: demo test lint docs student_template clean

demo: .venv/installed
	rm -rf $(DEMO)
	$(BIN)/numgrade release dl-a1 --out $(DEMO)/release
	$(BIN)/python examples/make_class.py $(DEMO)/class
	$(BIN)/numgrade grade dl-a1 --class $(DEMO)/class --out $(DEMO)/results \
		--jobs 2 --timeout 2

test: .venv/installed-test .venv/system-packages lint
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder
	ci/other_pythons.sh

lint: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --cache-dir .mypy_cache/import_linter
	$(BIN)/vulture

docs: .venv/installed-test
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/installed-test: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
# jsonschema does without it, and with it each import of nbformat takes 1 s
	$(BIN)/python -m pip uninstall --quiet --yes rfc3987-syntax
	touch $@ .venv/installed

.venv/system-packages: .venv/bin/python ci/install_system_packages.sh
	ci/install_system_packages.sh
	touch $@

student_template: .venv/installed
	$(BIN)/python ci/write_student_template.py

clean:
	rm -rf .venv build
