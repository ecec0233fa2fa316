"""Bring the database up to date and serve the site."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock

import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from codes import fingerprints

HOST = "127.0.0.1"
PREPARING = 0x534D5450  # the key of PostgreSQL's advisory lock: "SMTP"
PATIENCE = 120  # seconds that SQLite waits for somebody else's load


class Command(BaseCommand):
    help = "Migrate, load the content, collect static files, and serve the site with granian; what is done stays done."
    requires_system_checks = []  # they need Django set up, which takes as long as all the rest: manage.py

    def handle(self, **options):
        _claim(HOST, settings.PORT)
        try:
            settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
            if not (fingerprints.is_loaded() and fingerprints.is_collected()):
                self._prepare()
            connection.close()
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Serving {settings.SITE_URL} on {HOST}:{settings.PORT}; stop with Ctrl+C")
        self.stdout.flush()
        arguments = ["--interface", "asginl", "--loop", "uvloop", "--task-impl", "rust", "--http", "1", "--no-ws"]
        arguments += ["--host", HOST, "--port", str(settings.PORT), "--workers", str(settings.WORKERS)]
        arguments += ["--backlog", "4096", "--backpressure", "4096"]  # idle connections count as well
        arguments += ["--respawn-failed-workers", "--respawn-interval", "0.2", "--workers-kill-timeout", "10"]
        arguments += ["--log-level", "warning", "--log-config", str(settings.BASE_DIR / "site_config/server-log.json")]
        # glibc would keep the memory of each thread's largest text: twice as much for the whole server after an hour.
        os.environ.setdefault("MALLOC_ARENA_MAX", "2")
        os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(256 * 1024))
        # What a page needs while it is made stays at hand; to fetch it anew for each takes a tenth of the time.
        os.environ.setdefault("MALLOC_TRIM_THRESHOLD_", str(1024 * 1024))
        os.execv(sys.executable, [sys.executable, "-m", "granian", *arguments, "site_config.asgi:application"])  # noqa: S606

    def _prepare(self) -> None:
        """Do what no start has done yet; another one may be at it, and then there is nothing left."""
        django.setup()
        self.check()
        with _alone_with_files():
            with _alone_with_database():
                if not fingerprints.is_loaded():
                    call_command("migrate", verbosity=0, interactive=False)
                    call_command("load_content", stdout=self.stdout)
            if not fingerprints.is_collected():
                call_command("collectstatic", verbosity=0, interactive=False)
                fingerprints.note_collected()


@contextmanager
def _alone_with_files() -> Iterator[None]:
    """Wait until no other start on this machine is preparing what VAR_DIR has, which may be a database."""
    with (settings.VAR_DIR / "start.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


@contextmanager
def _alone_with_database() -> Iterator[None]:
    """Wait until no start on another machine is preparing the same database, and as long as it takes for editors."""
    connection.close()
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["timeout"] = PATIENCE
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
    yield
    connection.close()  # and with it the lock


def _claim(host: str, port: int) -> None:
    """Fail in one line if something else already listens there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"port {port} cannot be used ({error.strerror}); choose another with PORT=8001"
            ) from error
