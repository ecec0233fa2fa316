"""What is said of PostgreSQL's own programs where they do not fit; tests/test_restoring.py runs them."""

from types import SimpleNamespace

import pytest

from codes import backups


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """A folder with all the programs that there are, and a server of version 15."""
    monkeypatch.setattr(
        backups, "connection", SimpleNamespace(vendor="postgresql", pg_version=150018, ensure_connection=lambda: None)
    )
    monkeypatch.setattr(backups, "_surroundings", dict)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_a_missing_program_is_named(programs, tmp_path):
    with pytest.raises(backups.BackupError, match=r"^pg_dump is missing: install postgresql-client$"):
        backups.backup(tmp_path / "file")
    assert [*tmp_path.iterdir()] == []


def test_a_program_older_than_the_server_is_named(programs, tmp_path):
    program = programs / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 13.9 (Debian 13.9-0)'\n")
    program.chmod(0o755)
    with pytest.raises(backups.BackupError, match=r"of PostgreSQL 13, .* of 15: install postgresql-client-15$"):
        backups.backup(tmp_path / "file")
    assert [*tmp_path.iterdir()] == [program]
