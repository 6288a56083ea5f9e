# `make demo` and `make test` set up all that they need; `make help` lists the rest.
VENV   := .venv
PY     := $(VENV)/bin/python
SYSTEM := $(shell for p in python3.13 python3.12 python3.11 python3; do \
            command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
            && { echo $$p; break; }; done)

.PHONY: help demo test check bench run lock setup system clean package package-test
help:
	@echo "make demo    the main job, end to end, on a private display"
	@echo "make test    every test"
	@echo "make check   ruff, mypy, import-linter"
	@echo "make bench   every measurement (long)"
	@echo "make run     the tray app, from this checkout"
	@echo "make package  a .deb and an archive for those without root, in build/package"
	@echo "make package-test  the .deb does its job in a bare Debian (needs root)"

setup: system $(VENV)/.ready

system:
	@sh packaging/prepare.sh

# The lock is complete and is installed without resolution: pyautogui asks for python3-xlib, whose
# files would overwrite those of python-xlib.
$(VENV)/.ready: requirements.lock pyproject.toml
	@test -n "$(SYSTEM)" || { echo "Python 3.11 or newer is needed: apt-get install python3" >&2; exit 3; }
	@test -x $(PY) || $(SYSTEM) -m venv $(VENV)
	@echo "Installing the Python packages (the first time takes minutes: llama.cpp is compiled)"
	@$(PY) -m pip install -q --disable-pip-version-check --use-pep517 --no-deps -r requirements.lock
	@$(PY) -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

demo: setup
	@$(PY) -m tests.demo

# Most of the time the tests wait for windows, so some of them run side by side.
test: setup check
	@$(PY) -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: setup
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

bench: setup
	@for name in store recorder replay planner memory; do $(PY) -m tests.bench.$$name || exit 1; done

lock: setup
	@$(PY) packaging/lock.py

run: setup
	@$(PY) -m app

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# The first time takes a quarter of an hour: llama.cpp is compiled once more, for any processor.
# COMPRESSION=xz makes smaller files, and takes minutes.
COMPRESSION := zstd
package:
	@sh packaging/prepare.sh packaging/build-packages.txt
	@test -n "$(SYSTEM)" || { echo "Python 3.11 or newer is needed: apt-get install python3" >&2; exit 3; }
	@$(SYSTEM) packaging/freeze.py
	@sh packaging/linux/deb.sh $(COMPRESSION)
	@sh packaging/linux/archive.sh $(COMPRESSION)

package-test: setup
	@sh packaging/prepare.sh packaging/build-packages.txt
	@sh packaging/package-test.sh
