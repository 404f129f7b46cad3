# Two commands do everything on a fresh machine: make run, make test.

PYTHON ?= python3
VENV = .venv
BIN = $(VENV)/bin
PORT ?= 8000

.PHONY: run test fuzz bench evaluate train setup setup-dev lock clean

run: setup  ## Start the bot with the sample business and the simulator
	@echo "The bot listens on http://localhost:$(PORT). Text it at http://localhost:$(PORT)/simulator"
	PORT=$(PORT) $(BIN)/gunicorn 'app:create_app()'

test: setup-dev  ## Format, lint, types, then every test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest

fuzz: setup-dev  ## Thousands of calls of the register's API, others each time: a quarter of an hour
	$(BIN)/pytest tests/web/test_register_fuzz.py --hypothesis-profile=fuzz

bench: setup  ## How fast the register is, with 10,000 consents and with 100,000
	$(BIN)/python -m bench.register

evaluate: setup  ## How well texts are understood, on writers that nothing was trained on
	OPENBLAS_NUM_THREADS=1 $(BIN)/python evaluation/evaluate.py

train: setup  ## Make the trained encoder anew: see training/README.md
	$(PYTHON) -m venv .venv-training
	.venv-training/bin/pip install --quiet --disable-pip-version-check -r training/requirements.in
	PYTHONPATH=. .venv-training/bin/python training/train.py --out language/model/understanding.npz

setup: $(VENV)/.runtime .env

setup-dev: $(VENV)/.development .env

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# Settings for trying it on this machine: random secrets, our own confirmations, the simulator on.
.env:
	@$(PYTHON) -c 'import secrets; print("TWILIO_AUTH_TOKEN=%s\nSECRET_KEY=%s\nOPT_OUT_REPLIES=bot\nSIMULATOR=on" % (secrets.token_hex(16), secrets.token_hex(32)))' > $@
	@echo "Wrote .env with random secrets for this machine."

lock: setup-dev  ## Bring the hashed requirements up to date
	$(BIN)/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	$(BIN)/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
