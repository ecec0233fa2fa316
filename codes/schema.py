"""Which migrations this version knows, and which of them a database has."""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

Names = frozenset[tuple[str, str]]  # app and migration


@cache
def known() -> Names:
    """Return what this version knows, without a look into any of them."""
    return frozenset(
        (app.label, module.name)
        for app in apps.get_app_configs()
        if find_spec(folder := f"{app.name}.migrations")
        for module in iter_modules(import_module(folder).__path__)
    )


def is_current() -> bool:
    """Whether the database has all of them."""
    return known() <= MigrationRecorder(connection).applied_migrations().keys()


def newer(applied: Iterable[tuple[str, str]]) -> list[str]:
    """Name those of our apps that this version does not know."""
    ours = {app for app, _name in known()}
    return sorted(f"{app}.{name}" for app, name in {*applied} - known() if app in ours)
