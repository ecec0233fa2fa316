"""The whole database in a file, and back, while the site runs: accounts, sessions, history, edits and content.

Both ways nothing counts before all of it is there: a backup is written beside its file and renamed, a restore is one
transaction of a file that was read to its end and found whole. What goes wrong before leaves everything as it was.
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory, mkstemp

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from psycopg.pq import Conninfo

from codes import generation, schema

APPLICATION = 0x534D5450  # "SMTP": by this SQLite's files tell whose they are
TABLES = {"codes_generation", "codes_replycode", "django_migrations"}
LEAP = 1000  # generations: more than edits can come between the reading of a number and the end of SQLite's restore
_SQLITE, _POSTGRESQL = b"SQLite format 3\0", b"PGDMP"


class BackupError(Exception):
    """Why nothing was written or restored, in one line."""


def backup(path: Path, *, overwrite: bool = False) -> None:
    """Write the database into a file that only its owner may read; BackupError, or OSError of the disk."""
    _refuse_existing(path, overwrite)
    with _written_whole(path) as part:
        if connection.vendor == "sqlite":
            _copy_sqlite(part)
        else:
            _check_version("pg_dump")
            _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}")
        _refuse_existing(path, overwrite)


def restore(path: Path) -> None:
    """Put the database of a file in the place of the present one; BackupError, or OSError of the disk."""
    _refuse_other_database(path)
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="restore-", dir=settings.VAR_DIR) as folder:
        if connection.vendor == "sqlite":
            _restore_sqlite(path, Path(folder))
        else:
            _restore_postgresql(path, Path(folder) / "script")


def _refuse_existing(path: Path, overwrite: bool) -> None:
    if path.exists() and not overwrite:
        raise BackupError(f"{path}: is there already; --force replaces it")


@contextmanager
def _written_whole(path: Path) -> Iterator[Path]:
    """A file beside another, which takes its name once it is on the disk; gone where something goes wrong."""
    number, name = mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)  # with mode 600
    os.close(number)
    part = Path(name)
    try:
        yield part
        _sync(part)
        part.replace(path)
        _sync(path.parent)
    finally:
        for beside in ("", "-journal", "-wal", "-shm"):  # the last three are SQLite's, where it failed
            Path(f"{part}{beside}").unlink(missing_ok=True)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _refuse_other_database(path: Path) -> None:
    """Look at the first bytes alone."""
    with path.open("rb") as file:
        begin = file.read(len(_SQLITE))
    of = "sqlite" if begin == _SQLITE else "postgresql" if begin.startswith(_POSTGRESQL) else ""
    if not of:
        raise BackupError(f"{path}: not a backup of this site")
    if of != connection.vendor:
        raise BackupError(f"{path}: a backup of {of}, and this site is on {connection.vendor}; README says how to move")


def _refuse_strange(path: Path, tables: set[str]) -> None:
    if not tables >= TABLES:
        raise BackupError(f"{path}: not a backup of this site")


def _refuse_newer(path: Path, applied: set[tuple[str, str]]) -> None:
    if newer := schema.newer(applied):
        raise BackupError(f"{path}: of a newer version of the site, which has {', '.join(newer)}")


# --- SQLite


def _copy_sqlite(part: Path) -> None:
    """Copy what was committed in one step, which sees one moment and holds up no writer."""
    connection.ensure_connection()
    try:
        with closing(sqlite3.connect(part)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
            copy.execute(f"PRAGMA application_id={APPLICATION}")
    except sqlite3.Error as error:
        raise BackupError(str(error)) from error


def _restore_sqlite(path: Path, folder: Path) -> None:
    """Let a prepared copy in as one transaction of SQLite's backup: who reads meanwhile sees the old or the new."""
    copy = folder / "db.sqlite3"
    copyfile(path, copy)
    try:
        _verify_sqlite(path, copy)
        _migrate_copy(path, folder)
        above = _present_generation()
        with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(settings.DATABASE)) as live:
            source.execute("UPDATE codes_generation SET number = max(number, ?) + ?", [above, LEAP])
            source.commit()
            source.backup(live)
    except sqlite3.OperationalError as error:  # of a full disk, or a database that nobody lets go
        raise BackupError(str(error)) from error
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{path}: damaged: {error}") from error


def _present_generation() -> int:
    try:
        return generation.current() if "codes_generation" in connection.introspection.table_names() else 0
    except DatabaseError as error:
        raise BackupError(f"{settings.DATABASE}: damaged: stop the site, move it away, restore again") from error


