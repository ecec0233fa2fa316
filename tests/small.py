"""A small part of the shipped content, for tests of what is the same for much and little: loads, dumps, merges."""

from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.db import connection, models, router

from codes import content, generation
from codes.content.faults import CODES_OF_KEY
from codes.content.fields import Rows
from codes.content.rendering import render
from codes.models import CONTENT_MODELS, LoadedField

TRANSLATION = "ar"
CODES = {"101", "211", "220", "250", "251", "354", "421", "432", "460", "500", "501", "550", "551", "552", "553", "554"}
ENHANCED = {"X.0.0", "X.1.1", "X.2.1", "X.2.2", "X.2.3", "X.7.1", "X.7.26"}
ADVICE = {"greylisting", "gmail-app-password"}
PROGRAMS = {"exim", "php"}
PROVIDERS = {"abuseat-cbl", "amavis", "aol", "exim", "gmail", "psbl", "rspamd", "spamrl", "symantec-email-security"}
EACH = 3  # known replies of each provider, errors of each program
REPLIES = {"symantec-email-security-460-4-3-0-too-many-messages"}
_MODELS = [*(model.history.model for model in CONTENT_MODELS), LoadedField, *CONTENT_MODELS]
_filled: dict[Path, dict[str, list[tuple[object, ...]]]] = {}  # what a load left, which takes ten times as long
_NAMING = {"related", "confused_with", "codes"}  # facts that name codes, of which those stay that are there


def write(folder: Path) -> Path:
    """Write what the tests speak of, and what that names, as a dump writes it; one translation stands for all."""
    others = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE, TRANSLATION}
    for name, text in render(_chosen(content.read(settings.CONTENT_DIR))).items():
        if name.partition("/")[0] in others:
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    for path in settings.CONTENT_DIR.glob("*.toml"):
        if not (folder / path.name).exists():  # what holds no rows
            (folder / path.name).write_bytes(path.read_bytes())
    return folder


def fill(folder: Path) -> None:
    """Let the database hold this content, as a first load leaves it, and no other."""
    for model in reversed(_MODELS):
        models.QuerySet(model)._raw_delete(router.db_for_write(model))
    if folder not in _filled:
        content.load(folder)
        _filled[folder] = dict(map(_rows_of, _MODELS))
        return
    with connection.cursor() as cursor:
        for statement, rows in _filled[folder].items():
            cursor.executemany(statement, rows)
    generation.advance()


def _rows_of(model: type[models.Model]) -> tuple[str, list[tuple[object, ...]]]:
    """Return the rows of a table as they are, and the statement that inserts them."""
    columns = [connection.ops.quote_name(field.column) for field in model._meta.concrete_fields]
    table, names = connection.ops.quote_name(model._meta.db_table), ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {table} ORDER BY 1")  # noqa: S608 - names of ours
        rows = cursor.fetchall()
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})", rows  # noqa: S608


def _chosen(rows: Rows) -> dict[str, dict[str, dict[str, object]]]:
    chosen = {kind: {key: dict(fields) for key, fields in own.items()} for kind, own in rows.items()}
    _keep(chosen, "codes", CODES)
    _keep(chosen, "enhanced", ENHANCED)
    _keep(chosen, "providers", PROVIDERS)
    _keep(chosen, "programs", PROGRAMS)
    for kind, owner in (("replies", "providers"), ("program-errors", "programs")):
        _keep(chosen, kind, REPLIES | _some(chosen[kind], owner.removesuffix("s"), chosen[owner].keys()))
    _keep(chosen, "advice", ADVICE | {fields["advice"] for fields in chosen["program-errors"].values()})
    for fields in chosen["advice"].values():
        fields["provider"] = fields["provider"] if fields["provider"] in PROVIDERS else ""
    known = {*CODES, *(f"{digit}{key[1:]}" for key in ENHANCED for digit in chosen["enhanced"][key]["classes"])}
    for kind, codes_of in CODES_OF_KEY.items():
        _keep(chosen, kind, {key for key in chosen[kind] if {*codes_of(key)} <= known})
    for fields in (fields for kind in ("codes", "enhanced", "causes") for fields in chosen[kind].values()):
        for column in _NAMING & fields.keys():
            fields[column] = [code for code in fields[column] if code in known | ENHANCED]
    return chosen


def _keep(rows, kind, keys):
    rows[kind] = {key: fields for key, fields in rows[kind].items() if key in keys}


def _some(rows, column, owners):
    """The first few of each owner."""
    by_owner = groupby(sorted(rows, key=lambda key: rows[key][column]), key=lambda key: rows[key][column])
    return {key for owner, keys in by_owner if owner in owners for key in [*keys][:EACH]}
