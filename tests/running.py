"""The project as somebody runs it: its folder, its commands, and what people paste."""

import os
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parent.parent
RFC_TEXTS = Path("/usr/share/doc/RFC/links")  # of Debian's doc-rfc packages
BOUNCES = ROOT / "tests/bounces"  # real mails and the codes that stand in them
RELAY = (  # as Postfix quotes another server
    "host mx.example.com[192.0.2.1] said: 554 5.7.1 <user@example.com>: Relay access denied "
    "(in reply to RCPT TO command)"
)
VNU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def new_site(folder: Path) -> Iterator[dict[str, str]]:
    """Settings of a site without anything, on SQLite or on the PostgreSQL that the tests run on."""
    environment = {"VAR_DIR": str(folder), "SECRET_KEY": "only for this test " * 4}
    server = os.environ.get("DATABASE_URL")
    if server is None:
        yield environment
        return
    name = f"site_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield environment | {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def surroundings(environment: dict[str, str]) -> dict[str, str]:
    """Return what a command is to find; no database that it was not given."""
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | environment


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run a management command as a user would."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=surroundings(environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def shipped(name: str) -> dict:
    """Return what a content file holds."""
    return tomllib.loads((ROOT / "content" / name).read_text("utf-8"))


def edit(path: Path, old: str, new: str) -> None:
    """Change a text file, which must hold what is changed."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def bounce(name: str) -> str:
    """Return the source of one of the real mails."""
    return (BOUNCES / f"{name}.eml").read_text("utf-8")
