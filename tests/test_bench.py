"""What make bench says of its figures, and that it runs; no figure is held to anything here."""

import json
import subprocess
import sys

import pytest
from bench import grown, hugo
from bench.export import Hugo
from bench.pairs import Pair, Run, summary, time
from bench.plan import Bench
from bench.rows import Row
from bench.servers import adapted
from bench.table import Result, document, lines, verdict
from running import ROOT, on_sqlite, shipped, surroundings

# --- pairs


def run(cost: float, seconds: float = 1) -> Run:
    """A thousand requests of so many microseconds."""
    return Run(1000, cost / 1000, seconds, p50=1, p99=cost)


def test_a_ratio_is_of_the_processor_time_of_a_request():
    assert Pair(run(10), run(40), run(12)).ratio() == pytest.approx(11 / 40)


def test_where_processors_are_to_be_used_time_is_compared():
    assert Pair(run(10, 2), run(40, 1), run(10, 2)).ratio(time) == 2


def test_pairs_with_unlike_references_are_dropped_and_counted():
    found = summary([Pair(run(10), run(20), run(10)), Pair(run(10), run(90), run(13)), Pair(run(10), run(22), run(12))])
    assert (found.pairs, found.dropped, found.is_noisy) == (3, 1, False)
    assert found.ratio == pytest.approx(0.5)
    assert found.p99 == 21


def test_pairs_on_a_busy_machine_are_dropped_and_counted():
    found = summary([Pair(run(10), run(20), run(10), others=0.1), Pair(run(10), run(90), run(10), others=0.3)])
    assert (found.dropped, found.cost) == (1, 20)


def test_where_every_pair_is_dropped_it_is_said():
    found = summary([Pair(run(10), run(20), run(10), others=1)])
    assert (found.is_noisy, found.ratio) == (True, 0.5)


# --- the table

PAGE = Row("page", "cached page", "nginx", bar=0.36, goal=0.45)
WAIT = Row("wait", "p99", bar=3, unit="ms", at_most=True)


@pytest.mark.parametrize(
    ("row", "value", "said"),
    [(PAGE, 0.36, "yes"), (PAGE, 0.35, "NO"), (PAGE, 0.5, "goal"), (WAIT, 3, "yes"), (WAIT, 3.1, "NO")],
)
def test_the_table_says_whether_a_bar_holds(row, value, said):
    result = Result(row, value)
    assert result.verdict == said
    assert said in lines([result])[1].split()


def test_a_failure_stands_in_the_table_and_is_counted():
    results = [Result(PAGE, failure="no site file"), Result(WAIT, 9), Result(Row("plain", "plain"), 1)]
    assert "FAILED" in "\n".join(lines(results))
    assert "    no site file" in lines(results)
    assert verdict(results).startswith("2 bars: 0 hold, 1 do not; 1 rows failed")


def test_json_has_the_same_rows():
    written = json.loads(json.dumps(document([Result(PAGE, 0.4)], {"processors": 2})))
    assert written["machine"] == {"processors": 2}
    assert (written["rows"][0]["row"]["key"], written["rows"][0]["holds"], written["rows"][0]["value"]) == (
        "page",
        True,
        0.4,
    )


# --- what is built to be measured


def test_hugo_gets_each_piece_once_and_can_join_the_same_pages():
    pages = [f"<h1>Page {number}</h1>\n<p>The same.</p><p>And again.</p>\n<p>{number % 2}</p>\n" for number in range(4)]
    parts = hugo.joined([hugo.pieces(page) for page in pages])
    assert ["".join(page) for page in parts] == pages
    assert parts[0][1] == "<p>The same.</p><p>And again.</p>\n"


def test_visible_text_is_what_a_reader_sees():
    page = "<title>A</title><style>b {}</style><p>550 <code>5.1.1</code>\n is&nbsp;&lt;bad&gt;</p><script>c</script>"
    assert hugo.visible_text(page) == "A 550 5.1.1 is <bad>"


