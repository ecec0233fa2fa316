"""The project as somebody runs it: its folder, its commands, its server, and what people paste."""

import fcntl
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import redis
from psycopg.sql import SQL, Composed, Identifier

ROOT = Path(__file__).resolve().parent.parent
RFC_TEXTS = Path("/usr/share/doc/RFC/links")  # of Debian's doc-rfc packages
BOUNCES = ROOT / "tests/bounces"  # real mails and the codes that stand in them
RELAY = (  # as Postfix quotes another server
    "host mx.example.com[192.0.2.1] said: 554 5.7.1 <user@example.com>: Relay access denied "
    "(in reply to RCPT TO command)"
)
VNU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"


def free_port() -> int:
    """Return a port that nothing listens on, below those that Linux gives to clients: a server may come back to it."""
    while True:
        port = random.randrange(10_000, 32_000)  # noqa: S311
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def redis_server(port: int) -> Iterator[redis.Redis]:
    """A real Redis, for as long as something is asked of it."""
    server = subprocess.Popen(["redis-server", "--port", str(port), "--save", ""], stdout=subprocess.DEVNULL)
    try:
        with redis.Redis(port=port) as cache:
            for _attempt in range(100):
                try:
                    cache.ping()
                    break
                except redis.ConnectionError:
                    time.sleep(0.1)
            yield cache
    finally:
        server.kill()
        server.wait(timeout=20)


def on_sqlite(folder: Path) -> dict[str, str]:
    """Settings of a site without anything, whatever database the tests run on."""
    return {"VAR_DIR": str(folder), "SECRET_KEY": "only for this test " * 4}


@contextmanager
def empty_site(folder: Path) -> Iterator[dict[str, str]]:
    """Settings of a site without anything, on SQLite or on the PostgreSQL that the tests run on."""
    with _database(f"site_{uuid4().hex}", "template1") as database:
        yield on_sqlite(folder) | database


@contextmanager
def new_site(folder: Path) -> Iterator[dict[str, str]]:
    """Settings of a site as its first start leaves it, with a superuser; it is a copy of one made for all tests."""
    shutil.copytree(made_site(), folder, dirs_exist_ok=True)
    with _database(f"site_{uuid4().hex}", _made_name()) as database:
        yield on_sqlite(folder) | database


def made_site() -> Path:
    """Return the folder that every new site is a copy of; whoever asks first makes it, and the others wait."""
    kept = Path(os.environ["MADE_SITE"])
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (kept / "var").exists():
            (kept / "making").mkdir()
            site = RunningSite(on_sqlite(kept / "making") | _create(_server(), _made_name(), "template1"))
            site.start()
            site.add_user("root")
            site.stop()
            site.log.rename(kept / "log")
            (kept / "making").rename(kept / "var")
    return kept / "var"


def copy_made_database(name: str) -> None:
    """Put the database of the site that is made for all tests, on PostgreSQL, in the place of another one."""
    made_site()
    _drop(_server(), name)
    _create(_server(), name, _made_name())


def forget_made_site() -> None:
    """Delete what was made for all tests."""
    if (Path(os.environ["MADE_SITE"]) / "log").exists():
        _drop(_server(), _made_name())
    shutil.rmtree(os.environ.pop("MADE_SITE"))


def _made_name() -> str:
    return Path(os.environ["MADE_SITE"]).name.lower()


@contextmanager
def _database(name: str, model: str) -> Iterator[dict[str, str]]:
    """A copy of a database, where the tests run on PostgreSQL."""
    server = _server()  # while the copy is used, it may stand where this stood
    settings = _create(server, name, model)
    try:
        yield settings
    finally:
        _drop(server, name)


def _server() -> str | None:
    return os.environ.get("DATABASE_URL")


def _create(server: str | None, name: str, model: str) -> dict[str, str]:
    if server is None:
        return {}
    _tell(server, SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(model)))
    return {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}


def _drop(server: str | None, name: str) -> None:
    if server is not None:
        _tell(server, SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _tell(server: str, command: Composed) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(command)


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


class RunningSite:
    """The real site: production server, production settings, its own database; it can be killed and started again."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        var = Path(environment["VAR_DIR"])
        self.database, self.log = var / "db.sqlite3", var / "log"
        # Tests log in oftener than people do.
        usual = {"SITE_URL": self.address, "RATE_LIMITS": "login=0"}
        self.environment = usual | environment | {"PORT": str(self.port)}

    def logged(self) -> list[dict[str, object]]:
        """Return the lines of its log that are JSON."""
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def run(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a command of the project, in a group of processes of its own."""
        with self.log.open("a") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", *command],
                cwd=ROOT,
                env=surroundings(self.environment),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.server = self.run("serve")
        home = urllib.request.Request(self.address, headers={"X-Forwarded-Proto": "https"})  # noqa: S310
        for _attempt in range(480):  # two minutes: other tests may keep every processor busy
            assert self.server.poll() is None, f"the server stopped:\n{self.log.read_text()}"
            try:
                return urllib.request.urlopen(home, timeout=5).close()  # noqa: S310
            except OSError:
                time.sleep(0.25)
        raise AssertionError(f"the server does not answer:\n{self.log.read_text()}")

    def add_user(self, name: str) -> None:
        """Add a superuser."""
        new = ["createsuperuser", "--noinput", "--username", name, "--email", f"{name}@example.org"]
        manage(*new, **self.environment, DJANGO_SUPERUSER_PASSWORD="correct horse battery")  # noqa: S106

    def stop(self) -> None:
        """Stop it as an operator does."""
        self.server.terminate()
        self.server.wait(timeout=20)

    def kill(self) -> None:
        """Kill it and its workers, as a machine without memory does."""
        kill(self.server)

    def execute(self, *commands: str) -> None:
        """Change its database as another machine would."""
        url = self.environment.get("DATABASE_URL")
        connection = psycopg.connect(url) if url else sqlite3.connect(self.database, timeout=30)
        with closing(connection), connection:
            for command in commands:
                connection.execute(command)


def until(holds: Callable[[], bool]) -> None:
    """Wait for what is bound to happen."""
    for _attempt in range(240):
        if holds():
            return
        time.sleep(0.25)
    raise AssertionError("it does not happen")


def children(pid: int) -> dict[int, str]:
    """Return the processes that one has begun, with their command lines."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if stat.read_text().rpartition(")")[2].split()[1] == str(pid):
                found[int(stat.parent.name)] = stat.with_name("cmdline").read_text()
    return found


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a command with all that it started, whatever it is doing."""
    with suppress(ProcessLookupError):  # it came to its end
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[RunningSite]:
    """Run the real site for as long as something is done with it."""
    running = RunningSite(environment)
    try:
        running.start()
        yield running
    finally:
        running.stop()


def shipped(name: str) -> dict:
    """Return what a content file holds."""
    return tomllib.loads((ROOT / "content" / name).read_text("utf-8"))


def edit(path: Path, old: str, new: str, times: int = -1) -> None:
    """Change a text file, which must hold what is changed; everywhere, unless it is said how often."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, times), "utf-8")


def bounce(name: str) -> str:
    """Return the source of one of the real mails."""
    return (BOUNCES / f"{name}.eml").read_text("utf-8")
