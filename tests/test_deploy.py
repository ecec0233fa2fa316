"""What deploy/ ships, run as it is; of nginx and Caddy only the lines marked CHANGE have ports and paths of here."""

import gzip
import http.client
import http.cookiejar
import http.server
import json
import re
import socket
import ssl
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import brotli
import pytest
from running import ROOT, RunningSite, free_port, kill, manage, new_site

DEPLOY = ROOT / "deploy"
pytestmark = pytest.mark.web_servers

TRUSTING = ssl._create_unverified_context()  # noqa: S323
NAMES = "from codes.models import ReplyCode; ReplyCode.objects.filter(code={!r}).update(name_en={!r})"
NGINX = """
daemon off; pid {folder}/pid; {user} error_log {folder}/start.log; worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/unused; uwsgi_temp_path {folder}/unused; scgi_temp_path {folder}/unused;
    include {folder}/site.conf;
}}
"""


def filled(name: str, changes: dict[str, str]) -> str:
    """A shipped file with what an operator changes: in lines marked CHANGE, or in the line after such a comment."""
    lines = (DEPLOY / name).read_text("utf-8").splitlines()
    marked = {number + ("#" in line.strip()[:1]) for number, line in enumerate(lines) if "CHANGE" in line}
    for old, new in changes.items():
        hits = [number for number, line in enumerate(lines) if old in line and not line.strip().startswith("#")]
        assert hits, old
        assert {*hits} <= marked, f"{old}: its line is not marked"
        for number in hits:
            lines[number] = lines[number].replace(old, new)
    return "\n".join(lines) + "\n"


