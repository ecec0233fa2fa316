"""Bring the database up to date and serve the site."""

import os
import socket
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Migrate, load the content, collect static files, and serve the site with granian."

    def handle(self, **options):
        _claim(HOST, settings.PORT)
        try:
            settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
            call_command("migrate", verbosity=0, interactive=False)
            call_command("load_content", stdout=self.stdout)
            call_command("collectstatic", verbosity=0, interactive=False)
        except OSError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Serving {settings.SITE_URL} on {HOST}:{settings.PORT}; stop with Ctrl+C")
        self.stdout.flush()
        arguments = ["--interface", "asginl", "--loop", "uvloop", "--task-impl", "rust", "--http", "1", "--no-ws"]
        arguments += ["--host", HOST, "--port", str(settings.PORT), "--workers", str(settings.WORKERS)]
        arguments += ["--backlog", "4096", "--backpressure", "4096"]  # idle connections count as well
        arguments += ["--respawn-failed-workers", "--respawn-interval", "0.2", "--workers-kill-timeout", "10"]
        arguments += ["--log-level", "warning"]
        # glibc would keep the memory of each thread's largest text: twice as much for the whole server after an hour.
        os.environ.setdefault("MALLOC_ARENA_MAX", "2")
        os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(256 * 1024))
        os.execv(sys.executable, [sys.executable, "-m", "granian", *arguments, "site_config.asgi:application"])  # noqa: S606


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
