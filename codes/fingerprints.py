"""Whether a start has anything to do: digests of all that the last one made database and static files of.

They are of what files hold, not of their times, so that no edit goes unseen, and read before Django is set up.
"""

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

_CODE = ("codes", "smtp_replies", "site_config")
_PACKAGES = "requirements.lock"


def is_loaded() -> bool:
    """Whether the database has the tables of this version and the present content: one query."""
    try:
        connection.ensure_connection()
        with connection.wrap_database_errors:  # a cursor of Django's would warn that Django is not set up
            row = connection.connection.execute("SELECT loaded FROM codes_generation").fetchone()
        return bool(row == (of_content(settings.CONTENT_DIR),))
    except DatabaseError:  # also where it has no such table yet; what else is wrong, migrate will say
        return False


def is_collected() -> bool:
    """Whether the collected static files are of the present sources."""
    collected = settings.STATIC_ROOT / "staticfiles.json"
    return collected.exists() and _mark().exists() and _mark().read_text() == _of_static()


def note_collected() -> None:
    """Remember that they are."""
    _mark().write_text(_of_static())


def of_content(directory: Path) -> str:
    """Return the digest of a folder of content files, and of the code that makes rows of them."""
    return _digest([*_files(directory), *_code()], str(settings.LANGUAGES))


def _of_static() -> str:
    return _digest([*_files(settings.BASE_DIR / "static"), *_code()], str(settings.STORAGES["staticfiles"]))


def _mark() -> Path:
    path: Path = settings.VAR_DIR / "collected"
    return path


def _code() -> Iterable[tuple[str, Path]]:
    for folder in _CODE:
        yield from ((name, path) for name, path in _files(settings.BASE_DIR / folder) if path.suffix != ".pyc")
    yield _PACKAGES, settings.BASE_DIR / _PACKAGES


def _files(directory: Path) -> list[tuple[str, Path]]:
    """Name the files of a folder, each by its path within."""
    return sorted((str(path.relative_to(directory)), path) for path in directory.rglob("*") if path.is_file())


def _digest(files: Iterable[tuple[str, Path]], *others: str) -> str:
    digest = blake2b(digest_size=32)
    for name, path in files:
        held = path.read_bytes()
        digest.update(f"{name}\0{len(held)}\0".encode())
        digest.update(held)
    digest.update("\0".join(others).encode())
    return digest.hexdigest()
