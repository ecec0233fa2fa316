"""The exported site is the site: every page, every link, on a host that knows nothing but files."""

import getpass
import json
import random
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from errno import ENOSPC
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import get_language_from_path
from page_kinds import PATHS
from running import ROOT, free_port, new_site, serving, surroundings

from codes import edition, export
from codes.edition import file_of

LIVE = "https://live.example.org"
TWO = ("--lang", "en", "--lang", "ar")


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """The real site, of which exports are made while it runs."""
    with new_site(tmp_path_factory.mktemp("var")) as environment, serving(environment) as running:
        yield running


def exporting(running, *arguments):
    """Start an export as an operator does."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "export", *map(str, arguments)],
        cwd=ROOT,
        env=surroundings(running.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def exported(running, *arguments):
    """Make an export; return what it says, and what it lists."""
    with exporting(running, *arguments) as command:
        listed, said = command.communicate(timeout=900)
        assert command.returncode == 0, said
    return said, listed


@pytest.fixture(scope="module")
def languages(request):
    """Two languages to export, with --pages 0 every one."""
    return TWO if request.config.getoption("pages") else ()


@pytest.fixture(scope="module")
def public(running, languages, tmp_path_factory):
    """An export of what has been written by hand."""
    link = tmp_path_factory.mktemp("export") / "public"
    exported(running, link, *languages, "--pairs", "hand-written", "--live-host", LIVE, "--jobs", "2")
    return link


def prefixed(path):
    return [path, f"/ar{path}"]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None


def answer(address):
    """The status, the headers and the octets of an answer, which may lead elsewhere."""
    try:
        with urllib.request.build_opener(_Stay).open(address, timeout=60) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_every_kind_of_page_is_as_the_server_sends_it_but_for_where_its_forms_lead(running, public):
    kinds = [path for path in PATHS if "?" not in path and (public / file_of(path)).exists()]
    assert len(kinds) > 20
    paths = [*("/robots.txt", "/sitemap.xml", "/sitemap-codes.xml", "/sitemap-comparisons.xml")]
    paths += [address for path in (*kinds, "/suggestions.json", "/404.html") for address in prefixed(path)]
    for path in paths:
        file = (public / file_of(path)).read_bytes()
        status, _headers, sent = answer(running.address + path)
        assert status == (404 if path.endswith("404.html") else 200)
        assert file.replace(f'action="{LIVE}/'.encode(), b'action="/') == sent, path


def test_every_form_is_sent_to_the_live_site(public):
    for path in ("/", "/ar/550/", "/compare/", "/lookup/", "/404.html"):
        forms = lxml.html.parse(public / file_of(path)).getroot().forms
        assert forms
        assert {urlsplit(form.action)[:2] for form in forms} == {("https", "live.example.org")}


def test_every_link_and_anchor_leads_somewhere(running, public):
    records = [line.split("\t")[0] for line in (public / ".export/records").read_text("utf-8").splitlines()[1:]]
    pages = [path for path in records if path.endswith("/")]
    chosen = {*random.Random(13).sample(pages, 250), *(p for path in PATHS for p in prefixed(path) if p in pages)}  # noqa: S311
    roots = {}

    def root(path):
        if path not in roots:
            roots[path] = lxml.html.parse(public / file_of(path)).getroot()
        return roots[path]

    lost = set()
    for path in chosen:
        for link in root(path).xpath("//@href | //@src | //@data-suggestions"):
            target = urlsplit(link.removeprefix(running.address))
            if target.scheme or target.netloc:
                continue
            there = unquote(target.path) or path
            if not (public / (get_language_from_path(there) or "")).exists():
                continue  # of a language that is not exported here
            if not (public / file_of(there)).is_file():
                lost.add(there)
            elif target.fragment and not root(there).xpath("//*[@id=$name]", name=unquote(target.fragment)):
                lost.add(f"{there}#{target.fragment}")
    assert lost == set()


@contextmanager
def nginx(public, folder):
    """A server that has nothing but the files, and the lines that come with them."""
    port = free_port()
    (folder / "nginx.conf").write_text(f"""
        user {getpass.getuser()}; daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
        events {{ worker_connections 64; }}
        http {{
            include /etc/nginx/mime.types; access_log off;
            client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
            uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
            server {{ listen 127.0.0.1:{port}; root {public}; include {public}/.export/nginx.conf; }}
        }}
    """)
    server = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf")])
    try:
        for _attempt in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.mark.web_servers
def test_nginx_serves_it_with_the_headers_of_the_site(running, public, tmp_path):
    with nginx(public, tmp_path) as host:
        for path in ("/", "/550/", "/ar/compare/250/553/", "/suggestions.json", "/sitemap.xml"):
            status, headers, body = answer(host + path)
            _status, live, _body = answer(running.address + path)
            assert (status, body) == (200, (public / file_of(path)).read_bytes())
            assert (
                headers["Content-Type"].split(";")[0].replace("text/xml", "application/xml")
                == (live["Content-Type"].split(";")[0])
            )
            for name in ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "X-Frame-Options"):
                assert headers[name] == live[name]
            assert f"form-action 'self' {LIVE};" in headers["Content-Security-Policy"]
            assert "X-Request-ID" not in headers  # it would be one for all requests
        style = lxml.html.fromstring(answer(host)[2]).xpath("//link[@rel='stylesheet']/@href")[0]
        assert "immutable" in answer(host + style)[1]["Cache-Control"]
        asked = urllib.request.Request(f"{host}/ar/550/", headers={"Accept-Encoding": "gzip"})  # noqa: S310
        with urllib.request.urlopen(asked, timeout=60) as response:  # noqa: S310
            assert response.headers["Content-Encoding"] == "gzip"
        for path in ("/550/5.1.1/", "/compare/553/250/", "/599/", "/search/?q=full", "/compare/250/"):
            status, headers, _body = answer(host + path)
            assert (status, headers["Location"]) == (302, LIVE + path)
        assert answer(f"{host}/.export/records")[0] == 404


def test_it_goes_on_where_it_was_killed_and_the_address_shows_nothing_before_its_end(running, tmp_path):
    link, records = tmp_path / "public", tmp_path / "public.1/.export/records"
    wanted = (link, "--lang", "ar", "--pairs", "hand-written", "--no-compress", "--jobs", "2")
    with exporting(running, *wanted) as command:
        while not (records.exists() and records.read_bytes().count(b"\n") > 100):
            assert command.poll() is None
            time.sleep(0.02)
        command.send_signal(signal.SIGKILL)
    assert not link.is_symlink()
    time.sleep(2)  # its processes end with what they were at
    done = [line.split("\t")[0] for line in records.read_text().splitlines()[1:]]
    made = {path: (tmp_path / "public.1" / file_of(path)).stat().st_mtime_ns for path in done}
    said, _listed = exported(running, *wanted)
    assert said == ""  # on standard error: no log of a request that nobody sent
    pages = [line.split("\t")[0] for line in records.read_text().splitlines()[1:]]
    assert len(pages) == len(set(pages)) > len(done) > 100
    assert {path: (link / file_of(path)).stat().st_mtime_ns for path in done} == made
    assert not [path for path in pages if path.endswith("/") and not path.startswith("/ar/")]
    assert not (link / "ar/550/index.html.gz").exists()


def test_an_edit_changes_the_pages_that_show_it_and_no_other_file(running, languages, public, tmp_path):
    shutil.copytree(public.resolve(), tmp_path / "public.1")
    public = tmp_path / "public"
    public.symlink_to("public.1")
    wanted = (public, *languages, "--pairs", "hand-written", "--live-host", LIVE, "--jobs", "2")
    files = {file: file.resolve().stat().st_ino for file in public.glob("**/*.html*")}
    edit = "from codes.models import *; ProgramError.objects.filter(program_id='swaks').delete(); "
    edit += "Program.objects.get(slug='swaks').delete(); "
    edit += "row = Cause.objects.get(slug='loop'); row.description_ar += '\\n\\nوهذا جديد.'; row.save()"
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", edit],
        cwd=ROOT,
        env=surroundings(running.environment),
        check=True,
        timeout=300,
    )
    said, listed = exported(running, *wanted, "--changed-since", "last")
    changed = set(listed.split())
    assert {"/ar/causes/loop/", "/errors/swaks/", "/ar/errors/swaks/", "/errors/", "/sitemap-programs.xml"} <= changed
    assert not changed & {"/causes/loop/", "/550/", "/ar/550/", "/compare/250/553/"}
    assert "2 gone" in said
    assert not (public / "errors/swaks").exists()
    assert "وهذا جديد." in (public / "ar/causes/loop/index.html").read_text("utf-8")
    for path in ("/causes/loop/", "/ar/550/", "/compare/250/553/"):
        for ending in ("", ".gz", ".br"):
            file = public / f"{file_of(path)}{ending}"
            assert file.stat().st_ino == files[file]
    said, listed = exported(running, *wanted, "--changed-since", "last")
    assert listed == ""
    assert " 0 new or changed" in said


# --- in this process, with a few pages


@pytest.fixture
def few(db, monkeypatch, settings, tmp_path):
    """An export of a few pages only."""
    settings.STATIC_ROOT = tmp_path / "static"
    paths = ["/about/", "/ar/about/", "/errors/"]
    monkeypatch.setattr(export, "addresses", lambda *_languages, **_wanted: paths)
    return paths


def call(link, **options):
    call_command("export", str(link), jobs=1, **options)


def test_a_page_that_fails_stops_all_by_its_address(few, tmp_path):
    few.append("/599/")
    with pytest.raises(CommandError, match=r"^/599/: status 404$"):
        call(tmp_path / "public")
    assert not (tmp_path / "public").exists()


def test_a_full_disk_is_one_line_and_the_old_export_stays(few, tmp_path, monkeypatch):
    call(tmp_path / "public")
    few.append("/providers/")
    old = {file: file.read_bytes() for file in (tmp_path / "public").rglob("*") if file.is_file()}

    def full(name, _body):
        raise OSError(ENOSPC, "No space left on device", name)

    monkeypatch.setattr(edition, "write", full)
    with pytest.raises(CommandError, match=r"^/providers/: No space left on device$"):
        call(tmp_path / "public")
    assert {file: file.read_bytes() for file in (tmp_path / "public").rglob("*") if file.is_file()} == old


def test_a_folder_of_somebody_is_refused(few, tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(CommandError, match="exists and is no export"):
        call(tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_what_changed_since_a_time(few, tmp_path, capsys):
    call(tmp_path / "public")
    made = json.loads((tmp_path / "public/.export/records").read_text().splitlines()[0])["made"]
    few.append("/providers/")
    capsys.readouterr()
    call(tmp_path / "public", changed_since=made)
    assert capsys.readouterr().out == "/providers/\n"
    call(tmp_path / "public", changed_since="2001-01-01")
    assert capsys.readouterr().out.split() == few


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--live-host", "example.org", "https://example.org"),
        ("--live-host", "https://example.org/site", "https://example.org"),
        ("--changed-since", "yesterday", "a time like"),
        ("--pairs", "some", "hand-written"),
        ("--lang", "xx", "'ar'"),
    ],
)
def test_a_wrong_option_is_one_sentence(option, value, said, tmp_path):
    with pytest.raises(CommandError, match=said):
        call_command("export", str(tmp_path / "public"), option, value)


@pytest.mark.django_db
def test_all_comparisons_or_those_that_pages_link_to():
    hand_written, every = (export.addresses(["ar"], every_pair=every) for every in (False, True))
    assert len(every) == len(set(every))
    assert set(hand_written) < set(every)
    others = set(every) - set(hand_written)
    assert len(others) > 20_000
    assert all(path.startswith("/ar/compare/") for path in others)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "most"), [("/ar/compare/450/550/", 1), ("/ar/550/", 2), ("/causes/tls/", 2), ("/providers/gmail/", 3)]
)
def test_a_page_asks_the_database_little(path, most, django_assert_max_num_queries):
    client = export.Client()
    client.get(path)  # what all pages share
    with django_assert_max_num_queries(most):
        assert client.get(path)[0] == 200
