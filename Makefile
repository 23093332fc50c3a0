# Two commands matter: `make demo` and `make test`. Everything they need, they install.
PYTHON ?= python3
PORT ?= 5000
VENV := .venv
BIN := $(VENV)/bin
export FLASK_APP := wsgi
DEMO_ENV = SECRET_KEY=$$(cat instance/demo/key) DATABASE_URL=$(DEMO_DATABASE) FILES_URL=$(CURDIR)/instance/demo/files \
	BASE_URL=http://localhost:$(PORT) TODAY=2022-11-15 REQUIRE_MFA=false DEMO_PASSWORD=$${DEMO_PASSWORD:-mangomoment-demo}
# A continuous build sets this to nothing: there, Hunspell must be.
SPELLING ?= --if-hunspell-is-here
DEMO_DATABASE ?= sqlite:///$(CURDIR)/instance/demo/portal.sqlite
TOOL_ENV = SECRET_KEY=only-for-commands-that-serve-nobody DATABASE_URL=sqlite:///$(CURDIR)/instance/tool.sqlite

.PHONY: demo demo-reset test check bench setup catalogues format requirements clean

demo: $(VENV)/.ready  ## the practice network on http://localhost:5000
	@mkdir -p instance/demo
	@test -s instance/demo/key || $(PYTHON) -c "import secrets; print(secrets.token_hex(32))" > instance/demo/key
	@$(DEMO_ENV) $(BIN)/flask demo
	@$(DEMO_ENV) $(BIN)/python -m portal.demo.serve $(PORT)

demo-reset:  ## start the practice network anew
	rm -rf instance/demo
	$(MAKE) demo

test: $(VENV)/.ready-dev node_modules/.ready  ## the whole suite; needs Python, Chromium, npm and Java
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/.ready-dev  ## format, lint, types, walls, templates, catalogues, content, spelling
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint portal --lint --quiet --extension=html
	@$(TOOL_ENV) $(BIN)/flask catalogues check
	@$(TOOL_ENV) $(BIN)/flask content check
	@$(TOOL_ENV) $(BIN)/flask content spelling $(SPELLING)
	@$(TOOL_ENV) $(BIN)/flask instruments check
	@$(BIN)/mypy

bench: $(VENV)/.ready-dev  ## ratios beside a bare Flask page measured in the same run
	@$(BIN)/python -m bench

catalogues: $(VENV)/.ready-dev  ## bring new words into the catalogues
	@$(TOOL_ENV) $(BIN)/flask catalogues update

format: $(VENV)/.ready-dev
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix --quiet .

setup: $(VENV)/.ready-dev node_modules/.ready

requirements: $(VENV)/.ready-dev  ## pin what requirements*.in ask for
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-annotate --no-header --no-emit-index-url requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-annotate --no-header --no-emit-index-url requirements-dev.in -o requirements-dev.txt

clean:
	rm -rf $(VENV) instance node_modules

$(VENV)/.ready: requirements.txt
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed: make PYTHON=python3.12')"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

node_modules/.ready: package.json package-lock.json .npmrc  # without npm the tests of SCORM fail and say so
	@command -v npm >/dev/null \
		&& npm ci --loglevel=error && touch $@ \
		|| echo "The tests of SCORM packages will fail: npm is not there, or could not install what they are played in." >&2
