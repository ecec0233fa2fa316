# Every target does its own set-up: make run and make test need nothing but Python 3.11 or later.

PYTHON ?= python3
export PORT ?= 8000
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po locale/django/*/LC_MESSAGES/*.po))
EXTRACT := $(BIN)/pybabel -q extract -F babel.cfg -k _ -k gettext_lazy -k pgettext_lazy:1c,2 \
	--no-location --sort-output --no-wrap --omit-header -o var/django.pot .

.PHONY: run dev test test-postgresql coverage all-pages bench soak pictures lighthouse check audit mutations messages causes met admin lock

run: .venv/runtime $(CATALOGUES) var/secret-key
	@$(BIN)/python manage.py serve

dev: .venv/development $(CATALOGUES) var/secret-key
	DEBUG=true $(BIN)/python manage.py migrate --verbosity 0
	DEBUG=true $(BIN)/python manage.py load_content
	DEBUG=true $(BIN)/python manage.py runserver $(PORT)

admin: .venv/runtime $(CATALOGUES) var/secret-key
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py createsuperuser

test: .venv/development $(CATALOGUES) var/secret-key
	$(BIN)/python -m pytest -n auto $(ARGS)

# On a PostgreSQL of its own, which is gone afterwards; DATABASE_URL=postgres://… make test takes yours.
test-postgresql:
	tools/with-postgresql $(MAKE) test

# What the tests reach, which takes them twice as long.
coverage: .venv/development $(CATALOGUES) var/secret-key
	$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered $(ARGS)

all-pages: .venv/development $(CATALOGUES) var/secret-key
	$(BIN)/python -m pytest -n auto --pages 0 -k "browser or whole or comparison or unchanged" tests/site tests/browser tests/test_kept_addresses.py $(ARGS)

# What the site costs beside nginx, Hugo and a bare Django: half an hour; ARGS=--short: less, without growth; ARGS="--only cached".
bench: .venv/runtime $(CATALOGUES)
	@PYTHONPATH=tests $(BIN)/python -m bench $(ARGS)

# Everything at once while processes are killed, a quarter of an hour on each database; ARGS="--seconds 60": a minute.
soak: .venv/development $(CATALOGUES)
	@PYTHONPATH=tests $(BIN)/python -m soak $(ARGS)
	@PYTHONPATH=tests DURABLE=on tools/with-postgresql $(BIN)/python -m soak --redis $(ARGS)

# Every kind of page, to be looked at; ARGS=550 draws those with 550 in their name.
pictures: .venv/development $(CATALOGUES)
	@$(BIN)/python tests/pictures.py $(ARGS)

lighthouse: .venv/development $(CATALOGUES)
	cd tests/lighthouse && npm ci --silent --ignore-scripts
	@PYTHONPATH=tests $(BIN)/python tests/lighthouse/run.py

check: .venv/development $(CATALOGUES) var/secret-key
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djangofmt --check templates
	$(BIN)/mypy
	SITE_URL=https://example.org TRUSTED_PROXIES=127.0.0.1 REQUIRE_TOTP=true \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	PYTHONPATH=. $(EXTRACT)
	$(BIN)/python manage.py check_messages var/django.pot
	$(BIN)/python manage.py check_content
	$(BIN)/python tools/learn_causes.py --check
	$(BIN)/python tools/count_met.py --check
	@$(PYTHON) tools/audit.py

# Known holes of dependencies; without a network it says that it could not ask.
audit:
	@$(PYTHON) tools/audit.py

# A hundred thousand requests as nobody should send them; ARGS="--seed 2" sends others.
mutations: .venv/development $(CATALOGUES) var/secret-key
	$(BIN)/python -m pytest --mutations 100000 tests/site/test_mutations.py $(ARGS)

# After a change of templates or code: brings the catalogues up to date, new messages untranslated.
messages: .venv/development var/secret-key
	PYTHONPATH=. $(EXTRACT)
	$(BIN)/pybabel -q update -D django -d locale -i var/django.pot --no-fuzzy-matching --ignore-obsolete --no-wrap

# After a change of known replies or of tools/wordings.tsv: what each word says of the cause.
causes: .venv/development
	$(BIN)/python tools/learn_causes.py

# After a change of known replies or of the returned mails: how often each code and cause is met.
met: .venv/development
	$(BIN)/python tools/count_met.py

# After a change of pyproject.toml: resolves again; the lock files name no index.
lock:
	$(PYTHON) -m venv var/uv && var/uv/bin/pip install --quiet uv==0.13.9
	var/uv/bin/uv lock --quiet --upgrade
	var/uv/bin/uv export --quiet --no-emit-project --no-header --no-default-groups --group site --output-file requirements.lock >var/export.log
	var/uv/bin/uv export --quiet --no-emit-project --no-header --no-default-groups --group site --group dev --output-file requirements-dev.lock >var/export.log

.venv/python:
	@$(PYTHON) -c "import sys; sys.exit('Python 3.11 or later is needed' if sys.version_info < (3, 11) else 0)"
	$(PYTHON) -m venv --without-pip .venv
	@touch $@

# The installer comes with Python and goes again: it would be a fifth of what is installed.
.venv/runtime: .venv/python requirements.lock
	@$(BIN)/python -m ensurepip >.venv/ensurepip.log
	$(INSTALL) -r requirements.lock
	@$(BIN)/python -m pip --disable-pip-version-check --quiet uninstall --yes pip setuptools 2>/dev/null
	@touch $@

.venv/development: .venv/runtime requirements-dev.lock
	@$(BIN)/python -m ensurepip >.venv/ensurepip.log
	$(INSTALL) -r requirements-dev.lock
	@touch $@

%.mo: %.po .venv/runtime
	$(BIN)/python -c "import polib, sys; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[2])" $< $@

var/secret-key:
	@mkdir -p var
	@(umask 077 && $(PYTHON) -c "import secrets; print(secrets.token_urlsafe(50))" >$@)