class Proxy:
    """A web server in front of instances of the site, on a TLS port of its own."""

    def __init__(self, folder: Path, static: Path, ports: tuple[int, int]) -> None:
        self.folder, self.port = folder, free_port()
        self.log, self.spool = folder / "access.log", folder / "spool"
        self.spool.mkdir(parents=True)
        key = ["-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem", "-subj", "/CN=localhost"]
        subprocess.run(
            ["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", *key], check=True, capture_output=True
        )
        self.process = subprocess.Popen(
            self.command(static, *ports),
            env={"PATH": "/usr/sbin:/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(self.spool)},
            stdout=(folder / "out.log").open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        for _attempt in range(400):
            with suppress(OSError), socket.create_connection(("localhost", self.port), timeout=1):
                return
            assert self.process.poll() is None, (folder / "out.log").read_text()
            time.sleep(0.05)
        raise AssertionError("the web server does not answer")

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str):
        """Send a request, and return the response with its body read."""
        connection = http.client.HTTPSConnection("localhost", self.port, timeout=30, context=TRUSTING)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        response.text = unpacked(response)
        connection.close()
        return response

    def begin_body(self) -> ssl.SSLSocket:
        """Begin to send a body, and leave it at that."""
        connection = TRUSTING.wrap_socket(
            socket.create_connection(("localhost", self.port)), server_hostname="localhost"
        )
        connection.sendall(b"POST /api/v1/lookup HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n5")
        return connection


class Nginx(Proxy):
    """As Debian's nginx-light includes a site."""

    keeps_pages = True

    def command(self, static: Path, first: int, second: int) -> list[str]:
        """Fill in the site, and the file around it."""
        (self.spool / "body").mkdir()
        (self.spool / "proxy").mkdir()
        changes = {
            "127.0.0.1:8001": f"127.0.0.1:{first}",
            "127.0.0.1:8002": f"127.0.0.1:{second}",
            "/run/smtp-replies-pages": f"{self.folder}/pages",
            "listen 80 default_server": f"listen 127.0.0.1:{free_port()} default_server",
            "listen 443 ": f"listen 127.0.0.1:{self.port} ",
            "/etc/letsencrypt/live/example.org/fullchain.pem": f"{self.folder}/cert.pem",
            "/etc/letsencrypt/live/example.org/privkey.pem": f"{self.folder}/key.pem",
            "example.org": "localhost",
            "/var/log/nginx/smtp-replies.log": str(self.log),
            "/var/log/nginx/smtp-replies-error.log crit": f"{self.folder}/error.log info",
            "/srv/smtp-replies/var/static/": f"{static}/",
        }
        (self.folder / "site.conf").write_text(filled("nginx.conf", changes))
        user = "user root;" if Path("/proc/self").stat().st_uid == 0 else ""
        around = NGINX.format(folder=self.folder, user=user)
        around = around.replace(f"{self.folder}/body", f"{self.spool}/body").replace(
            f"{self.folder}/proxy", f"{self.spool}/proxy"
        )
        (self.folder / "nginx.conf").write_text(around)
        return ["nginx", "-c", f"{self.folder}/nginx.conf", "-e", f"{self.folder}/start.log"]


class Caddy(Proxy):
    """As Debian has it."""

    keeps_pages = False

    def command(self, static: Path, first: int, second: int) -> list[str]:
        """Fill in the site; the certificate is the test's."""
        tls = f"\ttls {self.folder}/cert.pem {self.folder}/key.pem"
        changes = {
            "127.0.0.1:8001": f"127.0.0.1:{first}",
            "127.0.0.1:8002": f"127.0.0.1:{second}",
            "https://example.org {": f"https://localhost:{self.port} {{\n{tls}",
            "/srv/smtp-replies/var/static": str(static),
            "/var/log/caddy/smtp-replies.log": str(self.log),
        }
        text = filled("Caddyfile", changes).replace("admin off", f"admin off\n\thttp_port {free_port()}")
        (self.folder / "Caddyfile").write_text(text)
        return ["caddy", "run", "--config", f"{self.folder}/Caddyfile", "--adapter", "caddyfile"]


KINDS = {"nginx": Nginx, "caddy": Caddy}


def unpacked(response: http.client.HTTPResponse) -> str:
    """What a browser makes of a body."""
    body, encoding = response.read(), response.getheader("Content-Encoding")
    if encoding == "br":
        body = brotli.decompress(body)
    elif encoding == "gzip":
        body = gzip.decompress(body)
    return body.decode("utf-8", "replace")


@pytest.fixture(scope="module")
def instances(tmp_path_factory):
    """Two instances of one site, as the template unit starts them."""
    folder = tmp_path_factory.mktemp("var")
    with new_site(folder) as environment:
        pair = [RunningSite(environment | {"SITE_URL": "https://localhost"}) for _number in range(2)]
        for site in pair:
            site.start()
        yield pair
        for site in pair:
            kill(site.server)


@pytest.fixture(scope="module", params=KINDS)
def proxy(request, instances, tmp_path_factory):
    """Each web server in front of them."""
    static = instances[0].database.parent / "static"
    made = KINDS[request.param](tmp_path_factory.mktemp("proxy"), static, tuple(site.port for site in instances))
    yield made
    kill(made.process)


def rename(instances, code: str, name: str) -> None:
    """Edit a code, as the workbench would."""
    done = manage("shell", "--verbosity=0", "--command", NAMES.format(code, name), **instances[0].environment)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("encoding", ["br", "gzip, deflate", "identity"])
def test_pages_and_static_files_in_every_encoding(proxy, encoding):
    page = proxy.ask("/ar/550/", Accept_Encoding=encoding)
    assert (page.status, page.getheader("Vary")) == (200, "Accept-Encoding")
    assert page.getheader("Content-Encoding") == {"br": "br", "gzip, deflate": "gzip"}.get(encoding)
    assert '<html lang="ar" dir="rtl">' in page.text
    address = re.search(r'/static/[^"]+\.css', page.text)[0]
    style = proxy.ask(address, Accept_Encoding=encoding)
    assert style.status == 200
    assert "immutable" in style.getheader("Cache-Control")
    if encoding != "identity":
        wanted = "gzip" if proxy.keeps_pages or "gzip" in encoding else "br"  # nginx has no brotli of its own
        assert style.getheader("Content-Encoding") in ({"gzip", "br", None} if wanted == "gzip" else {"br"})


def test_what_did_not_change_is_not_sent_again(proxy):
    etags = {}
    for encoding in ("br", "gzip", "identity"):
        page = proxy.ask("/553/", Accept_Encoding=encoding)
        etags[encoding] = page.getheader("ETag")
        again = proxy.ask("/553/", Accept_Encoding=encoding, If_None_Match=etags[encoding])
        assert (again.status, again.text, again.getheader("ETag")) == (304, "", etags[encoding])
        assert again.getheader("Cache-Control") == page.getheader("Cache-Control") == "public, no-cache, no-transform"
    assert len({*etags.values()} - {None}) == 3
    assert proxy.ask("/553/", Accept_Encoding="br", If_None_Match=etags["gzip"]).status == 200


def test_a_page_is_kept_for_a_second_where_the_web_server_keeps_pages(proxy):
    address = "/compare/251/550/"
    with ThreadPoolExecutor(10) as pool:
        assert {page.status for page in pool.map(proxy.ask, [address] * 40)} == {200}
    time.sleep(2)
    proxy.ask(address)
    time.sleep(3)  # the log is written
    if proxy.keeps_pages:
        told = [line.split()[-1] for line in proxy.log.read_text().splitlines() if f" {address} " in line]
        assert (len(told), told[0], told[-1]) == (41, "MISS", "REVALIDATED")
        assert told.count("HIT") > 20


def test_every_header_of_the_site_arrives(proxy, instances):
    direct = http.client.HTTPConnection("127.0.0.1", instances[0].port, timeout=30)
    direct.request("GET", "/250/", headers={"X-Forwarded-Proto": "https", "Host": "localhost"})
    sent = {name.lower(): value for name, value in direct.getresponse().getheaders()}
    arrived = {name.lower(): value for name, value in proxy.ask("/250/").getheaders()}
    for name in ("date", "server", "connection", "content-length", "transfer-encoding", "x-request-id"):
        sent.pop(name, None)
    assert sent
    assert {name: arrived.get(name) for name in sent} == sent
    assert not re.search(r"\d", arrived.get("server", ""))


def test_what_is_pasted_touches_no_disk(proxy):
    before = times(proxy.spool)
    text = ("550 5.1.1 user@example.com: no such user, of whom nobody knows\n" * 5000)[: 256 * 1000].encode()
    response = proxy.ask("/api/v1/lookup", "POST", text, Content_Type="text/plain")
    assert response.status == 200, response.text
    assert times(proxy.spool) == before
    log = proxy.folder / "error.log"
    assert "temporary file" not in (log.read_text() if log.exists() else "")


def times(folder: Path) -> dict[str, int]:
    """When a file was made or deleted in each folder."""
    return {str(path): path.stat().st_mtime_ns for path in (folder, *folder.rglob("*")) if path.is_dir()}


def test_a_body_that_is_too_long_is_refused(proxy):
    try:
        assert proxy.ask("/api/v1/lookup", "POST", b"5" * 3_000_000, Content_Type="text/plain").status == 413
    except (BrokenPipeError, ConnectionResetError, ssl.SSLError):  # it was refused before it was sent
        assert proxy.ask("/250/").status == 200


def test_a_sheet_of_texts_may_be_longer(proxy):
    """It comes to the site, which misses the token of its form."""
    sheet = b'--b\r\nContent-Disposition: form-data; name="sheet"; filename="a.csv"\r\n\r\n' + b"5" * 3_000_000
    for path in ("/admin/sheets/", "/ar/admin/sheets/"):
        response = proxy.ask(path, "POST", sheet + b"\r\n--b--", Content_Type="multipart/form-data; boundary=b")
        assert response.status == 403


def test_bodies_that_never_come_to_an_end_hold_up_nobody(proxy):
    slow = [proxy.begin_body() for _number in range(60)]
    try:
        assert [proxy.ask(f"/compare/250/{code}/").status for code in (451, 452, 550, 552)] == [200] * 4
    finally:
        for connection in slow:
            connection.close()


def test_an_edit_shows_within_two_seconds_even_where_nobody_reads(proxy, instances):
    first = proxy.ask("/554/").text
    name = f"Renamed for {type(proxy).__name__}"
    assert name not in first
    time.sleep(3)
    rename(instances, "554", name)
    time.sleep(2)
    assert name in proxy.ask("/554/").text


def test_the_workbench_lets_people_in_and_nothing_of_it_is_kept(proxy):
    jar = http.cookiejar.CookieJar()
    handlers = urllib.request.HTTPCookieProcessor(jar), urllib.request.HTTPSHandler(context=TRUSTING)
    browser = urllib.request.build_opener(*handlers)
    address = f"https://localhost:{proxy.port}/admin/login/?next=/admin/"
    browser.addheaders = [("Referer", address)]
    browser.open(address, timeout=30).read()
    [token] = [cookie.value for cookie in jar if cookie.name == "csrftoken"]
    form = {"username": "root", "password": "correct horse battery", "csrfmiddlewaretoken": token}
    with browser.open(address, urllib.parse.urlencode(form).encode(), timeout=30) as response:
        assert response.url.endswith("/admin/")
    assert proxy.ask("/admin/").status == 302  # a stranger


def test_the_log_tells_neither_who_asked_nor_for_what_words(proxy):
    proxy.ask("/search/?q=my-secret-word")
    time.sleep(3)
    log = proxy.log.read_text()
    assert "/search/" in log
    assert "my-secret-word" not in log
    assert "127.0.0.1" not in log


def test_probes_are_not_for_everybody(proxy):
    # Of nginx this test is a neighbour, whom it lets through.
    assert proxy.ask("/healthz").status == (200 if proxy.keeps_pages else 404)


def test_nobody_notices_that_one_instance_after_the_other_starts_again(proxy, instances):
    seen: list[object] = []
    done = threading.Event()

    def read() -> None:
        number = 0
        while not done.is_set():
            number += 1
            try:
                seen.append(proxy.ask(f"/compare/250/{(421, 450, 451, 452, 550, 552, 553)[number % 7]}/").status)
            except OSError as error:
                seen.append(error)
            time.sleep(0.05)

    readers = [threading.Thread(target=read) for _number in range(3)]
    for reader in readers:
        reader.start()
    for site in instances:
        site.stop()
        assert site.server.returncode == 0
        site.start()
    done.set()
    for reader in readers:
        reader.join()
    assert len(seen) > 20
    assert {*seen} == {200}


def test_what_a_client_says_of_itself_does_not_reach_the_site(proxy, tmp_path):
    with echo() as port:
        other = type(proxy)(tmp_path / "proxy", tmp_path, (port, port))
        try:
            lies = {"X_Forwarded_For": "192.0.2.1", "X_Forwarded_Proto": "http", "Forwarded": "for=192.0.2.1"}
            heard = other.ask("/admin/", X_Real_IP="192.0.2.1", X_Forwarded_Host="evil.example", **lies).text
        finally:
            kill(other.process)
    assert "192.0.2.1" not in heard
    assert "evil.example" not in heard
    assert re.search("(?im)^x-forwarded-for: (127.0.0.1|::1)$", heard)
    assert re.search("(?im)^x-forwarded-proto: https$", heard)
    assert re.search(f"(?im)^host: localhost:{other.port}$", heard)


@contextmanager
def echo():
    """A site that says what it was asked."""

    class Echo(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = str(self.headers).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()


def test_what_is_kept_is_shown_only_while_the_site_is_down(proxy, instances):
    assert "553" in proxy.ask("/553/").text
    for site in instances:
        kill(site.server)
    try:
        assert proxy.ask("/553/").status == (200 if proxy.keeps_pages else 502)
        assert proxy.ask("/compare/450/553/").status == 502
    finally:
        for site in instances:
            site.start()
    rename(instances, "553", f"Renamed behind {type(proxy).__name__}")
    time.sleep(2)
    assert f"Renamed behind {type(proxy).__name__}" in proxy.ask("/553/").text


def test_the_units_of_systemd_are_valid(tmp_path):
    for unit in [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]:
        text = unit.read_text("utf-8").replace("/srv/smtp-replies", str(ROOT))
        (tmp_path / unit.name.replace("@.", "@8001.")).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, tmp_path.iterdir())], capture_output=True, text=True, check=False
    )
    assert len([*tmp_path.iterdir()]) == 3
    assert (done.returncode, done.stderr) == (0, "")


def test_the_containers_are_described_in_yaml():
    """Read as YAML alone: no container is started, and Docker's own check is not at hand everywhere."""
    read = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)"
    with (DEPLOY / "compose.yaml").open() as file:
        done = subprocess.run(["/usr/bin/python3", "-c", read], stdin=file, capture_output=True, text=True, check=True)
    services = json.loads(done.stdout)["services"]
    assert {*services} == {"site-1", "site-2", "database", "valkey", "proxy"}
    assert {services[name]["environment"]["PORT"] for name in ("site-1", "site-2")} == {"8001", "8002"}