def test_content_grows_ten_times(content_copy):
    grown.grow_replies(content_copy)
    grown.grow_codes(content_copy)
    import tomllib  # noqa: PLC0415

    for name in ("replies.toml", "enhanced.toml"):
        assert len(tomllib.loads((content_copy / name).read_text("utf-8"))) == 10 * len(shipped(name))


def test_languages_grow_by_eighteen(tmp_path):
    from django.conf import settings  # noqa: PLC0415

    grown.grow_languages(tmp_path)
    asked = "from django.conf import settings; print(*dict(settings.LANGUAGES))"
    told = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "--command", asked],
        cwd=tmp_path,
        env=surroundings(on_sqlite(tmp_path)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.stdout.split() == [*dict(settings.LANGUAGES), *grown.LANGUAGES], told.stderr
    assert len(grown.LANGUAGES) == 18


SITE = """
upstream site {
    server 127.0.0.1:8001 max_fails=0;  # CHANGE
    server 127.0.0.1:8002 max_fails=0;
}
proxy_cache_path /run/pages levels=1:2;
server { listen 80 default_server; }
server {
    listen 443 ssl http2;
    ssl_certificate /etc/example.pem;
    access_log /var/log/nginx/site.log site;
    location /static/ { alias /srv/var/static/; }
    proxy_cache_lock on;
}
"""


def test_the_site_file_is_measured_as_it_is_but_for_ports_folders_and_tls():
    places = {"site": 1, "redirect": 2, "port": 3, "folder": "/f", "static": "/s"}
    assert (
        adapted(SITE, **places)
        == """
upstream site {
    server 127.0.0.1:1 max_fails=0;  # CHANGE
}
proxy_cache_path /f/pages levels=1:2;
server { listen 127.0.0.1:2; }
server {
    listen 127.0.0.1:3;
    access_log /f/site.log site;
    location /static/ { alias /s/; }
    proxy_cache_lock on;
}
"""
    )


# --- the whole


@pytest.mark.bench
def test_hugo_builds_the_same_text(tmp_path):
    pages = []
    for number in range(3):
        pages.append(f"<!DOCTYPE html>\n<title>{number} &amp; “more”</title>\n<p dir='rtl'>ردّ</p>\n<p>{number}</p>\n")
        (tmp_path / f"{number}.html").write_text(pages[-1], "utf-8")
    bench = Bench(tmp_path, rounds=1, seconds=1, addresses=3)
    assert Hugo(bench, sorted(tmp_path.glob("*.html")))().requests == 3
    assert (tmp_path / "built/pages/p1/index.html").read_text("utf-8") == pages[1]


@pytest.mark.bench
def test_the_bench_measures_the_real_site(tmp_path):
    few = ["--rounds", "1", "--seconds", "1", "--addresses", "20", "--json", str(tmp_path / "bench.json")]
    told = subprocess.run(
        [sys.executable, "-m", "bench", "--only", "cached", "uncached", *few],
        cwd=ROOT,
        env=surroundings({"PYTHONPATH": "tests"}),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    rows = {row["row"]["key"]: row for row in json.loads((tmp_path / "bench.json").read_text())["rows"]}
    assert min(rows[key]["value"] for key in ("page", "compare", "search")) > 0
    assert rows["page"]["summary"]["pairs"] == 1
    assert {key: row["failure"] for key, row in rows.items() if row["failure"]} == {}, told.stderr
    assert told.returncode == 0
    assert "cached page, direct" in told.stdout


def test_a_missing_tool_is_one_line():
    told = subprocess.run(
        [sys.executable, "-c", "import bench.servers as s; s.PATH = ''\nimport bench.__main__ as m; print(m.main())"],
        cwd=ROOT,
        env=surroundings({"PYTHONPATH": "tests", "PATH": "/nowhere"}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.stdout == "not installed: nginx-light, wrk, hugo (Debian packages)\n"