def _verify_sqlite(path: Path, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as source:
        [(found,)] = source.execute("PRAGMA integrity_check(1)")
        if found != "ok" or [*source.execute("PRAGMA foreign_key_check")]:
            raise BackupError(f"{path}: damaged: {' '.join(found.split())}")
        [(application,)] = source.execute("PRAGMA application_id")
        tables = {name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        _refuse_strange(path, tables if application in {0, APPLICATION} else set())  # 0: copied by hand
        _refuse_newer(path, {*source.execute("SELECT app, name FROM django_migrations")})


def _migrate_copy(path: Path, folder: Path) -> None:
    """Bring the copy to this version, by a process whose database it is: migrations speak to the default one."""
    own = {"VAR_DIR": str(folder), "SECRET_KEY": settings.SECRET_KEY}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "--verbosity=0", "--no-input"]
    done = subprocess.run(command, env=os.environ | own, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(f"{path}: cannot be brought to this version: {_first_line(done.stderr)}")


# --- PostgreSQL


def _restore_postgresql(path: Path, script: Path) -> None:
    """Unpack the whole file first, which finds out what is damaged; then run it in one transaction."""
    _check_version("pg_restore")
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(path), damaged=path)
    tables = dict(_tables(path))
    _refuse_strange(path, {*tables})
    _refuse_newer(path, {*_applied(path)})
    labels = tuple(f"{app}_" for app in ("django", *{app for app, _name in schema.known()}))
    present = sorted(name for name in connection.introspection.table_names() if name.startswith(labels))
    counter = f"{_quoted(tables['codes_generation'])}.codes_generation"
    before = ["CREATE TEMPORARY TABLE before (number bigint) ON COMMIT DROP"]
    if "codes_generation" in present:
        before += ["LOCK TABLE codes_generation", "INSERT INTO before SELECT number FROM codes_generation"]
    if present:
        before += [f"DROP TABLE {', '.join(map(_quoted, present))} CASCADE"]
    above = "greatest(number, (SELECT max(number) FROM pg_temp.before))"
    after = f"UPDATE {counter} SET number = {above} + 1"  # noqa: S608
    _run(
        *("psql", "--no-psqlrc", "--quiet", "--output=/dev/null", "--single-transaction", "--set=ON_ERROR_STOP=1"),
        *(f"--command={statement}" for statement in before),
        *(f"--file={script}", f"--command={after}"),
    )
    connection.close()
    call_command("migrate", verbosity=0, interactive=False)
    generation.advance()  # for what a migration wrote


def _tables(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and schema of each table in a dump."""
    for line in _run("pg_restore", "--list", str(path), damaged=path).splitlines():
        match line.split():
            case [_number, _table_oid, _oid, "TABLE", where, name, *_owner]:
                yield name, where


def _applied(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the app and name of each migration in a dump."""
    rows = _run("pg_restore", "--data-only", "--table=django_migrations", "--file=-", str(path), damaged=path)
    for line in rows.splitlines():
        match line.split("\t"):
            case [_id, app, name, _when]:
                yield app, name


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _check_version(program: str) -> None:
    """Refuse a program that is older than the server, which could not read all that it has."""
    connection.ensure_connection()
    server = connection.pg_version // 10000  # type: ignore[attr-defined]
    own = int(_run(program, "--version").split()[2].partition(".")[0])
    if own < server:
        raise BackupError(
            f"{program} is of PostgreSQL {own}, and the server of {server}: install postgresql-client-{server}"
        )


def _run(program: str, *arguments: str, damaged: Path | None = None) -> str:
    """Run a program of PostgreSQL on the database of the site, and return what it says."""
    try:
        done = subprocess.run(  # noqa: S603
            [program, *arguments], env=os.environ | _surroundings(), capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise BackupError(f"{program} is missing: install postgresql-client") from error
    if done.returncode:
        said = _first_line(done.stderr) or f"{program} came to no good end"
        raise BackupError(f"{damaged}: damaged: {said}" if damaged else said)
    return done.stdout


def _surroundings() -> dict[str, str]:
    """Say to libpq by its variables where the database is; a password on a command line is everybody's to read."""
    connection.ensure_connection()
    own = connection.connection.info.get_parameters() | {"password": connection.connection.info.password}
    names = {known.keyword.decode(): known.envvar.decode() for known in Conninfo.get_defaults() if known.envvar}
    return {names[keyword]: value for keyword, value in own.items() if value and keyword in names}


def _first_line(text: str) -> str:
    return next(iter(text.strip().splitlines()), "")
