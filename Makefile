# Two commands matter: `make run` opens the program on the sample province, `make test` runs every check and test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check bench soak lock clean

run:
	$(PYTHON) run.py

$(VENV)/ready-dev: requirements.txt requirements-server.txt requirements-dev.txt run.py
	$(PYTHON) run.py --install-only --dev
	touch $@

check: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

test: check
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not soak"

bench: $(VENV)/ready-dev
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m bench

soak: $(VENV)/ready-dev
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2 -m soak
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2 -m "hypothesis and not soak" --hypothesis-profile seeking

# Needs `uv` on the path. Writes no registry address.
lock:
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header requirements.in -o requirements.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header requirements-server.in -o requirements-server.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf $(VENV) out .mypy_cache .ruff_cache .pytest_cache .hypothesis
