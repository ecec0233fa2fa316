"""Which migrations are known and applied."""

import pytest
from django.db.migrations.loader import MigrationLoader

from codes import schema


def test_what_is_known_is_what_django_finds():
    assert schema.known() == MigrationLoader(None, ignore_no_migrations=True).disk_migrations.keys()


@pytest.mark.django_db
def test_a_database_that_is_ahead_is_current():
    assert schema.is_current()
    assert schema.newer([("codes", "0001_initial"), ("elsewhere", "0001_initial")]) == []
    assert schema.newer([("codes", "9999_later")]) == ["codes.9999_later"]
