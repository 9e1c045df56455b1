# make demo: a newcomer's first run. make test: everything that must hold. Both set up all they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint bench clean

$(BIN)/.ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

demo: $(BIN)/.ready
	rm -rf show
	$(BIN)/secondunit firstpass examples/low_tide.fountain -o show/
	@echo
	@echo "Look at:  show/proposals/report.html   (the whole first pass)"
	@echo "          show/proposals/boards.pdf    (boards to print)"
	@echo "          show/proposals/animatic.mp4  (the film, timed)"
	@echo "Decide:   $(BIN)/secondunit -C show review list"

test: $(BIN)/.ready
	$(BIN)/python -m pytest

lint: $(BIN)/.ready
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/lint_house.py

bench: $(BIN)/.ready
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) show .mypy_cache .ruff_cache .hypothesis
