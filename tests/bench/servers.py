"""What is measured and what it is measured beside: the real site, nginx, a bare Django; each ends with its block."""

import gzip
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from http.client import HTTPException
from pathlib import Path

from running import ROOT, RunningSite, free_port, kill, surroundings

from bench.load import Answer, UnmeasuredError, ask

PATH = "/usr/local/sbin:/usr/sbin:/sbin"  # where Debian has nginx, for those who are not root
TOOLS = {"nginx": "nginx-light", "wrk": "wrk", "hugo": "hugo"}  # programs, and the packages of Debian that have them
SITE_FILE = ROOT / "deploy/nginx.conf"
MAIN = """
daemon off;
worker_processes 2;
pid {folder}/pid;
error_log {folder}/log;
events {{ worker_connections 4096; }}
http {{
  default_type "text/html; charset=utf-8";
  sendfile on;
  tcp_nopush on;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  {within}
}}
"""
FILES = """
  access_log off;
  gzip_static on;
  server {{
    listen 127.0.0.1:{port};
    root {folder}/www;
  }}
"""


def tool(name: str) -> str | None:
    """Where a program is."""
    return shutil.which(name) or shutil.which(name, path=PATH)


@contextmanager
def started(
    command: list[str], environment: dict[str, str], log: Path, folder: Path = ROOT
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program in a session of its own, and end it with all that it started."""
    with log.open("a") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=surroundings(environment), stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """As an operator ends it, and with force where that takes long."""
    process.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=10)
    kill(process)


def first_answer(process: subprocess.Popen[bytes], port: int, log: Path, path: str = "/") -> Answer:
    """The first answer with status 200; when it comes is to be measured, so ask often."""
    give_up, said = time.monotonic() + 600, "nothing"  # a load of twenty languages may come before it
    while time.monotonic() < give_up:
        if process.poll() is not None:
            raise UnmeasuredError(f"{process.args[0]} stopped: {log.read_text()[-500:]}")  # type: ignore[index]
        with suppress(OSError, HTTPException):
            if (answer := ask(port, path)).status == 200:
                return answer
            said = str(answer.status)
        time.sleep(0.005)
    raise UnmeasuredError(f"port {port} answers {said}: {log.read_text()[-500:]}")


@contextmanager
def serving(environment: dict[str, str], root: Path = ROOT) -> Iterator[RunningSite]:
    """Run the real site as an operator does: whatever manage.py serve starts."""
    site = RunningSite(environment)
    with started([sys.executable, "manage.py", "serve"], site.environment, site.log, root) as site.server:
        first_answer(site.server, site.port, site.log)
        yield site


def nginx(folder: Path) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Run nginx with the configuration that lies in a folder; what it says goes to its log."""
    command = [str(tool("nginx")), "-e", str(folder / "log"), "-c", str(folder / "nginx.conf")]
    return started(command, {}, folder / "log")


class Static:
    """An nginx that serves files: what it is to serve is put there before or after it started."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        (folder / "www").mkdir(parents=True)

    def put(self, path: str, answer: Answer) -> None:
        """Serve the same bytes, compressed as they came."""
        place = self.folder / "www" / path.partition("?")[0].strip("/")
        place.mkdir(parents=True, exist_ok=True)
        if answer.header("content-encoding") == "gzip":
            (place / "index.html.gz").write_bytes(answer.body)
            (place / "index.html").write_bytes(gzip.decompress(answer.body))
        else:
            (place / "index.html").write_bytes(answer.body)

    @contextmanager
    def running(self) -> Iterator[tuple[int, ...]]:
        """Run it; yields its session."""
        within = FILES.format(folder=self.folder, port=self.port)
        (self.folder / "nginx.conf").write_text(MAIN.format(folder=self.folder, within=within))
        (self.folder / "www/index.html").touch()
        with nginx(self.folder) as process:
            first_answer(process, self.port, self.folder / "log")
            yield (process.pid,)


CHANGES = (  # the lines that an operator changes too, and no TLS: nginx beside it has none either
    (r"^\s*ssl_.*\n", ""),
    (r"\bserver 127\.0\.0\.1:\d+", "server 127.0.0.1:{site}"),
    (r"\blisten 80\b[^;]*;", "listen 127.0.0.1:{redirect};"),
    (r"\blisten (443|\[::\]:443)\b[^;]*;", "listen 127.0.0.1:{port};"),
    (r"\bserver_name \S*example\S*;", "server_name 127.0.0.1;"),
    (r"\bproxy_cache_path \S+", "proxy_cache_path {folder}/pages"),
    (r"\b(access_log|error_log) /\S+?([\w.-]+log)\b", r"\1 {folder}/\2"),
    (r"\balias \S*static/;", "alias {static}/;"),
)


def adapted(text: str, **places: object) -> str:
    """The shipped site file with the ports and folders of this run; a machine with one instance has it once."""
    for old, new in CHANGES:
        text = re.sub(old, new.format(**places), text, flags=re.MULTILINE)
    instance = re.compile(rf"^\s*server 127\.0\.0\.1:{places['site']}.*\n", re.MULTILINE)
    first = instance.search(text)
    return text[: first.end()] + instance.sub("", text[first.end() :]) if first else text


@contextmanager
def front(folder: Path, site: RunningSite) -> Iterator[tuple[int, int]]:
    """Run nginx with the shipped site file in front of the site; yields its port and its session."""
    if not SITE_FILE.exists():
        raise UnmeasuredError(f"no site file: {SITE_FILE.relative_to(ROOT)} is missing")
    port, log = free_port(), folder / "log"
    static = Path(site.environment["VAR_DIR"]) / "static"
    places = {"site": site.port, "redirect": free_port(), "port": port, "folder": folder, "static": static}
    (folder / "site").write_text(adapted(SITE_FILE.read_text("utf-8"), **places))
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, within=f"include {folder}/site;"))
    with nginx(folder) as process:
        first_answer(process, port, log)
        yield port, process.pid


@contextmanager
def bare(application: str, folder: Path, **environment: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Run an application of tests/bench/bare.py with granian: one worker, as the site."""
    port, log = free_port(), folder / f"{application}.log"
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--log-level", "warning", f"bench.bare:{application}"]
    with started(command, environment | {"PYTHONPATH": str(ROOT / "tests")}, log) as process:
        first_answer(process, port, log)
        yield port, process
