# One verb per need. Each does its own set-up; nothing else has to be installed but make and a Python 3.
.PHONY: run chat train test test-fast prove bench bench-nudges eval lint format lock doctor setup
COACH = .venv/bin/coach
PYTHON = .venv/bin/python
export RASA_TELEMETRY_ENABLED = false

run: setup ## start the coach: on Telegram with a token, else as a chat in this terminal
	@$(COACH) run

chat: setup ## the same coach as a chat in this terminal
	@$(COACH) chat

train: setup ## train the model if its sources changed
	@$(COACH) train

test: setup train ## everything that must hold
	@$(PYTHON) -m pytest -q tests

test-fast: setup ## the pure parts, in seconds
	@$(PYTHON) -m pytest -q tests/coaching tests/safety tests/language tests/test_house.py

prove: setup train ## kills, load and faults: takes minutes
	@$(PYTHON) -m pytest -q -s prove

bench: setup train ## this program beside stock Rasa, in one run; JSON=path writes the figures too
	@$(PYTHON) bench/run.py $(if $(JSON),--json $(JSON))

bench-nudges: setup ## due nudges among a million schedules, on both databases: takes minutes
	@$(PYTHON) bench/nudges.py

eval: setup train ## what is understood of texts the project has not seen; EVAL_DIR=folder adds strangers' messages
	@$(COACH) eval $(if $(EVAL_DIR),--dir $(EVAL_DIR))

lint: setup ## style and types
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy bot

format: setup
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

lock: setup ## after a change of dependencies in pyproject.toml
	@.tools/bin/uv pip compile -q --universal --generate-hashes --python-version 3.10 --extra dev pyproject.toml -o requirements.lock

doctor: setup
	@$(COACH) doctor

setup:
	@./scripts/setup.sh
